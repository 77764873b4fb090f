import { sameAddress } from "../../ipam";
import {
  addressKey,
  type Demand,
  defaultSubnets,
  type Holder,
  type Holding,
  isSameSpace,
  type KubeOvnVersion,
  type LivePool,
  type LiveReservation,
  type LiveSubnet,
  type LiveVpc,
  type Middlebox,
  NEWEST_VERSION,
  Networks,
  type PairPod,
  type Snapshot,
  spaceKey,
  spaceOf,
  type Wire,
} from "../../plan";
import { spiderSnapshotOf } from "../spiderpool/facts";
import { joinAddresses, prefixesOf } from "./addresses";
import type { Facts, Unplaced } from "./fact";
import { withKeptVips } from "./kept-vips";

/**
 * Joins the facts of a cluster's objects into a snapshot. A pod and the IP object of its port are one holder.
 *
 * @param version  default: what the objects look like, else the newest
 */
export function joinFacts(all: readonly Facts[], version?: KubeOvnVersion): Snapshot {
  const subnets = new Map<string, LiveSubnet>();
  const pools = new Map<string, LivePool>();
  const reservations = new Map<string, LiveReservation>();
  const ports = new Map<string, Holder>();
  const owners = new Map<string, string>();
  const vpcs = new Map<string, LiveVpc>();
  for (const { subnet, pool, reservation, vpc } of all) {
    if (subnet !== undefined) subnets.set(subnet.name, subnet);
    if (vpc !== undefined) vpcs.set(vpc.name, vpc);
    if (pool !== undefined) pools.set(pool.name, pool);
    if (reservation === undefined) continue;
    reservations.set(`${reservation.kind}/${reservation.name}`, reservation);
    if (reservation.owner !== undefined) owners.set(reservation.key, reservation.owner);
  }
  const holdings = new Map<string, Holding>();
  const add = (holding: Holding): void => {
    // It has nothing yet, and may have lost to a holder that is there: what it guards is made only once it is ready.
    if (holding.guard === "waiting") return;
    // What is in one space goes by its key alone: a text more for each of 100,000 is felt.
    const isInOne = isSameSpace(holdings.get(holding.key) ?? holding, holding);
    const id = isInOne ? holding.key : `${holding.key} ${spaceKey(holding)}`;
    const owner = owners.get(holding.key);
    const own = owner === undefined ? holding : { ...holding, holder: { ...holding.holder, owner } };
    const known = holdings.get(id);
    holdings.set(id, known === undefined ? own : joinHoldings(known, own));
  };
  const spider = spiderSnapshotOf(all.flatMap((facts) => facts.spider ?? []));
  const routedPods = all.flatMap(({ routed }) => routed ?? []);
  const networks = new Networks(
    [...subnets.values()].map((subnet) => ({ ...subnet, prefixes: prefixesOf(subnet.cidrBlock) })),
    defaultSubnets(subnets.values(), vpcs),
    { labels: spider.namespaces, vpcs, routedPods },
  );
  const pairPods: PairPod[] = [];
  const unplaced: Unplaced[] = [];
  const wires = new Map<string, Wire>();
  const middleboxes = new Map<string, Middlebox>();
  const demands: Demand[] = [];
  const byStatus: Unplaced[] = [];
  let isOld = false;
  for (const facts of all) {
    isOld ||= facts.isOldForm === true;
    if (facts.pairPod !== undefined) pairPods.push(facts.pairPod);
    if (facts.wire !== undefined) wires.set(...facts.wire);
    if (facts.middlebox !== undefined) middleboxes.set(facts.middlebox.key, facts.middlebox);
    demands.push(...(facts.demands ?? []));
    for (const one of facts.unplaced) if (one.addresses.length > 0) unplaced.push(one);
    for (const holding of facts.holdings) add(holding);
    for (const { name, holder } of portsIn(facts))
      if (!ports.has(name) || holder.kind === "Pod") ports.set(name, holder);
    if (facts.byStatus !== undefined) byStatus.push(facts.byStatus);
    for (const holding of facts.unplaced) {
      const { reach } = holding;
      const own = facts.reservation;
      const [home] = own?.key === holding.key ? networks.reached(reach, holding.addresses) : [];
      // Its object may name the network by another name than the Subnet's.
      if (own !== undefined && home !== undefined) {
        const written = own.written && { ...own.written, subnet: home };
        reservations.set(`${own.kind}/${own.name}`, { ...own, subnet: home, cidr: undefined, written });
      }
      for (const placed of networks.placed(holding)) add(placed);
    }
  }
  const told = tellApart(byStatus, holdings, networks);
  unplaced.push(...told.unplaced);
  for (const holding of told.holdings) add(holding);
  const release = version ?? (isOld ? ([1, 13] as const) : undefined);
  const shared = withKeptVips([...holdings.values()]);
  const held = { holdings: shared, unplaced, demands, middleboxes };
  const own = { subnets, pools, reservations, ...held, wires, vpcs, ports, pairPods, routedPods, spider };
  return release === undefined
    ? { ...own, version: NEWEST_VERSION, isVersionAssumed: true }
    : { ...own, version: release };
}

