import { type Address, sameAddress, sizeOf } from "../../ipam";
import type { Holder } from "../live/snapshot";
import { siblingOf } from "../program/declaration";
import { hasMac, type Reservation, type ReservationFields } from "../program/reservation";
import type { PlannedSubnet } from "../program/subnet-shape";
import { holderName, siblingName } from "../refusals/messages";
import type { Report } from "../refusals/refusal";
import { type AddressSpace, spaceOf } from "../terms/address-space";
import { claimantWithMac } from "./claimants";
import type { Placement } from "./placement";
import type { Planner } from "./planner";

/** An explicit address that someone else has: which of the reasons it is decides the sentence. */
export function reportTaken(
  planner: Planner,
  space: AddressSpace,
  address: Address,
  other: string,
  property: string,
  report: Report,
): void {
  const facts = { address, ...spaceOf(space) };
  const sibling = planner.declarationOf(other);
  const theirs = planner.placedFor(other)?.picks.find((pick) => sameAddress(pick.address, address));
  const holder = planner.holderOf(other);
  if (sibling !== undefined && theirs !== undefined) {
    if (theirs.why === "searched" || theirs.why === "state") {
      report(property, "address-planned", { ...facts, sibling: siblingOf(sibling) });
    } else if (theirs.why === "explicit" && holder === undefined) {
      report(property, "address-twice", { ...facts, sibling: siblingOf(sibling) });
    } else {
      report(property, "address-held", { ...facts, holder: holderFor(planner, other) });
    }
    return;
  }
  const isLeaving = sibling !== undefined || (holder?.owner?.startsWith(planner.ownerPrefix) ?? false);
  const code = isLeaving ? leavingCode(planner, holder) : "address-held";
  report(property, code, { ...facts, holder: holderFor(planner, other) });
}

/** What becomes of the address of a reservation that leaves: a pod keeps it, a cluster may have it for a while, or it is free. */
function leavingCode(
  { snapshot: { delivery } }: Planner,
  holder: Holder | undefined,
): "address-held" | "address-given-up" | "address-leaving" {
  if (holder?.kind === "Pod" || holder?.listedIn !== undefined) return "address-held";
  const stays = delivery?.isInTwoSteps === true || delivery?.listed.has(`${holder?.kind}/${holder?.name}`) === true;
  return stays ? "address-given-up" : "address-leaving";
}

/** Refuses a MAC that the subnet does not take or someone else has. */
export function checkMac(
  planner: Planner,
  reservation: Reservation,
  subnet: PlannedSubnet,
  fields: ReservationFields,
  selves: ReadonlySet<string>,
  report: Report,
): void {
  const { fixedMac } = reservation;
  if (fixedMac === undefined || reservation.withoutMac) return;
  if (!hasMac(subnet.provider)) {
    report(fields.mac, "mac-not-ours", {
      why: `provider "${subnet.provider}" of Subnet "${subnet.name}" is not OVN's, and Kube-OVN keeps no MAC there`,
    });
    return;
  }
  const other = planner.othersWithMac(subnet.space, fixedMac, selves)[0];
  if (other === undefined) {
    const demand = claimantWithMac(planner, fixedMac, reservation);
    if (demand !== undefined)
      report(fields.mac, "mac-asked", { mac: fixedMac, subnet: subnet.name, claimant: demand.claimant });
    return;
  }
  const sibling = planner.declarationOf(other);
  const holder = planner.holderOf(other);
  const who = holder ? holderName(holder) : sibling ? `${siblingName(siblingOf(sibling))} of this program` : other;
  report(fields.mac, "mac-held", { mac: fixedMac, subnet: subnet.name, who });
}

/** Says of a search that found nothing how full the subnet, or its planned range, is. */
export function reportExhausted(
  planner: Planner,
  subnet: PlannedSubnet,
  exhausted: NonNullable<Placement["exhausted"]>,
  placement: Placement,
  fields: ReservationFields,
  report: Report,
): void {
  const property = exhausted.family === 4 ? fields.v4 : fields.v6;
  if (placement.picks.some((pick) => pick.address.family === exhausted.family)) return;
  if (exhausted.length !== undefined) {
    report(property, "block-too-long", { subnet: subnet.name, length: exhausted.length });
    return;
  }
  if (exhausted.address !== undefined) {
    const [owner] = exhausted.owners ?? [];
    const claimant = owner === undefined ? undefined : planner.live.claimantOf(owner);
    const who =
      claimant !== undefined ? { claimant } : owner === undefined ? {} : { holder: holderFor(planner, owner) };
    report(property, "block-interrupted", { address: exhausted.address, ...subnet.space, ...who });
    return;
  }
  const { family, usable, held, excluded } = exhausted;
  const pool = family === 4 ? subnet.pools.v4 : subnet.pools.v6;
  const planned = pool !== undefined && pool.spec.planned.length > 0 ? { planned: sizeOf(pool.automatic) } : {};
  const facts = {
    ...subnet.space,
    family,
    usable,
    held,
    excluded,
    topHolders: planner.topHoldersIn(subnet.space, family),
    ...planned,
  };
  report(property, "pool-exhausted", facts);
}

/** Whoever stands behind an owner text, in words. */
export function holderFor(planner: Planner, owner: string): Holder {
  const holder = planner.holderOf(owner);
  if (holder !== undefined) return holder;
  const sibling = planner.declarationOf(owner);
  return sibling ? { kind: sibling.kind, name: sibling.name } : { kind: "owner", name: owner };
}
