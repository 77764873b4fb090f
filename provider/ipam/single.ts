import type { Address, Family } from "./address";
import { type Draft, lacks, record } from "./draft";
import type { Space } from "./space";
import type { Strategy } from "./want";

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
