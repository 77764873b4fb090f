import {
  type Address,
  type Family,
  isFault,
  parseAddress,
  parseMac,
  printAddress,
  printMac,
  sameAddress,
} from "../../ipam";
import type { Workload } from "../arguments/args";
import { deletesAtStart, namesPodsAfterVms } from "../live/controller";
import { declarerOf, isMadeBy, type Stamp } from "../live/identity";
import type { NorthboundView } from "../live/northbound";
import { checkWhose } from "../placement/check-whose";
import { claimantsAt, ownDemandsOf } from "../placement/claimants";
import type { Before, Decided } from "../placement/decide";
import type { Placement } from "../placement/placement";
import type { Planner } from "../placement/planner";
import { type Declaration, siblingOf } from "../program/declaration";
import type { PlannedSubnet } from "../program/subnet-shape";
import { podNameOf, podTypeOf } from "../program/workload";
import type { Report } from "../refusals/refusal";
import { DECLARED_IP_RULES, findingSentence, ipSubject, judgeDeclared, type Rule, type WrittenIp } from "../rules";
import { KINDS } from "../terms/kinds";
import { DEFAULT_NAMESPACE } from "../terms/names";
import { featuresOf, printVersion } from "../terms/version";
import { exposedSubnets, exposureOf } from "./exposed-subnets";
import type { Notes } from "./notes";

/** What every kind's check works with. */
export interface CheckContext {
  readonly planner: Planner;
  /** The declaration as the engine sees it: owner settled, arguments checked for shape. */
  readonly declaration: Declaration;
  /** Claims that are not this resource's, though they stand beside its owner key; a check adds those that it finds. */
  readonly foreignClaims: Set<string>;
  /** Inputs of the last run; empty for a new resource. */
  readonly olds: Readonly<Record<string, unknown>>;
  /** Objects that the state says it has, as `<kind>/<name>`. */
  readonly had: ReadonlySet<string>;
  /** What OVN has, where access to it is configured. */
  readonly northbound: NorthboundView | undefined;
  readonly report: Report;
  readonly note: <N extends keyof Notes>(name: N, facts: Notes[N]) => void;
  /** Keeps a placement for the record of decisions. */
  readonly decided: (placement: Placement) => void;
  /** Checks another resource, of which this one says what it will be. What is to be noted of it, its own check notes. */
  readonly checkOther: (other: Other, report: Report) => Inputs;
}

/** A resource as another one knows it, with its inputs of the last run; empty for a new one. */
export interface Other {
  readonly declaration: Declaration;
  readonly olds: Readonly<Record<string, unknown>>;
}

/** Inputs of a resource after its check: arguments in canonical form and what was planned. */
export type Inputs = Record<string, unknown>;

/** Of a resource that is new, or was in another subnet. */
export const NOTHING_BEFORE: Before = { addresses: [], existed: false };

/** Addresses and MAC that old inputs name, as far as they can be read. */
export function readBefore(olds: Readonly<Record<string, unknown>>, fields: readonly string[]): Before {
  const addresses = fields
    .map((field) => olds[field])
    .filter((text) => typeof text === "string")
    .map(parseAddress)
    .filter((address) => !isFault(address)) as Address[];
  const mac = typeof olds.macAddress === "string" ? parseMac(olds.macAddress) : undefined;
  const name = typeof olds.name === "string" ? { name: olds.name } : {};
  const isRetained = olds.retained === true ? { isRetained: true } : {};
  return { addresses, existed: true, ...isRetained, ...name, ...(mac === undefined || isFault(mac) ? {} : { mac }) };
}

/**
 * A placement as inputs. What the subnet does not have is null: a key that is missing would be unknown to the program in
 * every preview. Only a MAC that Kube-OVN is going to choose stays missing.
 */
export function placementInputs(
  { picks, mac, reservation }: Placement,
  fields: { readonly v4: string; readonly v6: string; readonly mac: string },
): Inputs {
  const text = (family: Family): string | null => {
    const pick = picks.find((candidate) => candidate.address.family === family);
    return pick === undefined ? null : printAddress(pick.address);
  };
  const planned: Inputs = {};
  if (!reservation.undecided.includes(4)) planned[fields.v4] = text(4);
  if (!reservation.undecided.includes(6)) planned[fields.v6] = text(6);
  if (mac !== undefined) planned[fields.mac] = printMac(mac);
  else if (!reservation.withoutMac && reservation.undecided.length === 0) planned[fields.mac] = null;
  return planned;
}

/** What is worth knowing of a placement: who else asks for its addresses, and how safe they are. */
export function notePlacement(context: CheckContext, placement: Placement, subnet: PlannedSubnet): void {
  noteClaimants(context, placement);
  noteExposure(context, placement, subnet);
}

function noteClaimants({ note, planner }: CheckContext, placement: Placement): void {
  const { picks, reservation } = placement;
  const { unreadTemplates } = planner.snapshot;
  if (unreadTemplates !== undefined && picks.some(({ why }) => why === "searched"))
    note("templates-unread", { kinds: unreadTemplates });
  for (const { address, why } of picks) {
    const isKept = why !== "explicit" && why !== "searched";
    const [other] = isKept ? claimantsAt(planner, address, reservation) : [];
    if (other !== undefined) note("address-also-asked", { address, claimant: other.claimant });
    const own = ownDemandsOf(planner, reservation).filter((demand) => demand.addresses.some(isOfFamily(address)));
    const [wish] = own;
    if (wish === undefined || own.some(({ addresses }) => addresses.some((asked) => sameAddress(asked, address))))
      continue;
    const asked = wish.addresses.find(isOfFamily(address)) ?? address;
    note("template-asks-other", { claimant: wish.claimant, asked, address });
  }
}

