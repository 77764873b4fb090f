import { deletesAtStart } from "../live/controller";
import type { Snapshot } from "../live/snapshot";
import type { Placement } from "../placement/placement";
import type { Planner } from "../placement/planner";
import type { PlannedSubnet } from "../program/subnet-shape";
import { isSetAside } from "../rules";
import type { SubnetViews } from "../subnets/subnet-views";

/** How an address outside planned ranges may get lost: with its object at a restart, or to a pod before it is reserved. */
export type Exposure = "lost-at-restart" | "no-planned-range";

export function exposureOf(
  { picks, reservation }: Placement,
  subnet: PlannedSubnet,
  snapshot: Snapshot,
): Exposure | undefined {
  const addresses = picks.map(({ address }) => address);
  const isLossy = reservation.object.kind === "IP" && deletesAtStart(snapshot) !== false;
  if (isLossy && addresses.length > 0 && !isSetAside(subnet, addresses)) return "lost-at-restart";
  // What a state has had and no object has any more is searched for until the check of its resource.
  const isNew = picks.some(({ why }) => why === "searched" || why === "state");
  return isNew && subnet.planned.length === 0 ? "no-planned-range" : undefined;
}

interface Found {
  /** Declarations and placements that have been looked at. */
  declared: number;
  placed: number;
  readonly subnets: Readonly<Record<Exposure, Set<string>>>;
}

/** Until the subnets change; each batch adds what it exposes, so that a batch costs what is in it. */
const found = new WeakMap<SubnetViews, Found>();

/**
 * Subnets in which this run exposes an address in that way, in the order of their names: the same for every resource that asks, so
 * that one line stands for all.
 *
 * @param asked  the subnet of the resource that asks, always among them
 */
export function exposedSubnets(planner: Planner, exposure: Exposure, asked: string): readonly string[] {
  const known = found.get(planner.views) ?? nothingFound();
  found.set(planner.views, known);
  const declared = planner.program.declarations.length;
  if (known.declared !== declared) addExposed(planner, known);
  known.declared = declared;
  return [...new Set([...known.subnets[exposure], asked])].sort();
}

function nothingFound(): Found {
  return { declared: -1, placed: 0, subnets: { "lost-at-restart": new Set(), "no-planned-range": new Set() } };
}

function addExposed(planner: Planner, known: Found): void {
  for (const placement of planner.placementsAfter(known.placed)) {
    known.placed++;
    const { owner, subnet: name } = placement.reservation;
    const subnet = name === undefined ? undefined : planner.subnet(name);
    if (typeof subnet !== "object" || planner.isOtherProviders(owner)) continue;
    const exposure = exposureOf(placement, subnet, planner.snapshot);
    if (exposure !== undefined) known.subnets[exposure].add(subnet.name);
  }
}
