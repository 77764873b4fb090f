// Made by scripts/generate-docs.mjs from provider/plan/arguments/spiderpool/args.ts, provider/plan/arguments/spiderpool/multus-args.ts; edit those.
import type * as pulumi from "@pulumi/pulumi";
import type {
  CniType,
  CniVersion,
  CoordinatorMode,
  IpVersion,
  LinkState,
  OnImpact,
  PodCidrType,
  UpdateType,
  VlanMode,
} from "../../provider/plan";
import type { CommonArgs, LabelSelectorArgs } from "../args";
import type { FixedIP } from "./fixed-ip";
import type { IPPool } from "./ip-pool";
import type { Subnet } from "./subnet";

/** A route of a pod's interface. */
export interface RouteArgs {
  /** CIDR of the destination; not the default route, which is `gateway`. */
  dst: pulumi.Input<string>;
  /** Address of the next hop, inside the subnet. */
  gw: pulumi.Input<string>;
}

/** Arguments of objects that can affect a running pod. */
export interface ImpactArgs extends CommonArgs {
  /** `report` (default; the pods are listed in the preview and in `impact`) or `fail`: the preview is refused while a running pod is affected. Not diffed. */
  onImpact?: pulumi.Input<OnImpact>;
}

/** A `SpiderReservedIP`: addresses that Spiderpool gives to nobody, whatever pool they are in. */
export interface ReservedIPArgs extends ImpactArgs {
  /** Object name. Default: the resource name. A change replaces. */
  name?: pulumi.Input<string>;
  /** Addresses and ranges of one family, `10.6.168.131-10.6.168.132`, at most 65536. May be empty with `ipVersion`. Default: none. A change updates in place. */
  ips?: pulumi.Input<pulumi.Input<string>[]>;
  /** 4 or 6. Default: that of `ips`. A change replaces. */
  ipVersion?: pulumi.Input<IpVersion>;
}

/** A `SpiderSubnet`: addresses that pools of the same CIDR are cut from. */
export interface SubnetArgs extends CommonArgs {
  /** Object name. Default: the resource name. A change replaces. */
  name?: pulumi.Input<string>;
  /** One CIDR without host bits, as Go prints it. A change replaces. */
  subnet: pulumi.Input<string>;
  /** Addresses and ranges inside `subnet`, at most 65536. Default: none. A change updates in place. */
  ips?: pulumi.Input<pulumi.Input<string>[]>;
  /** Addresses and ranges of `subnet` that are not available, whether they are in `ips` or not. Default: none. A change updates in place. */
  excludeIPs?: pulumi.Input<pulumi.Input<string>[]>;
  /** Address inside `subnet` and not among the available addresses. Default: none. A change updates in place. */
  gateway?: pulumi.Input<string>;
  /** Routes of the pods. Default: none. A change updates in place. */
  routes?: pulumi.Input<pulumi.Input<RouteArgs>[]>;
  /** 4 or 6. Default: that of `subnet`. A change replaces. */
  ipVersion?: pulumi.Input<IpVersion>;
}

/** A `SpiderIPPool`: addresses for pods. `gateway` and `routes` default to those of the SpiderSubnet of the same CIDR. */
export interface IPPoolArgs extends SubnetArgs, ImpactArgs {
  /** Pods that may use the pool. Default: all. A change updates in place. */
  podAffinity?: pulumi.Input<LabelSelectorArgs>;
  /** Namespaces whose pods may use the pool. Default: all. A change updates in place. */
  namespaceAffinity?: pulumi.Input<LabelSelectorArgs>;
  /** Nodes whose pods may use the pool. Default: all. A change updates in place. */
  nodeAffinity?: pulumi.Input<LabelSelectorArgs>;
  /** Names of namespaces; where there are any, `namespaceAffinity` does not count. Default: none. A change updates in place. */
  namespaceName?: pulumi.Input<pulumi.Input<string>[]>;
  /** Names of nodes; where there are any, `nodeAffinity` does not count. Default: none. A change updates in place. */
  nodeName?: pulumi.Input<pulumi.Input<string>[]>;
  /** Networks `namespace/name` whose interfaces may use the pool. Default: all. A change updates in place. */
  multusName?: pulumi.Input<pulumi.Input<string>[]>;
  /** Use the pool for pods that ask for none. Default false. A change updates in place. */
  default?: pulumi.Input<boolean>;
  /** Give no address of the pool any more; those that are given stay. Default false. A change updates in place. */
  disable?: pulumi.Input<boolean>;
}

