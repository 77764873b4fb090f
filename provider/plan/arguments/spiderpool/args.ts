/** What a program writes of Spiderpool's kinds. Field names follow the CRDs; lists of addresses hold `a` and `a-b`. */

import type { LabelSelector } from "../../terms/label-selector";
import type { CniType, CniVersion, IpVersion, OnImpact, UpdateType } from "../../terms/spiderpool/values";
import type { NameOf } from "../../terms/values";
import type { CommonArgs } from "../args";
import type {
  CoordinatorConfig,
  IbSriovConfig,
  IpoibConfig,
  MacvlanConfig,
  OvsConfig,
  SriovConfig,
  VlanConfig,
} from "./multus-args";

/** A route of a pod's interface. */
export interface Route {
  /** CIDR of the destination; not the default route, which is `gateway`. */
  dst: string;
  /** Address of the next hop, inside the subnet. */
  gw: string;
}

/** Arguments of objects that can affect a running pod. */
export interface ImpactArgs extends CommonArgs {
  /** `report` (default; the pods are listed in the preview and in `impact`) or `fail`: the preview is refused while a running pod is affected. Not diffed. */
  onImpact?: OnImpact;
}

/** A `SpiderReservedIP`: addresses that Spiderpool gives to nobody, whatever pool they are in. */
export interface ReservedIPArgs extends ImpactArgs {
  /** Object name. Default: the resource name. A change replaces. */
  name?: string;
  /** Addresses and ranges of one family, `10.6.168.131-10.6.168.132`, at most 65536. May be empty with `ipVersion`. Default: none. A change updates in place. */
  ips?: string[];
  /** 4 or 6. Default: that of `ips`. A change replaces. */
  ipVersion?: IpVersion;
}

/** A `SpiderSubnet`: addresses that pools of the same CIDR are cut from. */
export interface SubnetArgs extends CommonArgs {
  /** Object name. Default: the resource name. A change replaces. */
  name?: string;
  /** One CIDR without host bits, as Go prints it. A change replaces. */
  subnet: string;
  /** Addresses and ranges inside `subnet`, at most 65536. Default: none. A change updates in place. */
  ips?: string[];
  /** Addresses and ranges of `subnet` that are not available, whether they are in `ips` or not. Default: none. A change updates in place. */
  excludeIPs?: string[];
  /** Address inside `subnet` and not among the available addresses. Default: none. A change updates in place. */
  gateway?: string;
  /** Routes of the pods. Default: none. A change updates in place. */
  routes?: Route[];
  /** 4 or 6. Default: that of `subnet`. A change replaces. */
  ipVersion?: IpVersion;
}

/** A `SpiderIPPool`: addresses for pods. `gateway` and `routes` default to those of the SpiderSubnet of the same CIDR. */
export interface IPPoolArgs extends SubnetArgs, ImpactArgs {
  /** Pods that may use the pool. Default: all. A change updates in place. */
  podAffinity?: LabelSelector;
  /** Namespaces whose pods may use the pool. Default: all. A change updates in place. */
  namespaceAffinity?: LabelSelector;
  /** Nodes whose pods may use the pool. Default: all. A change updates in place. */
  nodeAffinity?: LabelSelector;
  /** Names of namespaces; where there are any, `namespaceAffinity` does not count. Default: none. A change updates in place. */
  namespaceName?: string[];
  /** Names of nodes; where there are any, `nodeAffinity` does not count. Default: none. A change updates in place. */
  nodeName?: string[];
  /** Networks `namespace/name` whose interfaces may use the pool. Default: all. A change updates in place. */
  multusName?: string[];
  /** Use the pool for pods that ask for none. Default false. A change updates in place. */
  default?: boolean;
  /** Give no address of the pool any more; those that are given stay. Default false. A change updates in place. */
  disable?: boolean;
}

/** A `SpiderMultusConfig`: a CNI configuration, of which Spiderpool makes a NetworkAttachmentDefinition. */
export interface MultusConfigArgs extends CommonArgs {
  /** Object name. Default: the resource name. A change replaces. */
  name?: string;
  /** Namespace of the object and of the NetworkAttachmentDefinition. A change replaces. */
  namespace: string;
  /** `macvlan`, `ipvlan`, `vlan`, `sriov`, `ovs`, `ib-sriov`, `ipoib` or `custom`; the field of that name has to be set, and no other. Default `custom`. A change updates in place. */
  cniType?: CniType;
  /** Of `macvlan`. Default: none. A change updates in place. */
  macvlan?: MacvlanConfig;
  /** Of `ipvlan`, with the same fields. Default: none. A change updates in place. */
  ipvlan?: MacvlanConfig;
  /** Of `vlan`, with the same fields and `vlanMode`. Default: none. A change updates in place. */
  vlan?: VlanConfig;
  /** Of `sriov`. Default: none. A change updates in place. */
  sriov?: SriovConfig;
  /** Of `ovs`. Default: none. A change updates in place. */
  ovs?: OvsConfig;
  /** Of `ib-sriov`. Default: none. A change updates in place. */
  ibsriov?: IbSriovConfig;
  /** Of `ipoib`. Default: none. A change updates in place. */
  ipoib?: IpoibConfig;
  /** Of `custom`: a CNI configuration as JSON text. Default: none. A change updates in place. */
  customCNI?: string;
  /** Chain Spiderpool's coordinator plugin behind it. Default true, false with `custom`. A change updates in place. */
  enableCoordinator?: boolean;
  /** Leave the addresses of the interface to someone else. Default false. A change updates in place. */
  disableIPAM?: boolean;
  /** The coordinator of this network. Default: as its fields. A change updates in place. */
  coordinator?: CoordinatorConfig;
  /** Further plugins of the chain, each a JSON text. Default: none. A change updates in place. */
  chainCNIJsonData?: string[];
  /** Name of the NetworkAttachmentDefinition. Default: that of the object. A change replaces, as Spiderpool refuses it on an object that is there. */
  attachmentName?: string;
  /** CNI version: 0.3.0, 0.3.1, 0.4.0 or 1.0.0. Default 0.3.1. A change updates in place. */
  cniVersion?: CniVersion;
}

