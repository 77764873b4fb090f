import { sameAddress } from "../../ipam";
import { mayTake } from "../live/identity";
import type { LiveReservation } from "../live/snapshot";
import { type Reservation, type ReservationFields, reservationObjectName } from "../program/reservation";
import type { PlannedSubnet } from "../program/subnet-shape";
import type { Report } from "../refusals/refusal";
import { isSameSpace } from "../terms/address-space";
import type { Placement } from "./placement";
import type { Planner } from "./planner";

/**
 * Refuses what would make another reservation of an object that keeps its name.
 *
 * A cluster's store deletes the object and creates it, unless a pod uses its address. From a directory it would be edited in
 * place, which Kube-OVN ignores, and its old address would look free.
 *
 * @source kube-ovn pkg/controller/ip.go enqueueUpdateIP, pkg/controller/vip.go handleUpdateVirtualIP
 */
export function checkEdit(
  planner: Planner,
  placement: Placement,
  subnet: PlannedSubnet,
  fields: ReservationFields,
  report: Report,
): void {
  const { reservation } = placement;
  const { kind } = reservation.object;
  const name = reservationObjectName(reservation, subnet);
  const live = planner.snapshot.reservations.get(`${kind}/${name}`);
  if (live === undefined || !mayTake(live, reservation.declarer)) return;
  const [field] = changedFields(live, placement, subnet, fields);
  if (field === undefined) return;
  const facts = { kind, name, addresses: live.addresses };
  const { delivery } = planner.snapshot;
  const holder = planner.live.holderOf(live.key);
  if (delivery !== undefined && (delivery.isInTwoSteps || kind !== "SpiderIPPool")) {
    report(field, "edit-ignored", { ...facts, field });
  } else if (kind === "IP" && holder?.kind === "Pod" && !reservation.isForced) {
    report(field, "moved-in-use", { ...facts, holder: { ...holder, owner: undefined } });
  }
}

/** Arguments with which a reservation is to differ from its object. */
function changedFields(
  live: LiveReservation,
  { picks, mac, reservation }: Placement,
  subnet: PlannedSubnet,
  fields: ReservationFields,
): readonly string[] {
  const moved = picks.filter(({ address }) =>
    live.addresses.some((has) => has.family === address.family && !sameAddress(has, address)),
  );
  return [
    ...(isSameSpace(live, subnet.space) ? [] : ["subnet"]),
    ...moved.map(({ address }) => (address.family === 4 ? fields.v4 : fields.v6)),
    ...(mac === undefined || live.mac === undefined || mac === live.mac ? [] : [fields.mac]),
    ...(isOtherType(live, reservation) ? ["type"] : []),
  ];
}

function isOtherType(live: LiveReservation, { object }: Reservation): boolean {
  return object.kind === "Vip" && live.type !== undefined && live.type !== object.type;
}
