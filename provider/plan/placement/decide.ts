import { type Address, type Family, type Mac, printAddress, sameAddress, standingOf } from "../../ipam";
import { type Declarer, hasChosenKey } from "../live/identity";
import type { LiveReservation } from "../live/snapshot";
import { siblingOf } from "../program/declaration";
import type { Reservation, ReservationFields } from "../program/reservation";
import { reservationObjectName } from "../program/reservation";
import type { PlannedSubnet } from "../program/subnet-shape";
import type { Report } from "../refusals/refusal";
import { type Finding, judgeDeclared, judgeWritten, PLACE_RULES } from "../rules";
import { missingSubnet } from "../rules/subject";
import { type AddressSpace, spaceKey } from "../terms/address-space";
import { checkWhose } from "./check-whose";
import { claimantsAt } from "./claimants";
import { checkMac, holderFor, reportExhausted, reportTaken } from "./conflicts";
import { checkEdit } from "./edits";
import type { Kept } from "./kept";
import type { Placement } from "./placement";
import type { Planner } from "./planner";
import { reportNotFree } from "./spiderpool-not-free";

/** What a reservation had in the state. */
export interface Before {
  readonly addresses: readonly Address[];
  readonly mac?: Mac;
  /** Name of its object. */
  readonly name?: string;
  /** The object stays where it is when another one takes its place. Default: it goes. */
  readonly isRetained?: boolean;
  /** False for a new resource: then nothing is known of its MAC either. */
  readonly existed: boolean;
}

/** The answer to a reservation. */
export interface Decided {
  readonly placement: Placement;
  readonly subnet: PlannedSubnet;
  /** The live object that it keeps its addresses from. */
  readonly kept?: LiveReservation;
  /** What is wrong with that one and no reason to refuse it. */
  readonly noted: readonly Finding[];
}

/**
 * Answers one reservation: its place in the plan, after every reason to refuse it has been checked.
 *
 * @returns undefined when it is refused or its subnet is not known yet (then nothing was reported)
 */
export function decide(
  planner: Planner,
  wish: Reservation,
  fields: ReservationFields,
  state: Before,
  tell: Report,
): Decided | undefined {
  let isRefused = false;
  const report: Report = (...refusal) => {
    isRefused = true;
    tell(...refusal);
  };
  const subnet = findSubnet(planner, wish, report);
  if (subnet === undefined) return undefined;
  const { reservation, before } = withPredecessor(planner, wish, state, subnet, report);
  checkFixed(planner, reservation, subnet, fields, report);
  const kept = planner.kept.find(reservation, subnet);
  if (kept?.why === "adopted") checkAdopted(reservation, kept.live, fields, report);
  const noted = kept === undefined ? [] : judgeKept(planner, kept, fields, report);
  let placement = planner.placementOf(reservation);
  if (placement === undefined) return undefined;
  const selves = planner.kept.selvesOf(reservation);
  placement = returnToState(planner, placement, subnet, fields, before, selves, report);
  if (before.existed && before.mac === undefined && kept === undefined)
    placement = { ...placement, mac: reservation.fixedMac };
  planner.answer(reservation.owner);

  checkObject(planner, reservation, subnet, state.name, report);
  if (kept === undefined) checkOtherName(planner, reservation, placement, subnet, report);
  else if (kept.why === "live") checkLeftover(reservation, kept.live, before, report);
  for (const { address, why } of placement.picks) {
    const property = address.family === 4 ? fields.v4 : fields.v6;
    const others = planner
      .othersAt(subnet.space, address, selves)
      .filter((other) => !planner.sharesOnPurpose(other, reservation) && !planner.isOtherProviders(other));
    const other = others[0];
    if (other === undefined) {
      // A search keeps clear of claimants, and nobody is moved for one.
      const [demand] = why === "explicit" ? claimantsAt(planner, address, reservation) : [];
      if (demand !== undefined) {
        const facts = { address, ...subnet.space };
        if (demand.isHeld) report(property, "address-held", { ...facts, holder: demand.claimant });
        else report(property, "address-asked", { ...facts, claimant: demand.claimant });
      }
      continue;
    }
    if (why === "explicit") reportTaken(planner, subnet.space, address, other, property, report);
    else if (!isMovable(planner, other, address, kept)) {
      report(property, "address-shared", { address, ...subnet.space, holder: holderFor(planner, other) });
    }
  }
  checkMac(planner, reservation, subnet, fields, selves, report);
  checkEdit(planner, placement, subnet, fields, report);
  const { exhausted } = placement;
  if (exhausted !== undefined) reportExhausted(planner, subnet, exhausted, placement, fields, report);
  else assertComplete(reservation, subnet, placement);
  // Who is in the way says more than that the whole subnet is.
  const why = kept === undefined && !before.existed && !isRefused ? planner.around.whyRefused(subnet.name) : undefined;
  if (why !== undefined) report("subnet", why.code, why.facts);
  return kept === undefined ? { placement, subnet, noted } : { placement, subnet, kept: kept.live, noted };
}

