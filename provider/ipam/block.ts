import type { Address, Family } from "./address";
import { addressIn, type Draft, lacks, record } from "./draft";
import type { PlacementHash } from "./hash";
import { findRun } from "./run";
import { pairedValue } from "./single";
import type { Space } from "./space";
import type { Strategy } from "./want";

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

/** Whether settled members say where the others have to go. */
export function isAnchored({ members }: Block): boolean {
  return ([4, 6] as const).some(
    (family) => members.some((m) => lacks(m, family)) && members.some((m) => addressIn(m, family) !== undefined),
  );
}

/** Chooses consecutive addresses for the members that lack them, and records who is complete. */
export function placeBlock(space: Space, block: Block, strategy: Strategy): void {
  for (const family of [4, 6] as const) placeFamily(space, block, family, strategy);
  for (const member of block.members) record(space, member);
}

function placeFamily(space: Space, { hash, members }: Block, family: Family, strategy: Strategy): void {
  const places = placesOf(members.filter((member) => member.want.families.includes(family)));
  const lacking = places.filter(({ member }) => lacks(member, family));
  const [first] = lacking;
  if (first === undefined) return;
  const anchor = places.find(({ member }) => !lacks(member, family));
  const settled = anchor && addressIn(anchor.member, family);
  if (anchor !== undefined && settled !== undefined) {
    extend(space, family, settled.value - anchor.offset, lacking);
    return;
  }
  const pool = space.poolOf(family);
  const vacancies = space.vacanciesOf(family);
  const preferred = family === 6 && first.member.v4 ? pairedValue(space, first.member.v4) : undefined;
  const offsets = lacking.map(({ offset }) => offset);
  const base = pool && vacancies && findRun(vacancies, pool.automatic, offsets, { strategy, hash, preferred });
  for (const { member, offset } of lacking) {
    if (base !== undefined) give(member, { family, value: base + offset });
    else member.refusal ??= { fault: "block-too-long", family, length: Number(offsets.at(-1)) + 1 };
  }
}

/** Gives each lacking member the one address that keeps the block together. */
function extend(space: Space, family: Family, base: bigint, lacking: readonly Place[]): void {
  for (const { member, offset } of lacking) {
    const address: Address = { family, value: base + offset };
    if (space.vacanciesOf(family)?.isVacant(address.value)) give(member, address);
    else member.refusal ??= { fault: "block-interrupted", family, address, owners: space.ownersOf(address) };
  }
}

function give(member: Draft, address: Address): void {
  if (address.family === 4) member.v4 = address;
  else member.v6 = address;
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
