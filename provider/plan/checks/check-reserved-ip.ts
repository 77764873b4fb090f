import type { Workload } from "../arguments/args";
import { decide } from "../placement/decide";
import { siblingOf } from "../program/declaration";
import { type Reservation, reservationObjectName, reserveIp, textArg } from "../program/reservation";
import type { PlannedSubnet } from "../program/subnet-shape";
import { checkWorkload, podTypeOf } from "../program/workload";
import { DEFAULT_NAMESPACE, DEFAULT_PROVIDER } from "../terms/names";
import { hasUnknown, UNKNOWN } from "../terms/unknown";
import type { WorkloadKind } from "../terms/values";
import {
  type CheckContext,
  checkIpObjects,
  type Inputs,
  NOTHING_BEFORE,
  noteFindings,
  notePlacement,
  placementInputs,
  readBefore,
} from "./check-context";

const FIELDS_OF_IP = { v4: "v4IpAddress", v6: "v6IpAddress", mac: "macAddress" } as const;

/** Checks a ReservedIP and decides its addresses and MAC; the object's name follows from workload and subnet. */
export function checkReservedIp(context: CheckContext): Inputs {
  const { planner, declaration, olds, report } = context;
  const { args } = declaration;
  const workload = args.workload as Record<string, unknown> | undefined;
  const planned: Inputs = { ...args };
  if (workload === undefined || hasUnknown(workload) || hasUnknown(args.subnet)) return withUnknown(planned);
  if (!checkWorkload(workload, "workload", report)) return planned;
  planned.workload = { ...workload, namespace: workload.namespace ?? DEFAULT_NAMESPACE };

  const [reservation] = reserveIp(declaration, { vipMac: true }, report);
  if (reservation === undefined) return planned;
  const before = olds.subnet === reservation.subnet ? readBefore(olds, ["v4IpAddress", "v6IpAddress"]) : NOTHING_BEFORE;
  const decided = decide(planner, reservation, FIELDS_OF_IP, before, report);
  if (decided === undefined) return planner.viewOf(reservation) === "unknown" ? withUnknown(planned) : planned;
  const { placement, subnet } = decided;
  context.decided(placement);
  notePlacement(context, placement, subnet);
  noteFindings(context, decided);
  const name = checkName(context, reservation, subnet);
  checkIpObjects(context, "workload", [{ name: textArg(args, "name") ?? name, subnet: subnet.name, workload }]);
  planned.name = name;
  checkPodType(context, name, workload);
  return { ...planned, ...placementInputs(placement, FIELDS_OF_IP) };
}

/** What applies manifests edits the type of the pod in place, and Kube-OVN reads it when the IP is made. */
function checkPodType({ planner, olds, report }: CheckContext, name: string, workload: Workload): void {
  const live = planner.snapshot.reservations.get(`IP/${name}`);
  if (planner.snapshot.delivery === undefined || live === undefined || olds.name !== name) return;
  const { kind } = (olds.workload ?? {}) as { readonly kind?: WorkloadKind };
  if (kind === undefined || podTypeOf({ ...workload, kind }) === podTypeOf(workload)) return;
  report("workload", "edit-ignored", { kind: "IP", name, field: "workload", addresses: live.addresses });
}

/** The only name under which the controller looks at the object. */
function checkName(
  { planner, declaration, report }: CheckContext,
  reservation: Reservation,
  subnet: PlannedSubnet,
): string {
  const { args } = declaration;
  const expected = reservationObjectName(reservation, subnet);
  const nic = textArg(args, "interface");
  if (nic !== undefined && nic !== subnet.provider) {
    report("interface", "ip-interface", {
      given: nic,
      subnet: subnet.name,
      provider: subnet.provider || DEFAULT_PROVIDER,
    });
  }
  const sibling = planner.ipObjects().get(expected);
  if (sibling !== undefined && sibling.path !== declaration.path) {
    report("name", "object-twice", { kind: "IP", name: expected, sibling: siblingOf(sibling) });
  }
  return expected;
}

function withUnknown(planned: Inputs): Inputs {
  const unknown = { name: UNKNOWN, v4IpAddress: UNKNOWN, v6IpAddress: UNKNOWN, macAddress: UNKNOWN };
  return { ...unknown, ...planned };
}
