/** Arguments of which there are only some values: the unions of the arguments' types and the checks are made from these. */
import type { Kind } from "./kinds";

/** A name of an object, for which a program can also give the resource that makes it. */
export type NameOf<_K extends Kind> = string;

export const WORKLOAD_KINDS = ["Pod", "StatefulSet", "VirtualMachine"] as const;
export type WorkloadKind = (typeof WORKLOAD_KINDS)[number];

/** Kinds of which an AddressPlan can want addresses. */
export const WANTED_KINDS = ["Vip", "ReservedIP", "OvnEip", "IptablesEIP"] as const;
export type WantedKind = (typeof WANTED_KINDS)[number];

export const STRATEGIES = ["spread", "lowest", "highest"] as const;
export type Strategy = (typeof STRATEGIES)[number];

export const LAYOUTS = ["spread", "contiguous"] as const;
export type Layout = (typeof LAYOUTS)[number];

export const PROTOCOLS = ["IPv4", "IPv6", "Dual"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** Uses of an OvnEip: NAT rules, a router port, a switch port. */
export const OVN_EIP_TYPES = ["nat", "lrp", "lsp"] as const;
export const GATEWAY_TYPES = ["distributed", "centralized"] as const;
export type GatewayType = (typeof GATEWAY_TYPES)[number];

export const ACL_DIRECTIONS = ["from-lport", "to-lport"] as const;
export type AclDirection = (typeof ACL_DIRECTIONS)[number];

export const ACL_ACTIONS = ["allow-related", "allow-stateless", "allow", "drop", "reject"] as const;
export type AclAction = (typeof ACL_ACTIONS)[number];

export const NAT_ACTIONS = ["nat", "forward"] as const;
export type NatAction = (typeof NAT_ACTIONS)[number];

export const SELECTOR_OPERATORS = ["In", "NotIn", "Exists", "DoesNotExist"] as const;
export type SelectorOperator = (typeof SELECTOR_OPERATORS)[number];

/** The last one from Kube-OVN 1.14. */
export const VIP_TYPES = ["", "switch_lb_vip", "kube_host_vm_vip"] as const;
export type VipType = (typeof VIP_TYPES)[number];

/**
 * What a run does about the logical switch ports of Vips.
 *
 * - `verify`: looks whether Kube-OVN's controller has made them
 * - `repair`: makes those that the controller has not; their parents stay the controller's
 * - `own`: makes, changes and deletes them, where no controller runs
 */
export const PORT_DUTIES = ["own", "repair", "verify"] as const;
export type PortDuty = (typeof PORT_DUTIES)[number];

/** How far a write to OVN is followed: into the database, until ovn-northd has worked it in, until a chassis has claimed the port. */
export const PORT_WAITS = ["none", "northd", "binding"] as const;
export type PortWait = (typeof PORT_WAITS)[number];