/** A `SpiderMultusConfig`: a CNI configuration, of which Spiderpool makes a NetworkAttachmentDefinition. */
export interface MultusConfigArgs extends CommonArgs {
  /** Object name. Default: the resource name. A change replaces. */
  name?: pulumi.Input<string>;
  /** Namespace of the object and of the NetworkAttachmentDefinition. A change replaces. */
  namespace: pulumi.Input<string>;
  /** `macvlan`, `ipvlan`, `vlan`, `sriov`, `ovs`, `ib-sriov`, `ipoib` or `custom`; the field of that name has to be set, and no other. Default `custom`. A change updates in place. */
  cniType?: pulumi.Input<CniType>;
  /** Of `macvlan`. Default: none. A change updates in place. */
  macvlan?: pulumi.Input<MacvlanConfigArgs>;
  /** Of `ipvlan`, with the same fields. Default: none. A change updates in place. */
  ipvlan?: pulumi.Input<MacvlanConfigArgs>;
  /** Of `vlan`, with the same fields and `vlanMode`. Default: none. A change updates in place. */
  vlan?: pulumi.Input<VlanConfigArgs>;
  /** Of `sriov`. Default: none. A change updates in place. */
  sriov?: pulumi.Input<SriovConfigArgs>;
  /** Of `ovs`. Default: none. A change updates in place. */
  ovs?: pulumi.Input<OvsConfigArgs>;
  /** Of `ib-sriov`. Default: none. A change updates in place. */
  ibsriov?: pulumi.Input<IbSriovConfigArgs>;
  /** Of `ipoib`. Default: none. A change updates in place. */
  ipoib?: pulumi.Input<IpoibConfigArgs>;
  /** Of `custom`: a CNI configuration as JSON text. Default: none. A change updates in place. */
  customCNI?: pulumi.Input<string>;
  /** Chain Spiderpool's coordinator plugin behind it. Default true, false with `custom`. A change updates in place. */
  enableCoordinator?: pulumi.Input<boolean>;
  /** Leave the addresses of the interface to someone else. Default false. A change updates in place. */
  disableIPAM?: pulumi.Input<boolean>;
  /** The coordinator of this network. Default: as its fields. A change updates in place. */
  coordinator?: pulumi.Input<CoordinatorConfigArgs>;
  /** Further plugins of the chain, each a JSON text. Default: none. A change updates in place. */
  chainCNIJsonData?: pulumi.Input<pulumi.Input<string>[]>;
  /** Name of the NetworkAttachmentDefinition. Default: that of the object. A change replaces, as Spiderpool refuses it on an object that is there. */
  attachmentName?: pulumi.Input<string>;
  /** CNI version: 0.3.0, 0.3.1, 0.4.0 or 1.0.0. Default 0.3.1. A change updates in place. */
  cniVersion?: pulumi.Input<CniVersion>;
}

/** One address for one pod at a time: a `SpiderIPPool` of a single address with an affinity to the pod's labels. */
export interface FixedIPArgs extends CommonArgs {
  /** Name of the SpiderIPPool. Default: the resource name. A change replaces. */
  name?: pulumi.Input<string>;
  /** The SpiderSubnet: resource or name. A change replaces. */
  subnet: pulumi.Input<string> | Subnet;
  /** Address of the SpiderSubnet. Default: planned, from its addresses that no pool and no SpiderReservedIP has. A change replaces. */
  ip?: pulumi.Input<string>;
  /** Namespace of the pod. Default: any. A change updates in place. */
  namespace?: pulumi.Input<string>;
  /** Labels of the pod, at least one: nobody else is given the address. A change updates in place. */
  selector: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Gateway. Default: the SpiderSubnet's. A change updates in place. */
  gateway?: pulumi.Input<string>;
  /** Routes. Default: the SpiderSubnet's. A change updates in place. */
  routes?: pulumi.Input<pulumi.Input<RouteArgs>[]>;
  /** Networks `namespace/name` whose interfaces may use the address. Default: all. A change updates in place. */
  multusName?: pulumi.Input<pulumi.Input<string>[]>;
  /** `report` (default; the pods are listed in the preview and in `impact`) or `fail`: the preview is refused while a running pod is affected. Not diffed. */
  onImpact?: pulumi.Input<OnImpact>;
}

