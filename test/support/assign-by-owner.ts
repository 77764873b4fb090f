import { type Assigned, assign, type Exhausted, type Space, type Strategy, type Want } from "../../provider/ipam";

/** What each owner gets, by owner. */
export function assignByOwner(
  space: Space,
  wants: readonly Want[],
  strategy: Strategy,
): ReadonlyMap<string, Assigned | Exhausted> {
  const answers = assign(space, wants, strategy);
  return new Map(wants.map(({ owner }, i) => [owner, answers[i] as Assigned | Exhausted]));
}
