import assert from "node:assert/strict";
import {
  type ConnectionEvent,
  connect,
  newUuid,
  type OvsdbClient,
  type OvsdbError,
  type Uuid,
} from "../../../provider/ovsdb-client";
import {
  clusterRole,
  describeWithServers,
  pause,
  type Server,
  startCluster,
  stopServers,
  until,
} from "../../support/ovn-servers";

const DATABASE = "OVN_Northbound";

function leaderOf(servers: readonly Server[]): Server | undefined {
  return servers.find(
    (server) =>
      server.process.exitCode === null && server.process.signalCode === null && clusterRole(server) === "leader",
  );
}

function socketsOf(servers: readonly Server[]): readonly string[] {
  return servers.map(({ socket }) => `unix:${socket}`);
}

/** Inserts under the uuid until it is known to be there, however often the outcome is unknown. Returns how it ended. */
async function insertOnce(client: OvsdbClient, uuid: Uuid, deadlineMs: number): Promise<"inserted" | "was there"> {
  for (;;) {
    try {
      await client.transact([{ op: "insert", table: "Logical_Switch", row: { name: uuid }, uuid }], { deadlineMs });
      return "inserted";
    } catch (error) {
      const { code } = error as OvsdbError;
      if (code === "duplicate-uuid") return "was there";
      if (code !== "outcome-unknown" && code !== "not-connected") throw error;
    }
  }
}

describeWithServers("connect to a cluster", () => {
  let servers: readonly Server[];
  before(async () => {
    servers = await startCluster(3);
    await until(() => leaderOf(servers) !== undefined);
  });
  after(stopServers);

  it("finds the leader, and is content with a follower when asked to be", async () => {
    const leader = leaderOf(servers) as Server;
    const client = await connect({ endpoints: socketsOf(servers), database: DATABASE });
    assert.equal(client.endpoint, `unix:${leader.socket}`);
    client.close();
    const follower = servers.find((server) => server !== leader) as Server;
    const onlyFollower = { endpoints: `unix:${follower.socket}`, database: DATABASE, deadlines: { requestMs: 600 } };
    await assert.rejects(connect(onlyFollower), { code: "not-connected", details: /not the leader/ });
    const reader = await connect({ ...onlyFollower, leaderOnly: false });
    const uuid = newUuid();
    await reader.transact([{ op: "insert", table: "Logical_Switch", row: { name: "through a follower" }, uuid }]);
    reader.close();
  });

  it("moves with the leadership, and resumes its replicas where they were", async () => {
    const events: ConnectionEvent[] = [];
    const options = { endpoints: socketsOf(servers), database: DATABASE, backoff: { firstMs: 20, maxMs: 200 } };
    const client = await connect({ ...options, onEvent: (event) => events.push(event) });
    let changed = 0;
    const replica = await client.monitor({
      tables: { Logical_Switch: {} },
      onChange: (changes) => (changed += changes.length),
    });
    const leader = leaderOf(servers) as Server;
    await client.transact([{ op: "insert", table: "Logical_Switch", row: { name: "before" } }]);
    leader.process.kill("SIGSTOP");
    await until(() => leaderOf(servers.filter((server) => server !== leader)) !== undefined);
    leader.process.kill("SIGCONT");
    await until(() => events.filter(({ kind }) => kind === "connected").length === 2);
    const reasons = events.flatMap((event) => (event.kind === "disconnected" ? [event.error.details] : []));
    assert.match(reasons.join(), /not the leader/);
    await replica.whenCurrent();
    await client.transact([{ op: "insert", table: "Logical_Switch", row: { name: "after" } }]);
    assert.equal(changed, 2);
    assert.notEqual(client.endpoint, `unix:${leader.socket}`);
    await replica.close();
    client.close();
  });

  it("loses nothing and applies nothing twice when the leader is killed under a stream of transactions", async () => {
    const options = { endpoints: socketsOf(servers), database: DATABASE, backoff: { firstMs: 20, maxMs: 200 } };
    const client = await connect(options);
    const replica = await client.monitor({ tables: { Logical_Switch: { columns: ["name"] } } });
    const known = replica.rows("Logical_Switch").size;
    const uuids = Array.from({ length: 300 }, () => newUuid());
    const victim = leaderOf(servers) as Server;
    const endings: Promise<string>[] = [];
    for (const [at, uuid] of uuids.entries()) {
      endings.push(insertOnce(client, uuid, 20_000));
      if (at === 150) victim.process.kill("SIGKILL");
      if (at % 10 === 0) await pause(2);
    }
    const seen = await Promise.all(endings);
    assert.equal(seen.length, 300);
    assert.ok(leaderOf(servers) !== victim);
    await replica.whenCurrent();
    const names = [...replica.rows("Logical_Switch").values()].map(({ name }) => name);
    assert.equal(names.length, known + 300);
    assert.deepEqual(new Set(names.filter((name) => uuids.includes(name as Uuid))), new Set(uuids));
    client.close();
    await victim.restart();
    await until(() => clusterRole(victim) === "follower");
  });

  it("gives an unknown outcome without a quorum, which a second try resolves when there is one again", async () => {
    const leader = leaderOf(servers) as Server;
    const others = servers.filter((server) => server !== leader);
    const client = await connect({
      endpoints: socketsOf(servers),
      database: DATABASE,
      backoff: { firstMs: 50, maxMs: 200 },
    });
    for (const other of others) await other.kill();
    const uuid = newUuid();
    const insert = [{ op: "insert", table: "Logical_Switch", row: { name: "quorum" }, uuid }] as const;
    const startedAt = performance.now();
    await assert.rejects(client.transact(insert, { deadlineMs: 700 }), { code: "outcome-unknown" });
    assert.ok(performance.now() - startedAt < 15_000);
    for (const other of others) await other.restart();
    await insertOnce(client, uuid, 20_000);
    const [rows] = await client.transact([
      { op: "select", table: "Logical_Switch", where: [["name", "==", "quorum"]], columns: ["_uuid"] },
    ]);
    assert.deepEqual(rows, [{ _uuid: uuid }]);
    client.close();
  });
});