/**
 * Whether an address that a reservation keeps is only planned for the other one, or is meant to be shared; two objects that
 * are there with it are in each other's way, whosever they are.
 */
function isMovable(planner: Planner, other: string, address: Address, kept: Kept | undefined): boolean {
  if (planner.declarationOf(other) === undefined) return false;
  const theirs = planner.placedFor(other)?.picks.find((pick) => sameAddress(pick.address, address));
  const isThere = theirs?.why === "live" || theirs?.why === "adopted";
  return !isThere || (kept !== undefined && planner.live.sharesWith(kept.live.key) === planner.kept.keyOf(other));
}

/** What a reservation has of an object of another name: its place, unless that object is going to stay where it is. */
function withPredecessor(
  planner: Planner,
  reservation: Reservation,
  before: Before,
  subnet: PlannedSubnet,
  report: Report,
): { readonly reservation: Reservation; readonly before: Before } {
  const { name } = before;
  const now = reservationObjectName(reservation, subnet);
  if (name === undefined || name === now) return { reservation, before };
  if (before.isRetained !== true && !isGivenUp(planner, reservation, name))
    return { reservation: { ...reservation, had: name }, before };
  if (reservation.followsName && isNamedAfter(name, reservation.declarer))
    report("name", "object-follows", { kind: reservation.object.kind, name, now });
  return { reservation, before: { addresses: [], existed: false } };
}

/** Whether an object has the name that its resource had: the rename of one asks for no other object. */
function isNamedAfter(name: string, { former = [] }: Declarer): boolean {
  return former.some((place) => !hasChosenKey(place) && place.endsWith(`/${name}`));
}

/** Whether an object of that name is given up when its resource goes: until a cluster is known not to use it, or while a pod does. */
function isGivenUp({ snapshot, live }: Planner, { object, isForced }: Reservation, name: string): boolean {
  const isUsed = object.kind === "IP" && live.holderOf(`port/${name}`)?.kind === "Pod";
  return snapshot.delivery?.isInTwoSteps === true || (isUsed && !isForced);
}

/** A placement that is neither refused nor complete would be written as a reservation of nothing. */
function assertComplete(reservation: Reservation, subnet: PlannedSubnet, placement: Placement): void {
  for (const { family } of subnet.prefixes) {
    const isThere = placement.picks.some((pick) => pick.address.family === family);
    if (!isThere && !reservation.undecided.includes(family))
      throw new Error(`no IPv${family} address was planned for ${reservation.owner}`);
  }
}

/** What addresses are planned in; undefined after a report, or without one while its content is unknown. */
export function findSubnet(planner: Planner, space: AddressSpace, report: Report): PlannedSubnet | undefined {
  const view = planner.viewOf(space);
  if (typeof view === "object") return view;
  const subnet = spaceKey(space);
  if (view === "broken") report("subnet", "broken-subnet", { subnet });
  if (view === undefined) report("subnet", "unknown-subnet", missingSubnet(subnet, planner.around));
  return undefined;
}

/** The families of a subnet; both while it is not known. */
export function familiesOf(subnet: PlannedSubnet | undefined): readonly Family[] {
  return subnet === undefined ? [4, 6] : subnet.prefixes.map((prefix) => prefix.family);
}

function checkFixed(
  planner: Planner,
  reservation: Reservation,
  subnet: PlannedSubnet,
  fields: ReservationFields,
  report: Report,
): void {
  const { object, allowExcluded } = reservation;
  for (const address of reservation.fixed) {
    const property = address.family === 4 ? fields.v4 : fields.v6;
    if (object.kind === "SpiderIPPool") {
      const pool = address.family === 4 ? subnet.pools.v4 : subnet.pools.v6;
      const standing = pool === undefined ? ({ at: "outside" } as const) : standingOf(pool, address);
      reportNotFree(standing, { address, cidr: subnet.name }, property, report);
      continue;
    }
    const placed = { kind: object.kind, address, subnet, allowExcluded };
    for (const { code, facts } of judgeDeclared(PLACE_RULES, placed, planner.around)) report(property, code, facts);
  }
}

/** Refuses to take over an object that Kube-OVN will not serve as it is; of one that is ours already it is said. */
function judgeKept(
  planner: Planner,
  { live, why }: Kept,
  fields: ReservationFields,
  report: Report,
): readonly Finding[] {
  const { found = [] } = live.written === undefined ? {} : judgeWritten(live.written, planner.around);
  const refused = found.filter(({ levels }) => levels.adopted === "refused");
  if (why === "adopted")
    for (const { looksAt, code, facts } of refused) report(propertyOf(looksAt, fields), code, facts);
  return found.filter(({ levels }) => levels.adopted === "noted" || (levels.adopted === "refused" && why === "live"));
}

