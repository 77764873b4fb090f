/** What a program writes, resource by resource. Field names follow Kube-OVN's CRDs; addresses are text, sizes are counts of addresses. */

import type { LabelSelector } from "../terms/label-selector";
import type {
  AclAction,
  AclDirection,
  GatewayType,
  Layout,
  NameOf,
  NatAction,
  Protocol,
  Strategy,
  VipType,
  WantedKind,
  WorkloadKind,
} from "../terms/values";

/** The pod, StatefulSet pod or virtual machine that will use a reserved address. */
export interface Workload {
  /** `Pod`, `StatefulSet` or `VirtualMachine`: decides `spec.podType` of the IP object. */
  kind: WorkloadKind;
  /** Name of the pod, StatefulSet or VirtualMachine. */
  name: string;
  /** Namespace of the workload. Default `default`. */
  namespace?: string;
  /** Which pod of a StatefulSet, counted from 0 (with `ordinals.start`, from there). Required for a StatefulSet, refused elsewhere. */
  ordinal?: number;
}

/** How automatic picks are made in a subnet. */
export interface Allocation {
  /** `spread` (default; a place derived from the owner, out of the way of pods), `lowest` or `highest`. */
  strategy?: Strategy;
  /** Planned range: ranges `a..b` or single addresses that automatic picks come from. They are added to `excludeIps`, so that Kube-OVN never assigns them to pods automatically. */
  range?: string | string[];
}

/** Arguments that every resource accepts. */
export interface CommonArgs {
  /** Owner key instead of `organization/project/stack/type/name`: lets a resource keep its address when it moves to another stack or name. Default: none. Not diffed. */
  key?: string;
  /** Take over an object of this name that exists already, with its address; it is given back, not deleted. Default false. Not diffed. */
  adopt?: boolean;
  /** How long Kube-OVN may take to do its part. Default `{create: "5m", update: "5m", delete: "5m"}`. Not diffed. */
  timeouts?: Timeouts;
}

/** Durations such as `90s`, `5m` or `1h30m`, per operation. */
export interface Timeouts {
  /** Until the controller has taken a new object. Default `5m`. */
  create?: string;
  /** Until it has taken a change. Default `5m`. */
  update?: string;
  /** Until the object is gone. Default `5m`. */
  delete?: string;
}

/** A rule of a logical switch for traffic. */
export interface Acl {
  /** `from-lport` (traffic of the pods) or `to-lport` (traffic to them). */
  direction: AclDirection;
  /** 0 to 32767; the highest one that matches counts. Default 0. */
  priority?: number;
  /** Expression of OVN's for packets, such as `ip4.dst == 10.16.0.0/16`. */
  match: string;
  /** `allow-related`, `allow-stateless`, `allow`, `drop` or `reject`. */
  action: AclAction;
}

/** Which outgoing traffic is translated. */
export interface NatOutgoingPolicyRule {
  /** Traffic that the rule is for. Default: all. */
  match?: NatOutgoingPolicyMatch;
  /** `nat`, or `forward` as it is. */
  action: NatAction;
}

/** Traffic by its addresses. */
export interface NatOutgoingPolicyMatch {
  /** Sources: addresses and CIDRs of one family, with commas between. Default: all. */
  srcIPs?: string;
  /** Destinations, in the same way. Default: all. */
  dstIPs?: string;
}

/** Switches of the underlay-to-overlay connection. */
export interface U2oFeatures {
  /** Send traffic for overlay subnets alone through the connection. Default false. */
  overlayOnlyRouting?: boolean;
}

