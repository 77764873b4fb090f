import { type Declarer, isMine } from "../live/identity";
import type { Snapshot } from "../live/snapshot";
import { quote } from "../terms/wording";
import type { CheckedKind, Missing } from "./checked-kind";
import { isThere } from "./made-objects";

type Olds = Readonly<Record<string, unknown>>;

/** What a resource made, as its state says, and is no longer there: as sentences name it. */
export function missingOf(
  { made, missing }: CheckedKind,
  olds: Olds,
  declarer: Declarer,
  snapshot: Snapshot,
): readonly string[] {
  return (
    missing?.(olds, declarer, snapshot) ??
    made(olds)
      .filter((object) => !isThere(object, snapshot))
      .map((object) => `${object.kind} ${quote(object.name)}`)
  );
}

/** Of a planned range, which stands in a Subnet. */
export const missingRange: Missing = ({ subnet }, declarer, { subnets }) => {
  const live = subnets.get(String(subnet));
  if (live === undefined || live.plannedRanges.some((range) => isMine(range, declarer))) return [];
  return [`the planned range of Subnet "${subnet}"`];
};
