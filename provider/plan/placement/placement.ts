import { type Address, type Assigned, type Exhausted, isFault, type Mac } from "../../ipam";
import type { Reservation } from "../program/reservation";

/** Why a reservation has an address. */
export type Why = "explicit" | "live" | "adopted" | "state" | "searched";

export interface Pick {
  readonly address: Address;
  readonly why: Why;
}

/** A reservation and what of it needs no search. */
export interface Settled {
  readonly reservation: Reservation;
  readonly picks: readonly Pick[];
  readonly mac: Mac | undefined;
  /** Whether a MAC may be chosen; an object that lives without one stays as it is, since Kube-OVN takes no new one. */
  readonly takesMac: boolean;
}

/** What the plan gives one reservation. */
export interface Placement {
  readonly reservation: Reservation;
  readonly picks: readonly Pick[];
  readonly mac: Mac | undefined;
  /** Set when an address is missing because there was none to give. */
  readonly exhausted: Exhausted | undefined;
}

/** What a placement takes in its subnet. */
export function heldBy(placement: Placement): { addresses: readonly Address[]; mac?: Mac } {
  const addresses = placement.picks.map((pick) => pick.address);
  return placement.mac === undefined ? { addresses } : { addresses, mac: placement.mac };
}

/** What is settled and what the search gave, IPv4 first. */
export function joinPlacement(
  { reservation, picks: known }: Settled,
  mac: Mac | undefined,
  answer: Assigned | Exhausted | undefined,
): Placement {
  if (answer === undefined) return { reservation, picks: known, mac, exhausted: undefined };
  if (isFault(answer)) return { reservation, picks: known, mac, exhausted: answer };
  const picks = [...known];
  for (const address of answer.addresses) {
    if (!known.some((pick) => pick.address.family === address.family)) picks.push({ address, why: "searched" });
  }
  if (picks.length > 1) picks.sort((a, b) => a.address.family - b.address.family);
  return { reservation, picks, mac: mac ?? answer.mac, exhausted: undefined };
}
