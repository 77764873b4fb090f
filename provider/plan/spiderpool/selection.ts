import { type Family, isFault, parseAddress } from "../../ipam";
import { barOf, type PodTraits } from "../live/spiderpool/affinity";
import type { FamilyNames, NetworkIpam, PodAsk } from "../live/spiderpool/asking";
import type { SpiderSnapshot } from "../live/spiderpool/snapshot";
import { isPattern, matchesPattern } from "../terms/spiderpool/name-pattern";
import { isUnknown } from "../terms/unknown";
import type { PoolView, SpiderView } from "./view";

/** Pools and networks at one moment, as Spiderpool looks at them when a pod starts. */
export interface SpiderScene {
  readonly view: SpiderView;
  readonly snapshot: SpiderSnapshot;
  /** What is known of a network `namespace/name`. */
  readonly ipamOf: (network: string) => NetworkIpam | undefined;
  /** Pools that will be there, with one address each, and are not in the view. */
  readonly coming: ReadonlySet<string>;
  /** Pools that are declared and of which nothing is known yet. */
  readonly unread: ReadonlySet<string>;
}

/** What is live alone. */
export function liveScene(view: SpiderView, snapshot: SpiderSnapshot): SpiderScene {
  const ipams = new Map([...snapshot.configs.values()].map(({ network, ipam }) => [network, ipam]));
  return { view, snapshot, ipamOf: (network) => ipams.get(network), coming: new Set(), unread: new Set() };
}

/** An interface of pods, with the pools that annotations name for it. */
export interface Nic {
  /** Empty where it is not known. */
  readonly device: string;
  /** Undefined where the annotations name none. */
  readonly names: FamilyNames | undefined;
  readonly pod: PodTraits;
}

/** Interfaces of a pod by the networks that it asks for, eth0 among them where its network is known. */
export function networksOf(ask: Readonly<Record<keyof PodAsk, unknown>> | PodAsk): readonly {
  readonly device: string;
  readonly network: string | undefined;
}[] {
  const text = (value: unknown): string | undefined =>
    typeof value === "string" && !isUnknown(value) ? value : undefined;
  const further = (Array.isArray(ask.networks) ? (ask.networks as unknown[]) : []).map((one, i) => {
    const [network, device = `net${i + 1}`] = text(one)?.split("@") ?? [];
    return { device, network };
  });
  return ask.defaultNetwork === undefined
    ? further
    : [{ device: "eth0", network: text(ask.defaultNetwork) }, ...further];
}

/**
 * The interfaces of a pod whose pools can be told: those that annotations name pools for, and without such annotations those
 * of networks that get their addresses from Spiderpool.
 *
 * @param pod  what is known of the pod besides its networks
 */
export function nicsOf(ask: PodAsk, pod: PodTraits, { ipamOf }: SpiderScene): readonly Nic[] {
  const networks = networksOf(ask);
  const items = interfacesOf(ask);
  if (ask.subnet !== undefined || ask.subnets !== undefined) return [];
  if (ask.ippool === undefined && ask.ippools === undefined) {
    return networks.flatMap(({ device, network }) =>
      network !== undefined && ipamOf(network)?.asks === true
        ? [{ device, names: undefined, pod: { ...pod, network } }]
        : [],
    );
  }
  return items.map((names, i) => {
    const byPlace = i === 0 ? "eth0" : `net${i}`;
    const device = names.interface === undefined ? byPlace : isUnknown(names.interface) ? "" : names.interface;
    const network = networks.find((one) => one.device === device)?.network;
    return { device, names, pod: { ...pod, network } };
  });
}

/** What annotations list, interface by interface. */
export function interfacesOf(
  ask: Pick<PodAsk, "ippool" | "ippools">,
): readonly (FamilyNames & { interface?: string })[] {
  const list: readonly unknown[] = Array.isArray(ask.ippools) ? ask.ippools : [ask.ippool];
  return list.filter((item): item is FamilyNames & { interface?: string } => item !== null && typeof item === "object");
}

export function namesOf(item: FamilyNames, family: Family): readonly string[] {
  const names: unknown = item[family === 4 ? "ipv4" : "ipv6"];
  return Array.isArray(names) ? names.filter((name): name is string => typeof name === "string") : [];
}

/** How Spiderpool comes to the pools of an interface: the first of these that says anything decides alone. */
export type Level = "named" | "namespace" | "network" | "cluster";

export interface Selection {
  readonly level: Level;
  readonly names: FamilyNames;
}

/**
 * The names that decide for an interface; undefined where that is not known.
 *
 * @source spiderpool pkg/ipam/pool_selections.go getPoolCandidates
 */
export function selectionOf({ names, pod }: Nic, { view, snapshot, ipamOf }: SpiderScene): Selection | undefined {
  if (names !== undefined) return { level: "named", names };
  const ofNamespace = snapshot.namespacePools.get(pod.namespace ?? "");
  if (ofNamespace === undefined) return undefined;
  if (isNaming(ofNamespace)) return { level: "namespace", names: ofNamespace };
  const ofNetwork = pod.network === undefined ? undefined : ipamOf(pod.network);
  if (ofNetwork === undefined) return undefined;
  if (isNaming(ofNetwork.pools)) return { level: "network", names: ofNetwork.pools };
  const defaults = (family: Family): readonly string[] =>
    [...view.pools.values()]
      .filter(({ isDefault, prefix }) => isDefault && prefix.family === family)
      .map(({ name }) => name);
  return { level: "cluster", names: { ipv4: defaults(4), ipv6: defaults(6) } };
}

/** Whether there is a name at all, of either family. */
export function isNaming({ ipv4 = [], ipv6 = [] }: FamilyNames): boolean {
  return ipv4.length + ipv6.length > 0;
}

/** The pools of a family that names stand for, patterns among them. */
export function poolsNamed(names: readonly string[], family: Family, { view, coming }: SpiderScene): readonly string[] {
  const known = (): readonly string[] => [
    ...[...view.pools.values()].filter(({ prefix }) => prefix.family === family).map(({ name }) => name),
    ...coming,
  ];
  return [
    ...new Set(
      names.flatMap((name) => (isPattern(name) ? known().filter((one) => matchesPattern(name, one)) : [name])),
    ),
  ];
}

/** Whether a pool gives these pods addresses of a family. */
export function serves(pool: PoolView, family: Family, pod: PodTraits): boolean {
  // One that Spiderpool made for an application is for that alone.
  const isOpen = !pool.isDisabled && !pool.isLeaving && pool.application === undefined;
  return isOpen && pool.prefix.family === family && barOf(pool.affinity, pod) === undefined;
}

/** The network behind an address that a pod has; undefined where it is not known. */
export function networkOfAddress(snapshot: SpiderSnapshot, pod: string, address: string): string | undefined {
  const nic = snapshot.endpoints.get(pod)?.addresses.find((one) => isSame(one.address, address))?.nic;
  const ask = snapshot.pods.get(pod)?.ask;
  return nic === undefined || nic === "" || ask === undefined
    ? undefined
    : networksOf(ask).find(({ device }) => device === nic)?.network;
}

function isSame(a: string, b: string): boolean {
  if (a === b) return true;
  const [one, other] = [parseAddress(a), parseAddress(b)];
  return !isFault(one) && !isFault(other) && one.family === other.family && one.value === other.value;
}
