import { type Address, type Family, type Mac, sameAddress } from "../../ipam";
import { type Declarer, memberDeclarer } from "../live/identity";
import { readAddress, readAddressOf, readMac } from "../refusals/read";
import type { Report } from "../refusals/refusal";
import { type AddressSpace, isSameSpace } from "../terms/address-space";
import type { NamedReservation } from "../terms/kinds";
import { DEFAULT_NAMESPACE, isOvnProvider, portName } from "../terms/names";
import { hasUnknown, isUnknown } from "../terms/unknown";
import type { Declaration } from "./declaration";
import { checkWorkload, podNameOf, readMembers } from "./workload";

/** One address wish of the program: what of a resource's arguments decides its place in the plan. */
export type Reservation = Wish & AddressSpace;

interface Wish {
  readonly owner: string;
  /** Whose it is; `owner` is its owner key. */
  readonly declarer: Declarer;
  /** Name of the object that it had, as its state says, and that goes before the new one comes. */
  readonly had?: string;
  /** Its object has the name of the resource, as the program gives it none. */
  readonly followsName: boolean;
  /** An object of another name that it had stays. */
  readonly isRetained: boolean;
  /** Its address may be taken away from a pod that uses it. */
  readonly isForced: boolean;
  readonly fixed: readonly Address[];
  readonly fixedMac: Mac | undefined;
  /** Families whose address the program sets to something that is not known yet, or cannot be read. */
  readonly undecided: readonly Family[];
  /** No MAC is planned for it, whatever the subnet is. */
  readonly withoutMac: boolean;
  /** The object that will carry it; a name that follows from the subnet's provider is not known here. */
  readonly object:
    | { readonly kind: NamedReservation; readonly name: string; readonly type?: string }
    | { readonly kind: "IP"; readonly podName: string; readonly namespace: string; readonly workload: string };
  readonly adopt: boolean;
  readonly allowExcluded: boolean;
  /** Reservations of one block get addresses one after the other. */
  readonly block: string | undefined;
  readonly blockOrder: number;
}

/** Names of the arguments that the parts of a reservation come from, for reports. */
export interface ReservationFields {
  readonly v4: string;
  readonly v6: string;
  readonly mac: string;
}

/** What the reading of reservations has to know of the rest. */
export interface ReservationOptions {
  /** Whether the MAC of a Vip can be planned. */
  readonly vipMac: boolean;
  /** CIDR of a SpiderSubnet, by its name; undefined for one that there is not, or not yet. */
  readonly spiderCidr?: (subnet: string) => string | undefined;
}

/** Reads what a declaration of one kind reserves; nothing as long as the subnet or the workload is unknown. */
export type Reserve = (declaration: Declaration, options: ReservationOptions, report: Report) => readonly Reservation[];

/** Of a kind without addresses of its own. */
export const reserveNothing: Reserve = () => NONE;

/** One address per family beside pods. */
export const reserveVip: Reserve = (declaration, { vipMac }, report) => {
  const { args } = declaration;
  const subnet = networkArg(args, "subnet");
  if (subnet === undefined) return NONE;
  const type = textArg(args, "type") ?? "";
  const object = { kind: "Vip", name: textArg(args, "name") ?? declaration.name, type } as const;
  const withoutMac = !vipMac || type === "switch_lb_vip";
  return [single(declaration, { subnet }, object, withoutMac, readFixed(args, "v4ip", "v6ip", report))];
};

/** The address of one workload. */
export const reserveIp: Reserve = (declaration, _, report) => {
  const { args } = declaration;
  const subnet = networkArg(args, "subnet");
  const workload = args.workload as Record<string, unknown> | undefined;
  if (subnet === undefined || workload === undefined || hasUnknown(workload)) return NONE;
  if (!checkWorkload(workload, "workload", report)) return NONE;
  const object = {
    kind: "IP",
    podName: podNameOf(workload),
    namespace: workload.namespace ?? DEFAULT_NAMESPACE,
    workload: workload.kind,
  } as const;
  return [single(declaration, { subnet }, object, false, readFixed(args, "v4IpAddress", "v6IpAddress", report))];
};

