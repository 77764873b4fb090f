import {
  type Address,
  contains,
  type Family,
  intersect,
  type Pool,
  printRangeSet,
  type RangeSet,
  rangeSetOf,
  sizeOf,
  standingSets,
  union,
} from "../ipam";
import {
  isKeeper,
  LiveContext,
  type PlannedSubnet,
  readRanges,
  type Snapshot,
  spiderUsage,
  type Takers,
  takersBySubnet,
  unreported,
} from "../plan";
import { compareTexts } from "./changes";

/** A set of addresses that is counted: all that a subnet can hand out, one of its planned ranges, one of its pools; likewise of Spiderpool. */
export interface Region {
  readonly kind: "subnet" | "band" | "pool" | "spider-pool" | "spider-subnet";
  /** Name of the Subnet; of Spiderpool's kinds the CIDR. */
  readonly subnet: string;
  /** Name of the pool, or the subnet's own. */
  readonly name: string;
  readonly family: Family;
  /** The CIDR, or the ranges. */
  readonly range: string;
}

/** Exact numbers of addresses; `used`, `reserved`, `excluded` and `free` add up to `size`. */
export interface Counts {
  readonly size: bigint;
  /** Held by pods, nodes and everything else that is no reservation. */
  readonly used: bigint;
  /** Held by an IP or Vip object that no pod uses, or asked for by someone who does not have it yet. */
  readonly reserved: bigint;
  /**
   * Held by nobody, and set aside by `excludeIps`, or in a subnet by an IPPool; planned ranges are not. All that nobody holds
   * where Kube-OVN gives no addresses at all.
   */
  readonly excluded: bigint;
  /** What a pod, in a planned range a plan, and in an IPPool whoever names it can be given. */
  readonly free: bigint;
}

export interface RegionUsage extends Region {
  readonly counts: Counts;
}

/** How an address is held. */
export type Hold = "used" | "reserved";

/** Usage of every subnet that `wanted` names, with its planned ranges and pools, in the order of names. */
export function usageOf(snapshot: Snapshot, wanted: ReadonlySet<string>): readonly RegionUsage[] {
  const holds = holdsIn(snapshot, wanted);
  const rows: RegionUsage[] = [];
  const around = new LiveContext(snapshot);
  for (const name of [...wanted].sort(compareTexts)) {
    const subnet = around.subnet(name);
    if (typeof subnet !== "object") continue;
    for (const pool of [subnet.pools.v4, subnet.pools.v6]) {
      if (pool !== undefined) rows.push(...regionsOf(around, subnet, pool, holds.get(name) ?? NOBODY));
    }
  }
  return rows;
}

/** Usage of Spiderpool's pools and subnets in the order of CIDRs, kinds and names. */
export function spiderUsageOf({ spider }: Snapshot): readonly RegionUsage[] {
  return spiderUsage(spider)
    .map(
      ({ kind, name, cidr, family, range, size, used, reserved, excluded, free }): RegionUsage => ({
        kind: kind === "SpiderSubnet" ? "spider-subnet" : "spider-pool",
        subnet: cidr,
        name,
        family,
        range,
        counts: { size, used, reserved, excluded, free },
      }),
    )
    .sort((a, b) => compareTexts(a.subnet, b.subnet) || compareTexts(b.kind, a.kind) || compareTexts(a.name, b.name));
}

const NOBODY: ReadonlyMap<string, readonly [Address, Hold]> = new Map();

/** Every held address of the named subnets, once each; that of a pod that uses a reservation counts as used. */
export function holdsIn(
  snapshot: Snapshot,
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlyMap<string, readonly [Address, Hold]>> {
  const takersIn = takersBySubnet(snapshot);
  return new Map([...wanted].map((subnet) => [subnet, holdsOf(takersIn(subnet))]));
}

function holdsOf({ holdings, demands }: Takers): ReadonlyMap<string, readonly [Address, Hold]> {
  const holds = new Map<string, readonly [Address, Hold]>();
  const keyOf = ({ family, value }: Address): string => `${family} ${value}`;
  for (const { addresses, holder } of holdings) {
    const hold = isKeeper(holder) ? "reserved" : "used";
    for (const address of addresses)
      if (holds.get(keyOf(address))?.[1] !== "used") holds.set(keyOf(address), [address, hold]);
  }
  for (const { addresses } of demands)
    for (const address of addresses) if (!holds.has(keyOf(address))) holds.set(keyOf(address), [address, "reserved"]);
  return holds;
}

function regionsOf(
  around: LiveContext,
  { name }: PlannedSubnet,
  pool: Pool,
  holds: ReadonlyMap<string, readonly [Address, Hold]>,
): readonly RegionUsage[] {
  const { family } = pool.spec.prefix;
  const { snapshot } = around;
  const { gateway, excluded, "named-pool": pooled } = standingSets(pool);
  const setAside = around.whyRefused(name) === undefined ? union(gateway, excluded) : pool.usable;
  const row = (kind: Region["kind"], label: string, ranges: RangeSet, text: string): RegionUsage => ({
    kind,
    subnet: name,
    name: label,
    family,
    range: text,
    counts: count(ranges, kind === "subnet" ? union(setAside, pooled) : setAside, holds),
  });
  const cidr = snapshot.subnets.get(name)?.cidrBlock.split(",") ?? [];
  const rows = [row("subnet", name, pool.usable, cidr.find((text) => text.includes(":") === (family === 6)) ?? "")];
  const planned = intersect(pool.usable, rangeSetOf(family, pool.spec.planned));
  if (planned.ranges.length > 0) rows.push(row("band", name, planned, printRangeSet(planned).join(", ")));
  for (const live of [...snapshot.pools.values()].sort((a, b) => compareTexts(a.name, b.name))) {
    if (live.subnet !== name) continue;
    const ranges = rangeSetOf(family, readRanges(live.ips, "", unreported, { cidr: true }));
    const inside = intersect(pool.usable, ranges);
    if (inside.ranges.length > 0) rows.push(row("pool", live.name, inside, printRangeSet(inside).join(", ")));
  }
  return rows;
}

function count(region: RangeSet, excluded: RangeSet, holds: ReadonlyMap<string, readonly [Address, Hold]>): Counts {
  const size = sizeOf(region);
  let [used, reserved, heldExcluded] = [0n, 0n, 0n];
  for (const [address, hold] of holds.values()) {
    if (address.family !== region.family || !contains(region, address)) continue;
    if (hold === "used") used += 1n;
    else reserved += 1n;
    if (contains(excluded, address)) heldExcluded += 1n;
  }
  const setAside = sizeOf(intersect(region, excluded)) - heldExcluded;
  return { size, used, reserved, excluded: setAside, free: size - used - reserved - setAside };
}

/** Held part of what can be held, in per cent, rounded down; a region without any such address is full. */
export function utilizationOf({ size, used, reserved, excluded }: Counts): number {
  const usable = size - excluded;
  return usable <= 0n ? 100 : Number(((used + reserved) * 100n) / usable);
}
