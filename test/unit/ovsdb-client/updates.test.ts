import assert from "node:assert/strict";
import { type Json, readSchema, type TableSchema, type Uuid } from "../../../provider/ovsdb-client";
import { applyUpdates, changesBetween, type MonitoredTables } from "../../../provider/ovsdb-client/updates";

const A = "aaaaaaaa-2222-3333-4444-555555555555" as Uuid;
const B = "bbbbbbbb-2222-3333-4444-555555555555" as Uuid;
const SCHEMA = readSchema({
  name: "D",
  tables: {
    T: {
      columns: {
        n: { type: "integer" },
        one: { type: { key: "string", min: 0 } },
        set: { type: { key: "string", min: 0, max: 9 } },
        map: { type: { key: "string", value: "string", min: 0, max: 9 } },
        single: { type: { key: "string", value: "string", min: 0 } },
      },
    },
  },
}).tables.get("T") as TableSchema;

function tables(): MonitoredTables {
  return new Map([["T", { schema: SCHEMA, columns: ["n", "one", "set", "map", "single"], rows: new Map() }]]);
}

const EMPTY = { n: 0, one: null, set: [], map: new Map(), single: new Map() };

function rowAfter(...updates: readonly Json[]): unknown {
  const some = tables();
  for (const update of updates) applyUpdates(some, { T: { [A]: update } }, "update2");
  return some.get("T")?.rows.get(A);
}

describe("applyUpdates", () => {
  it("fills an insert up with defaults", () => {
    assert.deepEqual(rowAfter({ insert: { n: 1 } }), { _uuid: A, ...EMPTY, n: 1 });
    assert.deepEqual(rowAfter({ initial: {} }), { _uuid: A, ...EMPTY });
  });

  it("adds and removes elements of a set", () => {
    const initial = { initial: { set: ["set", ["a", "b"]] } };
    assert.deepEqual(rowAfter(initial, { modify: { set: ["set", ["b", "c"]] } }), {
      _uuid: A,
      ...EMPTY,
      set: ["a", "c"],
    });
  });

  it("adds, changes and removes pairs of a map", () => {
    const initial = {
      initial: {
        map: [
          "map",
          [
            ["a", "1"],
            ["b", "2"],
          ],
        ],
      },
    };
    const modify = {
      modify: {
        map: [
          "map",
          [
            ["a", "1"],
            ["b", "3"],
            ["c", "4"],
          ],
        ],
      },
    };
    const map = new Map([
      ["b", "3"],
      ["c", "4"],
    ]);
    assert.deepEqual(rowAfter(initial, modify), { _uuid: A, ...EMPTY, map });
  });

  it("replaces what can hold one element alone", () => {
    const initial = { initial: { one: "a", single: ["map", [["a", "1"]]] } };
    const modify = { modify: { one: "b", single: ["map", [["b", "1"]]] } };
    assert.deepEqual(rowAfter(initial, modify), { _uuid: A, ...EMPTY, one: "b", single: new Map([["b", "1"]]) });
    assert.deepEqual(rowAfter(initial, { modify: { one: ["set", []] } }), {
      _uuid: A,
      ...EMPTY,
      single: new Map([["a", "1"]]),
    });
  });

  it("removes a row, and takes an empty change for none", () => {
    const some = tables();
    applyUpdates(some, { T: { [A]: { insert: {} } } }, "update2");
    assert.deepEqual(applyUpdates(some, { T: { [A]: { modify: {} } } }, "update2"), []);
    const [change] = applyUpdates(some, { T: { [A]: { delete: null } } }, "update2");
    assert.deepEqual(change, { table: "T", uuid: A, before: { _uuid: A, ...EMPTY }, after: null });
  });

  it("reads the older form, which holds whole rows", () => {
    const some = tables();
    const row = { n: 1, one: ["set", []], set: "a", map: ["map", []], single: ["map", []] };
    applyUpdates(some, { T: { [A]: { new: row } } }, "update");
    assert.deepEqual(some.get("T")?.rows.get(A), { _uuid: A, ...EMPTY, n: 1, set: ["a"] });
    applyUpdates(some, { T: { [A]: { old: { n: 1 }, new: { ...row, n: 2 } } } }, "update");
    assert.equal(some.get("T")?.rows.get(A)?.n, 2);
    applyUpdates(some, { T: { [A]: { old: row } } }, "update");
    assert.equal(some.get("T")?.rows.size, 0);
  });

  const misfits: readonly Json[] = [
    { U: { [A]: { insert: {} } } },
    { T: { [A]: { modify: { n: 1 } } } },
    { T: { [A]: { explode: {} } } },
    { T: { [A]: { insert: { n: "1" } } } },
  ];
  for (const updates of misfits) {
    it(`refuses ${JSON.stringify(updates)}`, () => {
      assert.throws(() => applyUpdates(tables(), updates, "update2"), { code: "protocol" });
    });
  }
});

describe("applyUpdates, refusing a part,", () => {
  it("applies nothing", () => {
    const some = tables();
    assert.throws(() => applyUpdates(some, { T: { [A]: { insert: {} }, [B]: { modify: { n: 1 } } } }, "update2"));
    assert.equal(some.get("T")?.rows.size, 0);
  });
});

describe("changesBetween", () => {
  it("tells rows that came, went and changed, whatever the order of elements", () => {
    const [from, to] = [tables(), tables()];
    const same = "cccccccc-2222-3333-4444-555555555555";
    applyUpdates(
      from,
      { T: { [A]: { insert: {} }, [B]: { insert: {} }, [same]: { insert: { set: ["set", ["a", "b"]] } } } },
      "update2",
    );
    const fresh = "dddddddd-2222-3333-4444-555555555555";
    applyUpdates(
      to,
      { T: { [B]: { insert: { n: 1 } }, [same]: { insert: { set: ["set", ["b", "a"]] } }, [fresh]: { insert: {} } } },
      "update2",
    );
    assert.deepEqual(
      changesBetween(from, to).map(({ uuid, before, after: now }) => [uuid[0], before?.n ?? null, now?.n ?? null]),
      [
        ["a", 0, null],
        ["b", 0, 1],
        ["d", null, 0],
      ],
    );
  });
});
