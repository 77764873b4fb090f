import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import {
  type Change,
  type ConnectionEvent,
  type JsonObject,
  type MonitorMethod,
  named,
  newUuid,
  type OvsdbClient,
  type Replica,
} from "../../../provider/ovsdb-client";
import { describeWithServers, run, type Server, stopServers, until } from "../../support/ovn-servers";
import { connectToZoo, startZoo, ZOO_SCHEMA, type Zoo } from "./zoo";

/** The rows of a table as the server has them, in an order of its own making. */
async function serverRows(client: OvsdbClient<Zoo>): Promise<readonly unknown[]> {
  const [rows] = await client.transact([{ op: "select", table: "Animal", where: [] }]);
  return rows.map(({ _version, ...row }) => sorted(row)).sort(byUuid);
}

function replicaRows(replica: Replica<Zoo>): readonly unknown[] {
  return [...replica.rows("Animal").values()].map(sorted).sort(byUuid);
}

function sorted(row: object): { readonly [column: string]: unknown } {
  const columns = Object.entries(row).map(([column, value]) => {
    if (Array.isArray(value)) return [column, [...value].sort()] as const;
    return [column, value instanceof Map ? [...value].sort() : value] as const;
  });
  return Object.fromEntries(columns);
}

function byUuid(left: object, right: object): number {
  return (left as { _uuid: string })._uuid < (right as { _uuid: string })._uuid ? -1 : 1;
}