/**
 * What pods have by their status alone, beside what is known without it. The IP object of a pod's port tells its subnet; a Vip
 * or a pool of Spiderpool that has the address shares it with the pod, which could have it from nobody else.
 */
function tellApart(
  pods: readonly Unplaced[],
  known: ReadonlyMap<string, Holding>,
  networks: Networks,
): { readonly holdings: readonly Holding[]; readonly unplaced: readonly Unplaced[] } {
  if (pods.length === 0) return { holdings: [], unplaced: [] };
  const hosts = new Map<string, Holding>();
  for (const holding of known.values())
    for (const address of holding.addresses) hosts.set(addressKey(holding, address), holding);
  const holdings: Holding[] = [];
  const unplaced: Unplaced[] = [];
  for (const pod of pods) {
    const { reach: _, ...held } = pod;
    const port = known.get(pod.key);
    const addresses = held.addresses.filter((own) => port?.addresses.some((one) => sameAddress(one, own)));
    if (port !== undefined && addresses.length > 0) {
      holdings.push({ ...held, ...spaceOf(port), addresses });
      continue;
    }
    unplaced.push(pod);
    for (const placed of networks.placed(pod)) {
      const host = placed.addresses.map((address) => hosts.get(addressKey(placed, address))).find(Boolean);
      holdings.push(host !== undefined && isHostOf(host, pod.holder) ? { ...placed, sharesWith: host.key } : placed);
    }
  }
  return { holdings, unplaced };
}

function isHostOf({ key, holder }: Holding, pod: Holder): boolean {
  return key.startsWith("Vip/") || (holder.name === pod.name && holder.namespace === pod.namespace);
}

/** Of an IP object it is the one with its name, which need not be noted for each of 100,000. */
function portsIn({ reservation, holdings: [holding], ports }: Facts): Facts["ports"] {
  return reservation?.kind === "IP" && holding !== undefined
    ? [{ name: reservation.name, holder: holding.holder }]
    : ports;
}

/** The same holder seen twice, as IP object and as pod: the pod names it, addresses and MAC of both count. */
function joinHoldings(a: Holding, b: Holding): Holding {
  const holder = b.holder.kind === "Pod" ? b.holder : a.holder;
  return {
    ...a,
    addresses: joinAddresses(a.addresses, b.addresses),
    holder: {
      ...holder,
      owner: a.holder.owner ?? b.holder.owner,
      ...(holder.kind === "Pod" ? {} : { givenUpBy: a.holder.givenUpBy ?? b.holder.givenUpBy }),
    },
    mac: a.mac ?? b.mac,
    sharesWith: a.sharesWith ?? b.sharesWith,
    keptWith: a.keptWith ?? b.keptWith,
    guard: a.guard && b.guard,
  };
}
