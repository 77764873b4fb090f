import { checkObjectName } from "../arguments/check-fields";
import { mayTake } from "../live/identity";
import { hasOwnPort } from "../live/northbound";
import { decide } from "../placement/decide";
import { checkOwnPort, checkSwitch } from "../ports/check-northbound";
import { type Declaration, siblingOf } from "../program/declaration";
import { declaredName, type Program } from "../program/program";
import { reserveVip, textArg } from "../program/reservation";
import { equalSelectors } from "../program/selector";
import type { PlannedSubnet } from "../program/subnet-shape";
import { siblingName } from "../refusals/messages";
import { DECLARED_VIP_RULES, vipSubject, type WrittenVip } from "../rules";
import { hasUnknown, isUnknown, UNKNOWN } from "../terms/unknown";
import { featuresOf, printVersion } from "../terms/version";
import {
  type CheckContext,
  checkNameFree,
  type Inputs,
  NOTHING_BEFORE,
  noteFindings,
  notePlacement,
  placementInputs,
  readBefore,
  reportDeclared,
} from "./check-context";

const FIELDS_OF_VIP = { v4: "v4ip", v6: "v6ip", mac: "macAddress" } as const;

/** Checks a Vip and decides its addresses and MAC; namespace and selector are the AapBinding's when one lists it. */
export function checkVip(context: CheckContext): Inputs {
  const { planner, declaration, olds, report } = context;
  const { args } = declaration;
  const name = declaredName(declaration);
  checkObjectName("name", "Vip name", name, report);
  checkNameFree(context, name, undefined);
  const features = featuresOf(planner.snapshot.version);
  const planned: Inputs = { ...args, name, type: args.type ?? "", ...bound(context, name) };
  reportDeclared(context, DECLARED_VIP_RULES, vipSubject(asWritten(name, args, planned), planner.around));

  const [reservation] = reserveVip(declaration, { vipMac: features.vipMacHonored }, report);
  if (reservation === undefined) return withUnknown(planned, features.vipMacHonored);
  const before = olds.subnet === reservation.subnet ? readBefore(olds, ["v4ip", "v6ip"]) : NOTHING_BEFORE;
  const decided = decide(planner, reservation, FIELDS_OF_VIP, before, report);
  if (decided === undefined)
    return planner.viewOf(reservation) === "unknown" ? withUnknown(planned, features.vipMacHonored) : planned;
  const { placement, subnet } = decided;
  context.decided(placement);
  checkPorts(context, name, subnet, { ...args, ...planned });
  notePlacement(context, placement, subnet);
  noteFindings(context, decided);
  checkNamespace(context, name, planned.namespace);
  if (!features.vipMacHonored && olds.owner === undefined)
    context.note("vip-mac-unplanned", { version: printVersion(planner.snapshot.version) });
  return { ...planned, ...placementInputs(placement, FIELDS_OF_VIP) };
}

/** What applies manifests edits the namespace in place, and Kube-OVN reads it when the Vip is made. */
function checkNamespace({ planner, declaration, report }: CheckContext, name: string, namespace: unknown): void {
  const live = planner.snapshot.reservations.get(`Vip/${name}`);
  if (planner.snapshot.delivery === undefined || live === undefined || !mayTake(live, declaration)) return;
  if (typeof namespace !== "string" || isUnknown(namespace)) return;
  if (namespace === "" || namespace === live.namespace) return;
  report("namespace", "edit-ignored", { kind: "Vip", name, field: "namespace", addresses: live.addresses });
}

function withUnknown(planned: Inputs, withMac: boolean): Inputs {
  return {
    ...planned,
    v4ip: planned.v4ip ?? UNKNOWN,
    v6ip: planned.v6ip ?? UNKNOWN,
    ...(withMac ? { macAddress: planned.macAddress ?? UNKNOWN } : {}),
  };
}

/** The Vip as far as it is known before its addresses are; what is unknown breaks no rule. */
function asWritten(name: string, args: Inputs, { namespace }: Inputs): WrittenVip {
  return {
    kind: "Vip",
    name,
    key: `Vip/${name}`,
    isLeaving: false,
    finalizers: [],
    subnet: textArg(args, "subnet") ?? "",
    type: textArg(args, "type") ?? "",
    namespace: typeof namespace === "string" ? namespace : "",
    selector: Array.isArray(args.selector) ? args.selector.filter((item) => !isUnknown(item)) : [],
    v4ip: "",
    v6ip: "",
    macAddress: textArg(args, "macAddress") ?? "",
    status: { v4ip: "", v6ip: "", mac: "" },
  };
}

/** What of the Vip's own port OVN tells already, where it can be asked. */
function checkPorts(
  { northbound, planner, report }: CheckContext,
  name: string,
  subnet: PlannedSubnet,
  args: Inputs,
): void {
  if (northbound === undefined || !hasOwnPort(args.type)) return;
  const isMadeFirst = northbound.duty !== "own" && planner.program.objects.Subnet.has(subnet.name);
  checkSwitch(northbound, subnet.name, isMadeFirst, "subnet", report);
  if (northbound.switches.get(subnet.name) !== 1) return;
  const namespace = textArg(args, "namespace") ?? "";
  checkOwnPort(northbound, { name, type: args.type, namespace }, subnet, report);
}

/** Namespace and selector as they will be: the binding's, or the Vip's own. */
function bound({ planner, declaration, report }: CheckContext, name: string): Inputs {
  const { args } = declaration;
  const own = args.selector as string[] | undefined;
  const binding = firstBinding(planner.program, name);
  if (binding === undefined) return {};
  const namespace = binding.args.namespace;
  const selector = binding.args.selector as string[] | undefined;
  // A binding is made after its Vips: what it does not know yet is never known when they are made.
  for (const field of ["namespace", "selector"] as const)
    if (hasUnknown(binding.args[field]) && args[field] === undefined)
      report(field, "binding-late", { vip: name, field, binding: siblingName(siblingOf(binding)) });
  const ownNamespace = textArg(args, "namespace");
  if (
    ownNamespace !== undefined &&
    typeof namespace === "string" &&
    !isUnknown(namespace) &&
    ownNamespace !== namespace
  ) {
    report("namespace", "binding-namespace", { vip: name, vipNamespace: ownNamespace, namespace });
  }
  if (own !== undefined && !hasUnknown([own, selector]) && !equalSelectors(own, selector ?? [])) {
    report("selector", "binding-selector", {
      vip: name,
      mine: own,
      theirs: selector ?? [],
      other: siblingName(siblingOf(binding)),
    });
  }
  return {
    namespace: isUnknown(namespace) ? (args.namespace ?? namespace) : namespace,
    ...(selector === undefined ? {} : { selector: hasUnknown(selector) ? (own ?? selector) : selector }),
  };
}

/** The binding that a Vip's namespace and selector come from; others have to agree with it, which their own check sees to. */
export function firstBinding(program: Program, vip: string): Declaration | undefined {
  return program.bindings.get(vip)?.[0];
}
