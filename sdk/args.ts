// Made by scripts/generate-docs.mjs from provider/plan/terms/label-selector.ts, provider/plan/arguments/args.ts, provider/kinds; edit those.
import type * as pulumi from "@pulumi/pulumi";
import type {
  AclAction,
  AclDirection,
  GatewayType,
  Layout,
  NatAction,
  Protocol,
  SelectorOperator,
  Strategy,
  VipType,
  WantedKind,
  WorkloadKind,
} from "../provider/plan";
import type { AddressPlan } from "./address-plan";
import type { Subnet } from "./subnet";
import type { Vip } from "./vip";

/** Labels that are to match, as in Kubernetes. */
export interface LabelSelectorArgs {
  /** Labels, all of which must be there. Default: none. */
  matchLabels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Conditions on labels, all of which must be met. Default: none. */
  matchExpressions?: pulumi.Input<pulumi.Input<LabelExpressionArgs>[]>;
}

/** A condition on one label. */
export interface LabelExpressionArgs {
  /** The label. */
  key: string;
  /** `In`, `NotIn`, `Exists` or `DoesNotExist`. */
  operator: pulumi.Input<SelectorOperator>;
  /** Values for `In` and `NotIn`. Default: none. */
  values?: pulumi.Input<pulumi.Input<string>[]>;
}

/** The pod, StatefulSet pod or virtual machine that will use a reserved address. */
export interface WorkloadArgs {
  /** `Pod`, `StatefulSet` or `VirtualMachine`: decides `spec.podType` of the IP object. */
  kind: pulumi.Input<WorkloadKind>;
  /** Name of the pod, StatefulSet or VirtualMachine. */
  name: pulumi.Input<string>;
  /** Namespace of the workload. Default `default`. */
  namespace?: pulumi.Input<string>;
  /** Which pod of a StatefulSet, counted from 0 (with `ordinals.start`, from there). Required for a StatefulSet, refused elsewhere. */
  ordinal?: pulumi.Input<number>;
}

/** How automatic picks are made in a subnet. */
export interface AllocationArgs {
  /** `spread` (default; a place derived from the owner, out of the way of pods), `lowest` or `highest`. */
  strategy?: pulumi.Input<Strategy>;
  /** Planned range: ranges `a..b` or single addresses that automatic picks come from. They are added to `excludeIps`, so that Kube-OVN never assigns them to pods automatically. */
  range?: pulumi.Input<string | pulumi.Input<string>[]>;
}

/** Arguments that every resource accepts. */
export interface CommonArgs {
  /** Owner key instead of `organization/project/stack/type/name`: lets a resource keep its address when it moves to another stack or name. Default: none. Not diffed. */
  key?: string;
  /** Take over an object of this name that exists already, with its address; it is given back, not deleted. Default false. Not diffed. */
  adopt?: pulumi.Input<boolean>;
  /** How long Kube-OVN may take to do its part. Default `{create: "5m", update: "5m", delete: "5m"}`. Not diffed. */
  timeouts?: pulumi.Input<TimeoutsArgs>;
}

/** Durations such as `90s`, `5m` or `1h30m`, per operation. */
export interface TimeoutsArgs {
  /** Until the controller has taken a new object. Default `5m`. */
  create?: pulumi.Input<string>;
  /** Until it has taken a change. Default `5m`. */
  update?: pulumi.Input<string>;
  /** Until the object is gone. Default `5m`. */
  delete?: pulumi.Input<string>;
}

/** A rule of a logical switch for traffic. */
export interface AclArgs {
  /** `from-lport` (traffic of the pods) or `to-lport` (traffic to them). */
  direction: pulumi.Input<AclDirection>;
  /** 0 to 32767; the highest one that matches counts. Default 0. */
  priority?: pulumi.Input<number>;
  /** Expression of OVN's for packets, such as `ip4.dst == 10.16.0.0/16`. */
  match: pulumi.Input<string>;
  /** `allow-related`, `allow-stateless`, `allow`, `drop` or `reject`. */
  action: pulumi.Input<AclAction>;
}

/** Which outgoing traffic is translated. */
export interface NatOutgoingPolicyRuleArgs {
  /** Traffic that the rule is for. Default: all. */
  match?: pulumi.Input<NatOutgoingPolicyMatchArgs>;
  /** `nat`, or `forward` as it is. */
  action: pulumi.Input<NatAction>;
}

