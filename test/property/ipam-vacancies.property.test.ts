import assert from "node:assert/strict";
import fc from "fast-check";
import { Bitmap } from "../../provider/ipam/bitmap";
import { DenseSide } from "../../provider/ipam/dense-side";
import { Holdings } from "../../provider/ipam/holdings";
import { type Family, placementHash, type Range, type RangeSet, rangeSetOf, sizeOf } from "../../provider/ipam/index";
import { Owners } from "../../provider/ipam/owners";
import { WideSide } from "../../provider/ipam/wide-side";
import { propertyOptions } from "../support/property";

const options = propertyOptions({ runs: 300 });

describe("Bitmap", () => {
  it("finds the nearest clear mark like a scan does", () => {
    const size = fc.oneof(
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1000, max: 1100 }),
      fc.constantFrom(32, 1024),
    );
    const runs = fc.array(fc.tuple(fc.nat(1100), fc.nat(600), fc.boolean()), { maxLength: 10 });
    fc.assert(
      fc.property(size, runs, fc.array(fc.nat(1100), { maxLength: 20 }), (length, changes, questions) => {
        const marks = new Bitmap(length);
        const model = new Array<boolean>(length).fill(false);
        for (const [from, count, value] of changes) {
          for (let i = from; i < Math.min(from + count, length); i++) {
            if (value) marks.set(i);
            else marks.clear(i);
            model[i] = value;
          }
        }
        for (const at of [...questions, 0, length - 1]) {
          assert.equal(marks.nextClear(at), model.indexOf(false, at));
          if (at < length) {
            assert.equal(marks.has(at), model[at]);
            assert.equal(marks.previousClear(at), model.lastIndexOf(false, at));
          }
        }
      }),
      options,
    );
  });
});

describe("DenseSide and WideSide", () => {
  const BASES: Readonly<Record<Family, bigint>> = { 4: 0x0a00ffc0n, 6: (0xfd00n << 112n) | 0xffff_ffff_ffff_ff80n };
  const set = fc
    .tuple(fc.constantFrom<Family>(4, 6), fc.array(fc.tuple(fc.nat(300), fc.nat(60)), { minLength: 1, maxLength: 6 }))
    .map(([family, runs]) => {
      const ranges: Range[] = runs.map(([at, more]) => ({
        family,
        first: BASES[family] + BigInt(at),
        last: BASES[family] + BigInt(at + more),
      }));
      return rangeSetOf(family, ranges);
    });

  it("answer alike, and like a list of what is vacant, through any history", () => {
    const step = fc.record({
      owner: fc.string(),
      at: fc.nat(400),
      how: fc.constantFrom("spread", "lowest", "highest", "next", "previous", "vacate"),
    });
    fc.assert(
      fc.property(set, fc.array(step, { maxLength: 120, size: "max" }), ({ family, ranges }, steps) => {
        const all: bigint[] = ranges.flatMap((r) =>
          Array.from({ length: Number(r.last - r.first) + 1 }, (_, i) => r.first + BigInt(i)),
        );
        const taken = new Set<bigint>();
        const others = new Holdings();
        const dense = new DenseSide({ family, ranges });
        const wide = new WideSide({ family, ranges }, new Owners(), others);
        const vacant = () => all.filter((value) => !taken.has(value));
        for (const { owner, at, how } of steps) {
          const value = BASES[family] + BigInt(at) - 20n;
          const hash = placementHash(owner);
          assert.equal(dense.isVacant(value), vacant().includes(value));
          assert.equal(wide.isVacant(value), vacant().includes(value));
          if (how === "vacate") {
            if (!taken.has(value)) continue;
            taken.delete(value);
            others.removeAll(Number(value - BASES[family]) + 20);
            dense.vacate(value);
            wide.vacate(value);
            continue;
          }
          const found = { spread: dense.spread(hash), lowest: dense.lowest(), highest: dense.highest() };
          assert.deepEqual({ spread: wide.spread(hash), lowest: wide.lowest(), highest: wide.highest() }, found);
          assert.equal(found.lowest, vacant().at(0));
          assert.equal(found.highest, vacant().at(-1));
          const [next, previous] = [vacant().find((v) => v >= value), vacant().findLast((v) => v <= value)];
          assert.deepEqual([dense.next(value), dense.previous(value)], [next, previous]);
          assert.deepEqual([wide.next(value), wide.previous(value)], [next, previous]);
          assert.deepEqual(dense.probes(hash, 40), wide.probes(hash, 40));
          const chosen = how === "next" ? next : how === "previous" ? previous : found[how];
          if (chosen === undefined) continue;
          assert.ok(vacant().includes(chosen));
          taken.add(chosen);
          others.add(Number(chosen - BASES[family]) + 20, { family, value: chosen });
          dense.take(chosen);
          wide.take(chosen);
          assert.deepEqual([dense.taken, wide.taken], [taken.size, taken.size]);
        }
      }),
      options,
    );
  });

  it("probe 32 different addresses, or each one once where there are fewer", () => {
    fc.assert(
      fc.property(set, fc.string(), ({ family, ranges }, owner) => {
        const set: RangeSet = { family, ranges };
        const probes = new DenseSide(set).probes(placementHash(owner), 40);
        assert.equal(BigInt(probes.length), sizeOf(set) < 32n ? sizeOf(set) : 32n);
        assert.equal(new Set(probes).size, probes.length);
      }),
      options,
    );
  });
});
