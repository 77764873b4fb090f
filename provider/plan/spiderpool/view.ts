import {
  type Address,
  emptyRangeSet,
  type Family,
  isFault,
  type Prefix,
  parseAddress,
  prefixRange,
  type Range,
  type RangeSet,
  rangeSetOf,
  subtract,
} from "../../ipam";
import type { PoolAffinity } from "../live/spiderpool/affinity";
import { SpanIndex } from "../terms/span-index";
import { touching } from "../terms/spiderpool/touching";
import { poolContent } from "./pool-content";
import { addressesOf, countOf } from "./range-list";

/**
 * Most addresses of one pool that are given at a time, unless the agents' SPIDERPOOL_IPPOOL_MAX_ALLOCATED_IPS says more.
 *
 * @source spiderpool cmd/spiderpool-agent/cmd/config.go, pkg/ippoolmanager/ippool_manager.go genRandomIP
 */
export const MOST_GIVEN = 5000;

/** A pool as a run leaves it. */
export interface PoolView {
  readonly name: string;
  /** The CIDR, canonical; pools of one CIDR are known by its text. */
  readonly cidr: string;
  readonly prefix: Prefix;
  readonly ips: readonly string[];
  readonly excludeIPs: readonly string[];
  readonly listed: RangeSet;
  /** `ips` without `excludeIPs`. */
  readonly content: RangeSet;
  /** Whether every item of the two lists could be read: else there may be more or less. */
  readonly isRead: boolean;
  readonly isDefault: boolean;
  readonly isDisabled: boolean;
  readonly isLeaving: boolean;
  readonly affinity: PoolAffinity;
  /** The application that Spiderpool made it for, as `kind namespace/name`. */
  readonly application?: string;
  /** Ledger of the live pool: address → pod. */
  readonly allocated: ReadonlyMap<string, string>;
}

/** A SpiderSubnet as a run leaves it. */
export interface SubnetView {
  readonly name: string;
  readonly cidr: string;
  readonly prefix: Prefix;
  readonly content: RangeSet;
  readonly isRead: boolean;
  readonly gateway: string;
  readonly routes: readonly unknown[];
}

/** An address of a pool that a pod has. */
export interface Holder {
  readonly pool: PoolView;
  readonly address: Address;
  /** `namespace/name`. */
  readonly pod: string;
}

/** Pools, subnets and reservations of Spiderpool at one moment; nothing is worked out before it is asked for. */
export class SpiderView {
  readonly pools: ReadonlyMap<string, PoolView>;
  readonly subnets: ReadonlyMap<string, SubnetView>;
  /** Reserved addresses by SpiderReservedIP; an object counts for one family. */
  readonly reserved: ReadonlyMap<string, RangeSet>;
  readonly #reserved = new Map<Family, RangeSet>();
  readonly #reservers = new Map<Family, SpanIndex>();
  readonly #holders = new Map<Family, readonly Holder[]>();
  readonly #allocated = new Map<ReadonlyMap<string, string>, RangeSet>();
  readonly #free = new Map<PoolView, number>();
  readonly #indexes = new Map<string, SpanIndex>();
  readonly #broken = new Map<string, { readonly pool: string; readonly item: string } | undefined>();
  #byCidr: ReadonlyMap<string, readonly PoolView[]> | undefined;
  #subnetByCidr: ReadonlyMap<string, SubnetView> | undefined;
  #poolCidrs: ReadonlyMap<Family, SpanIndex> | undefined;
  #subnetCidrs: ReadonlyMap<Family, SpanIndex> | undefined;

  constructor(parts: Pick<SpiderView, "pools" | "subnets" | "reserved">) {
    this.pools = parts.pools;
    this.subnets = parts.subnets;
    this.reserved = parts.reserved;
  }

  /** Everything reserved of a family. */
  reservedOf(family: Family): RangeSet {
    const known = this.#reserved.get(family);
    if (known !== undefined) return known;
    const sets = [...this.reserved.values()].filter((set) => set.family === family);
    const all = rangeSetOf(
      family,
      sets.flatMap((set) => set.ranges),
    );
    this.#reserved.set(family, all);
    return all;
  }

  /** Names of the SpiderReservedIPs that have an address of a range. */
  reservedBy(range: Range): readonly string[] {
    const { family } = range;
    const known =
      this.#reservers.get(family) ?? new SpanIndex([...this.reserved].filter(([, set]) => set.family === family));
    this.#reservers.set(family, known);
    return known.namesIn(range);
  }

  /** Pools by the text of their CIDR. */
  poolsByCidr(): ReadonlyMap<string, readonly PoolView[]> {
    this.#byCidr ??= groupByCidr(this.pools.values());
    return this.#byCidr;
  }

  /** The SpiderSubnet of a CIDR. */
  subnetOf(cidr: string): SubnetView | undefined {
    this.#subnetByCidr ??= new Map([...this.subnets.values()].reverse().map((subnet) => [subnet.cidr, subnet]));
    return this.#subnetByCidr.get(cidr);
  }

