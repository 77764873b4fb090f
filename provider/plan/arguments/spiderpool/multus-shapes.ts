import {
  type CniType,
  COORDINATOR_MODES,
  LINK_STATES,
  POD_CIDR_TYPES,
  VLAN_MODES,
} from "../../terms/spiderpool/values";
import type { Shape, ShapeField, ShapeOf } from "../field";
import type { Route } from "./args";
import type {
  Bond,
  CoordinatorConfig,
  IbSriovConfig,
  IpoibConfig,
  MacvlanConfig,
  NetworkPools,
  OvsConfig,
  OvsTrunk,
  SriovConfig,
  VlanConfig,
} from "./multus-args";

const text: ShapeField = { type: "text" };
const needed: ShapeField = { type: "text", required: true };
const texts: ShapeField = { type: "texts" };
const flag: ShapeField = { type: "flag" };
const count: ShapeField = { type: "count", bounds: [0, Number.MAX_SAFE_INTEGER] };
const vlan: ShapeField = { type: "count", bounds: [0, 4094] };

const pools: ShapeOf<NetworkPools> = { ipv4: texts, ipv6: texts, matchMasterSubnet: flag };
const ippools: ShapeField = { type: "object", shape: pools };
const bond: ShapeOf<Bond> = { name: needed, mode: { type: "count", bounds: [0, 6], required: true }, options: text };
const route: ShapeOf<Route> = { dst: needed, gw: needed };
const trunk: ShapeOf<OvsTrunk> = { id: vlan, minID: vlan, maxID: vlan };

const macvlan: ShapeOf<MacvlanConfig> = {
  master: { type: "texts", required: true },
  vlanID: vlan,
  mtu: count,
  bond: { type: "object", shape: bond },
  rdmaResourceName: text,
  ippools,
};
const vlanBlock: ShapeOf<VlanConfig> = { ...macvlan, vlanMode: { type: "text", oneOf: VLAN_MODES } };
const sriov: ShapeOf<SriovConfig> = {
  resourceName: needed,
  vlanID: vlan,
  mtu: count,
  minTxRateMbps: count,
  maxTxRateMbps: count,
  rdmaIsolation: flag,
  ippools,
};
const ibsriov: ShapeOf<IbSriovConfig> = {
  resourceName: needed,
  pkey: text,
  linkState: { type: "text", oneOf: LINK_STATES },
  rdmaIsolation: flag,
  enableIbKubernetes: flag,
  ippools,
};
const ipoib: ShapeOf<IpoibConfig> = { master: needed, ippools };
const ovs: ShapeOf<OvsConfig> = {
  bridge: needed,
  vlan,
  trunk: { type: "objects", shape: trunk },
  deviceID: text,
  ippools,
};

/**
 * The argument that goes with each type, and what may stand in it.
 *
 * @source spiderpool charts/spiderpool/crds/spiderpool.spidernet.io_spidermultusconfigs.yaml
 */
export const BLOCKS: {
  readonly [T in Exclude<CniType, "custom">]: { readonly field: string; readonly shape: Shape };
} = {
  macvlan: { field: "macvlan", shape: macvlan },
  ipvlan: { field: "ipvlan", shape: macvlan },
  vlan: { field: "vlan", shape: vlanBlock },
  sriov: { field: "sriov", shape: sriov },
  ovs: { field: "ovs", shape: ovs },
  "ib-sriov": { field: "ibsriov", shape: ibsriov },
  ipoib: { field: "ipoib", shape: ipoib },
};

/** The CRD takes `disabled` for a mode, too, and the plugin then fails every pod. */
export const COORDINATOR: ShapeOf<CoordinatorConfig> = {
  mode: { type: "text", oneOf: [...COORDINATOR_MODES, "disabled"] },
  podCIDRType: { type: "text", oneOf: POD_CIDR_TYPES },
  hijackCIDR: texts,
  policyRoutes: { type: "objects", shape: route },
  podMACPrefix: text,
  tunePodRoutes: flag,
  podDefaultRouteNIC: text,
  podRPFilter: { type: "count", bounds: [Number.MIN_SAFE_INTEGER, 2] },
  txQueueLen: count,
  vethLinkAddress: text,
  vethMTU: { type: "count", bounds: [1, Number.MAX_SAFE_INTEGER] },
};