/** The addresses of several workloads, one reservation for each. */
export const reserveIpSet: Reserve = (declaration, _, report) => {
  const { args, owner } = declaration;
  const subnet = networkArg(args, "subnet");
  if (subnet === undefined || hasUnknown(args.workloads) || hasUnknown(args.statefulSet)) return NONE;
  const block = args.layout === "contiguous" ? owner : undefined;
  return (readMembers(args, report) ?? []).map((workload, blockOrder) => {
    const namespace = workload.namespace ?? DEFAULT_NAMESPACE;
    const podName = podNameOf(workload);
    const object = { kind: "IP", podName, namespace, workload: workload.kind } as const;
    const member = single(declaration, { subnet }, object, false, NOTHING_FIXED);
    const declarer = memberDeclarer(declaration, namespace, podName);
    return { ...member, owner: declarer.owner, declarer, block, blockOrder };
  });
};

/** One address of the family that a SpiderSubnet has. */
export const reserveFixedIp: Reserve = (declaration, { spiderCidr }, report) => {
  const { args } = declaration;
  const subnet = networkArg(args, "subnet");
  const cidr = subnet === undefined ? undefined : spiderCidr?.(subnet);
  if (cidr === undefined) return NONE;
  const object = { kind: "SpiderIPPool", name: textArg(args, "name") ?? declaration.name } as const;
  return [single(declaration, { cidr }, object, true, readOnly(args, "ip", report))];
};

/**
 * The IPv4 address of an external network that one object holds. Kube-OVN chooses its MAC, and its IPv6 address where the network
 * has IPv6: no release looks at those that the object asks for.
 *
 * @param object   kind of the object
 * @param v4Field  argument with the address
 * @source kube-ovn pkg/controller/ovn_eip.go handleAddOvnEip, vpc_nat_gw_eip.go handleAddIptablesEip
 */
export function reserveExternal(object: NamedReservation, v4Field: string): Reserve {
  return (declaration, _, report) => {
    const { args } = declaration;
    const subnet = networkArg(args, "externalSubnet");
    if (subnet === undefined) return NONE;
    const { fixed, undecided } = readFixed(args, v4Field, "", report);
    const carrier = { kind: object, name: textArg(args, "name") ?? declaration.name } as const;
    const choice: Fixed = { fixed, fixedMac: undefined, undecided: [...undecided, 6] };
    return [single(declaration, { subnet }, carrier, true, choice)];
  };
}

/** The network that an argument names; undefined as long as it is not known. */
function networkArg(args: Readonly<Record<string, unknown>>, field: string): string | undefined {
  const name = args[field];
  return typeof name !== "string" || isUnknown(name) ? undefined : name;
}

type Fixed = Pick<Reservation, "fixed" | "fixedMac" | "undecided">;

const NONE: readonly never[] = [];
const NOTHING_FIXED: Fixed = { fixed: NONE, fixedMac: undefined, undecided: NONE };

/** Written out field by field: a program may have a hundred thousand of these. */
function single(
  declaration: Declaration,
  space: AddressSpace,
  object: Reservation["object"],
  withoutMac: boolean,
  fixed: Fixed,
): Reservation {
  return {
    ...space,
    owner: declaration.owner,
    declarer: declaration,
    followsName: object.kind !== "IP" && textArg(declaration.args, "name") === undefined,
    isRetained: declaration.isRetained === true,
    isForced: declaration.args.force === true,
    fixed: fixed.fixed,
    fixedMac: fixed.fixedMac,
    undecided: fixed.undecided,
    withoutMac,
    object,
    adopt: declaration.args.adopt === true,
    allowExcluded: declaration.args.allowExcluded === true,
    block: undefined,
    blockOrder: 0,
  };
}