/** Traffic by its addresses. */
export interface NatOutgoingPolicyMatchArgs {
  /** Sources: addresses and CIDRs of one family, with commas between. Default: all. */
  srcIPs?: pulumi.Input<string>;
  /** Destinations, in the same way. Default: all. */
  dstIPs?: pulumi.Input<string>;
}

/** Switches of the underlay-to-overlay connection. */
export interface U2oFeaturesArgs {
  /** Send traffic for overlay subnets alone through the connection. Default false. */
  overlayOnlyRouting?: pulumi.Input<boolean>;
}

/** A Kube-OVN `Subnet`. */
export interface SubnetArgs extends CommonArgs {
  /** Object name. Default: the resource name. A change replaces. */
  name?: pulumi.Input<string>;
  /** One CIDR, or `v4,v6` in that order, without host bits. A change updates in place; holders that would fall out are refused. */
  cidrBlock: pulumi.Input<string>;
  /** One address per family, `v4,v6` in that order. Default: the first usable address of each CIDR. A change updates in place. */
  gateway?: pulumi.Input<string>;
  /** Addresses and `a..b` ranges that Kube-OVN hands out only on request; the gateway and planned ranges are added. Default: none. A change updates in place. */
  excludeIps?: pulumi.Input<pulumi.Input<string>[]>;
  /** `IPv4`, `IPv6` or `Dual`. Default: derived from `cidrBlock`. A change updates in place. */
  protocol?: pulumi.Input<Protocol>;
  /** How and from where addresses are planned. Default `{strategy: "spread"}` without a planned range. A change updates in place and renumbers nothing. */
  allocation?: pulumi.Input<AllocationArgs>;
  /** VPC of the subnet. Default `ovn-cluster`. A change replaces. */
  vpc?: pulumi.Input<string>;
  /** VLAN object of an underlay subnet. Default: none. A change replaces. */
  vlan?: pulumi.Input<string>;
  /** `ovn`, or `<attachment>.<namespace>.ovn` for a secondary network. Default `ovn`. A change replaces. */
  provider?: pulumi.Input<string>;
  /** Namespaces bound to the subnet. Default: none. A change updates in place. */
  namespaces?: pulumi.Input<pulumi.Input<string>[]>;
  /** Label selectors of namespaces bound to the subnet. Default: none. A change updates in place. */
  namespaceSelectors?: pulumi.Input<pulumi.Input<LabelSelectorArgs>[]>;
  /** Marks the cluster's default subnet; Kube-OVN resets it on any other. Default false. A change updates in place. */
  default?: pulumi.Input<boolean>;
  /** `distributed` or `centralized`. Default `distributed` in the default VPC. A change updates in place. */
  gatewayType?: pulumi.Input<GatewayType>;
  /** Nodes of a centralized gateway, comma-separated. Default: none. A change updates in place. */
  gatewayNode?: pulumi.Input<string>;
  /** Label selectors of gateway nodes. Default: none. From Kube-OVN 1.14. A change updates in place. */
  gatewayNodeSelectors?: pulumi.Input<pulumi.Input<LabelSelectorArgs>[]>;
  /** Translate source addresses of traffic that leaves the cluster. Default false. A change updates in place. */
  natOutgoing?: pulumi.Input<boolean>;
  /** Rules that decide which outgoing traffic is translated. Default: none. A change updates in place. */
  natOutgoingPolicyRules?: pulumi.Input<pulumi.Input<NatOutgoingPolicyRuleArgs>[]>;
  /** External gateway, at most one address per family; excludes `natOutgoing`. Default: none. A change updates in place. */
  externalEgressGateway?: pulumi.Input<string>;
  /** Priority of the policy route, 1 to 32765. Default: none. A change updates in place. */
  policyRoutingPriority?: pulumi.Input<number>;
  /** Table of the policy route, 1 to 2147483647 without 252 to 255. Default: none. A change updates in place. */
  policyRoutingTableID?: pulumi.Input<number>;
  /** Bytes, 68 to 65535, at least 1280 with IPv6. Default: the cluster's. A change updates in place. */
  mtu?: pulumi.Input<number>;
  /** Drop traffic from other subnets. Default false. A change updates in place. */
  private?: pulumi.Input<boolean>;
  /** CIDRs that may enter a private subnet. Default: none. A change updates in place. */
  allowSubnets?: pulumi.Input<pulumi.Input<string>[]>;
  /** Virtual addresses of the switch itself; not reserved by Kube-OVN. Default: none. A change updates in place. */
  vips?: pulumi.Input<pulumi.Input<string>[]>;
  /** Use a logical gateway in an underlay subnet. Default false. A change updates in place. */
  logicalGateway?: pulumi.Input<boolean>;
  /** Skip the gateway check of pods. Default false. A change updates in place. */
  disableGatewayCheck?: pulumi.Input<boolean>;
  /** Keep the subnet out of cluster interconnection. Default false. A change updates in place. */
  disableInterConnection?: pulumi.Input<boolean>;
  /** Serve DHCP. Default false. A change updates in place. */
  enableDHCP?: pulumi.Input<boolean>;
  /** OVN DHCPv4 options. Default: Kube-OVN's. A change updates in place. */
  dhcpV4Options?: pulumi.Input<string>;
  /** OVN DHCPv6 options. Default: Kube-OVN's. A change updates in place. */
  dhcpV6Options?: pulumi.Input<string>;
  /** Send IPv6 router advertisements. Default false. A change updates in place. */
  enableIPv6RA?: pulumi.Input<boolean>;
  /** OVN router advertisement options. Default: Kube-OVN's. A change updates in place. */
  ipv6RAConfigs?: pulumi.Input<string>;
  /** ACLs of the logical switch. Default: none. A change updates in place. */
  acls?: pulumi.Input<pulumi.Input<AclArgs>[]>;
  /** Allow traffic between the subnet's own pods when private. Default false. A change updates in place. */
  allowEWTraffic?: pulumi.Input<boolean>;
  /** Connect an underlay subnet to the overlay. Default false. A change updates in place. */
  u2oInterconnection?: pulumi.Input<boolean>;
  /** Address of that connection. Default: chosen by Kube-OVN. A change updates in place. */
  u2oInterconnectionIP?: pulumi.Input<string>;
  /** Switches of the underlay-to-overlay connection. Default: none. From Kube-OVN 1.14. A change updates in place. */
  u2oFeatures?: pulumi.Input<U2oFeaturesArgs>;
  /** Attach the cluster's load balancers. Default: the controller's flag. A change updates in place. */
  enableLb?: pulumi.Input<boolean>;
  /** ECMP over several gateway nodes. Default false. A change updates in place. */
  enableEcmp?: pulumi.Input<boolean>;
  /** Multicast snooping. Default false. A change updates in place. */
  enableMulticastSnoop?: pulumi.Input<boolean>;
  /** Addresses for load balancer services from this subnet. Default false. From Kube-OVN 1.14. A change updates in place. */
  enableExternalLBAddress?: pulumi.Input<boolean>;
  /** Route table of the VPC. Default: the main one. A change updates in place. */
  routeTable?: pulumi.Input<string>;
  /** Node network of the subnet. Default: none. From Kube-OVN 1.14. A change updates in place. */
  nodeNetwork?: pulumi.Input<string>;
}