/** Which interface of several. */
export interface InterfaceArgs {
  /** `eth0`, `net1`, …: on all items or on none. Default: by place in the list. */
  interface?: pulumi.Input<string>;
  /** Leave the default route of this interface out. Default false. */
  cleangateway?: pulumi.Input<boolean>;
}

/** Pools of one interface: resources or names. */
export interface FamilyPoolsArgs {
  /** For IPv4. Default: none. */
  ipv4?: pulumi.Input<pulumi.Input<string>[]> | (pulumi.Input<string> | IPPool | FixedIP)[];
  /** For IPv6. Default: none. */
  ipv6?: pulumi.Input<pulumi.Input<string>[]> | (pulumi.Input<string> | IPPool | FixedIP)[];
}

/** Pools of one interface of several. */
export interface InterfacePoolsArgs extends FamilyPoolsArgs, InterfaceArgs {}

/** SpiderSubnets of one interface: resources or names. */
export interface FamilySubnetsArgs {
  /** For IPv4. Default: none. */
  ipv4?: pulumi.Input<pulumi.Input<string>[]> | (pulumi.Input<string> | Subnet)[];
  /** For IPv6. Default: none. */
  ipv6?: pulumi.Input<pulumi.Input<string>[]> | (pulumi.Input<string> | Subnet)[];
}

/** SpiderSubnets of one interface of several. */
export interface InterfaceSubnetsArgs extends FamilySubnetsArgs, InterfaceArgs {}

/** The workload behind a pod template. */
export interface PodOwnerArgs {
  /** `Deployment`, `StatefulSet`, `DaemonSet`, … */
  kind: pulumi.Input<string>;
  name: pulumi.Input<string>;
  /** Default `default`. */
  namespace?: pulumi.Input<string>;
}

/** `spec.strategy` of a Deployment. */
export interface DeploymentStrategyArgs {
  /** `RollingUpdate` or `Recreate`. Default `RollingUpdate`. */
  type?: pulumi.Input<UpdateType>;
  /** How a rolling update goes. Default: as its fields. */
  rollingUpdate?: pulumi.Input<RollingUpdateArgs>;
}

/** How far a rolling update may stray from the replicas. */
export interface RollingUpdateArgs {
  /** Pods beyond the replicas: a number, or a share of them such as `25%`, rounded up. Default `25%`. */
  maxSurge?: pulumi.Input<number | string>;
  /** Replicas that may be missing: a number, or a share, rounded down. Default `25%`. */
  maxUnavailable?: pulumi.Input<number | string>;
}

