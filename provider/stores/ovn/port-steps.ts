import type { Operation, Uuid } from "../../ovsdb-client";
import type { KnownPorts, PortPlace } from "./known-ports";
import { type PortRow, portUuid } from "./port-row";
import { namesOf, type PortColumns } from "./wanted-port";

/** One change of a port: what the database is asked, and what is known once it has done it. */
export interface Step {
  readonly operations: readonly Operation[];
  readonly done: () => void;
}

export function insertPort({ port, logicalSwitch }: PortPlace, columns: PortColumns, known: KnownPorts): Step {
  const [name = ""] = namesOf(port);
  const uuid = portUuid(logicalSwitch, port.address);
  const type = port.kind === "virtual" ? "virtual" : "";
  const { options: rowOptions, addresses, externalIds } = columns;
  return {
    operations: [
      guardSwitch(logicalSwitch, port.logicalSwitch),
      {
        op: "insert",
        table: "Logical_Switch_Port",
        uuid,
        row: { name, type, options: rowOptions, addresses, external_ids: externalIds },
      },
      membership(logicalSwitch, "insert", uuid),
    ],
    done: () => known.remember({ uuid, name, type, ...columns }),
  };
}

export function updatePort(
  { port, logicalSwitch }: PortPlace,
  row: PortRow,
  columns: PortColumns,
  known: KnownPorts,
): Step {
  const { options: rowOptions, addresses, externalIds } = columns;
  return {
    operations: [
      guardSwitch(logicalSwitch, port.logicalSwitch, row.uuid),
      guardRow(row),
      {
        op: "update",
        table: "Logical_Switch_Port",
        where: [["_uuid", "==", row.uuid]],
        row: { options: rowOptions, addresses, external_ids: externalIds },
      },
    ],
    done: () => known.remember({ ...row, ...columns }),
  };
}

export function removePort({ logicalSwitch }: PortPlace, row: PortRow, known: KnownPorts): Step {
  return {
    operations: [guardRow(row), membership(logicalSwitch, "delete", row.uuid)],
    done: () => known.forget(row),
  };
}

/** The port must be in the switch, and the switch still have its name. */
function guardSwitch(uuid: Uuid, name: string, port?: Uuid): Operation {
  const within = port === undefined ? [] : [["ports", "includes", [port]] as const];
  return {
    op: "wait",
    table: "Logical_Switch",
    where: [["_uuid", "==", uuid], ...within],
    columns: ["name"],
    until: "==",
    rows: [{ name }],
  };
}

/** The row must be as it was read. */
function guardRow({ uuid, name, type, options, externalIds }: PortRow): Operation {
  return {
    op: "wait",
    table: "Logical_Switch_Port",
    where: [["_uuid", "==", uuid]],
    columns: ["name", "type", "options", "external_ids"],
    until: "==",
    rows: [{ name, type, options, external_ids: externalIds }],
  };
}

function membership(logicalSwitch: Uuid, mutator: "insert" | "delete", port: Uuid): Operation {
  return {
    op: "mutate",
    table: "Logical_Switch",
    where: [["_uuid", "==", logicalSwitch]],
    mutations: [["ports", mutator, [port]]],
  };
}