/** A Kube-OVN `Subnet`. */
export interface SubnetArgs extends CommonArgs {
  /** Object name. Default: the resource name. A change replaces. */
  name?: string;
  /** One CIDR, or `v4,v6` in that order, without host bits. A change updates in place; holders that would fall out are refused. */
  cidrBlock: string;
  /** One address per family, `v4,v6` in that order. Default: the first usable address of each CIDR. A change updates in place. */
  gateway?: string;
  /** Addresses and `a..b` ranges that Kube-OVN hands out only on request; the gateway and planned ranges are added. Default: none. A change updates in place. */
  excludeIps?: string[];
  /** `IPv4`, `IPv6` or `Dual`. Default: derived from `cidrBlock`. A change updates in place. */
  protocol?: Protocol;
  /** How and from where addresses are planned. Default `{strategy: "spread"}` without a planned range. A change updates in place and renumbers nothing. */
  allocation?: Allocation;
  /** VPC of the subnet. Default `ovn-cluster`. A change replaces. */
  vpc?: string;
  /** VLAN object of an underlay subnet. Default: none. A change replaces. */
  vlan?: string;
  /** `ovn`, or `<attachment>.<namespace>.ovn` for a secondary network. Default `ovn`. A change replaces. */
  provider?: string;
  /** Namespaces bound to the subnet. Default: none. A change updates in place. */
  namespaces?: string[];
  /** Label selectors of namespaces bound to the subnet. Default: none. A change updates in place. */
  namespaceSelectors?: LabelSelector[];
  /** Marks the cluster's default subnet; Kube-OVN resets it on any other. Default false. A change updates in place. */
  default?: boolean;
  /** `distributed` or `centralized`. Default `distributed` in the default VPC. A change updates in place. */
  gatewayType?: GatewayType;
  /** Nodes of a centralized gateway, comma-separated. Default: none. A change updates in place. */
  gatewayNode?: string;
  /** Label selectors of gateway nodes. Default: none. From Kube-OVN 1.14. A change updates in place. */
  gatewayNodeSelectors?: LabelSelector[];
  /** Translate source addresses of traffic that leaves the cluster. Default false. A change updates in place. */
  natOutgoing?: boolean;
  /** Rules that decide which outgoing traffic is translated. Default: none. A change updates in place. */
  natOutgoingPolicyRules?: NatOutgoingPolicyRule[];
  /** External gateway, at most one address per family; excludes `natOutgoing`. Default: none. A change updates in place. */
  externalEgressGateway?: string;
  /** Priority of the policy route, 1 to 32765. Default: none. A change updates in place. */
  policyRoutingPriority?: number;
  /** Table of the policy route, 1 to 2147483647 without 252 to 255. Default: none. A change updates in place. */
  policyRoutingTableID?: number;
  /** Bytes, 68 to 65535, at least 1280 with IPv6. Default: the cluster's. A change updates in place. */
  mtu?: number;
  /** Drop traffic from other subnets. Default false. A change updates in place. */
  private?: boolean;
  /** CIDRs that may enter a private subnet. Default: none. A change updates in place. */
  allowSubnets?: string[];
  /** Virtual addresses of the switch itself; not reserved by Kube-OVN. Default: none. A change updates in place. */
  vips?: string[];
  /** Use a logical gateway in an underlay subnet. Default false. A change updates in place. */
  logicalGateway?: boolean;
  /** Skip the gateway check of pods. Default false. A change updates in place. */
  disableGatewayCheck?: boolean;
  /** Keep the subnet out of cluster interconnection. Default false. A change updates in place. */
  disableInterConnection?: boolean;
  /** Serve DHCP. Default false. A change updates in place. */
  enableDHCP?: boolean;
  /** OVN DHCPv4 options. Default: Kube-OVN's. A change updates in place. */
  dhcpV4Options?: string;
  /** OVN DHCPv6 options. Default: Kube-OVN's. A change updates in place. */
  dhcpV6Options?: string;
  /** Send IPv6 router advertisements. Default false. A change updates in place. */
  enableIPv6RA?: boolean;
  /** OVN router advertisement options. Default: Kube-OVN's. A change updates in place. */
  ipv6RAConfigs?: string;
  /** ACLs of the logical switch. Default: none. A change updates in place. */
  acls?: Acl[];
  /** Allow traffic between the subnet's own pods when private. Default false. A change updates in place. */
  allowEWTraffic?: boolean;
  /** Connect an underlay subnet to the overlay. Default false. A change updates in place. */
  u2oInterconnection?: boolean;
  /** Address of that connection. Default: chosen by Kube-OVN. A change updates in place. */
  u2oInterconnectionIP?: string;
  /** Switches of the underlay-to-overlay connection. Default: none. From Kube-OVN 1.14. A change updates in place. */
  u2oFeatures?: U2oFeatures;
  /** Attach the cluster's load balancers. Default: the controller's flag. A change updates in place. */
  enableLb?: boolean;
  /** ECMP over several gateway nodes. Default false. A change updates in place. */
  enableEcmp?: boolean;
  /** Multicast snooping. Default false. A change updates in place. */
  enableMulticastSnoop?: boolean;
  /** Addresses for load balancer services from this subnet. Default false. From Kube-OVN 1.14. A change updates in place. */
  enableExternalLBAddress?: boolean;
  /** Route table of the VPC. Default: the main one. A change updates in place. */
  routeTable?: string;
  /** Node network of the subnet. Default: none. From Kube-OVN 1.14. A change updates in place. */
  nodeNetwork?: string;
}

