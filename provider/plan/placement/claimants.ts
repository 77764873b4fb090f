import type { Address, Mac } from "../../ipam";
import { asksForItself, type Demand, ownersOf } from "../live/demand";
import type { Reservation } from "../program/reservation";
import type { Planner } from "./planner";

const NONE: readonly never[] = [];

/** Who asks for an address that a reservation is to have, apart from the reservation's own workload. */
export function claimantsAt({ views, around }: Planner, address: Address, reservation: Reservation): readonly Demand[] {
  return views
    .matesOf(reservation)
    .flatMap((mate) => around.claimsAt(mate, address))
    .filter(
      (demand) => !isOwn(demand, reservation) && !(reservation.object.kind === "Vip" && demand.isForVips === true),
    );
}

/** Who asks for a MAC that a reservation is to have, apart from the reservation's own workload. */
export function claimantWithMac({ views }: Planner, mac: Mac, reservation: Reservation): Demand | undefined {
  return views
    .matesOf(reservation)
    .flatMap((mate) => views.demandsIn(mate))
    .find((demand) => demand.mac === mac && !isOwn(demand, reservation));
}

/** What the workload that a reservation is for asks for itself, in the reservation's subnet. */
export function ownDemandsOf({ around }: Planner, reservation: Reservation): readonly Demand[] {
  const { object } = reservation;
  if (object.kind !== "IP") return NONE;
  return ownersOf(object)
    .flatMap((owner) => around.demandsOf(reservation, owner))
    .filter((demand) => isOwn(demand, reservation));
}

function isOwn(demand: Demand, { object }: Reservation): boolean {
  return object.kind === "IP" && asksForItself(demand, object);
}
