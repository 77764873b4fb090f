import { ROOMS, type Spot } from "../kinds";
import type { Change } from "./changes";
import type { Outcomes } from "./outcomes";
import type { Region } from "./usage";

const AT_SUBNET = "subnet/";

/** Networks and pools that the resources of a run are, or are found in; a pool that is one fixed address is a row, and none of them. */
export function concernedSpots({ resources }: Pick<Outcomes, "resources">, store: string): ReadonlySet<Spot> {
  const spots = new Set<Spot>();
  for (const { kind, name, before, after, store: of } of resources) {
    const { standsAt, waitsFor, held } = ROOMS[kind];
    for (const inputs of of === store ? [before, after] : []) {
      if (inputs === undefined) continue;
      for (const spot of held(inputs).length === 0 ? standsAt(name, inputs) : []) spots.add(spot);
      for (const spot of waitsFor(inputs)) spots.add(spot);
    }
  }
  return spots;
}

/** Subnets of Kube-OVN that a run has to do with: concerned, or with a reservation of the run in them. */
export function concernedSubnets(
  spots: ReadonlySet<Spot>,
  changes: readonly Change[],
  store: string,
): ReadonlySet<string> {
  const names = [...spots].flatMap((spot) => (spot.startsWith(AT_SUBNET) ? [spot.slice(AT_SUBNET.length)] : []));
  const places = changes.flatMap(({ entry, before, after }) => (entry.store === store ? [before, after] : []));
  return new Set([...names, ...places.flatMap((place) => place?.subnet ?? [])]);
}

/** Whether a run has to do with a pool or subnet of Spiderpool. */
export function isConcerned({ kind, name }: Region, spots: ReadonlySet<string>): boolean {
  return spots.has(`${kind}/${name}`);
}
