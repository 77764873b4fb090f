import assert from "node:assert/strict";
import fc from "fast-check";
import {
  contains,
  equalRangeSets,
  type Family,
  intersect,
  nth,
  type Range,
  type RangeSet,
  rangeSetOf,
  rankOf,
  sizeOf,
  subtract,
  union,
} from "../../provider/ipam/index";
import { propertyOptions } from "../support/property";

const options = propertyOptions({ runs: 500 });
const WINDOW = 256;

/** Where the windows of 256 addresses begin: the IPv6 one crosses a carry out of the lower 64 bits. */
const BASES: Readonly<Record<Family, bigint>> = { 4: 0x0a0001c0n, 6: (0xfd00n << 112n) | 0xffff_ffff_ffff_ffc0n };

const family = fc.constantFrom<Family>(4, 6);
const members = fc
  .array(fc.tuple(fc.nat(WINDOW - 1), fc.nat(40)), { maxLength: 12, size: "max" })
  .map((runs) => new Set(runs.flatMap(([at, length]) => Array.from({ length }, (_, i) => (at + i) % WINDOW))));

/** The set as one range per member, in an order of its own. */
function built(kind: Family, model: ReadonlySet<number>): RangeSet {
  const ranges: Range[] = [...model].map((n) => ({
    family: kind,
    first: BASES[kind] + BigInt(n),
    last: BASES[kind] + BigInt(n),
  }));
  return rangeSetOf(kind, ranges);
}

function listed(set: RangeSet): number[] {
  const found: number[] = [];
  for (let n = 0; n < WINDOW; n++) {
    if (contains(set, { family: set.family, value: BASES[set.family] + BigInt(n) })) found.push(n);
  }
  return found;
}

function ascending(numbers: Iterable<number>): number[] {
  return [...numbers].sort((a, b) => a - b);
}

function assertNormal(set: RangeSet): void {
  for (const [i, range] of set.ranges.entries()) {
    assert.ok(range.first <= range.last);
    const next = set.ranges[i + 1];
    if (next !== undefined) assert.ok(range.last + 1n < next.first, "ranges overlap or touch");
  }
}

describe("range sets against sets of numbers", () => {
  it("hold exactly what they were made of, in normal form", () => {
    fc.assert(
      fc.property(family, members, (kind, a) => {
        const set = built(kind, a);
        assertNormal(set);
        assert.deepEqual(listed(set), ascending(a));
        assert.equal(sizeOf(set), BigInt(a.size));
      }),
      options,
    );
  });

  it("unite, subtract and intersect", () => {
    fc.assert(
      fc.property(family, members, members, (kind, a, b) => {
        const [left, right] = [built(kind, a), built(kind, b)];
        const results = [
          { set: union(left, right), expected: [...a, ...[...b].filter((n) => !a.has(n))] },
          { set: subtract(left, right), expected: [...a].filter((n) => !b.has(n)) },
          { set: intersect(left, right), expected: [...a].filter((n) => b.has(n)) },
        ];
        for (const { set, expected } of results) {
          assertNormal(set);
          assert.deepEqual(listed(set), ascending(expected));
        }
      }),
      options,
    );
  });

  it("number their members", () => {
    fc.assert(
      fc.property(family, members, (kind, a) => {
        const set = built(kind, a);
        for (const [i, n] of ascending(a).entries()) {
          const address = { family: kind, value: BASES[kind] + BigInt(n) };
          assert.deepEqual(nth(set, BigInt(i)), address);
          assert.equal(rankOf(set, address), BigInt(i));
        }
        assert.equal(nth(set, BigInt(a.size)), undefined);
      }),
      options,
    );
  });

  it("are equal if and only if their members are", () => {
    fc.assert(
      fc.property(family, members, members, (kind, a, b) => {
        const same = a.size === b.size && [...a].every((n) => b.has(n));
        assert.equal(equalRangeSets(built(kind, a), built(kind, b)), same);
        assert.equal(equalRangeSets(built(kind, a), built(kind, new Set([...a].reverse()))), true);
      }),
      options,
    );
  });
});
