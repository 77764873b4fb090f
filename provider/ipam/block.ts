import type { Address, Family } from "./address";
import { addressIn, type Draft, lacks, record } from "./draft";
import type { PlacementHash } from "./hash";
import { findRun } from "./run";
import { pairedValue } from "./single";
import type { Space } from "./space";
import type { Refusal, Strategy } from "./want";

/** The members of a block, in their order. */
export interface Block {
  readonly name: string;
  readonly hash: PlacementHash;
  readonly members: readonly Draft[];
}

/** A member and how many addresses after the first one its own is. */
interface Place {
  readonly member: Draft;
  readonly offset: bigint;
}

/** Whether settled members say of each lacking address which one it has to be, so that nothing is left to search. */
export function isAnchored({ members }: Block): boolean {
  return ([4, 6] as const).every((family) => {
    const wanting = members.filter((member) => member.want.families.includes(family));
    return !wanting.some((member) => lacks(member, family)) || wanting.some((member) => !lacks(member, family));
  });
}

/**
 * Chooses consecutive addresses for the members that lack them, and records them: all of them or, when one is refused,
 * none. Members placed beside one that is refused would depend on an address that nobody has in the end.
 */
export function placeBlock(space: Space, block: Block, strategy: Strategy): void {
  const unsettled = block.members.filter((member) => lacks(member, 4) || lacks(member, 6));
  const refusal = placeFamily(space, block, 4, strategy) ?? placeFamily(space, block, 6, strategy);
  if (refusal !== undefined) for (const member of unsettled) member.refusal = refusal;
  for (const member of block.members) record(space, member);
}

function placeFamily(space: Space, { hash, members }: Block, family: Family, strategy: Strategy): Refusal | undefined {
  const places = placesOf(members.filter((member) => member.want.families.includes(family)));
  const lacking = places.filter(({ member }) => lacks(member, family));
  const [first] = lacking;
  if (first === undefined) return undefined;
  const anchor = places.find(({ member }) => !lacks(member, family));
  const settled = anchor && addressIn(anchor.member, family);
  if (anchor !== undefined && settled !== undefined) {
    return extend(space, family, settled.value - anchor.offset, lacking);
  }
  const pool = space.poolOf(family);
  const vacancies = space.vacanciesOf(family);
  const preferred = family === 6 && first.member.v4 ? pairedValue(space, first.member.v4) : undefined;
  const offsets = lacking.map(({ offset }) => offset);
  const base = pool && vacancies && findRun(vacancies, pool.automatic, offsets, { strategy, hash, preferred });
  if (base === undefined) return { fault: "block-too-long", family, length: Number(offsets.at(-1)) + 1 };
  for (const { member, offset } of lacking) give(member, { family, value: base + offset });
  return undefined;
}

/** Gives each lacking member the one address that keeps the block together. */
function extend(space: Space, family: Family, base: bigint, lacking: readonly Place[]): Refusal | undefined {
  for (const { member, offset } of lacking) {
    const address: Address = { family, value: base + offset };
    if (!space.vacanciesOf(family)?.isVacant(address.value)) {
      return { fault: "block-interrupted", family, address, owners: space.ownersOf(address) };
    }
    give(member, address);
  }
  return undefined;
}

function give(member: Draft, address: Address): void {
  if (address.family === 4) {
    member.v4 = address;
    member.isChosen4 = true;
  } else {
    member.v6 = address;
    member.isChosen6 = true;
  }
}

/** By block order, where equal ones follow each other. */
function placesOf(members: readonly Draft[]): Place[] {
  const orderOf = (member: Draft | undefined) => member?.want.blockOrder ?? 0;
  const start = orderOf(members[0]);
  let next = 0;
  return members.map((member) => {
    const offset = Math.max(orderOf(member) - start, next);
    next = offset + 1;
    return { member, offset: BigInt(offset) };
  });
}
