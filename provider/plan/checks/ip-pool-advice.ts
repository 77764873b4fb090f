import { type RangeSet, sizeOf } from "../../ipam";
import { textList } from "../program/program";
import { textArg } from "../program/reservation";
import { DEFAULT_VPC } from "../terms/names";
import { hasUnknown } from "../terms/unknown";
import type { CheckContext } from "./check-context";
import { type Confinement, confinementOf, type Hit, podsHitBy } from "./ip-pool-pods";

const SHOWN_PODS = 3;

/** Says what an IPPool, or a change of it, does to pods that is easily overlooked; nothing while all is well. */
export function advisePool(
  context: CheckContext,
  pool: string,
  after: Confinement,
  rangesOf: (ips: readonly string[]) => readonly RangeSet[],
): void {
  const { declaration, note, planner } = context;
  const live = confinementOf(planner.snapshot.pools.get(pool), rangesOf);
  const { outside, losing } = podsHitBy(planner.snapshot, live, after);
  if (count(outside) > 0) note("pool-confines-pods", { pool, ...shown(outside) });
  if (count(losing) > 0) note("pool-leaves-pods", { pool, ...shown(losing) });
  for (const namespace of hasUnknown(declaration.args.namespaces) ? [] : (live?.namespaces ?? []))
    if (!after.namespaces.includes(namespace)) note("pool-leaves-namespace", { pool, namespace });

  const filled = after.ranges.filter((set) => sizeOf(set) > 0n);
  const [only] = filled;
  if (only !== undefined && filled.length < after.ranges.length)
    note("pool-one-family", { pool, subnet: after.subnet, family: only.family });
  for (const namespace of after.namespaces) noteElsewhere(context, pool, after.subnet, namespace);
}

function count({ moved, kept }: Hit): number {
  return moved.length + kept.length;
}

/** The first pods of each sort, and how many there are. */
function shown({ moved, kept }: Hit): {
  moved: readonly string[];
  movedCount: number;
  kept: readonly string[];
  keptCount: number;
} {
  return {
    moved: moved.slice(0, SHOWN_PODS),
    movedCount: moved.length,
    kept: kept.slice(0, SHOWN_PODS),
    keptCount: kept.length,
  };
}

/**
 * Pods that name no subnet are put into that of their namespace, where a pool of another subnet has nothing for them.
 *
 * @source kube-ovn pkg/controller/namespace.go handleAddNamespace, pkg/controller/pod.go acquireAddress; seen so with 1.13
 */
function noteElsewhere({ note, planner }: CheckContext, pool: string, subnet: string, namespace: string): void {
  const { snapshot, program } = planner;
  const live = snapshot.subnets.get(subnet);
  const declared = program.objects.Subnet.get(subnet)?.args;
  const isSelecting =
    (live !== undefined && live.namespaceSelectors.length > 0) || declared?.namespaceSelectors !== undefined;
  const vpc = (declared === undefined ? live?.vpc : textArg(declared, "vpc")) ?? DEFAULT_VPC;
  // Labels of namespaces need not be known, and where another VPC puts pods by default is not in the snapshot.
  if (isSelecting || vpc !== DEFAULT_VPC || (live === undefined && declared === undefined)) return;
  const homes = [
    ...[...snapshot.subnets.values()].filter(({ name }) => !program.objects.Subnet.has(name)),
    ...[...program.objects.Subnet].map(([name, { args }]) => ({ name, namespaces: textList(args.namespaces) })),
  ].filter(({ namespaces }) => namespaces.includes(namespace));
  const isDefault = live?.isDefault === true || declared?.default === true;
  if (homes.length === 0 ? isDefault : homes.some(({ name }) => name === subnet)) return;
  note("pool-elsewhere", { pool, subnet, namespace, homes: homes.map(({ name }) => name).sort() });
}
