import { type Address, isFault, parseAddress, printAddress } from "../../ipam";
import type { PortDuty } from "../terms/values";

/** A logical switch port as far as it can be in someone's way. */
export interface LogicalPort {
  readonly name: string;
  /** Empty for a pod's or VM's. */
  readonly type: string;
  /** Logical switch it is in, of those that were asked for. */
  readonly logicalSwitch?: string;
  /** In canonical form when it is one address, else as it stands. */
  readonly virtualIp?: string;
  /** Owner keys of the resources that asked for it. */
  readonly owners: readonly string[];
  /** Of a virtual port: ports that may claim its address, and those of them that its owners asked for. */
  readonly parents?: readonly string[];
  readonly askedParents?: readonly string[];
}

/** What OVN's northbound database had when the run began. */
export interface NorthboundView {
  readonly duty: PortDuty;
  /** How many logical switches have each of the names that were asked for. */
  readonly switches: ReadonlyMap<string, number>;
  readonly ports: ReadonlyMap<string, LogicalPort>;
  /** Virtual ports of those switches, by {@link portKey}. */
  readonly virtualPorts: ReadonlyMap<string, readonly LogicalPort[]>;
  readonly routerPorts: ReadonlySet<string>;
}

/** A logical switch port of type `virtual` that a binding needs: one for each family of a Vip, since OVN makes no flow for two addresses. */
export interface PlannedPort {
  readonly vip: string;
  readonly logicalSwitch: string;
  readonly virtualIp: string;
  /** Logical switch ports that may claim the address; absent where Kube-OVN's controller keeps them. */
  readonly virtualParents?: readonly string[];
}

/** Where a virtual address is: no two ports of a switch may have the same one. */
export function portKey(logicalSwitch: string, virtualIp: string): string {
  return `${logicalSwitch} ${virtualIp}`;
}

/** The text of one address in canonical form; anything else unchanged. */
export function canonicalAddress(text: string): string {
  const address = parseAddress(text);
  return isFault(address) ? text : printAddress(address);
}

/**
 * Name of a Vip's port. A Vip of one family has one port, named like the Vip, which Kube-OVN's controller takes for its own;
 * the two ports of a dual-stack Vip are named as Kube-OVN proposes for its own ones.
 *
 * @source kube-ovn pkg/controller/vip.go handleUpdateVirtualParents; pull request 7491 for `vip:<name>:ipv4`
 */
export function virtualPortName(vip: string, address: Pick<Address, "family">, isDual: boolean): string {
  return isDual ? familyPortName(vip, address) : vip;
}

function familyPortName(vip: string, { family }: Pick<Address, "family">): string {
  return `vip:${vip}:ipv${family}`;
}

/** True for a port that is this Vip's, for this address, under whichever of the two names. */
export function isVirtualPortOf(
  port: { readonly name: string; readonly type: string; readonly virtualIp?: string | undefined },
  vip: string,
  address: Address,
  isDual: boolean,
): boolean {
  if (port.type !== "virtual") return false;
  if (port.name === familyPortName(vip, address)) return true;
  return port.name === vip && (!isDual || port.virtualIp === printAddress(address));
}

/** Whether a Vip of this type has a logical switch port of its own. @source kube-ovn pkg/controller/vip.go handleAddVirtualIP */
export function hasOwnPort(type: unknown): boolean {
  return type === "switch_lb_vip" || type === "kube_host_vm_vip";
}
