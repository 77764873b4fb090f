import type { Address, Family } from "./address";
import { printRange, type Range } from "./range";

/** Addresses of one family as ranges that are sorted, disjoint and never adjacent: equal sets have equal ranges. */
export interface RangeSet {
  readonly family: Family;
  readonly ranges: readonly Range[];
}

export function emptyRangeSet(family: Family): RangeSet {
  return { family, ranges: [] };
}

/** The addresses of all the given ranges that are of this family; ranges of the other family are omitted. */
export function rangeSetOf(family: Family, ranges: readonly Range[]): RangeSet {
  const sorted = ranges
    .filter((r) => r.family === family && r.first <= r.last)
    .sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const merged: Range[] = [];
  for (const range of sorted) {
    const previous = merged.at(-1);
    if (previous === undefined || range.first > previous.last + 1n) merged.push(range);
    else if (range.last > previous.last) merged[merged.length - 1] = { ...previous, last: range.last };
  }
  return { family, ranges: merged };
}

export function union(a: RangeSet, b: RangeSet): RangeSet {
  return rangeSetOf(sharedFamily(a, b), [...a.ranges, ...b.ranges]);
}

/** What is in `a` and not in `b`. */
export function subtract(a: RangeSet, b: RangeSet): RangeSet {
  const family = sharedFamily(a, b);
  const kept: Range[] = [];
  let next = 0;
  for (const range of a.ranges) {
    let { first } = range;
    let hole = b.ranges[next];
    while (hole !== undefined && hole.first <= range.last) {
      if (hole.first > first) kept.push({ family, first, last: hole.first - 1n });
      if (hole.last >= first) first = hole.last + 1n;
      if (hole.last > range.last) break;
      hole = b.ranges[++next];
    }
    if (first <= range.last) kept.push({ family, first, last: range.last });
  }
  return { family, ranges: kept };
}

export function intersect(a: RangeSet, b: RangeSet): RangeSet {
  const family = sharedFamily(a, b);
  const common: Range[] = [];
  let i = 0;
  let j = 0;
  let left = a.ranges[i];
  let right = b.ranges[j];
  while (left !== undefined && right !== undefined) {
    const inner = left.first < right.first ? right : left;
    const outer = inner === left ? right : left;
    const last = inner.last < outer.last ? inner : outer;
    if (inner.first <= last.last) common.push({ family, first: inner.first, last: last.last });
    if (last === left) left = a.ranges[++i];
    else right = b.ranges[++j];
  }
  return { family, ranges: common };
}

export function contains(set: RangeSet, a: Address): boolean {
  return rankOf(set, a) !== undefined;
}

/** Number of addresses. */
export function sizeOf(set: RangeSet): bigint {
  return set.ranges.reduce((sum, r) => sum + r.last - r.first + 1n, 0n);
}

/** The address with `i` smaller ones in the set; none when the set is not that large. */
export function nth(set: RangeSet, i: bigint): Address | undefined {
  if (i < 0n) return undefined;
  let left = i;
  for (const range of set.ranges) {
    const size = range.last - range.first + 1n;
    if (left < size) return { family: set.family, value: range.first + left };
    left -= size;
  }
  return undefined;
}

/** How many addresses of the set are smaller than this one; undefined when it is not in the set. */
export function rankOf(set: RangeSet, a: Address): bigint | undefined {
  if (a.family !== set.family) return undefined;
  let before = 0n;
  for (const range of set.ranges) {
    if (a.value < range.first) return undefined;
    if (a.value <= range.last) return before + a.value - range.first;
    before += range.last - range.first + 1n;
  }
  return undefined;
}

export function equalRangeSets(a: RangeSet, b: RangeSet): boolean {
  return (
    a.family === b.family &&
    a.ranges.length === b.ranges.length &&
    a.ranges.every((r, i) => r.first === b.ranges[i]?.first && r.last === b.ranges[i]?.last)
  );
}

/** One item per range, ascending, in the grammar of `excludeIps`. */
export function printRangeSet(set: RangeSet): string[] {
  return set.ranges.map(printRange);
}

function sharedFamily(a: RangeSet, b: RangeSet): Family {
  if (a.family !== b.family) throw new TypeError("range sets of different families cannot be combined");
  return a.family;
}
