import {
  emptyRangeSet,
  type Family,
  isFault,
  type Prefix,
  parsePrefix,
  type RangeSet,
  rangeSetOf,
  subtract,
} from "../../ipam";
import type { Declaration } from "../declaration";
import type { Program } from "../program";
import { textArg } from "../reservation";
import { hasUnknown } from "../unknown";
import { declaredAffinity, type PoolAffinity } from "./affinity";
import { poolContent } from "./pool-content";
import { PoolIndex } from "./pool-index";
import { addressesOf, countOf, printItems } from "./range-list";
import type { LiveSpiderPool, SpiderSnapshot } from "./snapshot";

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
  readonly isDisabled: boolean;
  readonly isTerminating: boolean;
  readonly affinity: PoolAffinity;
  /** Ledger of the live pool: address → pod. */
  readonly allocated: ReadonlyMap<string, string>;
}

/** A SpiderSubnet as a run leaves it. */
export interface SubnetView {
  readonly name: string;
  readonly cidr: string;
  readonly prefix: Prefix;
  readonly content: RangeSet;
  readonly gateway: string;
  readonly routes: readonly unknown[];
}

/** Pools, subnets and reservations of Spiderpool at one moment. */
export class SpiderView {
  readonly pools: ReadonlyMap<string, PoolView>;
  readonly subnets: ReadonlyMap<string, SubnetView>;
  /** Reserved addresses by SpiderReservedIP; an object counts for one family. */
  readonly reserved: ReadonlyMap<string, RangeSet>;
  readonly #reserved = new Map<Family, RangeSet>();
  readonly #indexes = new Map<string, PoolIndex>();
  readonly #broken = new Map<string, { readonly pool: string; readonly item: string } | undefined>();
  #byCidr: ReadonlyMap<string, readonly PoolView[]> | undefined;

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

  /** Pools by the text of their CIDR. */
  poolsByCidr(): ReadonlyMap<string, readonly PoolView[]> {
    this.#byCidr ??= groupByCidr(this.pools.values());
    return this.#byCidr;
  }

  /** Who has which addresses among the pools of a CIDR. */
  poolIndex(cidr: string): PoolIndex {
    const known = this.#indexes.get(cidr) ?? new PoolIndex(this.poolsByCidr().get(cidr) ?? []);
    this.#indexes.set(cidr, known);
    return known;
  }

