import assert from "node:assert/strict";
import {
  contains,
  emptyRangeSet,
  equalRangeSets,
  type Family,
  intersect,
  isFault,
  nth,
  parseAddress,
  parseRange,
  printAddress,
  printRangeSet,
  type RangeSet,
  rangeSetOf,
  rankOf,
  sizeOf,
  subtract,
  union,
} from "../../../provider/ipam/index";

function set(family: Family, ...items: string[]): RangeSet {
  return rangeSetOf(
    family,
    items.map((item) => {
      const range = parseRange(item);
      assert.ok(!isFault(range));
      return range;
    }),
  );
}

function address(text: string) {
  const parsed = parseAddress(text);
  assert.ok(!isFault(parsed));
  return parsed;
}

describe("rangeSetOf", () => {
  it("sorts and merges what overlaps or touches", () => {
    const items = ["10.0.0.20..10.0.0.30", "10.0.0.5", "10.0.0.6..10.0.0.9", "10.0.0.25..10.0.0.40"];
    assert.deepEqual(printRangeSet(set(4, ...items)), ["10.0.0.5..10.0.0.9", "10.0.0.20..10.0.0.40"]);
  });

  it("merges IPv6 ranges across a group boundary", () => {
    assert.deepEqual(printRangeSet(set(6, "fd00::ffff", "fd00::1:0")), ["fd00::ffff..fd00::1:0"]);
  });

  it("keeps a range that lies inside an earlier one from shortening it", () => {
    assert.deepEqual(printRangeSet(set(4, "10.0.0.1..10.0.0.9", "10.0.0.2..10.0.0.3")), ["10.0.0.1..10.0.0.9"]);
  });

  it("leaves ranges of the other family out", () => {
    assert.deepEqual(printRangeSet(set(4, "10.0.0.1", "fd00::1")), ["10.0.0.1"]);
    assert.deepEqual(printRangeSet(set(6, "10.0.0.1", "fd00::1")), ["fd00::1"]);
  });

  it("merges at the upper end of the address space", () => {
    const top = "ffff:ffff:ffff:ffff:ffff:ffff:ffff";
    assert.deepEqual(printRangeSet(set(6, `${top}:fffe`, `${top}:ffff`)), [`${top}:fffe..${top}:ffff`]);
  });
});

describe("union", () => {
  it("joins adjacent ranges of both sides", () => {
    const joined = union(set(4, "10.0.0.1", "10.0.0.3"), set(4, "10.0.0.2", "10.0.0.9"));
    assert.deepEqual(printRangeSet(joined), ["10.0.0.1..10.0.0.3", "10.0.0.9"]);
  });

  it("throws for sets of different families", () => {
    assert.throws(() => union(emptyRangeSet(4), emptyRangeSet(6)), TypeError);
  });
});

describe("subtract", () => {
  it("cuts holes, ends and whole ranges", () => {
    const from = set(4, "10.0.0.10..10.0.0.20", "10.0.0.30..10.0.0.40", "10.0.0.50");
    const less = set(4, "10.0.0.1..10.0.0.10", "10.0.0.13..10.0.0.14", "10.0.0.40..10.0.0.60");
    assert.deepEqual(printRangeSet(subtract(from, less)), [
      "10.0.0.11..10.0.0.12",
      "10.0.0.15..10.0.0.20",
      "10.0.0.30..10.0.0.39",
    ]);
  });

  it("cuts one hole out of several ranges", () => {
    const from = set(6, "fd00::1..fd00::5", "fd00::8..fd00::9", "fd00::b..fd00::f");
    assert.deepEqual(printRangeSet(subtract(from, set(6, "fd00::3..fd00::c"))), [
      "fd00::1..fd00::2",
      "fd00::d..fd00::f",
    ]);
  });

  it("of itself is empty", () => {
    assert.deepEqual(subtract(set(4, "10.0.0.1..10.0.0.9"), set(4, "10.0.0.1..10.0.0.9")), emptyRangeSet(4));
  });
});

describe("intersect", () => {
  it("keeps what both have", () => {
    const a = set(4, "10.0.0.10..10.0.0.20", "10.0.0.30..10.0.0.40");
    const b = set(4, "10.0.0.1..10.0.0.11", "10.0.0.15", "10.0.0.20..10.0.0.35");
    assert.deepEqual(printRangeSet(intersect(a, b)), [
      "10.0.0.10..10.0.0.11",
      "10.0.0.15",
      "10.0.0.20",
      "10.0.0.30..10.0.0.35",
    ]);
  });

  it("of sets that touch is empty", () => {
    assert.deepEqual(intersect(set(6, "fd00::1..fd00::5"), set(6, "fd00::6..fd00::9")), emptyRangeSet(6));
  });
});

describe("nth and rankOf", () => {
  const four = set(4, "10.0.0.10..10.0.0.12", "10.0.0.20..10.0.0.21");
  const six = set(6, "fd00::a..fd00::c", "fd00:0:0:1::..fd00:0:0:1::1");
  const cases = [
    { set: four, texts: ["10.0.0.10", "10.0.0.11", "10.0.0.12", "10.0.0.20", "10.0.0.21"] },
    { set: six, texts: ["fd00::a", "fd00::b", "fd00::c", "fd00:0:0:1::", "fd00:0:0:1::1"] },
  ];
  for (const { set, texts } of cases) {
    it(`count upward from 0 in IPv${set.family}`, () => {
      for (const [i, text] of texts.entries()) {
        const found = nth(set, BigInt(i));
        assert.equal(found && printAddress(found), text);
        assert.equal(rankOf(set, address(text)), BigInt(i));
      }
    });
  }

  it("are undefined outside the set", () => {
    assert.equal(nth(four, 5n), undefined);
    assert.equal(nth(four, -1n), undefined);
    assert.equal(rankOf(four, address("10.0.0.13")), undefined);
    assert.equal(rankOf(four, address("10.0.0.22")), undefined);
    assert.equal(rankOf(four, address("::a00:a")), undefined);
  });
});

describe("contains, sizeOf and equalRangeSets", () => {
  it("count a /64 exactly", () => {
    assert.equal(sizeOf(set(6, "fd00::..fd00::ffff:ffff:ffff:ffff", "fd01::")), 0x1_0000_0000_0000_0001n);
    assert.equal(sizeOf(set(4, "10.0.0.0..10.0.0.255", "10.0.1.1")), 257n);
  });

  it("know both ends", () => {
    const both = set(4, "10.0.0.1..10.0.0.3");
    assert.deepEqual(
      ["10.0.0.0", "10.0.0.1", "10.0.0.3", "10.0.0.4"].map((text) => contains(both, address(text))),
      [false, true, true, false],
    );
  });

  it("compare by content", () => {
    assert.equal(equalRangeSets(set(4, "10.0.0.1", "10.0.0.2"), set(4, "10.0.0.1..10.0.0.2")), true);
    assert.equal(equalRangeSets(set(6, "fd00::1", "fd00::2"), set(6, "fd00::1..fd00::2")), true);
    assert.equal(equalRangeSets(set(4, "10.0.0.1"), set(4, "10.0.0.1..10.0.0.2")), false);
    assert.equal(equalRangeSets(emptyRangeSet(4), emptyRangeSet(6)), false);
  });
});