/** The name that the IP object of a workload must have in a subnet of this provider. */
export function ipObjectName(
  object: { readonly podName: string; readonly namespace: string },
  provider: string,
): string {
  return portName(object.podName, object.namespace, provider);
}

/** Whether Kube-OVN gives ports of this provider a MAC. */
export function hasMac(provider: string): boolean {
  return isOvnProvider(provider);
}

function readFixed(args: Readonly<Record<string, unknown>>, v4Field: string, v6Field: string, report: Report): Fixed {
  const v4 = args[v4Field];
  const v6 = args[v6Field];
  const mac = args.macAddress;
  if (v4 === undefined && v6 === undefined && mac === undefined) return NOTHING_FIXED;
  const fixed: Address[] = [];
  const undecided: Family[] = [];
  for (const [family, text, field] of [
    [4, v4, v4Field],
    [6, v6, v6Field],
  ] as const) {
    if (isUnknown(text)) undecided.push(family);
    else if (typeof text === "string" && text !== "") {
      const address = readAddressOf(family, text, field, report);
      // One that cannot be read asks for no other: what a search finds, or does not find, says nothing of it.
      if (address === undefined) undecided.push(family);
      else fixed.push(address);
    }
  }
  const fixedMac =
    typeof mac === "string" && mac !== "" && !isUnknown(mac) ? readMac(mac, "macAddress", report) : undefined;
  return { fixed, fixedMac, undecided };
}

/** One address of each family the subnet has. */
function readOnly(args: Readonly<Record<string, unknown>>, field: string, report: Report): Fixed {
  if (isUnknown(args[field])) return { ...NOTHING_FIXED, undecided: [4, 6] };
  const text = textArg(args, field);
  if (text === undefined) return NOTHING_FIXED;
  const address = readAddress(text, field, report);
  return address === undefined ? { ...NOTHING_FIXED, undecided: [4, 6] } : { ...NOTHING_FIXED, fixed: [address] };
}

/** A text argument that is set and known; empty counts as not set, as it does for Kube-OVN. */
export function textArg(args: Readonly<Record<string, unknown>>, field: string): string | undefined {
  const value = args[field];
  return typeof value === "string" && value !== "" && !isUnknown(value) ? value : undefined;
}

/** Name of the object that carries a reservation in this subnet. */
export function reservationObjectName(reservation: Reservation, subnet: { readonly provider: string }): string {
  const { object } = reservation;
  return object.kind === "IP" ? ipObjectName(object, subnet.provider) : object.name;
}

/** True when both ask for the same: then an answer for one is an answer for the other. */
export function sameWish(a: Reservation, b: Reservation): boolean {
  return (
    isSameSpace(a, b) &&
    a.fixedMac === b.fixedMac &&
    a.withoutMac === b.withoutMac &&
    a.adopt === b.adopt &&
    a.block === b.block &&
    a.blockOrder === b.blockOrder &&
    a.had === b.had &&
    sameItems(a.declarer.former ?? NONE, b.declarer.former ?? NONE, Object.is) &&
    sameItems(a.fixed, b.fixed, sameAddress) &&
    sameItems(a.undecided, b.undecided, Object.is) &&
    sameObject(a.object, b.object)
  );
}

function sameObject(a: Reservation["object"], b: Reservation["object"]): boolean {
  if (a.kind === "IP") return b.kind === "IP" && a.podName === b.podName && a.namespace === b.namespace;
  return b.kind === a.kind && a.name === b.name && a.type === b.type;
}

function sameItems<T>(a: readonly T[], b: readonly T[], same: (x: T, y: T) => boolean): boolean {
  return a.length === b.length && a.every((item, i) => same(item, b[i] as T));
}

/** One reservation of a set, as it stands in inputs and outputs. */
export interface SetMember {
  readonly name: string;
  readonly podName: string;
  readonly namespace: string;
  readonly podType: string;
  readonly v4IpAddress?: string;
  readonly v6IpAddress?: string;
  readonly macAddress?: string;
}
