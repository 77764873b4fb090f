import { type Declarer, isMine } from "../live/identity";
import type { Snapshot } from "../live/snapshot";
import type { SetMember } from "../program/reservation";
import type { Kind } from "../terms/kinds";

type Olds = Readonly<Record<string, unknown>>;

/** What a resource made, as its state says, and is no longer there: as sentences name it. */
export function missingOf(kind: Kind, olds: Olds, declarer: Declarer, snapshot: Snapshot): readonly string[] {
  if (snapshot.isUnread === true || typeof olds.owner !== "string") return [];
  const gone = (object: string, name: unknown, live: { has(name: string): boolean }, key = String(name)): string[] =>
    typeof name !== "string" || live.has(key) ? [] : [`${object} "${name}"`];
  const { name } = olds;
  const { reservations, spider } = snapshot;
  switch (kind) {
    case "Subnet":
      return gone("Subnet", name, snapshot.subnets);
    case "IPPool":
      return gone("IPPool", name, snapshot.pools);
    case "Vip":
      return gone("Vip", name, reservations, `Vip/${name}`);
    case "ReservedIP":
      return gone("IP", name, reservations, `IP/${name}`);
    case "ReservedIPSet":
      return membersOf(olds).flatMap((member) => gone("IP", member.name, reservations, `IP/${member.name}`));
    case "PlannedRange":
      return goneRange(olds, declarer, snapshot);
    case "spiderpool.ReservedIP":
      return gone("SpiderReservedIP", name, spider.reserved);
    case "spiderpool.IPPool":
    case "spiderpool.FixedIP":
      return gone("SpiderIPPool", name, spider.pools);
    case "spiderpool.Subnet":
      return gone("SpiderSubnet", name, spider.subnets);
    case "spiderpool.MultusConfig":
      return gone("SpiderMultusConfig", name, spider.configs, `${olds.namespace}/${name}`);
    // These make no object of their own.
    case "AapBinding":
    case "spiderpool.PodAnnotations":
      return [];
  }
}

function membersOf({ reservations }: Olds): readonly SetMember[] {
  return Array.isArray(reservations) ? reservations : [];
}

function goneRange({ subnet }: Olds, declarer: Declarer, { subnets }: Snapshot): string[] {
  const live = subnets.get(String(subnet));
  if (live === undefined || live.plannedRanges.some((range) => isMine(range, declarer))) return [];
  return [`the planned range of Subnet "${subnet}"`];
}