/** Annotations of a pod template for Spiderpool and Multus, checked against the pools of the program and the cluster. No object is made. */
export interface PodAnnotationsArgs extends Pick<CommonArgs, "key"> {
  /** Pools of a pod with one interface. Default: none. A change updates in place. */
  ippool?: FamilyPoolsArgs;
  /** Pools by interface. Default: none. A change updates in place. */
  ippools?: InterfacePoolsArgs[];
  /** SpiderSubnet to have a pool cut from; Spiderpool uses the first of each family. Default: none. A change updates in place. */
  subnet?: FamilySubnetsArgs;
  /** The same by interface. Default: none. A change updates in place. */
  subnets?: InterfaceSubnetsArgs[];
  /** Size of a pool that is cut from a SpiderSubnet: `N`, or `+N` for N more than replicas. Default: Spiderpool's, `+1`. A change updates in place. */
  ippoolIpNumber?: pulumi.Input<string>;
  /** Delete such a pool with its workload. Default: Spiderpool's, true. A change updates in place. */
  ippoolReclaim?: pulumi.Input<boolean>;
  /** Network of eth0, `namespace/name`. Default: the cluster's. A change updates in place. */
  defaultNetwork?: pulumi.Input<string>;
  /** Further networks, `namespace/name` or `namespace/name@interface`. Default: none. A change updates in place. */
  networks?: pulumi.Input<pulumi.Input<string>[]>;
  /** Whose pods these are: the addresses they have already count as theirs. Default: unknown. A change updates in place. */
  workload?: pulumi.Input<PodOwnerArgs>;
  /** Labels of the pods: a pool whose `podAffinity` they do not fit is refused. Default: not checked. A change updates in place. */
  labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Strategy of the Deployment in `workload`: the preview tells when a rolling update would stop for want of an address. Default: Kubernetes'. A change updates in place. */
  strategy?: pulumi.Input<DeploymentStrategyArgs>;
  /** How many pods there will be: more than the named pools have addresses for is refused. Default: not checked. A change updates in place. */
  replicas?: pulumi.Input<number>;
}

/** Pools that the addresses of a network come from where neither pod nor namespace names any. */
export interface NetworkPoolsArgs {
  /** For IPv4; a name may have the wildcards `*`, `?` and `[…]`. Default: none. */
  ipv4?: pulumi.Input<pulumi.Input<string>[]>;
  /** For IPv6. Default: none. */
  ipv6?: pulumi.Input<pulumi.Input<string>[]>;
  /** Pass over pools of another CIDR than the host interface's; of `sriov` alone. Default false. */
  matchMasterSubnet?: pulumi.Input<boolean>;
}

/** How several interfaces of the host become one. */
export interface BondArgs {
  /** Name of the interface that is made. */
  name: pulumi.Input<string>;
  /** Mode of Linux bonding, 0 to 6. */
  mode: pulumi.Input<number>;
  /** Further options, as the kernel takes them. Default: none. */
  options?: pulumi.Input<string>;
}

/** Of `macvlan` and `ipvlan`. */
export interface MacvlanConfigArgs {
  /** Interfaces of the host; several need `bond`. */
  master: pulumi.Input<pulumi.Input<string>[]>;
  /** VLAN, 0 to 4094; 0 is none. Default 0. */
  vlanID?: pulumi.Input<number>;
  /** Bytes; 0 leaves it to the kernel. Default 0. */
  mtu?: pulumi.Input<number>;
  /** How several masters become one. Default: none. */
  bond?: pulumi.Input<BondArgs>;
  /** RDMA resource of the interface, as the device plugin reports it. Default: none. */
  rdmaResourceName?: pulumi.Input<string>;
  /** Pools of the network. Default: the cluster's. */
  ippools?: pulumi.Input<NetworkPoolsArgs>;
}

/** Of `vlan`. */
export interface VlanConfigArgs extends MacvlanConfigArgs {
  /** `manual` or `auto`, where the plugin chooses the VLAN and `vlanID` is omitted. Default `manual`. */
  vlanMode?: pulumi.Input<VlanMode>;
}

/** Of `sriov`. */
export interface SriovConfigArgs {
  /** Resource of the device plugin. */
  resourceName: pulumi.Input<string>;
  /** VLAN, 0 to 4094; 0 is none. Default 0. */
  vlanID?: pulumi.Input<number>;
  /** Bytes; 0 leaves it to the kernel. Default 0. */
  mtu?: pulumi.Input<number>;
  /** Megabits per second, at most `maxTxRateMbps`. Default 0, no limit. */
  minTxRateMbps?: pulumi.Input<number>;
  /** Megabits per second. Default 0, no limit. */
  maxTxRateMbps?: pulumi.Input<number>;
  /** Move the RDMA device into the pod as well. Default false. */
  rdmaIsolation?: pulumi.Input<boolean>;
  /** Pools of the network. Default: the cluster's. */
  ippools?: pulumi.Input<NetworkPoolsArgs>;
}