/** A planned range in a Subnet that another owner owns. */
export interface PlannedRangeArgs extends Pick<CommonArgs, "key"> {
  /** The Subnet: resource or name. A change replaces. */
  subnet: pulumi.Input<string> | Subnet;
  /** Ranges `a..b` or single addresses. A change updates in place. */
  range: pulumi.Input<string | pulumi.Input<string>[]>;
}

/** A Kube-OVN `IPPool`: addresses that only pods asking for it get. */
export interface IPPoolArgs extends CommonArgs {
  /** Object name. Default: the resource name. A change replaces. */
  name?: pulumi.Input<string>;
  /** The Subnet: resource or name. A change replaces (Kube-OVN ignores an edit). */
  subnet: pulumi.Input<string> | Subnet;
  /** Addresses, `a..b` ranges or CIDRs inside the subnet. A change updates in place. */
  ips: pulumi.Input<pulumi.Input<string>[]>;
  /** Namespaces whose pods are confined to the pool. Default: none. A change updates in place. */
  namespaces?: pulumi.Input<pulumi.Input<string>[]>;
  /** Keep an OVN address set of the pool. Default false. From Kube-OVN 1.14. A change updates in place. */
  enableAddressSet?: pulumi.Input<boolean>;
}

/** A Kube-OVN `IP`: the address, and the MAC, that one workload will get. */
export interface ReservedIPArgs extends CommonArgs {
  /** Object name. Default: derived from workload and subnet, which is the only name Kube-OVN accepts. A change replaces. */
  name?: pulumi.Input<string>;
  /** The Subnet: resource or name. A change replaces. */
  subnet: pulumi.Input<string> | Subnet;
  /** Who will use the address. A change replaces. */
  workload: pulumi.Input<WorkloadArgs>;
  /** IPv4 address. Default: planned. A change replaces. */
  v4IpAddress?: pulumi.Input<string>;
  /** IPv6 address. Default: planned. A change replaces. */
  v6IpAddress?: pulumi.Input<string>;
  /** MAC address, unicast. Default: planned; none on a network that is not OVN's. A change replaces. */
  macAddress?: pulumi.Input<string>;
  /** Provider of the pod's interface, optional and for readability: it must equal the subnet's `provider`. Default: the subnet's. A change replaces. */
  interface?: pulumi.Input<string>;
  /** Allow an address that is in `excludeIps` or in a named IPPool. Default false. Not diffed. */
  allowExcluded?: pulumi.Input<boolean>;
  /** Delete the object even while a pod has its address, which takes the pod's port away until Kube-OVN makes another. Default false: the pod keeps it, no longer reserved. Not diffed. */
  force?: pulumi.Input<boolean>;
  /** The AddressPlan that wants it, by which its address is decided: resource or name. Default: none. Not diffed. */
  plan?: pulumi.Input<string> | AddressPlan;
}

