import { type Address, printAddress } from "../ipam";
import type { Workload } from "./args";
import type { CheckContext, Inputs } from "./check-context";
import { firstBinding } from "./check-vip";
import { siblingOf } from "./declaration";
import { siblingName } from "./messages";
import { isLabelName, isObjectName, portName } from "./names";
import { textArg } from "./reservation";
import { checkSelector, equalSelectors } from "./selector";
import { suggest } from "./suggest";
import { hasUnknown, isUnknown, UNKNOWN } from "./unknown";
import { checkWorkload, DEFAULT_NAMESPACE, podNameOf } from "./workload";

/** Checks an AapBinding; says the addresses of its Vips and, as far as members tell, the ports that may use them. */
export function checkAapBinding(context: CheckContext): Inputs {
  const { declaration, report } = context;
  const { args } = declaration;
  const { vips, namespace, selector, members } = args;
  if (typeof namespace === "string" && !isUnknown(namespace) && !isLabelName(namespace)) {
    report("namespace", "not-object-name", { what: "namespace", value: namespace });
  }
  if (Array.isArray(selector)) checkSelector(selector, "selector", report);
  const names = Array.isArray(vips) ? (vips as string[]) : [];
  const known = names.filter((vip) => !isUnknown(vip)).map((vip) => checkVipOf(context, vip));
  const isOpen = isUnknown(vips) || known.length < names.length || known.some((vip) => vip?.addresses === undefined);
  const inputs: Inputs = { ...args };
  inputs.virtualIps = isOpen ? UNKNOWN : known.flatMap((vip) => vip?.addresses ?? []).map(printAddress);
  if (members === undefined) return inputs;
  inputs.virtualParents =
    hasUnknown(members) || isOpen ? UNKNOWN : parentsOf(context, members as Record<string, unknown>[], known);
  return inputs;
}

interface BoundVip {
  readonly subnet: string | undefined;
  readonly addresses: readonly Address[] | undefined;
}

/** A Vip the binding lists: of the same program, or live. */
function checkVipOf({ planner, declaration, report }: CheckContext, vip: string): BoundVip | undefined {
  if (!isObjectName(vip)) {
    report("vips", "vip-list-item", { item: vip });
    return undefined;
  }
  const { args } = declaration;
  const namespace = textArg(args, "namespace");
  const selector = (args.selector ?? []) as readonly string[];
  const sibling = planner.program.vips.get(vip);
  const live = planner.snapshot.reservations.get(`Vip/${vip}`);
  if (sibling === undefined && live === undefined) {
    if (planner.snapshot.isUnread === true) return undefined;
    const names = [
      ...planner.program.vips.keys(),
      ...[...planner.snapshot.reservations.values()].filter((one) => one.kind === "Vip").map((one) => one.name),
    ];
    const suggestion = suggest(vip, names);
    report("vips", "unknown-vip", suggestion === undefined ? { vip } : { vip, suggestion });
    return undefined;
  }
  const type = (sibling ? textArg(sibling.args, "type") : live?.type) ?? "";
  if (type !== "") report("vips", "vip-not-for-pairs", { vip, type });
  const theirNamespace = sibling ? textArg(sibling.args, "namespace") : live?.namespace;
  if (theirNamespace && namespace !== undefined && theirNamespace !== namespace) {
    report("namespace", "binding-namespace", { vip, vipNamespace: theirNamespace, namespace });
  }
  const first = firstBinding(planner.program, vip);
  if (first !== undefined && first.path !== declaration.path && !hasUnknown([selector, first.args.selector])) {
    const theirs = (first.args.selector ?? []) as readonly string[];
    const theirPlace = textArg(first.args, "namespace");
    if (theirPlace !== undefined && namespace !== undefined && theirPlace !== namespace) {
      report("namespace", "binding-namespace", { vip, vipNamespace: theirPlace, namespace });
    } else if (!equalSelectors(selector, theirs)) {
      report("selector", "binding-selector", { vip, mine: selector, theirs, other: siblingName(siblingOf(first)) });
    }
  }
  const own = live?.selector ?? [];
  if (
    sibling === undefined &&
    live?.boundBy !== declaration.owner &&
    own.length > 0 &&
    !hasUnknown(selector) &&
    !equalSelectors(selector, own)
  ) {
    report("selector", "binding-selector", { vip, mine: selector, theirs: own, other: `the live Vip` });
  }
  const placement = sibling === undefined ? undefined : planner.placedFor(sibling.owner);
  if (placement !== undefined)
    return { subnet: placement.reservation.subnet, addresses: placement.picks.map((pick) => pick.address) };
  return { subnet: live?.subnet, addresses: sibling === undefined ? live?.addresses : undefined };
}

/**
 * Ports of the members in the Vips' subnets.
 *
 * @source kube-ovn pkg/controller/vip.go handleUpdateVirtualParents: the first interface of the pod in the Vip's subnet
 */
function parentsOf(
  { planner, declaration, report }: CheckContext,
  members: readonly Record<string, unknown>[],
  vips: readonly (BoundVip | undefined)[],
): readonly string[] {
  const providers = new Set<string>();
  for (const vip of vips) {
    const subnet = vip?.subnet === undefined ? undefined : planner.subnet(vip.subnet);
    if (typeof subnet === "object") providers.add(subnet.provider);
  }
  const parents = members.flatMap((member) => {
    if (!checkWorkload(member, "members", report)) return [];
    const workload: Workload = member;
    const namespace = workload.namespace ?? textArg(declaration.args, "namespace") ?? DEFAULT_NAMESPACE;
    if (namespace !== declaration.args.namespace && !isUnknown(declaration.args.namespace)) {
      report("members", "member-namespace", {
        member: podNameOf(workload),
        memberNamespace: namespace,
        namespace: String(declaration.args.namespace),
      });
    }
    return [...providers].map((provider) => portName(podNameOf(workload), namespace, provider));
  });
  return [...new Set(parents)].sort();
}
