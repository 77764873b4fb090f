import assert from "node:assert/strict";
import { type DatabaseStatus, unusableBecause } from "../../../provider/ovsdb-client/database-status";

const member: DatabaseStatus = {
  model: "clustered",
  isConnected: true,
  isLeader: true,
  schemaText: "{}",
  clusterId: "c",
  index: 10n,
};
const nothing = { clusterId: null, index: 0n };

describe("unusableBecause", () => {
  const cases: readonly {
    readonly name: string;
    readonly status: DatabaseStatus | undefined;
    readonly leaderOnly?: boolean;
    readonly seen?: { readonly clusterId: string | null; readonly index: bigint };
    readonly reason: RegExp | undefined;
  }[] = [
    { name: "takes a leader", status: member, reason: undefined },
    {
      name: "takes a follower where it may",
      status: { ...member, isLeader: false },
      leaderOnly: false,
      reason: undefined,
    },
    { name: "takes a standalone server", status: { ...member, model: "standalone", index: null }, reason: undefined },
    { name: "takes a relay where it may", status: { ...member, model: "relay" }, leaderOnly: false, reason: undefined },
    { name: "takes the state seen before", status: member, seen: { clusterId: "c", index: 10n }, reason: undefined },
    { name: "refuses a server without the database", status: undefined, reason: /no such database/ },
    { name: "refuses a follower", status: { ...member, isLeader: false }, reason: /not the leader/ },
    { name: "refuses a relay as leader", status: { ...member, model: "relay" }, reason: /relay/ },
    {
      name: "refuses a member cut off",
      status: { ...member, isConnected: false },
      leaderOnly: false,
      reason: /no contact/,
    },
    { name: "refuses a member that joins", status: { ...member, schemaText: null }, reason: /not joined/ },
    { name: "refuses an older state", status: member, seen: { clusterId: "c", index: 11n }, reason: /behind/ },
    { name: "refuses another cluster", status: member, seen: { clusterId: "d", index: 1n }, reason: /another cluster/ },
  ];
  for (const { name, status, leaderOnly = true, seen = nothing, reason } of cases) {
    it(name, () => {
      const found = unusableBecause(status, leaderOnly, seen);
      if (reason === undefined) assert.equal(found, undefined);
      else assert.match(found ?? "", reason);
    });
  }
});
