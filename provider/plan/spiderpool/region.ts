import {
  type Address,
  type Family,
  intersect,
  isFault,
  parseAddress,
  type RangeSet,
  rangeSetOf,
  sizeOf,
  subtract,
} from "../../ipam";
import type { SpiderSnapshot } from "../live/spiderpool/snapshot";
import { quote } from "../terms/wording";
import { liveView } from "./read-view";
import type { PoolView, SpiderView } from "./view";

/** Addresses of which the same is to be said. */
export interface SpiderStretch {
  readonly set: RangeSet;
  /** Kept back by a SpiderReservedIP, had by a pool of the subnet, or given to nobody. */
  readonly is: "reserved" | "pool" | "excluded";
  /** In words, who or why. */
  readonly label: string;
}

/** A SpiderIPPool or SpiderSubnet, address by address. */
export interface SpiderRegion {
  readonly cidr: string;
  readonly family: Family;
  readonly listed: RangeSet;
  /** What pods have, and fixed addresses that wait for one. */
  readonly holders: readonly { readonly address: Address; readonly is: "pod" | "fixed"; readonly label: string }[];
  /** Disjoint, and without what a holder has. */
  readonly stretches: readonly SpiderStretch[];
}

type RegionKind = "SpiderIPPool" | "SpiderSubnet";

/** Tells what is in a pool or subnet; undefined when there is none of that name, or its CIDR cannot be read. */
export function spiderRegions(snapshot: SpiderSnapshot): (kind: RegionKind, name: string) => SpiderRegion | undefined {
  const view = liveView(snapshot);
  return (kind, name) => regionOf(view, kind, name);
}

function regionOf(view: SpiderView, kind: RegionKind, name: string): SpiderRegion | undefined {
  const pool = kind === "SpiderIPPool" ? view.pools.get(name) : undefined;
  const subnet = kind === "SpiderSubnet" ? view.subnets.get(name) : undefined;
  const { cidr, prefix } = pool ?? subnet ?? {};
  if (cidr === undefined || prefix === undefined) return undefined;
  const listed = pool?.listed ?? subnet?.content ?? rangeSetOf(prefix.family, []);
  const pools = pool === undefined ? (view.poolsByCidr().get(cidr) ?? []) : [pool];
  const holders = pools.flatMap((one) => holdersOf(one, view, listed, pool === undefined));
  const held = rangeSetOf(
    prefix.family,
    holders.map(({ address: { family, value } }) => ({ family, first: value, last: value })),
  );
  const wanted: readonly SpiderStretch[] = [
    ...(pool === undefined ? [] : setAside(pool)),
    ...reservedIn(view, prefix.family),
    ...(pool === undefined ? pools.map(stretchOf) : []),
  ];
  return { cidr, family: prefix.family, listed, holders, stretches: disjoint(wanted, listed, held) };
}

function setAside({ isDisabled, listed, content }: PoolView): readonly SpiderStretch[] {
  if (isDisabled) return [{ set: listed, is: "excluded", label: "the pool is disabled" }];
  return [{ set: subtract(listed, content), is: "excluded", label: "excludeIPs" }];
}

function reservedIn({ reserved }: SpiderView, family: Family): readonly SpiderStretch[] {
  return [...reserved]
    .filter(([, set]) => set.family === family)
    .map(([name, set]) => ({ set, is: "reserved", label: `SpiderReservedIP ${quote(name)}` }));
}

function stretchOf({ name, content }: PoolView): SpiderStretch {
  return { set: content, is: "pool", label: `SpiderIPPool ${quote(name)}` };
}

function holdersOf(pool: PoolView, view: SpiderView, listed: RangeSet, isOfSubnet: boolean): SpiderRegion["holders"] {
  const { family } = pool.prefix;
  const pods = [...pool.allocated].flatMap(([text, pod]) => {
    const address = parseAddress(text);
    return isFault(address) ? [] : [{ address, is: "pod" as const, label: `Pod ${pod}` }];
  });
  const isFixed = isOfSubnet && sizeOf(pool.content) === 1n;
  const waiting = isFixed ? subtract(pool.content, view.allocated(pool)).ranges : [];
  const fixed = waiting.map(({ first }) => ({
    address: { family, value: first },
    is: "fixed" as const,
    label: stretchOf(pool).label,
  }));
  return [...pods, ...fixed].filter(
    ({ address: { value } }) =>
      sizeOf(intersect(listed, rangeSetOf(family, [{ family, first: value, last: value }]))) > 0n,
  );
}

/** Each address counts for the first stretch that has it, and for none when someone holds it. */
function disjoint(wanted: readonly SpiderStretch[], listed: RangeSet, held: RangeSet): readonly SpiderStretch[] {
  let left = subtract(listed, held);
  const found: SpiderStretch[] = [];
  for (const stretch of wanted) {
    const set = intersect(left, stretch.set);
    if (set.ranges.length === 0) continue;
    found.push({ ...stretch, set });
    left = subtract(left, set);
  }
  return found;
}