/** Of `ib-sriov`. */
export interface IbSriovConfigArgs {
  /** Resource of the device plugin. */
  resourceName: pulumi.Input<string>;
  /** Partition key of the virtual function. Default: none. */
  pkey?: pulumi.Input<string>;
  /** `enable`, `disable` or `auto`. Default `enable`. */
  linkState?: pulumi.Input<LinkState>;
  /** Move the RDMA device into the pod as well. Default true. */
  rdmaIsolation?: pulumi.Input<boolean>;
  /** Work with ib-kubernetes. Default false. */
  enableIbKubernetes?: pulumi.Input<boolean>;
  /** Pools of the network. Default: the cluster's. */
  ippools?: pulumi.Input<NetworkPoolsArgs>;
}

/** Of `ipoib`. */
export interface IpoibConfigArgs {
  /** Interface of the host. */
  master: pulumi.Input<string>;
  /** Pools of the network. Default: the cluster's. */
  ippools?: pulumi.Input<NetworkPoolsArgs>;
}

/** VLANs that an OVS port lets through: one, or those from `minID` to `maxID`. */
export interface OvsTrunkArgs {
  /** One VLAN, 0 to 4094. Default: none. */
  id?: pulumi.Input<number>;
  /** The first VLAN, 0 to 4094. Default: none. */
  minID?: pulumi.Input<number>;
  /** The last VLAN, 0 to 4094; needs `minID`. Default: none. */
  maxID?: pulumi.Input<number>;
}

/** Of `ovs`. */
export interface OvsConfigArgs {
  /** The bridge. */
  bridge: pulumi.Input<string>;
  /** VLAN, 0 to 4094; 0 is none. Default 0. */
  vlan?: pulumi.Input<number>;
  /** VLANs of a trunk port. Default: none. */
  trunk?: pulumi.Input<pulumi.Input<OvsTrunkArgs>[]>;
  /** PCI address of a virtual function. Default: none. */
  deviceID?: pulumi.Input<string>;
  /** Pools of the network. Default: the cluster's. */
  ippools?: pulumi.Input<NetworkPoolsArgs>;
}

/** How the coordinator plugin sets up routes and interfaces in pods of this network. */
export interface CoordinatorConfigArgs {
  /** `auto`, `underlay` or `overlay`. Default `auto`. */
  mode?: pulumi.Input<CoordinatorMode>;
  /** Where the CIDRs of pods are looked up: `auto`, `cluster`, `calico`, `cilium` or `none`. Default: the cluster's. */
  podCIDRType?: pulumi.Input<PodCidrType>;
  /** CIDRs that pods reach through the host. Default: the cluster's. */
  hijackCIDR?: pulumi.Input<pulumi.Input<string>[]>;
  /** Routes of the interface's own table; `dst` is a CIDR or an address. Default: the cluster's. */
  policyRoutes?: pulumi.Input<pulumi.Input<RouteArgs>[]>;
  /** First two bytes of MACs, `0a:1b`; the first one even. Default: the cluster's. */
  podMACPrefix?: pulumi.Input<string>;
  /** Spread routes over the interfaces of a pod. Default true. */
  tunePodRoutes?: pulumi.Input<boolean>;
  /** Interface of the default route. Default: the cluster's. */
  podDefaultRouteNIC?: pulumi.Input<string>;
  /** `rp_filter` of the pod, 0 to 2; negative leaves it alone. Counts beside `podCIDRType` alone. Default: the cluster's, beside `podCIDRType` 0. */
  podRPFilter?: pulumi.Input<number>;
  /** Length of the transmit queue; 0 leaves it alone. Default 0. */
  txQueueLen?: pulumi.Input<number>;
  /** Address of the pair of interfaces between pod and host. Default: the cluster's. */
  vethLinkAddress?: pulumi.Input<string>;
  /** Bytes, of that pair. Default: the cluster's. */
  vethMTU?: pulumi.Input<number>;
}
