import { type Declarer, isMine } from "../live/identity";
import type { Snapshot } from "../live/snapshot";
import type { Kind } from "../terms/kinds";
import { quote } from "../terms/wording";
import { isThere, objectsOf } from "./made-objects";

type Olds = Readonly<Record<string, unknown>>;

/** What a resource made, as its state says, and is no longer there: as sentences name it. */
export function missingOf(kind: Kind, olds: Olds, declarer: Declarer, snapshot: Snapshot): readonly string[] {
  if (snapshot.isUnread === true || typeof olds.owner !== "string") return [];
  if (kind === "PlannedRange") return goneRange(olds, declarer, snapshot);
  return objectsOf(kind, olds)
    .filter((object) => !isThere(object, snapshot))
    .map((object) => `${object.kind} ${quote(object.name)}`);
}

function goneRange({ subnet }: Olds, declarer: Declarer, { subnets }: Snapshot): string[] {
  const live = subnets.get(String(subnet));
  if (live === undefined || live.plannedRanges.some((range) => isMine(range, declarer))) return [];
  return [`the planned range of Subnet "${subnet}"`];
}
