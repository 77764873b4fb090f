import { printAddress, printMac } from "../../ipam";
import type { Workload } from "../arguments/args";
import { memberOwner } from "../live/identity";
import { decide } from "../placement/decide";
import { siblingOf } from "../program/declaration";
import { type Reservation, reservationObjectName, reserveIpSet, type SetMember } from "../program/reservation";
import { podTypeOf, readMembers } from "../program/workload";
import { hasUnknown, UNKNOWN } from "../terms/unknown";
import {
  type CheckContext,
  checkIpObjects,
  type Inputs,
  NOTHING_BEFORE,
  noteFindings,
  notePlacement,
  readBefore,
} from "./check-context";

/** A member has no argument of its own: what is wrong with it is said of the set's subnet. */
const FIELDS_OF_MEMBER = { v4: "subnet", v6: "subnet", mac: "subnet" } as const;

/** Checks a ReservedIPSet and decides every member's addresses and MAC. */
export function checkReservedIpSet(context: CheckContext): Inputs {
  const { planner, declaration, olds, report } = context;
  const { args } = declaration;
  if (hasUnknown([args.workloads, args.statefulSet, args.subnet])) return { ...args, reservations: UNKNOWN };
  const workloads = readMembers(args, report);
  if (workloads === undefined) return { ...args };

  const before = olds.subnet === args.subnet ? membersBefore(declaration, olds) : new Map<string, SetMember>();
  const wanted = reserveIpSet(declaration, { vipMac: true }, report);
  const decideFor = (reservation: Reservation): ReturnType<typeof decide> => {
    const last = before.get(reservation.owner);
    const had =
      last === undefined
        ? NOTHING_BEFORE
        : readBefore({ ...last, retained: olds.retained }, ["v4IpAddress", "v6IpAddress"]);
    return decide(planner, reservation, FIELDS_OF_MEMBER, had, report);
  };
  const isOld = ({ owner }: Reservation): boolean => before.has(owner);
  const decisions = new Map(wanted.filter(isOld).map((reservation) => [reservation, decideFor(reservation)]));
  if (args.layout === "contiguous" && decisions.size > 0) planner.regroup(wanted.map(({ owner }) => owner));
  const reservations: SetMember[] = [];
  for (const [i, reservation] of wanted.entries()) {
    const { object } = reservation;
    if (object.kind !== "IP") continue;
    const decided = isOld(reservation) ? decisions.get(reservation) : decideFor(reservation);
    if (decided === undefined) {
      return planner.viewOf(reservation) === "unknown" ? { ...args, reservations: UNKNOWN } : { ...args };
    }
    const { placement, subnet } = decided;
    context.decided(placement);
    notePlacement(context, placement, subnet);
    noteFindings(context, decided);
    const name = reservationObjectName(reservation, subnet);
    const sibling = planner.ipObjects().get(name);
    if (sibling !== undefined && sibling.path !== declaration.path) {
      report("workloads", "object-twice", { kind: "IP", name, sibling: siblingOf(sibling) });
    }
    const v4 = placement.picks.find((pick) => pick.address.family === 4);
    const v6 = placement.picks.find((pick) => pick.address.family === 6);
    reservations.push({
      name,
      podName: object.podName,
      namespace: object.namespace,
      podType: podTypeOf(workloads[i] as Workload),
      ...(v4 === undefined ? {} : { v4IpAddress: printAddress(v4.address) }),
      ...(v6 === undefined ? {} : { v6IpAddress: printAddress(v6.address) }),
      ...(placement.mac === undefined ? {} : { macAddress: printMac(placement.mac) }),
    });
  }
  checkIpObjects(
    context,
    "workloads",
    reservations.map(({ name }, i) => ({ name, subnet: String(args.subnet), workload: workloads[i] as Workload })),
  );
  return { ...args, reservations };
}

/** Members of the last run by the owner keys that they have now. */
function membersBefore(
  { owner }: CheckContext["declaration"],
  olds: Readonly<Record<string, unknown>>,
): Map<string, SetMember> {
  const members = Array.isArray(olds.reservations) ? (olds.reservations as SetMember[]) : [];
  return new Map(members.map((member) => [memberOwner(owner, member.namespace, member.podName), member]));
}
