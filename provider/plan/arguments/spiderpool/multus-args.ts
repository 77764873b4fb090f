/** The blocks of a `SpiderMultusConfig`, one for each type of CNI. Field names follow the CRD of Spiderpool 1.2. */

import type { CoordinatorMode, LinkState, PodCidrType, VlanMode } from "../../terms/spiderpool/values";
import type { Route } from "./args";

/** Pools that the addresses of a network come from where neither pod nor namespace names any. */
export interface NetworkPools {
  /** For IPv4; a name may have the wildcards `*`, `?` and `[…]`. Default: none. */
  ipv4?: string[];
  /** For IPv6. Default: none. */
  ipv6?: string[];
  /** Pass over pools of another CIDR than the host interface's; of `sriov` alone. Default false. */
  matchMasterSubnet?: boolean;
}

/** How several interfaces of the host become one. */
export interface Bond {
  /** Name of the interface that is made. */
  name: string;
  /** Mode of Linux bonding, 0 to 6. */
  mode: number;
  /** Further options, as the kernel takes them. Default: none. */
  options?: string;
}

/** Of `macvlan` and `ipvlan`. */
export interface MacvlanConfig {
  /** Interfaces of the host; several need `bond`. */
  master: string[];
  /** VLAN, 0 to 4094; 0 is none. Default 0. */
  vlanID?: number;
  /** Bytes; 0 leaves it to the kernel. Default 0. */
  mtu?: number;
  /** How several masters become one. Default: none. */
  bond?: Bond;
  /** RDMA resource of the interface, as the device plugin reports it. Default: none. */
  rdmaResourceName?: string;
  /** Pools of the network. Default: the cluster's. */
  ippools?: NetworkPools;
}

/** Of `vlan`. */
export interface VlanConfig extends MacvlanConfig {
  /** `manual` or `auto`, where the plugin chooses the VLAN and `vlanID` is omitted. Default `manual`. */
  vlanMode?: VlanMode;
}

/** Of `sriov`. */
export interface SriovConfig {
  /** Resource of the device plugin. */
  resourceName: string;
  /** VLAN, 0 to 4094; 0 is none. Default 0. */
  vlanID?: number;
  /** Bytes; 0 leaves it to the kernel. Default 0. */
  mtu?: number;
  /** Megabits per second, at most `maxTxRateMbps`. Default 0, no limit. */
  minTxRateMbps?: number;
  /** Megabits per second. Default 0, no limit. */
  maxTxRateMbps?: number;
  /** Move the RDMA device into the pod as well. Default false. */
  rdmaIsolation?: boolean;
  /** Pools of the network. Default: the cluster's. */
  ippools?: NetworkPools;
}

/** Of `ib-sriov`. */
export interface IbSriovConfig {
  /** Resource of the device plugin. */
  resourceName: string;
  /** Partition key of the virtual function. Default: none. */
  pkey?: string;
  /** `enable`, `disable` or `auto`. Default `enable`. */
  linkState?: LinkState;
  /** Move the RDMA device into the pod as well. Default true. */
  rdmaIsolation?: boolean;
  /** Work with ib-kubernetes. Default false. */
  enableIbKubernetes?: boolean;
  /** Pools of the network. Default: the cluster's. */
  ippools?: NetworkPools;
}

/** Of `ipoib`. */
export interface IpoibConfig {
  /** Interface of the host. */
  master: string;
  /** Pools of the network. Default: the cluster's. */
  ippools?: NetworkPools;
}

/** VLANs that an OVS port lets through: one, or those from `minID` to `maxID`. */
export interface OvsTrunk {
  /** One VLAN, 0 to 4094. Default: none. */
  id?: number;
  /** The first VLAN, 0 to 4094. Default: none. */
  minID?: number;
  /** The last VLAN, 0 to 4094; needs `minID`. Default: none. */
  maxID?: number;
}

/** Of `ovs`. */
export interface OvsConfig {
  /** The bridge. */
  bridge: string;
  /** VLAN, 0 to 4094; 0 is none. Default 0. */
  vlan?: number;
  /** VLANs of a trunk port. Default: none. */
  trunk?: OvsTrunk[];
  /** PCI address of a virtual function. Default: none. */
  deviceID?: string;
  /** Pools of the network. Default: the cluster's. */
  ippools?: NetworkPools;
}

/** How the coordinator plugin sets up routes and interfaces in pods of this network. */
export interface CoordinatorConfig {
  /** `auto`, `underlay` or `overlay`. Default `auto`. */
  mode?: CoordinatorMode;
  /** Where the CIDRs of pods are looked up: `auto`, `cluster`, `calico`, `cilium` or `none`. Default: the cluster's. */
  podCIDRType?: PodCidrType;
  /** CIDRs that pods reach through the host. Default: the cluster's. */
  hijackCIDR?: string[];
  /** Routes of the interface's own table; `dst` is a CIDR or an address. Default: the cluster's. */
  policyRoutes?: Route[];
  /** First two bytes of MACs, `0a:1b`; the first one even. Default: the cluster's. */
  podMACPrefix?: string;
  /** Spread routes over the interfaces of a pod. Default true. */
  tunePodRoutes?: boolean;
  /** Interface of the default route. Default: the cluster's. */
  podDefaultRouteNIC?: string;
  /** `rp_filter` of the pod, 0 to 2; negative leaves it alone. Counts beside `podCIDRType` alone. Default: the cluster's, beside `podCIDRType` 0. */
  podRPFilter?: number;
  /** Length of the transmit queue; 0 leaves it alone. Default 0. */
  txQueueLen?: number;
  /** Address of the pair of interfaces between pod and host. Default: the cluster's. */
  vethLinkAddress?: string;
  /** Bytes, of that pair. Default: the cluster's. */
  vethMTU?: number;
}
