import { type Family, isFault, parsePrefix, type RangeSet, subtract } from "../../ipam";
import { declaredAffinity } from "../live/spiderpool/affinity";
import type { LiveSpiderPool, SpiderSnapshot } from "../live/spiderpool/snapshot";
import type { Declaration } from "../program/declaration";
import type { Program } from "../program/program";
import { textArg } from "../program/reservation";
import { hasUnknown } from "../terms/unknown";
import { addressesOf, isReadable, printItems } from "./range-list";
import { type PoolView, SpiderView, type SubnetView } from "./view";

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
    const view = poolView(live.name, listsOf(live), live, live);
    if (view !== undefined) pools.set(live.name, view);
  }
  const subnets = new Map<string, SubnetView>();
  for (const live of snapshot.subnets.values()) {
    const view = subnetView(live.name, listsOf(live), live.gateway, live.routes);
    if (view !== undefined) subnets.set(live.name, view);
  }
  const reserved = new Map<string, RangeSet>();
  for (const { name, ipVersion, ips, isLeaving } of snapshot.reserved.values()) {
    // Without a version, or while it is being deleted, Spiderpool's agents pass an object over.
    if (!isLeaving && (ipVersion === 4 || ipVersion === 6)) reserved.set(name, addressesOf(ipVersion, ips));
  }
  return new SpiderView({ pools, subnets, reserved });
}

/**
 * What is live with the program over it. A SpiderReservedIP that this stack made and does not declare any more goes with the
 * run; pools and subnets count until they are gone, because pods may keep them. Of a pool or subnet that is declared with a
 * CIDR or list that cannot be read nothing is known.
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
    if (lists === undefined) continue;
    const view =
      lists === "refused" ? undefined : poolView(name, lists, declaredUse(declared.args), snapshot.pools.get(name));
    if (view === undefined) pools.delete(name);
    else pools.set(name, view);
  }
  for (const [name, { args }] of program.objects["spiderpool.FixedIP"]) {
    const pool = pools.get(name);
    if (pool !== undefined) pools.set(name, { ...pool, ...fixedUse(args) });
  }
  const subnets = new Map(live.subnets);
  for (const [name, declared] of program.objects["spiderpool.Subnet"]) {
    const lists = declaredLists(declared);
    if (lists === undefined) continue;
    const routes = Array.isArray(declared.args.routes) && !hasUnknown(declared.args.routes) ? declared.args.routes : [];
    const gateway = textArg(declared.args, "gateway") ?? "";
    const view = lists === "refused" ? undefined : subnetView(name, lists, gateway, routes);
    if (view === undefined) subnets.delete(name);
    else subnets.set(name, view);
  }
  const goes = (owner: string | undefined): boolean =>
    owner?.startsWith(ownerPrefix) === true && !program.byOwner.has(owner);
  const reserved = new Map([...live.reserved].filter(([name]) => !goes(snapshot.reserved.get(name)?.owner)));
  for (const [name, { args }] of program.objects["spiderpool.ReservedIP"]) {
    const ips = textsArg(args, "ips");
    const family = ips === undefined ? undefined : familyOf(args.ipVersion, ips);
    if (ips !== undefined && isReadable(ips) && family !== undefined) reserved.set(name, addressesOf(family, ips));
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

/** A list argument that is set and known; an argument that is omitted is an empty list, an unknown one undefined. */
export function textsArg(args: Readonly<Record<string, unknown>>, field: string): readonly string[] | undefined {
  const value = args[field];
  if (value === undefined) return [];
  return hasUnknown(value) || !Array.isArray(value) ? undefined : (value as string[]);
}

/** Undefined while they are not known. */
function declaredLists({ args }: Declaration): Lists | "refused" | undefined {
  const [subnet, ips, excludeIPs] = [textArg(args, "subnet"), textsArg(args, "ips"), textsArg(args, "excludeIPs")];
  if (subnet === undefined || ips === undefined || excludeIPs === undefined) return undefined;
  if (!isReadable(ips) || !isReadable(excludeIPs)) return "refused";
  return { subnet, ips: merged(ips), excludeIPs: merged(excludeIPs) };
}

/** A declared list as the webhook is going to store it. */
function merged(items: readonly string[]): readonly string[] {
  return items.length < 2 ? items : ([4, 6] as const).flatMap((family) => printItems(addressesOf(family, items)));
}

function listsOf(live: { subnet: string; ips: readonly string[]; excludeIps: readonly string[] }): Lists {
  return { subnet: live.subnet, ips: live.ips, excludeIPs: live.excludeIps };
}

/** Whom a pool is there for. */
type PoolUse = Pick<PoolView, "isDefault" | "isDisabled" | "affinity">;

export function declaredUse(args: Declaration["args"]): PoolUse {
  return { isDefault: args.default === true, isDisabled: args.disable === true, affinity: declaredAffinity(args) };
}

/** The same of the pool that a FixedIP is. */
export function fixedUse(args: Declaration["args"]): PoolUse {
  const { selector, namespace, multusName } = args;
  const affinity = declaredAffinity({
    podAffinity: selector === undefined ? undefined : { matchLabels: selector },
    namespaceName: namespace === undefined ? undefined : [namespace],
    multusName,
  });
  return { isDefault: false, isDisabled: false, affinity };
}

/** A pool with these lists, and what pods have of the one that is live; undefined without a readable CIDR. */
export function poolView(
  name: string,
  lists: Lists,
  use: PoolUse,
  live: LiveSpiderPool | undefined,
): PoolView | undefined {
  const content = contentOf(lists);
  if (content === undefined) return undefined;
  const { subnet: cidr, ips, excludeIPs } = lists;
  const { isDefault, isDisabled, affinity } = use;
  const { allocated: recorded = NOBODY, unrecorded, application } = live ?? {};
  const allocated = unrecorded === undefined ? recorded : new Map([...recorded, ...unrecorded]);
  const isLeaving = live?.isLeaving === true;
  const own = { name, cidr, ips, excludeIPs, ...content, isDefault, isDisabled, affinity, isLeaving, allocated };
  return application === undefined ? own : { ...own, application };
}

function subnetView(name: string, lists: Lists, gateway: string, routes: readonly unknown[]): SubnetView | undefined {
  const found = contentOf(lists);
  if (found === undefined) return undefined;
  const { prefix, content, isRead } = found;
  return { name, cidr: lists.subnet, prefix, content, isRead, gateway, routes };
}

function contentOf({
  subnet,
  ips,
  excludeIPs,
}: Lists): Pick<PoolView, "prefix" | "listed" | "content" | "isRead"> | undefined {
  const prefix = parsePrefix(subnet);
  if (isFault(prefix)) return undefined;
  const listed = addressesOf(prefix.family, ips);
  const isRead = [...ips, ...excludeIPs].every((item) => addressesOf(prefix.family, [item]).ranges.length > 0);
  return { prefix, listed, content: subtract(listed, addressesOf(prefix.family, excludeIPs)), isRead };
}