  /** A pool of a CIDR whose lists Spiderpool cannot read, with the item: then it refuses every other pool of the CIDR. */
  brokenPool(cidr: string): { readonly pool: string; readonly item: string } | undefined {
    if (!this.#broken.has(cidr)) this.#broken.set(cidr, findBroken(this.poolsByCidr().get(cidr) ?? []));
    return this.#broken.get(cidr);
  }

  /** The addresses a pool may give: none while it is disabled or being deleted. */
  allocatable(pool: PoolView): RangeSet {
    const { family } = pool.prefix;
    if (pool.isDisabled || pool.isTerminating) return emptyRangeSet(family);
    return subtract(pool.content, this.reservedOf(family));
  }

  /** The addresses of a pool that nobody has and that may be given. */
  free(pool: PoolView): RangeSet {
    return subtract(this.allocatable(pool), allocatedSet(pool));
  }

  /** How many more addresses a pool gives. */
  freeCount(pool: PoolView): number {
    return Math.max(0, Math.min(countOf(this.free(pool)), MOST_GIVEN - pool.allocated.size));
  }

  /** The same moment with one SpiderReservedIP naming these addresses, or not being there. */
  withReserved(name: string, set: RangeSet | undefined): SpiderView {
    return new SpiderView({ ...this.#parts(), reserved: withEntry(this.reserved, name, set) });
  }

  /** The same moment with one pool as this. */
  withPool(pool: PoolView): SpiderView {
    return new SpiderView({ ...this.#parts(), pools: withEntry(this.pools, pool.name, pool) });
  }

  #parts(): Pick<SpiderView, "pools" | "subnets" | "reserved"> {
    return { pools: this.pools, subnets: this.subnets, reserved: this.reserved };
  }
}

interface Lists {
  readonly subnet: string;
  readonly ips: readonly string[];
  readonly excludeIPs: readonly string[];
}

const NOBODY: ReadonlyMap<string, string> = new Map();

/** What is live alone, before the run. */
export function liveView(snapshot: SpiderSnapshot): SpiderView {
  const pools = new Map<string, PoolView>();
  for (const live of snapshot.pools.values()) {
    const { isDisabled, affinity } = live;
    const view = poolView(live.name, listsOf(live), { isDisabled, affinity }, live);
    if (view !== undefined) pools.set(live.name, view);
  }
  const subnets = new Map<string, SubnetView>();
  for (const live of snapshot.subnets.values()) {
    const view = subnetView(live.name, listsOf(live), live.gateway, live.routes);
    if (view !== undefined) subnets.set(live.name, view);
  }
  const reserved = new Map<string, RangeSet>();
  for (const { name, ipVersion, ips, isTerminating } of snapshot.reserved.values()) {
    // Without a version, or while it is being deleted, Spiderpool's agents pass an object over.
    if (!isTerminating && (ipVersion === 4 || ipVersion === 6)) reserved.set(name, addressesOf(ipVersion, ips));
  }
  return new SpiderView({ pools, subnets, reserved });
}

/**
 * What is live with the program over it. A SpiderReservedIP that this stack made and does not declare any more goes with the
 * run; pools and subnets count until they are gone, because pods may keep them.
 */
export function plannedView(
  live: SpiderView,
  snapshot: SpiderSnapshot,
  program: Program,
  ownerPrefix: string,
): SpiderView {
  const pools = new Map(live.pools);
  for (const [name, declared] of program.objects["spiderpool.IPPool"]) {
    const lists = declaredLists(declared);
    const view = lists && poolView(name, lists, declaredUse(declared.args), snapshot.pools.get(name));
    if (view !== undefined) pools.set(name, view);
  }
  const subnets = new Map(live.subnets);
  for (const [name, declared] of program.objects["spiderpool.Subnet"]) {
    const lists = declaredLists(declared);
    const routes = Array.isArray(declared.args.routes) && !hasUnknown(declared.args.routes) ? declared.args.routes : [];
    const view = lists && subnetView(name, lists, textArg(declared.args, "gateway") ?? "", routes);
    if (view !== undefined) subnets.set(name, view);
  }
  const goes = (owner: string | undefined): boolean =>
    owner?.startsWith(ownerPrefix) === true && !program.byOwner.has(owner);
  const reserved = new Map([...live.reserved].filter(([name]) => !goes(snapshot.reserved.get(name)?.owner)));
  for (const [name, { args }] of program.objects["spiderpool.ReservedIP"]) {
    const ips = textsArg(args, "ips");
    const family = ips === undefined ? undefined : familyOf(args.ipVersion, ips);
    if (ips !== undefined && family !== undefined) reserved.set(name, addressesOf(family, ips));
  }
  return new SpiderView({ pools, subnets, reserved });
}

/** The family of a SpiderReservedIP: what is set, else that of the first item, as the webhook derives it. */
export function familyOf(ipVersion: unknown, ips: readonly string[]): Family | undefined {
  if (ipVersion === 4 || ipVersion === 6) return ipVersion;
  const [first] = ips;
  if (ipVersion !== undefined || first === undefined) return undefined;
  const [family] = ([4, 6] as const).filter((one) => addressesOf(one, [first]).ranges.length > 0);
  return family;
}

/** A list argument that is set and known; an argument that is left out is an empty list, an unknown one undefined. */
export function textsArg(args: Readonly<Record<string, unknown>>, field: string): readonly string[] | undefined {
  const value = args[field];
  if (value === undefined) return [];
  return hasUnknown(value) || !Array.isArray(value) ? undefined : (value as string[]);
}

function declaredLists({ args }: Declaration): Lists | undefined {
  const [subnet, ips, excludeIPs] = [textArg(args, "subnet"), textsArg(args, "ips"), textsArg(args, "excludeIPs")];
  if (subnet === undefined || ips === undefined || excludeIPs === undefined) return undefined;
  return { subnet, ips: merged(ips), excludeIPs: merged(excludeIPs) };
}

/** A declared list as the webhook is going to store it; what cannot be read is left out. */
function merged(items: readonly string[]): readonly string[] {
  return items.length < 2 ? items : ([4, 6] as const).flatMap((family) => printItems(addressesOf(family, items)));
}

function listsOf(live: { subnet: string; ips: readonly string[]; excludeIps: readonly string[] }): Lists {
  return { subnet: live.subnet, ips: live.ips, excludeIPs: live.excludeIps };
}

/** Whom a pool is there for. */
type PoolUse = Pick<PoolView, "isDisabled" | "affinity">;

export function declaredUse(args: Declaration["args"]): PoolUse {
  return { isDisabled: args.disable === true, affinity: declaredAffinity(args) };
}

/** A pool with these lists, and the ledger of the one that is live; undefined without a readable CIDR. */
export function poolView(
  name: string,
  lists: Lists,
  use: PoolUse,
  live: LiveSpiderPool | undefined,
): PoolView | undefined {
  const content = contentOf(lists);
  if (content === undefined) return undefined;
  const { subnet: cidr, ips, excludeIPs } = lists;
  const { allocated = NOBODY, isTerminating = false } = live ?? {};
  return { name, cidr, ips, excludeIPs, ...content, ...use, isTerminating, allocated };
}

function subnetView(name: string, lists: Lists, gateway: string, routes: readonly unknown[]): SubnetView | undefined {
  const found = contentOf(lists);
  return found && { name, cidr: lists.subnet, prefix: found.prefix, content: found.content, gateway, routes };
}

function contentOf({ subnet, ips, excludeIPs }: Lists): Pick<PoolView, "prefix" | "listed" | "content"> | undefined {
  const prefix = parsePrefix(subnet);
  if (isFault(prefix)) return undefined;
  const listed = addressesOf(prefix.family, ips);
  return { prefix, listed, content: subtract(listed, addressesOf(prefix.family, excludeIPs)) };
}

/** The addresses of a pool's ledger. */
export function allocatedSet(pool: PoolView): RangeSet {
  return addressesOf(pool.prefix.family, [...pool.allocated.keys()]);
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

function withEntry<T>(entries: ReadonlyMap<string, T>, name: string, value: T | undefined): ReadonlyMap<string, T> {
  const changed = new Map(entries);
  if (value === undefined) changed.delete(name);
  else changed.set(name, value);
  return changed;
}
