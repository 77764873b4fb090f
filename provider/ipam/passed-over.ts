import type { Address, Family } from "./address";
import { pairedValue } from "./single";
import type { Space } from "./space";

const LIMIT = 8;

export interface PassedOver {
  readonly address: Address;
  /** Sorted. */
  readonly owners: readonly string[];
}

/**
 * The places at which a "spread" looked before the ones it found, at most 8, and who has them.
 *
 * Derived after the fact, for the few who ask: nothing is released in an assignment, so what was taken when the search
 * came by still is.
 *
 * @param addresses  all that the owner has, at most one per family
 * @param searched   the families of those that the search found
 */
export function passedOver(
  space: Space,
  owner: string,
  addresses: readonly Address[],
  searched: readonly Family[],
): readonly PassedOver[] {
  const v4 = addresses.find(({ family }) => family === 4);
  const places: Address[] = [];
  for (const found of addresses) {
    if (searched.includes(found.family)) places.push(...placesBefore(space, owner, found, v4));
  }
  return places.slice(0, LIMIT).map((address) => ({ address, owners: space.ownersOf(address) }));
}

function placesBefore(space: Space, owner: string, found: Address, v4: Address | undefined): Address[] {
  const { family } = found;
  const vacancies = space.vacanciesOf(family);
  if (vacancies === undefined) return [];
  const paired = family === 6 && v4 !== undefined ? pairedValue(space, v4) : undefined;
  const probes = vacancies.probes(space.hashOf(owner), LIMIT);
  const places = paired !== undefined && vacancies.has(paired) ? [paired, ...probes] : probes;
  const end = places.indexOf(found.value);
  return places.slice(0, end < 0 ? places.length : end).map((value) => ({ family, value }));
}
