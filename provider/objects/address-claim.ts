import type { Address, Mac } from "../ipam";
import { type AddressSpace, addressKey, spaceKey } from "../plan";

/** What a new object claims for itself: nobody else may have these addresses, or this MAC, in the space. */
export type AddressClaim = AddressSpace & {
  readonly addresses: readonly Address[];
  readonly mac?: Mac | undefined;
};

/** Where an object that holds or claims these is found: the places of its addresses, and that of its MAC. */
export function placesOf(claim: AddressClaim): string[] {
  const places = claim.addresses.map((address) => addressKey(claim, address));
  return claim.mac === undefined ? places : [...places, `${spaceKey(claim)} mac ${claim.mac}`];
}
