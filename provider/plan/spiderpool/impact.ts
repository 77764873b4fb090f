import { contains, intersect, printAddress, type RangeSet, subtract } from "../../ipam";
import { type Bar, barOf, type PodTraits } from "../live/spiderpool/affinity";
import type { SpiderSnapshot } from "../live/spiderpool/snapshot";
import { NodeReach } from "./reach";
import {
  liveScene,
  namesOf,
  networkOfAddress,
  nicsOf,
  poolsNamed,
  type Selection,
  type SpiderScene,
  selectionOf,
} from "./selection";
import type { Holder, PoolView, SpiderView } from "./view";

/** What becomes of a running pod at its next restart. */
export interface Impact {
  /** `namespace/name`; of a KubeVirt VM the name of the VM. */
  readonly pod: string;
  readonly address: string;
  readonly pool: string;
  /** Top owner, `Deployment test-app`; `Pod` alone when nothing is known of one. */
  readonly workload: string;
  /** `keeps` the address, `moves` to another one, `fails` because none is available, or `depends` on the node where it starts. */
  readonly fate: "keeps" | "moves" | "fails" | "depends";
  /** The argument by which the pool does not serve the pod; absent where the address is given to nobody. */
  readonly barredBy?: BarField;
}

/** The arguments of a pool that decide whom it serves; `default` those that name no pool. */
type BarField = Bar["by"] | "default";

/** A pod that a change keeps from its address. */
export interface Hit extends Holder {
  /** By what it is kept from it, where others are not. */
  readonly barredBy?: BarField;
}

/**
 * Workloads whose pods get back the address they had, reserved or not and whomever the pool serves, as Spiderpool's chart is
 * set by default.
 *
 * @source spiderpool pkg/ipam/allocate.go retrieveStaticIPAllocation (enableStatefulSet, enableKubevirtStaticIP): pools are
 *         compared by name, and not filtered, before an address is given back
 */
const KEEPS = ["StatefulSet", "VirtualMachineInstance", "VirtualMachine"];

/** Workloads whose pods start again on the node where they were. */
const ON_ONE_NODE = ["DaemonSet", "Node"];

/** What is known of a pod that has an address. */
export function traitsOf(snapshot: SpiderSnapshot, pod: string, address: string): PodTraits {
  const [namespace = ""] = pod.split("/");
  const { labels, node } = snapshot.pods.get(pod) ?? {};
  return {
    namespace,
    namespaceLabels: snapshot.namespaces.get(namespace),
    labels,
    node: node === undefined ? undefined : { name: node, labels: snapshot.nodes.get(node) },
    network: networkOfAddress(snapshot, pod, address),
  };
}

function holderTraits(snapshot: SpiderSnapshot, { pod, address }: Holder): PodTraits {
  return traitsOf(snapshot, pod, printAddress(address));
}

/** What decides for the interface of a pod that has an address; undefined where that is not known. */
function selectionAt({ pod, address }: Holder, traits: PodTraits, scene: SpiderScene): Selection | undefined {
  const { snapshot } = scene;
  const ask = snapshot.pods.get(pod)?.ask;
  if (ask === undefined || ask.subnet !== undefined || ask.subnets !== undefined) return undefined;
  const nics = nicsOf(ask, traits, scene);
  if (nics.every(({ names }) => names === undefined))
    return selectionOf({ device: "", names: undefined, pod: traits }, scene);
  const device = snapshot.endpoints.get(pod)?.addresses.find((one) => one.address === printAddress(address))?.nic;
  const own = nics.filter((nic) => nic.device === device);
  const named = (own.length > 0 ? own : nics).map(({ names }) => names ?? {});
  return {
    level: "named",
    names: { ipv4: named.flatMap(({ ipv4 = [] }) => ipv4), ipv6: named.flatMap(({ ipv6 = [] }) => ipv6) },
  };
}

/**
 * The running pods whose address a SpiderReservedIP keeps from being given again, and nothing else does. Nothing happens to
 * a pod that goes on running.
 *
 * @param live  without that object, or with it as it was
 * @param set   what it reserves, or what it comes to reserve
 */