/** Members of a set have no argument of their own. */
function propertyOf(looksAt: string, { v4, v6 }: ReservationFields): string {
  if (v4 === v6) return v4;
  return looksAt === "v4ip" ? v4 : looksAt.startsWith("metadata.") ? "adopt" : looksAt;
}

function checkAdopted(
  reservation: Reservation,
  live: { readonly kind: string; readonly name: string; readonly addresses: readonly Address[] },
  fields: ReservationFields,
  report: Report,
): void {
  for (const fixed of reservation.fixed) {
    const has = live.addresses.find((address) => address.family === fixed.family);
    if (has === undefined || sameAddress(has, fixed)) continue;
    const what = fixed.family === 4 ? fields.v4 : fields.v6;
    report(what, "adopt-mismatch", {
      kind: live.kind,
      name: live.name,
      what,
      live: printAddress(has),
      wanted: printAddress(fixed),
    });
  }
}

/** Old inputs outlive a lost object: what was searched for gives way to what the state says. */
function returnToState(
  planner: Planner,
  placement: Placement,
  subnet: PlannedSubnet,
  fields: ReservationFields,
  before: Before,
  selves: ReadonlySet<string>,
  report: Report,
): Placement {
  const returning: Address[] = [];
  for (const address of before.addresses) {
    const pool = address.family === 4 ? subnet.pools.v4 : subnet.pools.v6;
    const pick = placement.picks.find((candidate) => candidate.address.family === address.family);
    const undecided = placement.reservation.undecided.includes(address.family);
    if (undecided || pool === undefined || (pick !== undefined && pick.why !== "searched")) continue;
    if (pick !== undefined && sameAddress(pick.address, address)) continue;
    if (["outside", "network", "last", "gateway"].includes(standingOf(pool, address).at)) continue;
    const property = address.family === 4 ? fields.v4 : fields.v6;
    const other = planner.othersAt(subnet.space, address, selves)[0];
    const sibling = other === undefined ? undefined : planner.declarationOf(other);
    if (other === undefined) {
      returning.push(address);
    } else if (sibling === undefined) {
      report(property, "address-lost", { address, ...subnet.space, holder: holderFor(planner, other) });
    } else if (planner.isAnswered(other) || planner.holderOf(other) !== undefined) {
      report(property, "address-given", { address, ...subnet.space, sibling: siblingOf(sibling) });
    } else {
      returning.push(address);
      planner.displace(other, address, placement.reservation.owner);
    }
  }
  const macBefore =
    before.mac !== undefined && planner.othersWithMac(subnet.space, before.mac, selves).length === 0
      ? before.mac
      : undefined;
  const keepsMac = placement.reservation.fixedMac ?? planner.kept.find(placement.reservation, subnet)?.live.mac;
  const macReturns = keepsMac === undefined && macBefore !== undefined && macBefore !== placement.mac;
  if (returning.length === 0 && !macReturns) return placement;
  return planner.restore(placement, returning, keepsMac ?? macBefore);
}

/** Refuses another address than that of its own object, of which no state says that it goes. */
function checkOtherName(
  planner: Planner,
  reservation: Reservation,
  { picks }: Placement,
  subnet: PlannedSubnet,
  report: Report,
): void {
  if (!picks.some(({ why }) => why === "searched")) return;
  const live = planner.kept.underOtherName(reservation, subnet);
  if (live === undefined || planner.isWantedByOther(live, reservation.owner)) return;
  const { kind, name, addresses } = live;
  report("name", "object-renamed", { kind, name, addresses, now: reservationObjectName(reservation, subnet) });
}

/** Refuses to go on with what an earlier resource left under the new name, at another address than this one has. */
function checkLeftover({ fixed }: Reservation, live: LiveReservation, before: Before, report: Report): void {
  if (before.name === undefined || before.name === live.name) return;
  const { kind, name, addresses } = live;
  const isOther = addresses.some(
    (address) =>
      !fixed.some(({ family }) => family === address.family) &&
      before.addresses.some((had) => had.family === address.family && !sameAddress(had, address)),
  );
  if (isOther) report("name", "object-left", { kind, name, addresses, had: before.addresses });
}

function checkObject(
  planner: Planner,
  reservation: Reservation,
  subnet: PlannedSubnet,
  had: string | undefined,
  report: Report,
): void {
  const name = reservationObjectName(reservation, subnet);
  const { kind } = reservation.object;
  const live = planner.snapshot.reservations.get(`${kind}/${name}`);
  const { declarer, adopt } = reservation;
  if (live !== undefined) checkWhose(live, declarer, adopt, had === name, report);
}