const isOfFamily =
  ({ family }: Address) =>
  (one: Address): boolean =>
    one.family === family;

/** One line of advice for all addresses of the run that are in no planned range and may get lost in the same way. */
function noteExposure({ note, planner }: CheckContext, placement: Placement, subnet: PlannedSubnet): void {
  const { snapshot } = planner;
  const exposure = exposureOf(placement, subnet, snapshot);
  if (exposure === undefined) return;
  const subnets = exposedSubnets(planner, exposure, subnet.name);
  note(exposure, { subnets, isCertain: deletesAtStart(snapshot) === true });
}

/** Refuses what a declared object breaks. */
export function reportDeclared<Subject>(
  { planner, report }: CheckContext,
  rules: readonly Rule<Subject>[],
  subject: Subject,
): void {
  for (const { looksAt, code, facts } of judgeDeclared(rules, subject, planner.around)) report(looksAt, code, facts);
}

/** Says what is wrong with an object that is there, and is kept as it is. */
export function noteFindings({ note }: CheckContext, { kept, noted }: Decided): void {
  for (const finding of kept === undefined ? [] : noted)
    note("object-wrong", { kind: kept?.kind ?? "", name: kept?.name ?? "", text: findingSentence(finding) });
}

/** Refuses names of IP objects that no workload will get; of a set the first VM stands for the others. */
export function checkIpObjects(
  context: CheckContext,
  property: string,
  reserved: readonly { readonly name: string; readonly subnet: string; readonly workload: Workload }[],
): void {
  const { planner, note, report } = context;
  const isVm = ({ workload }: { readonly workload: Workload }): boolean => workload.kind === "VirtualMachine";
  const vm = reserved.find(isVm);
  if (vm !== undefined && namesPodsAfterVms(planner.snapshot) === undefined) note("vm-name-unsure", {});
  for (const one of reserved.filter((member) => !isVm(member) || member === vm)) {
    const subject = ipSubject(asWritten(one), planner.around);
    for (const { looksAt, code, facts } of judgeDeclared(DECLARED_IP_RULES, subject, planner.around))
      report(looksAt === "workload" ? property : looksAt, code, facts);
  }
}

/** The IP object as far as it is known without its addresses. */
function asWritten({ name, subnet, workload }: Parameters<typeof checkIpObjects>[2][number]): WrittenIp {
  return {
    kind: "IP",
    name,
    isLeaving: false,
    finalizers: [],
    hasLabels: true,
    reserved: undefined,
    isRegistered: false,
    subnet,
    podName: podNameOf(workload),
    namespace: workload.namespace ?? DEFAULT_NAMESPACE,
    podType: podTypeOf(workload),
    nodeName: "",
    ipAddress: "",
    v4IpAddress: "",
    v6IpAddress: "",
    macAddress: "",
  };
}

/**
 * Refuses VMs as parents of a virtual port where nobody knows the names of their ports before they run.
 *
 * @source kube-ovn pkg/controller/vip.go handleUpdateVirtualParents, pkg/controller/pod.go getNameByPod
 */
export function checkVmPorts(
  { planner, northbound, note, report }: CheckContext,
  property: string,
  members: readonly Required<Pick<Workload, "kind" | "name" | "namespace">>[],
): void {
  const first = members.find(({ kind }) => kind === "VirtualMachine");
  if (first === undefined) return;
  const { version } = planner.snapshot;
  const isNamed = namesPodsAfterVms(planner.snapshot);
  if (isNamed === undefined) note("vm-port-unsure", {});
  if (isNamed === false) report(property, "vm-port-unnamed", { vm: `${first.namespace}/${first.name}` });
  // Where no controller writes the parents, they are ours, and right.
  else if (!featuresOf(version).vmParentsNamed && northbound?.duty !== "own")
    note("vm-parents-misnamed", { version: printVersion(version) });
}

/** Refuses a name that a sibling declares as well, or that a live object of another owner has. */
export function checkNameFree(
  { planner, declaration, had, report }: CheckContext,
  name: string,
  live: Stamp | undefined,
): void {
  const { object } = planner.kinds[declaration.kind];
  if (object === null) return;
  const first = KINDS.filter((other) => planner.kinds[other].object === object)
    .map((other) => planner.program.objects[other].get(name))
    .find((declared) => declared !== undefined && declared.path !== declaration.path);
  if (first !== undefined) report("name", "object-twice", { kind: object, name, sibling: siblingOf(first) });
  if (live === undefined) return;
  const { owner, declaredBy, claim, leftBy, isLeaving } = live;
  checkWhose(
    { owner, declaredBy, claim, leftBy, isLeaving, kind: object, name },
    declaration,
    declaration.args.adopt === true,
    had.has(`${object}/${name}`),
    report,
  );
}

/**
 * The object that is deleted before the one of another name is made, so that it is in nobody's way: what the state says that
 * it made, unless that is to stay where it is.
 *
 * @param live  objects of the kind by name
 */
export function leavingName(
  { olds }: Pick<CheckContext, "olds">,
  name: string,
  live: ReadonlyMap<string, Stamp>,
): string | undefined {
  if (typeof olds.name !== "string" || olds.name === name || olds.retained === true) return undefined;
  const stamp = live.get(olds.name);
  return stamp !== undefined && isMadeBy(stamp, declarerOf(olds)) ? olds.name : undefined;
}
