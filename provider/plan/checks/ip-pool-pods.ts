import { contains, equalRangeSets, type Family, type RangeSet } from "../../ipam";
import { namesPodsAfterVms } from "../live/controller";
import type { Holding, LivePool, Snapshot } from "../live/snapshot";

/** A pool as far as it decides where pods go. */
export interface Confinement {
  readonly subnet: string;
  readonly ranges: readonly RangeSet[];
  readonly namespaces: readonly string[];
}

/** Pods as `namespace/name`, sorted. */
export interface Hit {
  /** That get another address when they are recreated. */
  readonly moved: readonly string[];
  /** That keep theirs also then, until a StatefulSet is scaled below them or a VM is deleted. */
  readonly kept: readonly string[];
}

/** Pods that a change of a pool concerns. */
export interface PodsHit {
  /** Of namespaces that join, with an address outside the pool. */
  readonly outside: Hit;
  /** With an address that leaves the pool. */
  readonly losing: Hit;
}

const NOBODY: Hit = { moved: [], kept: [] };

/**
 * Finds the live pods whose addresses are not those that the pool would give them after the change.
 *
 * @source kube-ovn pkg/controller/namespace.go (the pool's namespaces get its name as annotation), pkg/controller/pod.go
 *         acquireAddress (their pods are served from it, unless an address is reserved or asked for), handleDeletePod (what
 *         is kept for StatefulSets and VMs); seen so with 1.13
 */
export function podsHitBy(snapshot: Snapshot, before: Confinement | undefined, after: Confinement): PodsHit {
  const outside = new Map<string, boolean>();
  const losing = new Map<string, boolean>();
  const isNew = before === undefined;
  const joined = after.namespaces.filter((namespace) => isNew || !before.namespaces.includes(namespace));
  const isChanged = before?.ranges.some((set) => !after.ranges.some((other) => isEqual(set, other))) ?? false;
  // Most pools stay as they are, and then nobody has to be looked at.
  if (joined.length === 0 && !isChanged) return { outside: NOBODY, losing: NOBODY };
  const isKept = ({ keptWith }: Holding): boolean =>
    keptWith === "StatefulSet" || (keptWith === "VirtualMachine" && namesPodsAfterVms(snapshot) !== false);
  for (const holding of snapshot.holdings) {
    const { holder, subnet } = holding;
    if (holder.kind !== "Pod" || holder.owner !== undefined || subnet !== after.subnet) continue;
    const pod = `${holder.namespace}/${holder.name}`;
    const isInside = isIn(after.ranges, holding);
    const wasInside = before !== undefined && isIn(before.ranges, holding);
    if (wasInside && !isInside) losing.set(pod, isKept(holding));
    else if (!isInside && joined.includes(holder.namespace ?? "")) outside.set(pod, isKept(holding));
  }
  return { outside: hitOf(outside), losing: hitOf(losing) };
}

function hitOf(pods: ReadonlyMap<string, boolean>): Hit {
  const of = (isKept: boolean): readonly string[] =>
    [...pods]
      .filter(([, kept]) => kept === isKept)
      .map(([pod]) => pod)
      .sort();
  return { moved: of(false), kept: of(true) };
}

/** How a live pool confines; undefined where there is none. */
export function confinementOf(
  live: LivePool | undefined,
  rangesOf: (ips: readonly string[]) => readonly RangeSet[],
): Confinement | undefined {
  return live && { subnet: live.subnet, ranges: rangesOf(live.ips), namespaces: live.namespaces };
}

function isEqual(a: RangeSet, b: RangeSet): boolean {
  return a.family === b.family && equalRangeSets(a, b);
}

/** True when every address of a family that the pool has is of the pool. */
function isIn(ranges: readonly RangeSet[], { addresses }: Holding): boolean {
  const setOf = (family: Family): RangeSet | undefined => ranges.find((set) => set.family === family);
  return addresses.every((address) => {
    const set = setOf(address.family);
    return set === undefined || contains(set, address);
  });
}
