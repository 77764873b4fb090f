import type { ColumnType } from "./column-type";
import type { TableSchema } from "./schema";
import type { Row } from "./values";

/** What a server says of one of its databases, in the table `Database` of its database `_Server`. */
export interface DatabaseStatus {
  readonly model: string;
  readonly isConnected: boolean;
  readonly isLeader: boolean;
  /** The schema's JSON text; null while a server has not joined its cluster yet. */
  readonly schemaText: string | null;
  /** The cluster; null of a database without one. */
  readonly clusterId: string | null;
  /** How far this server has followed the cluster's log. */
  readonly index: bigint | null;
}

const column = (
  kind: ColumnType["key"]["kind"],
  min = 1,
): { readonly type: ColumnType; readonly isMutable: boolean } => ({
  type: { key: { kind }, min, max: 1 },
  isMutable: false,
});

/** @source ovsdb/_server.ovsschema of Open vSwitch */
export const DATABASE_TABLE: TableSchema = {
  columns: new Map([
    ["name", column("string")],
    ["model", column("string")],
    ["connected", column("boolean")],
    ["leader", column("boolean")],
    ["schema", column("string", 0)],
    ["cid", column("uuid", 0)],
    ["index", column("integer", 0)],
  ]),
};

export function statusOf(row: Row): DatabaseStatus {
  const { model, connected, leader, schema, cid, index } = row;
  return {
    model: String(model),
    isConnected: connected === true,
    isLeader: leader === true,
    schemaText: typeof schema === "string" ? schema : null,
    clusterId: typeof cid === "string" ? cid : null,
    index: typeof index === "number" || typeof index === "bigint" ? BigInt(index) : null,
  };
}

/** The furthest state of a cluster that was seen, whichever server showed it. */
export interface ClusterMemory {
  clusterId: string | null;
  index: bigint;
}

/**
 * Why a server is of no use for the database, or undefined when it is of use.
 *
 * A server that has fallen behind what was seen before is refused, because reads would go back in time.
 *
 * @source lib/ovsdb-cs.c ovsdb_cs_check_server_db, python/ovs/db/idl.py __check_server_db of Open vSwitch
 */
export function unusableBecause(
  status: DatabaseStatus | undefined,
  isLeaderWanted: boolean,
  seen: Readonly<ClusterMemory>,
): string | undefined {
  if (status === undefined) return "the server has no such database";
  switch (status.model) {
    case "clustered":
      if (status.schemaText === null) return "the server has not joined its cluster yet";
      if (!status.isConnected) return "the server has no contact with its cluster";
      if (isLeaderWanted && !status.isLeader) return "the server is not the leader of its cluster";
      if (seen.clusterId !== null && status.clusterId !== seen.clusterId) return "the server is of another cluster";
      return status.index !== null && status.index < seen.index
        ? "the server is behind the state seen before"
        : undefined;
    case "relay":
      if (status.schemaText === null || !status.isConnected) return "the relay has no contact with its source";
      return isLeaderWanted ? "the server is a relay, not the leader" : undefined;
    default:
      return undefined;
  }
}
