import {
  type Address,
  contains,
  type Family,
  isFault,
  parseAddress,
  printAddress,
  type Range,
  type RangeSet,
  rangeSetOf,
  sizeOf,
} from "../../ipam";
import type { Report } from "../refusals/refusal";
import { isSuccessor, readItem } from "../terms/spiderpool/range-item";

/**
 * Most addresses of one list. Spiderpool keeps every address of a list as an object of its own while it works on it, in
 * the controller and in each agent.
 */
export const MOST_ADDRESSES = 65_536;

/**
 * Reads a list that is to be written; what is wrong is reported item by item.
 *
 * @returns undefined for a list that is refused: nothing follows from the rest of it
 */
export function readItems(items: readonly string[], property: string, report: Report): readonly Range[] | undefined {
  const ranges: Range[] = [];
  for (const text of items) {
    const item = readItem(text);
    if ("fault" in item) report(property, "spider-item", { text, fault: item.fault });
    else ranges.push(item);
  }
  if (ranges.length < items.length) return undefined;
  const count = ranges.reduce((sum, range) => sum + range.last - range.first + 1n, 0n);
  if (count <= BigInt(MOST_ADDRESSES)) return ranges;
  report(property, "spider-too-many", { field: property, count, most: MOST_ADDRESSES });
  return undefined;
}

/**
 * The form in which Spiderpool's webhook stores a list: one item as it is, two or more merged, in ascending order.
 *
 * @param ranges  what the items say
 * @source spiderpool pkg/reservedipmanager/reservedip_mutate.go, pkg/ip/iprange.go MergeIPRanges
 */
export function storedItems(items: readonly string[], ranges: readonly Range[]): readonly string[] {
  if (items.length < 2) return items;
  return ([4, 6] as const).flatMap((family) => printItems(rangeSetOf(family, ranges)));
}

/** Whether every item of a list that is to be written can be read. */
export function isReadable(items: readonly string[]): boolean {
  return items.every((text) => !("fault" in readItem(text)));
}

/** The items of a set of addresses, ascending: `a` for one address, `a-b` for neighbors that Spiderpool sees as such. */
export function printItems({ family, ranges }: RangeSet): string[] {
  const text = (value: bigint): string => printAddress({ family, value });
  return ranges.flatMap(({ first, last }) => {
    const apart: string[] = [];
    let start = first;
    for (; start < last && !isSuccessor(family, start + 1n); start++) apart.push(text(start));
    return [...apart, start === last ? text(start) : `${text(start)}-${text(last)}`];
  });
}

/**
 * The addresses that Spiderpool would walk for a list that is there already: what it cannot read it passes over.
 *
 * @source spiderpool pkg/ip/ip.go FindAvailableIPs
 */
export function addressesOf(family: Family, items: readonly string[]): RangeSet {
  const ranges: Range[] = [];
  for (const item of items) {
    const ends = item.split("-");
    const [first, last] = [parseAddress(ends[0] ?? ""), parseAddress(ends.at(-1) ?? "")];
    if (ends.length > 2 || isFault(first) || isFault(last) || first.family !== last.family) continue;
    ranges.push({ family: first.family, first: first.value, last: last.value });
  }
  return rangeSetOf(family, ranges);
}

/** Two lists name the same addresses; how they are written is Spiderpool's choice. */
export function sameAddresses(a: readonly string[], b: readonly string[]): boolean {
  const key = (items: readonly string[]): string =>
    ([4, 6] as const).flatMap((family) => printItems(addressesOf(family, items))).join();
  return key(a) === key(b);
}

/** How many addresses there are. */
export function countOf(set: RangeSet): number {
  return asNumber(sizeOf(set));
}

/** A count as a number; one that none can hold counts as the largest that it can. */
export function asNumber(count: bigint): number {
  return count > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(count);
}

/** The addresses of a list, both families, one by one; none of a list with more than `most`. */
export function expandItems(items: readonly string[], most: number): readonly Address[] {
  const sets = ([4, 6] as const).map((family) => addressesOf(family, items));
  if (sets.reduce((sum, set) => sum + countOf(set), 0) > most) return [];
  return sets.flatMap(({ family, ranges }) =>
    ranges.flatMap(({ first, last }) =>
      Array.from({ length: Number(last - first) + 1 }, (_, i) => ({ family, value: first + BigInt(i) })),
    ),
  );
}

/** Whether a list names an address. */
export function lists(items: readonly string[], address: Address): boolean {
  return contains(addressesOf(address.family, items), address);
}
