import { ROOMS } from "../kinds";
import type { Change } from "./changes";
import { asText } from "./json";
import type { Outcomes } from "./outcomes";
import type { Region } from "./usage";

type Resources = Outcomes["resources"];

const AT_SUBNET = "subnet/";

/** Subnets of Kube-OVN that a run has to do with: declared, or with a reservation of the run in them. */
export function concernedSubnets(resources: Resources, changes: readonly Change[], store: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { kind, name, before, after, store: of } of resources) {
    const { standsAt, waitsFor } = ROOMS[kind];
    for (const inputs of of === store ? [before, after] : [])
      for (const spot of inputs === undefined ? [] : [...standsAt(name, inputs), ...waitsFor(inputs)])
        if (spot.startsWith(AT_SUBNET)) names.add(spot.slice(AT_SUBNET.length));
  }
  for (const { entry, before, after } of changes) {
    for (const place of entry.store === store ? [before, after] : [])
      if (place?.subnet !== undefined) names.add(place.subnet);
  }
  return names;
}

/** Spiderpool's pools and subnets that a run declares, or takes fixed addresses from. */
export function declaredOfSpider(resources: Resources, store: string): (region: Region) => boolean {
  const names = new Set<string>();
  for (const { kind, before, after, store: of } of resources) {
    for (const inputs of of === store ? [before, after] : []) {
      if (kind === "spiderpool.IPPool") names.add(`spider-pool ${asText(inputs?.name)}`);
      if (kind === "spiderpool.Subnet") names.add(`spider-subnet ${asText(inputs?.name)}`);
      if (kind === "spiderpool.FixedIP") names.add(`spider-subnet ${asText(inputs?.subnet)}`);
    }
  }
  return ({ kind, name }) => names.has(`${kind} ${name}`);
}
