import assert from "node:assert/strict";
import { type Json, OvsdbError, readSchema } from "../../../provider/ovsdb-client";
import { DEFAULT_DEADLINES } from "../../../provider/ovsdb-client/options";
import { createReplicas } from "../../../provider/ovsdb-client/replicas";
import { sessionOf } from "./session-double";

const A = "aaaaaaaa-2222-3333-4444-555555555555";
const SCHEMA = readSchema({ name: "D", tables: { T: { columns: { n: { type: "integer" } } } } });
const DEADLINES = { ...DEFAULT_DEADLINES, snapshotMs: 100 };
const SNAPSHOT: Json = [false, "t1", { T: { [A]: { initial: { n: 1 } } } }];

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("createReplicas", () => {
  it("throws a spoilt copy away and takes a whole one", async () => {
    const failures: OvsdbError[] = [];
    const replicas = createReplicas(DEADLINES, (_session, error) => failures.push(error));
    const { session, asked } = sessionOf(SCHEMA, () => SNAPSHOT);
    const replica = await replicas.open(session, { tables: { T: {} } });
    const id = asked[0]?.[2] as Json;
    replicas.take(session, "update3", [
      id,
      "t2",
      { T: { "bbbbbbbb-2222-3333-4444-555555555555": { modify: { n: 2 } } } },
    ]);
    await nextTurn();
    assert.equal(replica.isCurrent, true);
    assert.deepEqual([...replica.rows("T").keys()], [A]);
    assert.deepEqual(
      failures.map(({ code }) => code),
      ["protocol"],
    );
    assert.equal(asked[1]?.at(-1), "00000000-0000-0000-0000-000000000000");
  });

  it("leaves a server that is too slow for the snapshot, with more time for the next", async () => {
    const replicas = createReplicas(DEADLINES, () => undefined);
    await replicas.open(sessionOf(SCHEMA, () => SNAPSHOT).session, { tables: { T: {} } });
    const deadlines: number[] = [];
    for (let round = 0; round < 6; round++) {
      const slow = sessionOf(SCHEMA, () => {
        throw new OvsdbError("deadline");
      });
      replicas.resume(slow.session);
      await nextTurn();
      assert.deepEqual(
        slow.closedBy.map(({ code }) => code),
        ["deadline"],
      );
      deadlines.push(...slow.deadlines);
    }
    assert.deepEqual(deadlines, [100, 200, 400, 800, 800, 800]);
  });

  it("keeps up several replicas, those too whose neighbor fails", async () => {
    const replicas = createReplicas(DEADLINES, () => undefined);
    const { session } = sessionOf(SCHEMA, () => SNAPSHOT);
    const [one, two] = [
      await replicas.open(session, { tables: { T: {} } }),
      await replicas.open(session, { tables: { T: {} } }),
    ];
    replicas.suspend();
    assert.deepEqual([one.isCurrent, two.isCurrent], [false, false]);
    let count = 0;
    const half = sessionOf(SCHEMA, () => {
      count += 1;
      if (count === 1) throw new OvsdbError("resources-exhausted");
      return SNAPSHOT;
    });
    replicas.resume(half.session);
    await nextTurn();
    assert.deepEqual([one.isCurrent, two.isCurrent], [false, true]);
  });

  it("tells who waits that it took too long, or that there is nothing to wait for", async () => {
    const replicas = createReplicas(DEADLINES, () => undefined);
    const { session } = sessionOf(SCHEMA, () => SNAPSHOT);
    const replica = await replicas.open(session, { tables: { T: {} } });
    await replica.whenCurrent();
    replicas.suspend();
    await assert.rejects(replica.whenCurrent(5), { code: "deadline" });
    const waiting = replica.whenCurrent();
    replicas.resume(session);
    await waiting;
    replicas.suspend();
    const hopeless = replica.whenCurrent();
    replicas.close();
    await assert.rejects(hopeless, { code: "closed" });
  });

  it("forgets a replica that could not be opened", async () => {
    const replicas = createReplicas(DEADLINES, () => undefined);
    const failing = sessionOf(SCHEMA, () => {
      throw new OvsdbError("permission-error");
    });
    await assert.rejects(replicas.open(failing.session, { tables: { T: {} } }), { code: "permission-error" });
    const next = sessionOf(SCHEMA, () => SNAPSHOT);
    replicas.resume(next.session);
    assert.deepEqual(next.asked, []);
  });

  it("refuses a table that is not monitored", async () => {
    const replicas = createReplicas(DEADLINES, () => undefined);
    const replica = await replicas.open(sessionOf(SCHEMA, () => SNAPSHOT).session, { tables: { T: {} } });
    assert.throws(() => replica.rows("U"), TypeError);
  });
});
