/** Arguments of Spiderpool's kinds of which there are only some values. */

export const ON_IMPACT = ["report", "fail"] as const;
export type OnImpact = (typeof ON_IMPACT)[number];

export type IpVersion = 4 | 6;

export const CNI_TYPES = ["macvlan", "ipvlan", "vlan", "sriov", "ovs", "ib-sriov", "ipoib", "custom"] as const;
export type CniType = (typeof CNI_TYPES)[number];

export const CNI_VERSIONS = ["0.3.0", "0.3.1", "0.4.0", "1.0.0"] as const;
export type CniVersion = (typeof CNI_VERSIONS)[number];

export const VLAN_MODES = ["manual", "auto"] as const;
export type VlanMode = (typeof VLAN_MODES)[number];

export const LINK_STATES = ["auto", "enable", "disable"] as const;
export type LinkState = (typeof LINK_STATES)[number];

export const COORDINATOR_MODES = ["auto", "underlay", "overlay"] as const;
export type CoordinatorMode = (typeof COORDINATOR_MODES)[number];

export const POD_CIDR_TYPES = ["auto", "cluster", "calico", "cilium", "none"] as const;
export type PodCidrType = (typeof POD_CIDR_TYPES)[number];

export const UPDATE_TYPES = ["RollingUpdate", "Recreate"] as const;
export type UpdateType = (typeof UPDATE_TYPES)[number];
