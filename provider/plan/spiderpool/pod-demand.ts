import { contains, type Family, intersect, isFault, parseAddress } from "../../ipam";
import type { Holder } from "../live/snapshot";
import type { PodTraits } from "../live/spiderpool/affinity";
import type { PodAsk, PoolClaim } from "../live/spiderpool/asking";
import type { SpiderSnapshot } from "../live/spiderpool/snapshot";
import { isPodOf } from "../terms/pod-names";
import { isPattern } from "../terms/spiderpool/name-pattern";
import { hasUnknown, isUnknown } from "../terms/unknown";
import { type Level, type Nic, namesOf, nicsOf, poolsNamed, type SpiderScene, selectionOf, serves } from "./selection";
import type { PoolView, SpiderView } from "./view";

/** What the pods of a workload will ask for on one interface and for one family. */
export interface Demand {
  /** Of the declaration, or of the workload that asks for it by itself. */
  readonly path: string;
  readonly workload: Workload;
  readonly family: Family;
  /** Pools that may serve them. */
  readonly pools: readonly string[];
  /** As they are named, where that is no pool. */
  readonly names: readonly string[];
  readonly replicas: number;
  /** Nobody declares it: a pod template that is there asks for it. */
  readonly isLive?: true;
}

/** The arguments of a PodAnnotations, or what a pod template says of the same. */
type Args = Readonly<Record<string, unknown>>;

/** What is known of the pods of a workload, their networks apart. */
export function traitsOfArgs(args: Args, snapshot: SpiderSnapshot): PodTraits {
  const { namespace } = workloadOf(args) ?? {};
  const namespaceLabels = snapshot.namespaces.get(namespace ?? "");
  const labels = isUnknown(args.labels) ? undefined : (args.labels as PodTraits["labels"]);
  return { namespace, namespaceLabels, labels };
}

/** The demands of a workload as far as they are known; a name that is not makes one unknowable. */
export function demandsOf(path: string, args: Args, scene: SpiderScene): readonly Demand[] {
  const replicas = typeof args.replicas === "number" ? args.replicas : 0;
  const workload = workloadOf(args);
  return nicsOf(args as PodAsk, traitsOfArgs(args, scene.snapshot), scene).flatMap((nic) => {
    const selection = selectionOf(nic, scene);
    if (selection === undefined || hasUnknown(nic.names)) return [];
    return ([4, 6] as const).flatMap((family) => {
      const names = [...new Set(namesOf(selection.names, family))];
      const pools = names.length === 0 ? undefined : poolsFor(nic, { ...selection, names }, family, scene);
      return pools === undefined ? [] : [{ path, workload, family, pools, names, replicas }];
    });
  });
}

/** The pools behind names; undefined where one of them is not known yet, or where a pattern stands for none. */
function poolsFor(
  { pod }: Nic,
  { level, names }: { readonly level: Level; readonly names: readonly string[] },
  family: Family,
  scene: SpiderScene,
): readonly string[] | undefined {
  const { view, coming, unread } = scene;
  const named = poolsNamed(names, family, scene);
  // What is named one by one is looked at name by name, whomever it serves.
  if (level === "named" && !names.some(isPattern)) return named.some((name) => unread.has(name)) ? undefined : named;
  if (unread.size > 0 || (named.length === 0 && level === "named")) return undefined;
  return named.filter((name) => {
    const pool = view.pools.get(name);
    return pool === undefined ? coming.has(name) : serves(pool, family, pod);
  });
}

/** The demand of a workload whose pod template asks for pools by itself. */
export function claimArgs({ claimant, ask, replicas, labels }: PoolClaim): Args {
  const { kind, name, namespace } = claimant;
  return { ...ask, workload: { kind, name, namespace }, labels, replicas: replicas ?? 0 };
}

/** How many addresses the pods of these workloads have or can get out of a demand's pools. */
export function availableFor(
  { pools }: Pick<Demand, "pools">,
  workloads: readonly Workload[],
  { view, snapshot, coming }: SpiderScene,
): number {
  let available = 0;
  for (const name of pools) {
    const pool = view.pools.get(name);
    if (pool === undefined) available += coming.has(name) ? 1 : 0;
    else available += view.freeCount(pool) + ownCount(pool, workloads, view, snapshot);
  }
  return available;
}

/** By family how many addresses a workload has or can get, over its interfaces the fewest. */
export function availableCounts(
  demands: readonly Demand[],
  countFor: (demand: Demand) => number,
): { readonly ipv4?: number; readonly ipv6?: number } {
  const counts: { ipv4?: number; ipv6?: number } = {};
  for (const demand of demands) {
    const field = demand.family === 4 ? "ipv4" : "ipv6";
    counts[field] = Math.min(counts[field] ?? Number.MAX_SAFE_INTEGER, countFor(demand));
  }
  return counts;
}

/** The workload behind pods; undefined where it is not known. */
export type Workload = { readonly kind: string; readonly name: string; readonly namespace: string } | undefined;

export function workloadOf(args: Args): Workload {
  if (args.workload === undefined || hasUnknown(args.workload)) return undefined;
  const { kind, name, namespace = "default" } = args.workload as Record<string, unknown>;
  return { kind: String(kind), name: String(name), namespace: String(namespace) };
}

/** Addresses of a pool that pods of these workloads have and may have again. */
function ownCount(pool: PoolView, owners: readonly Workload[], view: SpiderView, snapshot: SpiderSnapshot): number {
  if (pool.allocated.size === 0 || owners.every((owner) => owner === undefined)) return 0;
  const mayHave = intersect(view.allocatable(pool), view.allocated(pool));
  let count = 0;
  for (const [text, pod] of pool.allocated) {
    const address = parseAddress(text);
    if (isFault(address) || !contains(mayHave, address)) continue;
    if (owners.some((owner) => owner !== undefined && belongsTo(pod, owner, snapshot))) count += 1;
  }
  return count;
}

/** Whether a pod belongs to a workload: by its owner, or where nothing is known of that, by how its name is made. */
function belongsTo(pod: string, owner: NonNullable<Workload>, snapshot: SpiderSnapshot): boolean {
  const [namespace = "", podName = ""] = pod.split("/");
  const known = snapshot.pods.get(pod);
  if (known === undefined) return isPodOf(owner, { namespace, podName });
  return namespace === owner.namespace && known.kind === owner.kind && known.name === owner.name;
}

/** Who asks for a pool by pod templates, by the name of the pool. */
export function claimantsByPool(scene: SpiderScene): ReadonlyMap<string, readonly Holder[]> {
  const claimants = new Map<string, Holder[]>();
  for (const claim of scene.snapshot.claims) {
    for (const pool of new Set(demandsOf("", claimArgs(claim), scene).flatMap(({ pools }) => pools)))
      claimants.set(pool, [...(claimants.get(pool) ?? []), claim.claimant]);
  }
  return claimants;
}
