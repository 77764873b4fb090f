import assert from "node:assert/strict";
import { type Change, type Json, OvsdbError, readSchema } from "../../../provider/ovsdb-client";
import { createMonitor } from "../../../provider/ovsdb-client/replica";
import { sessionOf } from "./session-double";

const A = "aaaaaaaa-2222-3333-4444-555555555555";
const ZERO = "00000000-0000-0000-0000-000000000000";
const SCHEMA = readSchema({ name: "D", tables: { T: { columns: { n: { type: "integer" } } } } });

describe("createMonitor", () => {
  it("asks for what it missed since the last update, and reports that alone", async () => {
    const changes: Change[] = [];
    const monitor = createMonitor({ tables: { T: {} }, onChange: (some) => changes.push(...some) });
    const first = sessionOf(SCHEMA, () => [false, "t1", { T: { [A]: { initial: { n: 1 } } } }]);
    await monitor.start(first.session, 100);
    const [, , id] = first.asked[0] ?? [];
    assert.equal(first.asked[0]?.at(-1), ZERO);
    assert.equal(monitor.take("update3", [id as Json, "t2", { T: { [A]: { modify: { n: 2 } } } }]), true);
    monitor.stop();
    const second = sessionOf(SCHEMA, () => [true, "t3", { T: { [A]: { modify: { n: 3 } } } }]);
    await monitor.start(second.session, 100);
    assert.equal(second.asked[0]?.at(-1), "t2");
    assert.deepEqual(
      changes.map(({ before, after }) => [before?.n, after?.n]),
      [
        [1, 2],
        [2, 3],
      ],
    );
  });

  it("compares with what it had when the server no longer knows what was missed", async () => {
    const changes: Change[] = [];
    const monitor = createMonitor({ tables: { T: {} }, onChange: (some) => changes.push(...some) });
    await monitor.start(sessionOf(SCHEMA, () => [false, "t1", { T: { [A]: { initial: { n: 1 } } } }]).session, 100);
    await monitor.start(sessionOf(SCHEMA, () => [false, "t9", { T: { [A]: { initial: { n: 9 } } } }]).session, 100);
    await monitor.start(sessionOf(SCHEMA, () => [false, "t9", { T: { [A]: { initial: { n: 9 } } } }]).session, 100);
    assert.deepEqual(
      changes.map(({ before, after }) => [before?.n, after?.n]),
      [[1, 9]],
    );
  });

  it("forgets where it was when an update does not fit", async () => {
    const monitor = createMonitor({ tables: { T: {} } });
    const first = sessionOf(SCHEMA, () => [false, "t1", {}]);
    await monitor.start(first.session, 100);
    const id = first.asked[0]?.[2] as Json;
    assert.throws(() => monitor.take("update3", [id, "t2", { T: { [A]: { modify: { n: 2 } } } }]), {
      code: "protocol",
    });
    const second = sessionOf(SCHEMA, () => [false, "t3", {}]);
    await monitor.start(second.session, 100);
    assert.equal(second.asked[0]?.at(-1), ZERO);
  });

  it("forgets where it was when the conditions change without a connection", async () => {
    const monitor = createMonitor({ tables: { T: {} } });
    await monitor.start(sessionOf(SCHEMA, () => [false, "t1", {}]).session, 100);
    monitor.stop();
    await monitor.setConditions({ T: [["n", "==", 1]] }, 100);
    const second = sessionOf(SCHEMA, () => [false, "t2", {}]);
    await monitor.start(second.session, 100);
    assert.deepEqual(second.asked[0]?.slice(3), [{ T: [{ columns: ["n"], where: [["n", "==", 1]] }] }, ZERO]);
  });

  it("falls back to the methods of older servers", async () => {
    const old = sessionOf(SCHEMA, (method) => {
      if (method !== "monitor") throw new OvsdbError("unknown-method");
      return { T: { [A]: { new: { n: 1 } } } };
    });
    const monitor = createMonitor({ tables: { T: {} } });
    await monitor.start(old.session, 100);
    assert.deepEqual(
      old.asked.map(([method]) => method),
      ["monitor_cond_since", "monitor_cond", "monitor"],
    );
    assert.equal(monitor.tables.get("T")?.rows.size, 1);
  });

  it("leaves the notification of another monitor alone", async () => {
    const monitor = createMonitor({ tables: { T: {} } });
    await monitor.start(sessionOf(SCHEMA, () => [false, "t1", {}]).session, 100);
    assert.equal(monitor.take("update3", [["monitor", "D", 0], "t2", { U: {} }]), false);
    assert.equal(monitor.take("unheard", [null]), false);
  });
});
