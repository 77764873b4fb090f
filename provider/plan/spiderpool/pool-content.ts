import {
  type Address,
  type Family,
  isFault,
  type Prefix,
  parseAddress,
  prefixContains,
  rangeSetOf,
  subtract,
} from "../../ipam";
import { touching } from "../terms/spiderpool/touching";

/** One stretch of a pool with the item it comes from. */
interface Stretch {
  readonly item: string;
  readonly first: bigint;
  readonly last: bigint;
}

/** What Spiderpool makes of a pool's two lists. */
export interface PoolContent {
  readonly stretches: readonly Stretch[];
  /** Exact; what Spiderpool shows as `totalIPCount` ends at 9223372036854775807. */
  readonly total: bigint;
}

export interface ContentFault {
  readonly fault: "malformed" | "outside" | "self-overlap";
  readonly item: string;
}

const MOST_COUNTED = (1n << 63n) - 1n;

/**
 * The content of a pool by interval arithmetic, as the webhook and the count of a pool have it: an item of `ips` that
 * ends before it begins is turned round, one of `excludeIps` is not and spoils the count.
 *
 * @source spiderpool pkg/ip/subnet.go NewCIDR
 */
export function poolContent(
  prefix: Prefix,
  ips: readonly string[],
  excludeIps: readonly string[],
): PoolContent | ContentFault {
  const stretches: Stretch[] = [];
  for (const item of ips) {
    const read = readStretch(prefix, item);
    if ("fault" in read) return read;
    stretches.push(read.first <= read.last ? read : { item, first: read.last, last: read.first });
  }
  const double = firstDouble(stretches);
  if (double !== undefined) return { fault: "self-overlap", item: double };
  const holes: Stretch[] = [];
  for (const item of excludeIps) {
    const hole = readStretch(prefix, item);
    if ("fault" in hole) return hole;
    holes.push(hole);
  }
  const kept = holes.every(({ first, last }) => first <= last)
    ? withoutHoles(prefix.family, stretches, holes)
    : holes.reduce((rest: readonly Stretch[], hole) => rest.flatMap((stretch) => without(stretch, hole)), stretches);
  return { stretches: kept, total: kept.reduce((sum, { first, last }) => sum + last - first + 1n, 0n) };
}

/** `status.totalIPCount` of a pool. */
export function shownTotal({ total }: PoolContent): bigint {
  return total > MOST_COUNTED ? MOST_COUNTED : total;
}

/** An item that shares an address with another one: of the first two that do, by address, the later one in the list. */
function firstDouble(stretches: readonly Stretch[]): string | undefined {
  if (stretches.length < 2) return undefined;
  const sorted = stretches
    .map((stretch, place) => ({ ...stretch, place }))
    .sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : a.place - b.place));
  const at = sorted.findIndex((stretch, i) => stretch.first <= (sorted[i - 1]?.last ?? -1n));
  const [a, b] = [sorted[at - 1], sorted[at]];
  return a === undefined || b === undefined ? undefined : (a.place < b.place ? b : a).item;
}

function withoutHoles(family: Family, stretches: readonly Stretch[], holes: readonly Stretch[]): readonly Stretch[] {
  if (holes.length === 0) return stretches;
  const excluded = rangeSetOf(
    family,
    holes.map(({ first, last }) => ({ family, first, last })),
  );
  return stretches.flatMap(({ item, first, last }) =>
    subtract({ family, ranges: [{ family, first, last }] }, touching(excluded, first, last)).ranges.map((range) => ({
      item,
      first: range.first,
      last: range.last,
    })),
  );
}

/** What Spiderpool's arithmetic leaves of a stretch; a hole that ends before it begins leaves more than there was. */
function without(stretch: Stretch, { first, last }: Stretch): Stretch[] {
  if (stretch.first > last || stretch.last < first) return [stretch];
  return [
    ...(stretch.first < first ? [{ ...stretch, last: first - 1n }] : []),
    ...(stretch.last > last ? [{ ...stretch, first: last + 1n }] : []),
  ];
}

function readStretch(prefix: Prefix, item: string): Stretch | ContentFault {
  const ends = item.split("-");
  if (ends.length > 2) return { fault: "malformed", item };
  const addresses: Address[] = [];
  for (const end of ends) {
    const address = parseAddress(end);
    if (isFault(address)) return { fault: "malformed", item };
    if (!prefixContains(prefix, address)) return { fault: "outside", item };
    addresses.push(address);
  }
  const [first, last = first] = addresses;
  return first === undefined || last === undefined
    ? { fault: "malformed", item }
    : { item, first: first.value, last: last.value };
}
