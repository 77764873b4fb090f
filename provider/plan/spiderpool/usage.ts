import { type Address, type Family, intersect, type RangeSet, rangeSetOf, sizeOf, subtract } from "../../ipam";
import type { Holder } from "../live/snapshot";
import type { SpiderSnapshot } from "../live/spiderpool/snapshot";
import { few } from "../terms/wording";
import { printItems } from "./range-list";
import { liveView } from "./read-view";
import type { PoolView, SpiderView, SubnetView } from "./view";

/** How full a SpiderIPPool or SpiderSubnet is; `used`, `reserved`, `excluded` and `free` add up to `size`. */
export interface SpiderUsage {
  readonly kind: "SpiderIPPool" | "SpiderSubnet";
  readonly name: string;
  /** The CIDR that pools and subnet share. */
  readonly cidr: string;
  readonly family: Family;
  /** What it lists, in ascending order; the first few of many. */
  readonly range: string;
  /** Everything it lists. */
  readonly size: bigint;
  /** Of a pool, what pods have; of a subnet, what its pools have. */
  readonly used: bigint;
  /** Of a pool, what SpiderReservedIPs keep back; of a subnet, that and the fixed addresses that no pod has. */
  readonly reserved: bigint;
  /** Given to nobody: in `excludeIPs`, or of a pool that is disabled. */
  readonly excluded: bigint;
  readonly free: bigint;
}

const SHOWN_ITEMS = 5;

/** Usage of every pool and subnet, in no order. Spiderpool's own figures omit reserved addresses. */
export function spiderUsage(snapshot: SpiderSnapshot): readonly SpiderUsage[] {
  const view = liveView(snapshot);
  return [
    ...[...view.pools.values()].map((pool) => poolUsage(pool, view)),
    ...[...view.subnets.values()].map((subnet) => subnetUsage(subnet, view)),
  ];
}

function poolUsage(pool: PoolView, view: SpiderView): SpiderUsage {
  const { name, cidr, listed, content } = pool;
  const used = intersect(listed, view.allocated(pool));
  const reserved = subtract(intersect(content, view.reservedNear(pool)), used);
  const free = view.free(pool);
  return usage("SpiderIPPool", name, cidr, listed, used, reserved, free);
}

function subnetUsage({ name, cidr, prefix, content }: SubnetView, view: SpiderView): SpiderUsage {
  const { family } = prefix;
  const pools = view.poolsByCidr().get(cidr) ?? [];
  const fixed = pools.filter((pool) => sizeOf(pool.content) === 1n);
  const union = (sets: readonly RangeSet[]): RangeSet =>
    rangeSetOf(
      family,
      sets.flatMap(({ ranges }) => ranges),
    );
  // A pod keeps what its pool has ceased to list.
  const had = union(pools.map((pool) => view.allocated(pool)));
  const waiting = subtract(union(fixed.map((pool) => pool.content)), had);
  const used = subtract(intersect(content, union([had, ...pools.map((pool) => pool.content)])), waiting);
  const kept = rangeSetOf(family, [...waiting.ranges, ...view.reservedOf(family).ranges]);
  const reserved = subtract(intersect(content, kept), used);
  const free = subtract(subtract(content, used), reserved);
  return usage("SpiderSubnet", name, cidr, content, used, reserved, free);
}

function usage(
  kind: SpiderUsage["kind"],
  name: string,
  cidr: string,
  all: RangeSet,
  used: RangeSet,
  reserved: RangeSet,
  free: RangeSet,
): SpiderUsage {
  const [size, ...parts] = [all, used, reserved, free].map(sizeOf);
  const [inUse = 0n, kept = 0n, left = 0n] = parts;
  const total = size ?? 0n;
  const items = printItems(all);
  return {
    kind,
    name,
    cidr,
    family: all.family,
    range: few(items.slice(0, SHOWN_ITEMS), items.length),
    size: total,
    used: inUse,
    reserved: kept,
    excluded: total - inUse - kept - left,
    free: left,
  };
}

/**
 * Who keeps a fixed address of a CIDR from being made: another pool of the CIDR that has it, or a SpiderReservedIP.
 *
 * @returns a function of the CIDR, the address, and the name of the pool that is asked for
 */
export function spiderHolders(
  snapshot: SpiderSnapshot,
): (cidr: string, address: Address, own: string) => Holder | undefined {
  const view = liveView(snapshot);
  return (cidr, { family, value }, own) => {
    const alone = { family, first: value, last: value };
    const pool = view.poolsIn(cidr, alone).find((name) => name !== own);
    if (pool !== undefined) return { kind: "SpiderIPPool", name: pool, owner: snapshot.pools.get(pool)?.owner };
    const [name] = view.reservedBy(alone);
    return name === undefined
      ? undefined
      : { kind: "SpiderReservedIP", name, owner: snapshot.reserved.get(name)?.owner };
  };
}
