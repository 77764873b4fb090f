import {
  contains,
  emptyRangeSet,
  type Family,
  intersect,
  isFault,
  parseAddress,
  printAddress,
  type RangeSet,
  subtract,
} from "../../ipam";
import { barOf } from "./affinity";
import type { SpiderSnapshot } from "./snapshot";
import { allocatedSet, type PoolView, type SpiderView } from "./view";

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
 * The running pods whose address may no longer be given after a change, and could be before it: it is reserved now, or
 * left its pool, or the pool was disabled. Nothing happens to a pod that goes on running.
 *
 * @param before  what is live
 * @param after   what is live with the one change
 * @param run     everything as the run leaves it: where a pod may find another address
 */
export function impactOf(
  snapshot: SpiderSnapshot,
  before: SpiderView,
  after: SpiderView,
  run: SpiderView,
): readonly Impact[] {
  const impacts: { readonly value: bigint; readonly impact: Impact }[] = [];
  const hasFree = freeFinder(run);
  for (const pool of before.pools.values()) {
    const lost = intersect(lostOf(pool, before, after), allocatedSet(pool));
    if (lost.ranges.length === 0) continue;
    for (const [text, pod] of pool.allocated) {
      const address = parseAddress(text);
      if (isFault(address) || !contains(lost, address)) continue;
      const { kind, name, pools = [], labels } = snapshot.pods.get(pod) ?? { kind: "Pod", name: "" };
      const workload = name === "" || kind === "Pod" ? "Pod" : `${kind} ${name}`;
      const [namespace] = pod.split("/");
      const serves = (candidate: string): boolean => {
        const { affinity } = run.pools.get(candidate) ?? {};
        return affinity !== undefined && barOf(affinity, { namespace, labels }) === undefined;
      };
      const mayMove = [pool.name, ...pools].some((one) => hasFree(one, address.family) && serves(one));
      const fate = KEEPS.includes(kind) ? "keeps" : mayMove ? "moves" : "fails";
      const impact: Impact = { pod, address: printAddress(address), pool: pool.name, workload, fate };
      impacts.push({ value: address.value, impact });
    }
  }
  const order = (a: Impact, b: Impact): number => (a.pool + a.pod < b.pool + b.pod ? -1 : 1);
  return impacts
    .sort((a, b) => (a.value === b.value ? order(a.impact, b.impact) : a.value < b.value ? -1 : 1))
    .map(({ impact }) => impact);
}

/** What a pool could give and can give no more. */
function lostOf(pool: PoolView, before: SpiderView, after: SpiderView): RangeSet {
  const now = after.pools.get(pool.name);
  const { family } = pool.prefix;
  if (now === pool && before.reservedOf(family) === after.reservedOf(family)) return emptyRangeSet(family);
  const could = before.allocatable(pool);
  return now?.prefix.family === family ? subtract(could, after.allocatable(now)) : could;
}

function freeFinder(view: SpiderView): (pool: string, family: Family) => boolean {
  const known = new Map<string, boolean>();
  return (name, family) => {
    const pool = view.pools.get(name);
    if (pool?.prefix.family !== family) return false;
    const isFree = known.get(name) ?? view.freeCount(pool) > 0;
    known.set(name, isFree);
    return isFree;
  };
}