/** `IP` objects for several workloads. */
export interface ReservedIPSetArgs extends Pick<CommonArgs, "key" | "adopt" | "timeouts"> {
  /** The Subnet: resource or name. A change replaces. */
  subnet: pulumi.Input<string> | Subnet;
  /** The workloads, each one once. Either this or `statefulSet`. A change updates in place; who stays keeps the address. */
  workloads?: pulumi.Input<pulumi.Input<WorkloadArgs>[]>;
  /** The ordinals of a StatefulSet. A change of `replicas` or `start` updates in place. */
  statefulSet?: pulumi.Input<StatefulSetOrdinalsArgs>;
  /** `spread` (default) or `contiguous`: addresses one after the other, in order. A change updates in place and renumbers nothing. */
  layout?: pulumi.Input<Layout>;
  /** Delete objects even while pods have their addresses, which takes the pods' ports away until Kube-OVN makes others. Default false: pods keep them, no longer reserved. Not diffed. */
  force?: pulumi.Input<boolean>;
}

/** Pods `start` to `start + replicas - 1` of a StatefulSet. */
export interface StatefulSetOrdinalsArgs {
  name: pulumi.Input<string>;
  /** Default `default`. */
  namespace?: pulumi.Input<string>;
  replicas: pulumi.Input<number>;
  /** `spec.ordinals.start` of the StatefulSet. Default 0. */
  start?: pulumi.Input<number>;
}

/** A Kube-OVN `Vip`: an address that is not a pod's own. */
export interface VipArgs extends CommonArgs {
  /** Object name. Default: the resource name. A change replaces. */
  name?: pulumi.Input<string>;
  /** The Subnet: resource or name. A change replaces. */
  subnet: pulumi.Input<string> | Subnet;
  /** Empty (default: reservation and allowed-address pair), `switch_lb_vip`, or from Kube-OVN 1.14 `kube_host_vm_vip`. A change replaces. */
  type?: pulumi.Input<VipType>;
  /** IPv4 address. Default: planned. A change replaces. */
  v4ip?: pulumi.Input<string>;
  /** IPv6 address. Default: planned. A change replaces. */
  v6ip?: pulumi.Input<string>;
  /** MAC address, unicast. Default: planned from Kube-OVN 1.14 on; 1.13 picks a random one. A change replaces. */
  macAddress?: pulumi.Input<string>;
  /** Namespace of the pods that may use the address as an allowed-address pair. Default: none, or the AapBinding's. A change replaces. */
  namespace?: pulumi.Input<string>;
  /** Labels of those pods, items `key: value`, all of which must match. Default: none, or the AapBinding's. A change updates in place. */
  selector?: pulumi.Input<pulumi.Input<string>[]>;
  /** Allow an address that is in `excludeIps` or in a named IPPool. Default false. Not diffed. */
  allowExcluded?: pulumi.Input<boolean>;
  /** The AddressPlan that wants it, by which its address is decided: resource or name. Default: none. Not diffed. */
  plan?: pulumi.Input<string> | AddressPlan;
}