/** One address for one pod at a time: a `SpiderIPPool` of a single address with an affinity to the pod's labels. */
export interface FixedIPArgs extends CommonArgs {
  /** Name of the SpiderIPPool. Default: the resource name. A change replaces. */
  name?: string;
  /** The SpiderSubnet: resource or name. A change replaces. */
  subnet: NameOf<"spiderpool.Subnet">;
  /** Address of the SpiderSubnet. Default: planned, from its addresses that no pool and no SpiderReservedIP has. A change replaces. */
  ip?: string;
  /** Namespace of the pod. Default: any. A change updates in place. */
  namespace?: string;
  /** Labels of the pod, at least one: nobody else is given the address. A change updates in place. */
  selector: Record<string, string>;
  /** Gateway. Default: the SpiderSubnet's. A change updates in place. */
  gateway?: string;
  /** Routes. Default: the SpiderSubnet's. A change updates in place. */
  routes?: Route[];
  /** Networks `namespace/name` whose interfaces may use the address. Default: all. A change updates in place. */
  multusName?: string[];
  /** `report` (default; the pods are listed in the preview and in `impact`) or `fail`: the preview is refused while a running pod is affected. Not diffed. */
  onImpact?: OnImpact;
}

/** Which interface of several. */
export interface Interface {
  /** `eth0`, `net1`, …: on all items or on none. Default: by place in the list. */
  interface?: string;
  /** Leave the default route of this interface out. Default false. */
  cleangateway?: boolean;
}

/** Pools of one interface: resources or names. */
export interface FamilyPools {
  /** For IPv4. Default: none. */
  ipv4?: NameOf<"spiderpool.IPPool" | "spiderpool.FixedIP">[];
  /** For IPv6. Default: none. */
  ipv6?: NameOf<"spiderpool.IPPool" | "spiderpool.FixedIP">[];
}

/** Pools of one interface of several. */
export interface InterfacePools extends FamilyPools, Interface {}

/** SpiderSubnets of one interface: resources or names. */
export interface FamilySubnets {
  /** For IPv4. Default: none. */
  ipv4?: NameOf<"spiderpool.Subnet">[];
  /** For IPv6. Default: none. */
  ipv6?: NameOf<"spiderpool.Subnet">[];
}

/** SpiderSubnets of one interface of several. */
export interface InterfaceSubnets extends FamilySubnets, Interface {}

/** The workload behind a pod template. */
export interface PodOwner {
  /** `Deployment`, `StatefulSet`, `DaemonSet`, … */
  kind: string;
  name: string;
  /** Default `default`. */
  namespace?: string;
}

/** `spec.strategy` of a Deployment. */
export interface DeploymentStrategy {
  /** `RollingUpdate` or `Recreate`. Default `RollingUpdate`. */
  type?: UpdateType;
  /** How a rolling update goes. Default: as its fields. */
  rollingUpdate?: RollingUpdate;
}

/** How far a rolling update may stray from the replicas. */
export interface RollingUpdate {
  /** Pods beyond the replicas: a number, or a share of them such as `25%`, rounded up. Default `25%`. */
  maxSurge?: number | string;
  /** Replicas that may be missing: a number, or a share, rounded down. Default `25%`. */
  maxUnavailable?: number | string;
}

/** Annotations of a pod template for Spiderpool and Multus, checked against the pools of the program and the cluster. No object is made. */
export interface PodAnnotationsArgs extends Pick<CommonArgs, "key"> {
  /** Pools of a pod with one interface. Default: none. A change updates in place. */
  ippool?: FamilyPools;
  /** Pools by interface. Default: none. A change updates in place. */
  ippools?: InterfacePools[];
  /** SpiderSubnet to have a pool cut from; Spiderpool uses the first of each family. Default: none. A change updates in place. */
  subnet?: FamilySubnets;
  /** The same by interface. Default: none. A change updates in place. */
  subnets?: InterfaceSubnets[];
  /** Size of a pool that is cut from a SpiderSubnet: `N`, or `+N` for N more than replicas. Default: Spiderpool's, `+1`. A change updates in place. */
  ippoolIpNumber?: string;
  /** Delete such a pool with its workload. Default: Spiderpool's, true. A change updates in place. */
  ippoolReclaim?: boolean;
  /** Network of eth0, `namespace/name`. Default: the cluster's. A change updates in place. */
  defaultNetwork?: string;
  /** Further networks, `namespace/name` or `namespace/name@interface`. Default: none. A change updates in place. */
  networks?: string[];
  /** Whose pods these are: the addresses they have already count as theirs. Default: unknown. A change updates in place. */
  workload?: PodOwner;
  /** Labels of the pods: a pool whose `podAffinity` they do not fit is refused. Default: not checked. A change updates in place. */
  labels?: Record<string, string>;
  /** Strategy of the Deployment in `workload`: the preview tells when a rolling update would stop for want of an address. Default: Kubernetes'. A change updates in place. */
  strategy?: DeploymentStrategy;
  /** How many pods there will be: more than the named pools have addresses for is refused. Default: not checked. A change updates in place. */
  replicas?: number;
}
