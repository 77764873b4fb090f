import { contains, printAddress, type RangeSet, subtract } from "../../ipam";
import { barOf } from "./affinity";
import type { SpiderSnapshot } from "./snapshot";
import type { Holder, PoolView, SpiderView } from "./view";

/** What becomes of a running pod at its next restart. */
export interface Impact {
  /** `namespace/name`; of a KubeVirt VM the name of the VM. */
  readonly pod: string;
  readonly address: string;
  readonly pool: string;
  /** Top owner, `Deployment test-app`; `Pod` alone when nothing is known of one. */
  readonly workload: string;
  /** `keeps` the address, `moves` to another one, or `fails` with "all IP addresses used out" because none is free. */
  readonly fate: "keeps" | "moves" | "fails";
}

/**
 * Workloads whose pods get back the address they had, reserved or not, as Spiderpool's chart is set by default.
 *
 * @source spiderpool pkg/ipam/allocate.go retrieveStaticIPAllocation (enableStatefulSet, enableKubevirtStaticIP)
 */
const KEEPS = ["StatefulSet", "VirtualMachineInstance", "VirtualMachine"];

/**
 * The running pods whose address a SpiderReservedIP keeps from being given again, and nothing else does. Nothing happens to
 * a pod that goes on running.
 *
 * @param live  without that object, or with it as it was
 * @param set   what it reserves, or what it comes to reserve
 */
export function hitByReserved(live: SpiderView, name: string, set: RangeSet): readonly Holder[] {
  return set.ranges
    .flatMap((range) => live.holdersIn(range))
    .filter(({ pool, address }) => {
      if (pool.isDisabled || pool.isTerminating || !contains(pool.content, address)) return false;
      const { family, value } = address;
      return live.reservedBy({ family, first: value, last: value }).every((other) => other === name);
    });
}

/** The running pods whose address a pool could give in one form and cannot in another. */
export function hitByPool(live: SpiderView, before: PoolView, after: PoolView): readonly Holder[] {
  if (before.allocated.size === 0 || before.prefix.family !== after.prefix.family) return [];
  const lost = subtract(live.allocatable(before), live.allocatable(after));
  return lost.ranges.flatMap((range) => live.holdersIn(range)).filter(({ pool }) => pool.name === before.name);
}

/**
 * What becomes of pods whose address is not given again.
 *
 * @param run  everything as the run leaves it: where a pod may find another address
 */
export function fatesOf(hit: readonly Holder[], snapshot: SpiderSnapshot, run: SpiderView): readonly Impact[] {
  const fate = ({ pool, address, pod }: Holder): Impact => {
    const { kind, name, pools = [], labels } = snapshot.pods.get(pod) ?? { kind: "Pod", name: "" };
    const workload = name === "" || kind === "Pod" ? "Pod" : `${kind} ${name}`;
    const [namespace] = pod.split("/");
    const gives = (other: string): boolean => {
      const candidate = run.pools.get(other);
      if (candidate?.prefix.family !== address.family || run.freeCount(candidate) === 0) return false;
      return barOf(candidate.affinity, { namespace, labels }) === undefined;
    };
    const mayMove = [pool.name, ...pools].some(gives);
    const fate = KEEPS.includes(kind) ? "keeps" : mayMove ? "moves" : "fails";
    return { pod, address: printAddress(address), pool: pool.name, workload, fate };
  };
  const order = (a: Holder, b: Holder): number => (a.pool.name + a.pod < b.pool.name + b.pod ? -1 : 1);
  return [...hit]
    .sort((a, b) => (a.address.value === b.address.value ? order(a, b) : a.address.value < b.address.value ? -1 : 1))
    .map(fate);
}
