import type { RangeSet } from "../../../ipam";

/** The ranges of a set that have an address from `first` to `last`, whole; found without looking at the others. */
export function touching({ family, ranges }: RangeSet, first: bigint, last: bigint): RangeSet {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.last ?? 0n) < first) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < ranges.length && (ranges[end]?.first ?? 0n) <= last) end += 1;
  return { family, ranges: ranges.slice(low, end) };
}