describeWithServers("OvsdbClient.monitor", () => {
  let server: Server;
  let client: OvsdbClient<Zoo>;
  const events: ConnectionEvent[] = [];
  before(async () => {
    server = await startZoo();
    client = await connectToZoo(server, { onEvent: (event) => events.push(event), backoff: { firstMs: 20 } });
  });
  after(async () => {
    client.close();
    await stopServers();
  });
  afterEach(() => client.transact([{ op: "delete", table: "Animal", where: [] }]));

  for (const method of ["monitor_cond_since", "monitor_cond", "monitor"] as readonly MonitorMethod[]) {
    it(`follows every kind of change with ${method}`, async () => {
      const [cat] = await client.transact([{ op: "insert", table: "Animal", row: { name: "cat", tags: ["old"] } }]);
      const changes: Change[] = [];
      const replica = await client.monitor({
        tables: { Animal: {} },
        method,
        onChange: (some) => changes.push(...some),
      });
      assert.deepEqual(replicaRows(replica), await serverRows(client));
      assert.equal(changes.length, 0);

      const where = [["_uuid", "==", cat]] as const;
      const friend = newUuid();
      const steps = [
        { tags: ["a", "b"], scores: [1, 2], notes: { k: "1", l: "2" }, counts: { n: 1 }, label: { x: "1" } },
        { tags: ["b", "c"], scores: [3], notes: { k: "3" }, counts: { n: 2, m: 3 }, label: { y: "1" } },
        { legs: 7, serial: 9_007_199_254_740_995n, weight: 1.5, tame: true, diet: "meat" },
        { serial: 5, notes: {}, counts: {}, label: {} },
        { serial: null, tags: [], scores: [], tame: false, diet: "" },
      ] as const;
      for (const row of steps) {
        await client.transact([{ op: "update", table: "Animal", where, row }]);
        assert.deepEqual(replicaRows(replica), await serverRows(client));
      }
      await client.transact([
        { op: "insert", table: "Animal", row: { name: "dog", friends: [cat] }, uuid: friend },
        { op: "insert", table: "Keeper", row: { name: "Kim" }, uuidName: "k" },
        { op: "update", table: "Animal", where, row: { keeper: named("k"), friends: [friend] } },
      ]);
      assert.deepEqual(replicaRows(replica), await serverRows(client));
      await client.transact([{ op: "delete", table: "Animal", where: [["name", "==", "dog"]] }]);
      assert.deepEqual(replicaRows(replica), await serverRows(client));
      assert.deepEqual(replica.rows("Animal").get(cat)?.friends, []);

      const last = changes.filter(({ uuid }) => uuid === friend);
      assert.deepEqual(
        last.map(({ before, after }) => [before?.name ?? null, after?.name ?? null]),
        [
          [null, "dog"],
          ["dog", null],
        ],
      );
      await replica.close();
      await client.transact([{ op: "insert", table: "Animal", row: { name: "unseen" } }]);
      assert.equal(
        changes.some(({ after }) => after?.name === "unseen"),
        false,
      );
    });
  }

  it("holds the wanted columns of the wanted rows, and others when the conditions change", async () => {
    await client.transact([
      { op: "insert", table: "Animal", row: { name: "ant", legs: 6 } },
      { op: "insert", table: "Animal", row: { name: "bee", legs: 6 } },
      { op: "insert", table: "Animal", row: { name: "cat", legs: 4 } },
    ]);
    const replica = await client.monitor({
      tables: {
        Animal: {
          columns: ["name"],
          where: [
            ["name", "==", "ant"],
            ["legs", "==", 4],
          ],
        },
      },
    });
    const names = (): readonly string[] => [...replica.rows("Animal").values()].map(({ name }) => name).sort();
    assert.deepEqual(names(), ["ant", "cat"]);
    assert.deepEqual(Object.keys([...replica.rows("Animal").values()][0] ?? {}).sort(), ["_uuid", "name"]);
    await client.transact([{ op: "update", table: "Animal", where: [["name", "==", "cat"]], row: { legs: 3 } }]);
    assert.deepEqual(names(), ["ant"]);
    await replica.setConditions({ Animal: [["legs", ">", 5]] });
    assert.deepEqual(names(), ["ant", "bee"]);
    await replica.setConditions({ Animal: [] });
    assert.deepEqual(names(), ["ant", "bee", "cat"]);
    await replica.close();
  });

  it("refuses a table or a column that the schema does not have", async () => {
    await assert.rejects(client.monitor({ tables: { Plant: {} } as object }), { code: "invalid-operation" });
    await assert.rejects(client.monitor({ tables: { Animal: { columns: ["wings" as "legs"] } } }), {
      code: "invalid-operation",
    });
  });

  it("reports what changed while the server was away, and is not current meanwhile", async () => {
    const [cat] = await client.transact([
      { op: "insert", table: "Animal", row: { name: "cat" } },
      { op: "insert", table: "Animal", row: { name: "rat" } },
      { op: "insert", table: "Animal", row: { name: "bat" } },
    ]);
    const changes: Change[] = [];
    const replica = await client.monitor({ tables: { Animal: {} }, onChange: (some) => changes.push(...some) });
    await server.kill();
    await until(() => !replica.isCurrent);
    assert.equal(replica.rows("Animal").size, 3);
    run(
      "ovsdb-tool",
      "transact",
      path.join(server.folder, "db"),
      JSON.stringify([
        "Zoo",
        { op: "update", table: "Animal", where: [["name", "==", "cat"]], row: { legs: 4 } },
        { op: "delete", table: "Animal", where: [["name", "==", "rat"]] },
        { op: "insert", table: "Animal", row: { name: "owl" } },
      ]),
    );
    await server.restart();
    await replica.whenCurrent();
    assert.deepEqual(replicaRows(replica), await serverRows(client));
    const seen = changes.map(({ before, after }) => [before?.name ?? null, after?.name ?? null]).sort();
    assert.deepEqual(seen, [
      [null, "owl"],
      ["cat", "cat"],
      ["rat", null],
    ]);
    assert.equal(replica.rows("Animal").get(cat)?.legs, 4);
    await replica.close();
  });

  it("takes a new schema without a new connection", async () => {
    const replica = await client.monitor({ tables: { Animal: {} } });
    await client.transact([{ op: "insert", table: "Animal", row: { name: "cat" } }]);
    const connections = events.filter(({ kind }) => kind === "connected").length;
    const animal = (ZOO_SCHEMA.tables as JsonObject).Animal as JsonObject;
    const converted = {
      ...ZOO_SCHEMA,
      version: "1.3.0",
      tables: {
        ...(ZOO_SCHEMA.tables as JsonObject),
        Animal: { ...animal, columns: { ...(animal.columns as JsonObject), wings: { type: "integer" } } },
      },
    };
    const file = path.join(server.folder, "converted.ovsschema");
    writeFileSync(file, JSON.stringify(converted));
    run("ovsdb-client", "convert", `unix:${server.socket}`, file);
    await until(() => client.schema.version === "1.3.0" && replica.isCurrent);
    await client.transact([{ op: "insert", table: "Animal", row: { name: "bee", wings: 4 } as object }]);
    assert.deepEqual(
      [...replica.rows("Animal").values()].map((row) => [row.name, (row as { wings?: number }).wings]).sort(),
      [
        ["bee", 4],
        ["cat", 0],
      ],
    );
    assert.equal(events.filter(({ kind }) => kind === "connected").length, connections);
    await replica.close();
  });
});

describeWithServers("OvsdbClient.lock", () => {
  after(stopServers);

  it("passes from holder to waiter, can be stolen, and is claimed again after a restart", async () => {
    const server = await startZoo();
    const [one, two] = [await connectToZoo(server, { backoff: { firstMs: 20 } }), await connectToZoo(server)];
    const seen: string[] = [];
    const first = await one.lock("gate", { onChange: (isHeld) => seen.push(`one ${isHeld}`) });
    const second = await two.lock("gate", { onChange: (isHeld) => seen.push(`two ${isHeld}`) });
    assert.deepEqual([first.isHeld, second.isHeld], [true, false]);
    await first.release();
    await until(() => second.isHeld);
    const thief = await one.lock("gate", { steal: true, onChange: (isHeld) => seen.push(`thief ${isHeld}`) });
    await until(() => !second.isHeld);
    assert.equal(thief.isHeld, true);
    two.close();
    await server.restart();
    await until(() => seen.filter((said) => said === "thief true").length === 2);
    assert.deepEqual(await one.transact([{ op: "assert", lock: "gate" }]), [null]);
    one.close();
    assert.deepEqual(seen.slice(0, 2), ["one true", "two true"]);
    assert.deepEqual(seen.slice(2, 4).sort(), ["thief true", "two false"]);
  });
});
