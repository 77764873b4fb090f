import type { Address, Family } from "./address";
import type { PlacementHash } from "./hash";
import type { Mac } from "./mac";
import { contains } from "./range-set";
import type { Space } from "./space";
import type { Refusal, Want } from "./want";

/** A want on its way to an answer. */
export interface Draft {
  readonly want: Want;
  readonly hash: PlacementHash;
  /** What is settled or chosen in each family. */
  v4: Address | undefined;
  v6: Address | undefined;
  /** Whether it was chosen now, not settled before. */
  isChosen4: boolean;
  isChosen6: boolean;
  /** The MAC that its owner has in the end, where one is wanted or settled. */
  mac: Mac | undefined;
  refusal: Refusal | undefined;
}

/** The want with what is settled of it: known addresses, and those its owner holds in a family it asks for. */
export function draftOf(space: Space, want: Want): Draft {
  const draft: Draft = {
    want,
    hash: space.hashOf(want.owner),
    v4: undefined,
    v6: undefined,
    isChosen4: false,
    isChosen6: false,
    mac: want.fixedMac,
    refusal: undefined,
  };
  if (want.known !== undefined || space.knows(want.owner)) {
    draft.v4 = settled(space, want, 4);
    draft.v6 = settled(space, want, 6);
  }
  return draft;
}

function settled(space: Space, { owner, known, families }: Want, family: Family): Address | undefined {
  const given = known?.find((address) => address.family === family);
  if (given !== undefined || !families.includes(family)) return given;
  const usable = space.poolOf(family)?.usable;
  return usable && space.addressesOf(owner).find((address) => contains(usable, address));
}

export function addressIn(draft: Draft, family: Family): Address | undefined {
  return family === 4 ? draft.v4 : draft.v6;
}

export function lacks(draft: Draft, family: Family): boolean {
  const { families } = draft.want;
  return addressIn(draft, family) === undefined && (families[0] === family || families[1] === family);
}

/** Records what was chosen, with a MAC where one is wanted; nothing when a part was refused. */
export function record(space: Space, draft: Draft): void {
  const { want, v4, v6, isChosen4, isChosen6 } = draft;
  if (draft.refusal !== undefined) return;
  const addresses = both(v4, v6);
  const found = both(isChosen4 ? v4 : undefined, isChosen6 ? v6 : undefined);
  draft.mac = space.settle(want.owner, found, addresses, want.mac) ?? draft.mac;
}

/** What is settled or chosen, one address per family, IPv4 first. */
export function addressesOf({ v4, v6 }: Draft): Address[] {
  return both(v4, v6);
}

function both(v4: Address | undefined, v6: Address | undefined): Address[] {
  if (v4 === undefined) return v6 === undefined ? [] : [v6];
  return v6 === undefined ? [v4] : [v4, v6];
}