/** Pods of one namespace that may use the addresses of Vips beside their own (allowed-address pairs). */
export interface AapBindingArgs extends Pick<CommonArgs, "key"> {
  /** The Vips: resources or names. A change updates in place. */
  vips: pulumi.Input<pulumi.Input<string>[]> | (pulumi.Input<string> | Vip)[];
  /** Namespace of the pods. A change replaces. */
  namespace: pulumi.Input<string>;
  /** Labels of the pods, items `key: value`, all of which must match. Default: none, which Kube-OVN reads as every pod of the namespace that asks. A change updates in place. */
  selector?: pulumi.Input<pulumi.Input<string>[]>;
  /** The workloads behind the binding, so that their ports are known in the preview. Default: none. A change updates in place. */
  members?: pulumi.Input<pulumi.Input<WorkloadArgs>[]>;
}

/** Addresses of several resources of a program, decided together. No object. */
export interface AddressPlanArgs {
  /** What is wanted for which resource, by the name of that resource in the program. It has the parent and the provider that the plan has. A change updates in place. */
  wants: pulumi.Input<Record<string, pulumi.Input<AddressWantArgs>>>;
}

/** What decides the address of one resource: those of its arguments that do. */
export interface AddressWantArgs {
  /** Its kind: `Vip`, `ReservedIP`, `OvnEip` or `IptablesEIP`. Default `Vip`. */
  kind?: pulumi.Input<WantedKind>;
  /** The Subnet; of an OvnEip or IptablesEIP the external one. */
  subnet: pulumi.Input<string>;
  /** Name of its object. Default: the name of the resource. */
  name?: pulumi.Input<string>;
  /** Owner key instead of the one that follows from its place. Default: none. */
  key?: string;
  /** Whether an object of this name that exists is taken over with its address. Default false. */
  adopt?: pulumi.Input<boolean>;
  /** The workload of a ReservedIP. */
  workload?: pulumi.Input<WorkloadArgs>;
  /** The type of a Vip or an OvnEip. */
  type?: pulumi.Input<string>;
  /** The VpcNatGateway of an IptablesEIP. */
  natGwDp?: pulumi.Input<string>;
  /** IPv4 address. Default: planned. */
  v4ip?: pulumi.Input<string>;
  /** IPv6 address. Default: planned. */
  v6ip?: pulumi.Input<string>;
  /** MAC address. Default: planned. */
  macAddress?: pulumi.Input<string>;
  /** Allow an address that is in `excludeIps` or in a named IPPool. Default false. */
  allowExcluded?: pulumi.Input<boolean>;
}

/** A Kube-OVN `IptablesEIP`: an address of an external network on a VPC NAT gateway. */
export interface IptablesEIPArgs extends CommonArgs {
  /** Object name. Default: the resource name. A change replaces. */
  name?: pulumi.Input<string>;
  /** The external Subnet, which has the name of its NetworkAttachmentDefinition: resource or name. A change replaces. */
  externalSubnet: pulumi.Input<string> | Subnet;
  /** The VpcNatGateway that answers for the address. A change replaces. */
  natGwDp: pulumi.Input<string>;
  /** IPv4 address. Default: planned. A change replaces. */
  v4ip?: pulumi.Input<string>;
  /** Name of a QoSPolicy. Default: none. A change updates in place. */
  qosPolicy?: pulumi.Input<string>;
  /** Allow an address that is in `excludeIps` or in a named IPPool. Default false. Not diffed. */
  allowExcluded?: pulumi.Input<boolean>;
  /** The AddressPlan that wants it, by which its address is decided: resource or name. Default: none. Not diffed. */
  plan?: pulumi.Input<string> | AddressPlan;
}

/** A Kube-OVN `OvnEip`: an address of an external network for NAT rules, router ports or gateway nodes of OVN. */
export interface OvnEipArgs extends CommonArgs {
  /** Object name. Default: the resource name. A change replaces. */
  name?: pulumi.Input<string>;
  /** The external Subnet: resource or name. A change replaces. */
  externalSubnet: pulumi.Input<string> | Subnet;
  /** IPv4 address. Default: planned. A change replaces. */
  v4Ip?: pulumi.Input<string>;
  /** What it is for: `nat` (default), `lrp` (a router port) or `lsp` (a gateway node). A change replaces. */
  type?: pulumi.Input<"nat" | "lrp" | "lsp">;
  /** Allow an address that is in `excludeIps` or in a named IPPool. Default false. Not diffed. */
  allowExcluded?: pulumi.Input<boolean>;
  /** The AddressPlan that wants it, by which its address is decided: resource or name. Default: none. Not diffed. */
  plan?: pulumi.Input<string> | AddressPlan;
}
