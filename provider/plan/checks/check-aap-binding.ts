import { type Address, printAddress } from "../../ipam";
import type { Workload } from "../arguments/args";
import { mayTake, placeOf } from "../live/identity";
import type { PlannedPort } from "../live/northbound";
import { livePairPorts } from "../live/virtual-parents";
import { checkSwitch, checkVirtualPort } from "../ports/check-northbound";
import { siblingOf } from "../program/declaration";
import { textArg } from "../program/reservation";
import { checkSelector, equalSelectors } from "../program/selector";
import { checkWorkload, podNameOf } from "../program/workload";
import { siblingName } from "../refusals/messages";
import { DEFAULT_NAMESPACE, isLabelName, isObjectName, isOvnProvider, portName } from "../terms/names";
import { suggest } from "../terms/suggest";
import { hasUnknown, isUnknown, UNKNOWN } from "../terms/unknown";
import { type CheckContext, checkVmPorts, type Inputs } from "./check-context";
import { firstBinding } from "./check-vip";

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
  const found = known.filter((vip) => vip !== undefined);
  const isOpen = isUnknown(vips) || known.length < names.length || found.some((vip) => vip.addresses === undefined);
  const workloads = membersOf(context);
  const parents = (vip: BoundVip): readonly string[] => [
    ...new Set([...memberPorts(context, vip, workloads), ...livePorts(context, vip)]),
  ];
  const isOpenParents = isOpen || hasUnknown([members, namespace, selector]);
  return {
    ...args,
    virtualIps: isOpen ? UNKNOWN : found.flatMap((vip) => vip.addresses ?? []).map(printAddress),
    virtualParents: isOpenParents ? UNKNOWN : [...new Set(found.flatMap(parents))].sort(),
    virtualPorts: planPorts(context, found, parents, isOpenParents),
  };
}

interface BoundVip {
  readonly name: string;
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
  const sibling = planner.program.objects.Vip.get(vip);
  const live = planner.snapshot.reservations.get(`Vip/${vip}`);
  if (sibling === undefined && live === undefined) {
    if (planner.snapshot.isUnread === true) return { name: vip, subnet: undefined, addresses: undefined };
    const names = [
      ...planner.program.objects.Vip.keys(),
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
    !(live?.bound !== undefined && mayTake(live.bound, declaration)) &&
    own.length > 0 &&
    !hasUnknown(selector) &&
    !equalSelectors(selector, own)
  ) {
    report("selector", "binding-selector", { vip, mine: selector, theirs: own, other: `the live Vip` });
  }
  const placement = sibling === undefined ? undefined : planner.placedFor(sibling.owner);
  const bound: BoundVip =
    placement !== undefined
      ? { name: vip, subnet: placement.reservation.subnet, addresses: placement.picks.map((pick) => pick.address) }
      : { name: vip, subnet: live?.subnet, addresses: sibling === undefined ? live?.addresses : undefined };
  const provider = providerOf(planner, bound);
  if (provider !== undefined && !isOvnProvider(provider)) {
    report("vips", "vip-without-port", { vip, subnet: String(bound.subnet), provider });
  }
  return bound;
}

function providerOf(planner: CheckContext["planner"], { subnet }: BoundVip): string | undefined {
  const view = subnet === undefined ? undefined : planner.subnet(subnet);
  return typeof view === "object" ? view.provider : undefined;
}

/** A workload by the name of its pod, or of its VM. */
type Member = Required<Pick<Workload, "kind" | "name" | "namespace">>;

/** The listed workloads, checked. */
function membersOf(context: CheckContext): readonly Member[] {
  const { declaration, report } = context;
  const { members = [], namespace } = declaration.args;
  if (hasUnknown(members)) return [];
  const found = (members as readonly Record<string, unknown>[]).flatMap((member) => {
    if (!checkWorkload(member, "members", report)) return [];
    const workload: Workload = member;
    const name = podNameOf(workload);
    const place = workload.namespace ?? textArg(declaration.args, "namespace") ?? DEFAULT_NAMESPACE;
    if (place !== namespace && !isUnknown(namespace)) {
      report("members", "member-namespace", { member: name, memberNamespace: place, namespace: String(namespace) });
    }
    return [{ kind: workload.kind, name, namespace: place }];
  });
  checkVmPorts(context, "members", found);
  return found;
}

/**
 * Ports of the members in a Vip's subnet.
 *
 * @source kube-ovn pkg/controller/vip.go handleUpdateVirtualParents: the interface of the pod in the Vip's subnet
 */
function memberPorts({ planner }: CheckContext, vip: BoundVip, members: readonly Member[]): readonly string[] {
  const provider = providerOf(planner, vip);
  return provider === undefined ? [] : members.map((member) => portName(member.name, member.namespace, provider));
}

function livePorts({ planner, declaration }: CheckContext, vip: BoundVip): readonly string[] {
  const { namespace, selector = [] } = declaration.args;
  if (vip.subnet === undefined || hasUnknown([namespace, selector])) return [];
  return livePairPorts(planner.live.pairPodsOf(vip.name), {
    vip: vip.name,
    subnet: vip.subnet,
    namespace: String(namespace),
    selector: selector as readonly string[],
  });
}

/** The logical switch ports the binding needs, one for each address; null where no access to OVN is configured. */
function planPorts(
  { northbound, declaration, olds, planner, report }: CheckContext,
  vips: readonly BoundVip[],
  parents: (vip: BoundVip) => readonly string[],
  isOpen: boolean,
): readonly PlannedPort[] | typeof UNKNOWN | null {
  if (northbound === undefined) return null;
  const own = [...vips.map((vip) => vip.name), ...((olds.vips ?? []) as readonly string[])];
  for (const { name, subnet, addresses } of vips) {
    if (subnet === undefined || addresses === undefined) continue;
    const isMadeFirst = northbound.duty !== "own" && planner.program.objects.Subnet.has(subnet);
    checkSwitch(northbound, subnet, isMadeFirst, "vips", report);
    for (const address of addresses) {
      checkVirtualPort(
        northbound,
        { vip: name, subnet, address, isDual: addresses.length > 1 },
        own,
        placeOf(declaration),
        report,
      );
    }
  }
  if (isOpen) return UNKNOWN;
  return vips.flatMap((vip) =>
    (vip.addresses ?? []).map((address) => ({
      vip: vip.name,
      logicalSwitch: String(vip.subnet),
      virtualIp: printAddress(address),
      ...(northbound.duty === "own" ? { virtualParents: [...parents(vip)].sort() } : {}),
    })),
  );
}
