import type { Address, Family } from "./address";
import { type Draft, lacks, record } from "./draft";
import type { PlacementHash } from "./hash";
import type { Space } from "./space";
import type { PassedOver, Strategy } from "./want";

/** Chooses the addresses that an owner lacks and records them; nothing at all when one family has none left. */
export function placeSingle(space: Space, draft: Draft, strategy: Strategy): void {
  if (lacks(draft, 4)) {
    draft.v4 = choose(space, draft, 4, strategy);
    draft.isChosen4 = true;
  }
  if (draft.refusal === undefined && lacks(draft, 6)) {
    draft.v6 = choose(space, draft, 6, strategy);
    draft.isChosen6 = true;
  }
  record(space, draft);
}

/** The IPv6 address as far from its network as an IPv4 address from its own, which makes pairs easy to read. */
export function pairedValue(space: Space, v4: Address): bigint | undefined {
  const from = space.poolOf(4)?.spec.prefix;
  const to = space.poolOf(6)?.spec.prefix;
  return from && to && to.network + v4.value - from.network;
}

/** The addresses that a "spread" preferred to the ones it found, at most `limit`. */
export function passedOver(space: Space, draft: Draft, limit: number): readonly PassedOver[] {
  const { hash, v4, v6, isChosen4, isChosen6 } = draft;
  const passed: PassedOver[] = [];
  if (isChosen4 && v4 !== undefined) collect(space, hash, v4, undefined, limit, passed);
  if (isChosen6 && v6 !== undefined) collect(space, hash, v6, v4, limit, passed);
  return passed;
}

function choose(space: Space, draft: Draft, family: Family, strategy: Strategy): Address | undefined {
  const value = search(space, draft, family, strategy);
  if (value !== undefined) return { family, value };
  draft.refusal = { fault: "pool-exhausted", family };
  return undefined;
}

function search(space: Space, { hash, v4 }: Draft, family: Family, strategy: Strategy): bigint | undefined {
  const vacancies = space.vacanciesOf(family);
  if (vacancies === undefined) return undefined;
  const paired = family === 6 && v4 !== undefined ? pairedValue(space, v4) : undefined;
  if (paired !== undefined && vacancies.isVacant(paired)) return paired;
  switch (strategy) {
    case "spread":
      return vacancies.spread(hash);
    case "lowest":
      return vacancies.lowest();
    case "highest":
      return vacancies.highest();
  }
}

/** Nothing is released in an assignment, so what was taken when the search came by still is. */
function collect(
  space: Space,
  hash: PlacementHash,
  found: Address,
  v4: Address | undefined,
  limit: number,
  passed: PassedOver[],
): void {
  const { family } = found;
  const vacancies = space.vacanciesOf(family);
  if (vacancies === undefined) return;
  const paired = v4 && pairedValue(space, v4);
  const preferred = paired !== undefined && vacancies.has(paired) ? paired : undefined;
  if ((preferred ?? vacancies.start(hash)) === found.value) return;
  const probes = vacancies.probes(hash, limit);
  for (const value of preferred === undefined ? probes : [preferred, ...probes]) {
    if (value === found.value || passed.length === limit) return;
    const address: Address = { family, value };
    passed.push({ address, owners: space.ownersOf(address) });
  }
}