/** A planned range in a Subnet that another owner owns. */
export interface PlannedRangeArgs extends Pick<CommonArgs, "key"> {
  /** The Subnet: resource or name. A change replaces. */
  subnet: NameOf<"Subnet">;
  /** Ranges `a..b` or single addresses. A change updates in place. */
  range: string | string[];
}

/** A Kube-OVN `IPPool`: addresses that only pods asking for it get. */
export interface IPPoolArgs extends CommonArgs {
  /** Object name. Default: the resource name. A change replaces. */
  name?: string;
  /** The Subnet: resource or name. A change replaces (Kube-OVN ignores an edit). */
  subnet: NameOf<"Subnet">;
  /** Addresses, `a..b` ranges or CIDRs inside the subnet. A change updates in place. */
  ips: string[];
  /** Namespaces whose pods are confined to the pool. Default: none. A change updates in place. */
  namespaces?: string[];
  /** Keep an OVN address set of the pool. Default false. From Kube-OVN 1.14. A change updates in place. */
  enableAddressSet?: boolean;
}

/** A Kube-OVN `IP`: the address, and the MAC, that one workload will get. */
export interface ReservedIPArgs extends CommonArgs {
  /** Object name. Default: derived from workload and subnet, which is the only name Kube-OVN accepts. A change replaces. */
  name?: string;
  /** The Subnet: resource or name. A change replaces. */
  subnet: NameOf<"Subnet">;
  /** Who will use the address. A change replaces. */
  workload: Workload;
  /** IPv4 address. Default: planned. A change replaces. */
  v4IpAddress?: string;
  /** IPv6 address. Default: planned. A change replaces. */
  v6IpAddress?: string;
  /** MAC address, unicast. Default: planned; none on a network that is not OVN's. A change replaces. */
  macAddress?: string;
  /** Provider of the pod's interface, optional and for readability: it must equal the subnet's `provider`. Default: the subnet's. A change replaces. */
  interface?: string;
  /** Allow an address that is in `excludeIps` or in a named IPPool. Default false. Not diffed. */
  allowExcluded?: boolean;
  /** Delete the object even while a pod has its address, which takes the pod's port away until Kube-OVN makes another. Default false: the pod keeps it, no longer reserved. Not diffed. */
  force?: boolean;
  /** The AddressPlan that wants it, by which its address is decided: resource or name. Default: none. Not diffed. */
  plan?: NameOf<"AddressPlan">;
}

/** `IP` objects for several workloads. */
export interface ReservedIPSetArgs extends Pick<CommonArgs, "key" | "adopt" | "timeouts"> {
  /** The Subnet: resource or name. A change replaces. */
  subnet: NameOf<"Subnet">;
  /** The workloads, each one once. Either this or `statefulSet`. A change updates in place; who stays keeps the address. */
  workloads?: Workload[];
  /** The ordinals of a StatefulSet. A change of `replicas` or `start` updates in place. */
  statefulSet?: StatefulSetOrdinals;
  /** `spread` (default) or `contiguous`: addresses one after the other, in order. A change updates in place and renumbers nothing. */
  layout?: Layout;
  /** Delete objects even while pods have their addresses, which takes the pods' ports away until Kube-OVN makes others. Default false: pods keep them, no longer reserved. Not diffed. */
  force?: boolean;
}