  /** The CIDRs of pools that overlap another one, itself among them. */
  poolCidrsIn(prefix: Prefix): readonly string[] {
    this.#poolCidrs ??= cidrIndexes([...this.poolsByCidr()].map(([cidr, [first]]) => [cidr, first?.prefix]));
    return this.#poolCidrs.get(prefix.family)?.namesIn(prefixRange(prefix)) ?? [];
  }

  /** Names of the SpiderSubnets whose CIDR overlaps another one. */
  subnetsIn(prefix: Prefix): readonly string[] {
    this.#subnetCidrs ??= cidrIndexes([...this.subnets].map(([name, subnet]) => [name, subnet.prefix]));
    return this.#subnetCidrs.get(prefix.family)?.namesIn(prefixRange(prefix)) ?? [];
  }

  /** Names of the pools of a CIDR that have an address of a range. */
  poolsIn(cidr: string, range: Range): readonly string[] {
    const pools = this.poolsByCidr().get(cidr) ?? [];
    const known = this.#indexes.get(cidr) ?? new SpanIndex(pools.map(({ name, content }) => [name, content]));
    this.#indexes.set(cidr, known);
    return known.namesIn(range);
  }

  /** A pool of a CIDR whose lists Spiderpool cannot read, with the item: then it refuses every other pool of the CIDR. */
  brokenPool(cidr: string): { readonly pool: string; readonly item: string } | undefined {
    if (!this.#broken.has(cidr)) this.#broken.set(cidr, findBroken(this.poolsByCidr().get(cidr) ?? []));
    return this.#broken.get(cidr);
  }

  /** The addresses of a pool's ledger. */
  allocated({ prefix, allocated }: PoolView): RangeSet {
    if (allocated.size === 0) return emptyRangeSet(prefix.family);
    const known = this.#allocated.get(allocated) ?? addressesOf(prefix.family, [...allocated.keys()]);
    this.#allocated.set(allocated, known);
    return known;
  }

  /** Who has an address of a range, in the order of the addresses. */
  holdersIn({ family, first, last }: Range): readonly Holder[] {
    const holders = this.#holders.get(family) ?? holdersOf(family, this.pools.values());
    this.#holders.set(family, holders);
    let [low, high] = [0, holders.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((holders[middle] as Holder).address.value < first) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < holders.length && (holders[end] as Holder).address.value <= last) end += 1;
    return holders.slice(low, end);
  }

  /** What is reserved around a pool. */
  reservedNear({ listed }: PoolView): RangeSet {
    const { ranges, family } = listed;
    const [first, last] = [ranges[0], ranges.at(-1)];
    if (first === undefined || last === undefined) return emptyRangeSet(family);
    return touching(this.reservedOf(family), first.first, last.last);
  }

  /** The addresses a pool may give: none while it is disabled or being deleted. */
  allocatable(pool: PoolView): RangeSet {
    if (pool.isDisabled || pool.isLeaving) return emptyRangeSet(pool.prefix.family);
    return subtract(pool.content, this.reservedNear(pool));
  }

  /** The addresses of a pool that nobody has and that may be given. */
  free(pool: PoolView): RangeSet {
    return subtract(this.allocatable(pool), this.allocated(pool));
  }

  /** How many more addresses a pool gives. */
  freeCount(pool: PoolView): number {
    const most = MOST_GIVEN - pool.allocated.size;
    const known = this.#free.get(pool) ?? Math.max(0, Math.min(countOf(this.free(pool)), most));
    this.#free.set(pool, known);
    return known;
  }
}

function cidrIndexes(
  prefixes: readonly (readonly [name: string, prefix: Prefix | undefined])[],
): ReadonlyMap<Family, SpanIndex> {
  const indexOf = (family: Family): SpanIndex =>
    new SpanIndex(
      prefixes.flatMap(([name, prefix]) =>
        prefix?.family === family ? [[name, { ranges: [prefixRange(prefix)] }] as const] : [],
      ),
    );
  return new Map(([4, 6] as const).map((family) => [family, indexOf(family)]));
}

function holdersOf(family: Family, pools: Iterable<PoolView>): readonly Holder[] {
  const holders: Holder[] = [];
  for (const pool of pools) {
    if (pool.prefix.family !== family) continue;
    for (const [text, pod] of pool.allocated) {
      const address = parseAddress(text);
      if (!isFault(address) && address.family === family) holders.push({ pool, address, pod });
    }
  }
  return holders.sort((a, b) => (a.address.value < b.address.value ? -1 : a.address.value > b.address.value ? 1 : 0));
}

function findBroken(pools: readonly PoolView[]): { pool: string; item: string } | undefined {
  for (const { name, prefix, ips, excludeIPs } of pools) {
    const content = poolContent(prefix, ips, excludeIPs);
    if ("fault" in content) return { pool: name, item: content.item };
  }
  return undefined;
}

function groupByCidr(pools: Iterable<PoolView>): Map<string, PoolView[]> {
  const groups = new Map<string, PoolView[]>();
  for (const pool of pools) {
    const group = groups.get(pool.cidr);
    if (group === undefined) groups.set(pool.cidr, [pool]);
    else group.push(pool);
  }
  return groups;
}
