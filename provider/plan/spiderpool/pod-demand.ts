import { contains, type Family, intersect, isFault, parseAddress } from "../../ipam";
import type { SpiderSnapshot } from "../live/spiderpool/snapshot";
import type { Declaration } from "../program/declaration";
import { hasUnknown } from "../terms/unknown";
import type { PoolView, SpiderView } from "./view";

/** What the pods of a workload will ask for on one interface and for one family. */
export interface Demand {
  /** Of the declaration. */
  readonly path: string;
  readonly workload: Workload;
  readonly family: Family;
  readonly pools: readonly string[];
  readonly replicas: number;
}

/** Names that annotations list, interface by interface. */
export function interfacesOf(args: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[] {
  const list = Array.isArray(args.ippools) ? (args.ippools as unknown[]) : [args.ippool];
  return list.filter((item): item is Record<string, unknown> => item !== null && typeof item === "object");
}

export function namesOf(item: Readonly<Record<string, unknown>>, family: Family): readonly string[] {
  const names = item[family === 4 ? "ipv4" : "ipv6"];
  return Array.isArray(names) ? names.filter((name): name is string => typeof name === "string") : [];
}

/** True for a name that Spiderpool matches against all pools. */
export function isPattern(name: string): boolean {
  return /[*?[\]]/.test(name);
}

/** The demands of a PodAnnotations as far as they are known; a pattern or an unknown name makes one unknowable. */
export function demandsOf({ kind, path, args }: Pick<Declaration, "kind" | "path" | "args">): readonly Demand[] {
  if (kind !== "spiderpool.PodAnnotations") return [];
  const replicas = typeof args.replicas === "number" ? args.replicas : 0;
  const workload = workloadOf(args);
  return interfacesOf(args).flatMap((item) =>
    ([4, 6] as const).flatMap((family) => {
      const pools = [...new Set(namesOf(item, family))];
      const isKnown = pools.length > 0 && !hasUnknown(item) && !pools.some(isPattern);
      return isKnown ? [{ path, workload, family, pools, replicas }] : [];
    }),
  );
}

/**
 * How many addresses the pods of these workloads have or can get out of a demand's pools.
 *
 * @param isPlanned  whether a pool that is not there yet is going to be, with one address
 */
export function availableFor(
  { pools }: Demand,
  workloads: readonly Workload[],
  view: SpiderView,
  snapshot: SpiderSnapshot,
  isPlanned: (pool: string) => boolean,
): number {
  let available = 0;
  for (const name of pools) {
    const pool = view.pools.get(name);
    if (pool === undefined) available += isPlanned(name) ? 1 : 0;
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
type Workload = { readonly kind: string; readonly name: string; readonly namespace: string } | undefined;

export function workloadOf(args: Declaration["args"]): Workload {
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
    if (owners.some((owner) => owner !== undefined && isPodOf(pod, owner, snapshot))) count += 1;
  }
  return count;
}

/** Whether a pod belongs to a workload: by its owner, or where nothing is known of that, by how its name is made. */
function isPodOf(pod: string, owner: NonNullable<Workload>, snapshot: SpiderSnapshot): boolean {
  const [namespace, name = ""] = pod.split("/");
  if (namespace !== owner.namespace) return false;
  const known = snapshot.pods.get(pod);
  if (known !== undefined) return known.kind === owner.kind && known.name === owner.name;
  if (!name.startsWith(`${owner.name}-`)) return false;
  const rest = name.slice(owner.name.length + 1);
  return (
    owner.kind === "StatefulSet" ? /^\d+$/ : owner.kind === "Deployment" ? /^[a-z0-9]+-[a-z0-9]{5}$/ : /^[a-z0-9]{5}$/
  ).test(rest);
}