/** Pods `start` to `start + replicas - 1` of a StatefulSet. */
export interface StatefulSetOrdinals {
  name: string;
  /** Default `default`. */
  namespace?: string;
  replicas: number;
  /** `spec.ordinals.start` of the StatefulSet. Default 0. */
  start?: number;
}

/** A Kube-OVN `Vip`: an address that is not a pod's own. */
export interface VipArgs extends CommonArgs {
  /** Object name. Default: the resource name. A change replaces. */
  name?: string;
  /** The Subnet: resource or name. A change replaces. */
  subnet: NameOf<"Subnet">;
  /** Empty (default: reservation and allowed-address pair), `switch_lb_vip`, or from Kube-OVN 1.14 `kube_host_vm_vip`. A change replaces. */
  type?: VipType;
  /** IPv4 address. Default: planned. A change replaces. */
  v4ip?: string;
  /** IPv6 address. Default: planned. A change replaces. */
  v6ip?: string;
  /** MAC address, unicast. Default: planned from Kube-OVN 1.14 on; 1.13 picks a random one. A change replaces. */
  macAddress?: string;
  /** Namespace of the pods that may use the address as an allowed-address pair. Default: none, or the AapBinding's. A change replaces. */
  namespace?: string;
  /** Labels of those pods, items `key: value`, all of which must match. Default: none, or the AapBinding's. A change updates in place. */
  selector?: string[];
  /** Allow an address that is in `excludeIps` or in a named IPPool. Default false. Not diffed. */
  allowExcluded?: boolean;
  /** The AddressPlan that wants it, by which its address is decided: resource or name. Default: none. Not diffed. */
  plan?: NameOf<"AddressPlan">;
}

/** Pods of one namespace that may use the addresses of Vips beside their own (allowed-address pairs). */
export interface AapBindingArgs extends Pick<CommonArgs, "key"> {
  /** The Vips: resources or names. A change updates in place. */
  vips: NameOf<"Vip">[];
  /** Namespace of the pods. A change replaces. */
  namespace: string;
  /** Labels of the pods, items `key: value`, all of which must match. Default: none, which Kube-OVN reads as every pod of the namespace that asks. A change updates in place. */
  selector?: string[];
  /** The workloads behind the binding, so that their ports are known in the preview. Default: none. A change updates in place. */
  members?: Workload[];
}

/** Addresses of several resources of a program, decided together. No object. */
export interface AddressPlanArgs {
  /** What is wanted for which resource, by the name of that resource in the program. It has the parent and the provider that the plan has. A change updates in place. */
  wants: Record<string, AddressWant>;
}

/** What decides the address of one resource: those of its arguments that do. */
export interface AddressWant {
  /** Its kind: `Vip`, `ReservedIP`, `OvnEip` or `IptablesEIP`. Default `Vip`. */
  kind?: WantedKind;
  /** The Subnet; of an OvnEip or IptablesEIP the external one. */
  subnet: string;
  /** Name of its object. Default: the name of the resource. */
  name?: string;
  /** Owner key instead of the one that follows from its place. Default: none. */
  key?: string;
  /** Whether an object of this name that exists is taken over with its address. Default false. */
  adopt?: boolean;
  /** The workload of a ReservedIP. */
  workload?: Workload;
  /** The type of a Vip or an OvnEip. */
  type?: string;
  /** The VpcNatGateway of an IptablesEIP. */
  natGwDp?: string;
  /** IPv4 address. Default: planned. */
  v4ip?: string;
  /** IPv6 address. Default: planned. */
  v6ip?: string;
  /** MAC address. Default: planned. */
  macAddress?: string;
  /** Allow an address that is in `excludeIps` or in a named IPPool. Default false. */
  allowExcluded?: boolean;
}
