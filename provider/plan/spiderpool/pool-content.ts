import { type Address, isFault, type Prefix, parseAddress, prefixContains } from "../../ipam";

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
  let stretches: readonly Stretch[] = [];
  for (const item of ips) {
    const read = readStretch(prefix, item);
    if ("fault" in read) return read;
    const turned = read.first <= read.last ? read : { item, first: read.last, last: read.first };
    if (stretches.some((other) => overlap(turned, other))) return { fault: "self-overlap", item };
    stretches = [...stretches, turned];
  }
  for (const item of excludeIps) {
    const hole = readStretch(prefix, item);
    if ("fault" in hole) return hole;
    stretches = stretches.flatMap((stretch) => without(stretch, hole));
  }
  return { stretches, total: stretches.reduce((sum, { first, last }) => sum + last - first + 1n, 0n) };
}

/** `status.totalIPCount` of a pool. */
export function shownTotal({ total }: PoolContent): bigint {
  return total > MOST_COUNTED ? MOST_COUNTED : total;
}

function overlap(a: Stretch, b: Stretch): boolean {
  return a.first <= b.last && b.first <= a.last;
}

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
    if (address.family !== prefix.family || !prefixContains(prefix, address)) return { fault: "outside", item };
    addresses.push(address);
  }
  const [first, last = first] = addresses;
  return first === undefined || last === undefined
    ? { fault: "malformed", item }
    : { item, first: first.value, last: last.value };
}
