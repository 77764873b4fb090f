import { contains, intersect, printAddress, type RangeSet, subtract } from "../../ipam";
import { type Bar, barOf, type PodTraits } from "../live/spiderpool/affinity";
import type { SpiderSnapshot } from "../live/spiderpool/snapshot";
import { NodeReach } from "./reach";
import type { Holder, PoolView, SpiderView } from "./view";

/** What becomes of a running pod at its next restart. */
export interface Impact {
  /** `namespace/name`; of a KubeVirt VM the name of the VM. */
  readonly pod: string;
  readonly address: string;
  readonly pool: string;
  /** Top owner, `Deployment test-app`; `Pod` alone when nothing is known of one. */
  readonly workload: string;
  /** `keeps` the address, `moves` to another one, `fails` because none is to be had, or `depends` on the node where it starts. */
  readonly fate: "keeps" | "moves" | "fails" | "depends";
  /** The argument by which the pool does not serve the pod; absent where the address is given to nobody. */
  readonly barredBy?: Bar["by"];
}

/** A pod that a change keeps from its address. */
export interface Hit extends Holder {
  /** Why it is kept from it, where others are not. */
  readonly bar?: Bar;
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
export function traitsOf(snapshot: SpiderSnapshot, pod: string): PodTraits {
  const [namespace = ""] = pod.split("/");
  const { labels, node } = snapshot.pods.get(pod) ?? {};
  return {
    namespace,
    namespaceLabels: snapshot.namespaces.get(namespace),
    labels,
    node: node === undefined ? undefined : { name: node, labels: snapshot.nodes.get(node) },
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
  return set.ranges
    .flatMap((range) => live.holdersIn(range))
    .filter(({ pool, address, pod }) => {
      if (pool.isDisabled || pool.isTerminating || !contains(pool.content, address)) return false;
      if (barOf(pool.affinity, traitsOf(snapshot, pod)) !== undefined) return false;
      const { family, value } = address;
      return live.reservedBy({ family, first: value, last: value }).every((other) => other === name);
    });
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
  const holders = (set: RangeSet): readonly Holder[] =>
    set.ranges
      .flatMap((range) => live.holdersIn(range))
      .filter(
        ({ pool, pod }) => pool.name === before.name && barOf(before.affinity, traitsOf(snapshot, pod)) === undefined,
      );
  const barred = holders(intersect(could, can)).flatMap((holder): readonly Hit[] => {
    const bar = barOf(after.affinity, traitsOf(snapshot, holder.pod));
    return bar === undefined ? [] : [{ ...holder, bar }];
  });
  return [...holders(subtract(could, can)), ...barred];
}

/**
 * What becomes of pods whose address is not given to them again.
 *
 * @param run  everything as the run leaves it: where a pod may find another address
 */
export function fatesOf(hit: readonly Hit[], snapshot: SpiderSnapshot, run: SpiderView): readonly Impact[] {
  const nodes = new NodeReach(snapshot.nodes);
  const fate = ({ pool, address, pod, bar }: Hit): Impact => {
    const { kind, name, pools = [] } = snapshot.pods.get(pod) ?? { kind: "Pod", name: "" };
    const workload = name === "" || kind === "Pod" ? "Pod" : `${kind} ${name}`;
    const traits = traitsOf(snapshot, pod);
    const next = ON_ONE_NODE.includes(kind) ? traits : { ...traits, node: undefined };
    const gives = (candidate: PoolView | undefined): candidate is PoolView => {
      if (candidate?.prefix.family !== address.family || barOf(candidate.affinity, next) !== undefined) return false;
      // Its own address comes free with it, and may go to it again on another node.
      const isFreed = contains(run.allocatable(candidate), address);
      return isFreed || run.freeCount(candidate) > 0;
    };
    const giving = [...new Set([pool.name, ...pools])].map((other) => run.pools.get(other)).filter(gives);
    const reach = next.node === undefined ? nodes.of(giving) : giving.length > 0 ? "everywhere" : "nowhere";
    const fate = KEEPS.includes(kind) ? "keeps" : FATES[reach];
    const barredBy = bar === undefined ? {} : { barredBy: bar.by };
    return { pod, address: printAddress(address), pool: pool.name, workload, fate, ...barredBy };
  };
  const order = (a: Holder, b: Holder): number => (a.pool.name + a.pod < b.pool.name + b.pod ? -1 : 1);
  return [...hit]
    .sort((a, b) => (a.address.value === b.address.value ? order(a, b) : a.address.value < b.address.value ? -1 : 1))
    .map(fate);
}

const FATES = { everywhere: "moves", somewhere: "depends", nowhere: "fails" } as const;