export function hitByReserved(live: SpiderView, name: string, set: RangeSet, snapshot: SpiderSnapshot): readonly Hit[] {
  const scene = liveScene(live, snapshot);
  return set.ranges
    .flatMap((range) => live.holdersIn(range))
    .filter((holder) => {
      const { pool, address } = holder;
      if (pool.isDisabled || pool.isLeaving || !contains(pool.content, address)) return false;
      if (barAt(pool, holder, scene) !== undefined) return false;
      const { family, value } = address;
      return live.reservedBy({ family, first: value, last: value }).every((other) => other === name);
    });
}

/** The pool as it would be for everybody. */
export function openPool(pool: PoolView): PoolView {
  return { ...pool, isDefault: true, isDisabled: false, affinity: {} };
}

/** The running pods whose address a pool could give them in one form and cannot in another. */
export function hitByPool(
  live: SpiderView,
  before: PoolView,
  after: PoolView,
  snapshot: SpiderSnapshot,
): readonly Hit[] {
  if (before.allocated.size === 0 || before.prefix.family !== after.prefix.family) return [];
  const [could, can] = [live.allocatable(before), live.allocatable(after)];
  const scene = liveScene(live, snapshot);
  const holders = (set: RangeSet): readonly Holder[] =>
    set.ranges
      .flatMap((range) => live.holdersIn(range))
      .filter((holder) => holder.pool.name === before.name && barAt(before, holder, scene) === undefined);
  const barred = holders(intersect(could, can)).flatMap((holder): readonly Hit[] => {
    const barredBy = barAt(after, holder, scene);
    return barredBy === undefined || barredBy === "names" ? [] : [{ ...holder, barredBy }];
  });
  return [...holders(subtract(could, can)), ...barred];
}

/** By what a pool does not serve a pod that has an address of it: `names` where the pod's pools are others. */
function barAt(pool: PoolView, holder: Holder, scene: SpiderScene): BarField | "names" | undefined {
  const traits = holderTraits(scene.snapshot, holder);
  const bar = barOf(pool.affinity, traits);
  if (bar !== undefined) return bar.by;
  const selection = selectionAt(holder, traits, scene);
  if (selection === undefined) return undefined;
  if (selection.level === "cluster") return pool.isDefault ? undefined : "default";
  const { family } = holder.address;
  return poolsNamed(namesOf(selection.names, family), family, scene).includes(pool.name) ? undefined : "names";
}

/**
 * What becomes of pods whose address is not given to them again.
 *
 * @param run  everything as the run leaves it: where a pod may find another address
 */
export function fatesOf(hit: readonly Hit[], run: SpiderScene): readonly Impact[] {
  const { snapshot, view } = run;
  const nodes = new NodeReach(snapshot.nodes);
  const fate = (holder: Hit): Impact => {
    const { pool, address, pod, barredBy } = holder;
    const { kind, name } = snapshot.pods.get(pod) ?? { kind: "Pod", name: "" };
    const workload = name === "" || kind === "Pod" ? "Pod" : `${kind} ${name}`;
    const traits = holderTraits(snapshot, holder);
    const next = ON_ONE_NODE.includes(kind) ? traits : { ...traits, node: undefined };
    const gives = (candidate: PoolView | undefined): candidate is PoolView => {
      if (candidate?.prefix.family !== address.family || barOf(candidate.affinity, next) !== undefined) return false;
      // Its own address comes free with it, and may go to it again on another node.
      const isFreed = contains(view.allocatable(candidate), address);
      return isFreed || view.freeCount(candidate) > 0;
    };
    const selection = selectionAt(holder, traits, run);
    const candidates =
      selection === undefined ? [pool.name] : poolsNamed(namesOf(selection.names, address.family), address.family, run);
    const giving = candidates.map((other) => view.pools.get(other)).filter(gives);
    const reach = next.node === undefined ? nodes.of(giving) : giving.length > 0 ? "everywhere" : "nowhere";
    const fate = KEEPS.includes(kind) ? "keeps" : FATES[reach];
    const by = barredBy === undefined ? {} : { barredBy };
    return { pod, address: printAddress(address), pool: pool.name, workload, fate, ...by };
  };
  const order = (a: Holder, b: Holder): number => (a.pool.name + a.pod < b.pool.name + b.pod ? -1 : 1);
  return [...hit]
    .sort((a, b) => (a.address.value === b.address.value ? order(a, b) : a.address.value < b.address.value ? -1 : 1))
    .map(fate);
}

const FATES = { everywhere: "moves", somewhere: "depends", nowhere: "fails" } as const;
