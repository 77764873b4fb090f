import { contains, type Family, intersect, isFault, parseAddress } from "../../ipam";
import type { Declaration } from "../declaration";
import type { Program } from "../program";
import { hasUnknown } from "../unknown";
import type { SpiderSnapshot } from "./snapshot";
import { allocatedSet, type PoolView, type SpiderView } from "./view";

/** What the pods of a workload will ask for on one interface and for one family. */
export interface Demand {
  readonly declaration: Declaration;
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
export function demandsOf(declaration: Declaration): readonly Demand[] {
  const { args } = declaration;
  const { replicas } = args;
  if (declaration.kind !== "spiderpool.PodAnnotations" || typeof replicas !== "number") return [];
  return interfacesOf(args).flatMap((item) =>
    ([4, 6] as const).flatMap((family) => {
      const pools = namesOf(item, family);
      const isKnown = pools.length > 0 && !hasUnknown(item) && !pools.some(isPattern);
      return isKnown ? [{ declaration, family, pools, replicas }] : [];
    }),
  );
}

/**
 * How many addresses there are for a demand, beside those that other workloads of the program have to get out of the same
 * pools: the free ones, and those that these workloads have already.
 */
export function availableFor(
  demand: Demand,
  program: Program,
  view: SpiderView,
  snapshot: SpiderSnapshot,
): { readonly available: number; readonly others: number } {
  const { family, declaration } = demand;
  const within = (other: Demand): boolean =>
    other.family === family && other.pools.every((pool) => demand.pools.includes(pool));
  const rivals = [...program.objects["spiderpool.PodAnnotations"].values()]
    .flatMap(demandsOf)
    .filter((other) => other.declaration.path !== declaration.path && within(other));
  const workloads = [declaration, ...rivals.map((rival) => rival.declaration)].map(({ args }) => workloadOf(args));
  let available = 0;
  for (const name of new Set(demand.pools)) {
    const pool = view.pools.get(name);
    if (pool === undefined) {
      if (program.objects["spiderpool.FixedIP"].has(name)) available += 1;
    } else available += view.freeCount(pool) + ownCount(pool, workloads, view, snapshot);
  }
  return { available, others: rivals.reduce((sum, rival) => sum + rival.replicas, 0) };
}

type Owner = { readonly kind: string; readonly name: string; readonly namespace: string } | undefined;

/** The workload behind pods, where it is known. */
export function workloadOf(args: Declaration["args"]): Owner {
  if (args.workload === undefined || hasUnknown(args.workload)) return undefined;
  const { kind, name, namespace = "default" } = args.workload as Record<string, unknown>;
  return { kind: String(kind), name: String(name), namespace: String(namespace) };
}

/** Addresses of a pool that pods of these workloads have and may have again. */
function ownCount(pool: PoolView, owners: readonly Owner[], view: SpiderView, snapshot: SpiderSnapshot): number {
  const mayHave = intersect(view.allocatable(pool), allocatedSet(pool));
  let count = 0;
  for (const [text, pod] of pool.allocated) {
    const address = parseAddress(text);
    if (isFault(address) || !contains(mayHave, address)) continue;
    if (owners.some((owner) => owner !== undefined && isPodOf(pod, owner, snapshot))) count += 1;
  }
  return count;
}

/** Whether a pod belongs to a workload: by its owner, or where nothing is known of that, by how its name is made. */
function isPodOf(pod: string, owner: NonNullable<Owner>, snapshot: SpiderSnapshot): boolean {
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
