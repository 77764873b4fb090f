import { type Address, sameAddress } from "./address";
import { firstAddress, type Prefix, prefixContains, usableEnds } from "./prefix";
import { type Range, rangeBetween, rangeContains } from "./range";
import { contains, emptyRangeSet, intersect, type RangeSet, rangeSetOf, subtract, union } from "./range-set";

/** What a Subnet says about one of its address families. Items of the other family are ignored. */
export interface PoolSpec {
  readonly prefix: Prefix;
  readonly gateway?: Address;
  /** The Subnet's `excludeIps`. */
  readonly excluded: readonly Range[];
  /** Its IPPools. */
  readonly named: readonly { readonly name: string; readonly ranges: readonly Range[] }[];
  /**
   * Planned ranges set aside for planned addresses, as a rule a part of `excluded`. Where there is one, automatic picks come
   * from nowhere else, and its addresses do not count as excluded.
   */
  readonly planned: readonly Range[];
}

export interface Pool {
  readonly spec: PoolSpec;
  /** All that Kube-OVN could hand out: without network and last address. The gateway and excluded ones are in it. */
  readonly usable: RangeSet;
  /** The usable addresses set aside by `excludeIps`, always with the gateway, without the planned ranges. */
  readonly excluded: RangeSet;
  /** Where a search may pick. */
  readonly automatic: RangeSet;
}

/** Where an address stands before anyone holds it. */
export type Standing =
  | { readonly at: "outside" }
  | { readonly at: "network" }
  | { readonly at: "last" }
  | { readonly at: "gateway" }
  | { readonly at: "excluded" /** The item as the Subnet has it, not clipped. */; readonly range: Range }
  | { readonly at: "named-pool"; readonly name: string }
  | { readonly at: "planned" }
  | { readonly at: "open" };

/**
 * One address family of one Subnet.
 *
 * @source kube-ovn pkg/ipam/subnet.go NewSubnet, AddOrUpdateIPPool; pkg/util/net.go ExpandExcludeIPs;
 *         pkg/controller/subnet.go formatSubnet (the gateway joins excludeIps)
 */
export function makePool(spec: PoolSpec): Pool {
  const { family } = spec.prefix;
  const ends = usableEnds(spec.prefix);
  const usable = ends === undefined ? emptyRangeSet(family) : rangeSetOf(family, [rangeBetween(ends.first, ends.last)]);
  const clipped = (ranges: readonly Range[]) => intersect(usable, rangeSetOf(family, ranges));
  const gateway = clipped(spec.gateway === undefined ? [] : [rangeBetween(spec.gateway, spec.gateway)]);
  const planned = subtract(clipped(spec.planned), gateway);
  const excluded = union(subtract(clipped(spec.excluded), planned), gateway);
  const named = clipped(spec.named.flatMap((pool) => pool.ranges));
  const automatic = spec.planned.length > 0 ? planned : subtract(usable, union(excluded, named));
  return { spec, usable, excluded, automatic };
}

/**
 * The first of these that holds: outside, network, last, gateway, planned, named-pool, excluded, open. Both ends of a
 * `/31` and `/127` are ordinary addresses; the one address of a `/32` and `/128` is its network.
 */
export function standingOf(pool: Pool, a: Address): Standing {
  const { prefix, gateway, planned, named, excluded } = pool.spec;
  if (!prefixContains(prefix, a)) return { at: "outside" };
  if (!contains(pool.usable, a)) return { at: sameAddress(a, firstAddress(prefix)) ? "network" : "last" };
  if (gateway !== undefined && sameAddress(a, gateway)) return { at: "gateway" };
  const within = (range: Range) => rangeContains(range, a);
  if (planned.some(within)) return { at: "planned" };
  const owner = named.find((candidate) => candidate.ranges.some(within));
  if (owner !== undefined) return { at: "named-pool", name: owner.name };
  const range = excluded.find(within);
  return range === undefined ? { at: "open" } : { at: "excluded", range };
}

/** A usable address before anyone holds it. */
export type UsableAt = "gateway" | "planned" | "named-pool" | "excluded" | "open";

/** The usable addresses by where they stand, as {@link standingOf} says of each: disjoint, and all of them together. */
export function standingSets({ spec, usable, excluded }: Pool): Readonly<Record<UsableAt, RangeSet>> {
  const { family } = spec.prefix;
  const within = (ranges: readonly Range[]): RangeSet => intersect(usable, rangeSetOf(family, ranges));
  const gateway = within(spec.gateway === undefined ? [] : [rangeBetween(spec.gateway, spec.gateway)]);
  const planned = subtract(within(spec.planned), gateway);
  const taken = union(gateway, planned);
  const named = subtract(within(spec.named.flatMap((pool) => pool.ranges)), taken);
  const set = subtract(excluded, union(taken, named));
  return {
    gateway,
    planned,
    "named-pool": named,
    excluded: set,
    open: subtract(usable, union(union(taken, named), set)),
  };
}
