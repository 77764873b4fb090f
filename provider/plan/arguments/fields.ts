import { GATEWAY_TYPES, LAYOUTS, PROTOCOLS } from "../terms/values";
import type {
  AapBindingArgs,
  AddressPlanArgs,
  IPPoolArgs,
  PlannedRangeArgs,
  ReservedIPArgs,
  ReservedIPSetArgs,
  SubnetArgs,
  VipArgs,
} from "./args";
import {
  at,
  composed,
  type Fields,
  filledIn,
  nothing,
  oneOf,
  replaces,
  required,
  shaped,
  since114,
  unordered,
  updates,
} from "./field";
import { ACL, ADDRESS_WANT, ALLOCATION, LABEL_SELECTOR, NAT_OUTGOING_POLICY_RULE, U2O_FEATURES } from "./shapes";

const key = nothing("text");
const adopt = nothing("flag");
const name = at(replaces("text"), "metadata", "name");
const subnet = required(replaces("text"));
const allowExcluded = nothing("flag");
const force = nothing("flag");
const plan = nothing("text");
const timeouts = nothing("object");

export const subnetFields: Fields<SubnetArgs> = {
  key,
  adopt,
  timeouts,
  name,
  cidrBlock: required(updates("text")),
  gateway: updates("text"),
  excludeIps: unordered(updates("texts")),
  protocol: oneOf(updates("text"), PROTOCOLS),
  allocation: { ...shaped(updates("object"), ALLOCATION), at: "composed" },
  vpc: replaces("text"),
  vlan: replaces("text"),
  provider: replaces("text"),
  namespaces: unordered(updates("texts")),
  namespaceSelectors: shaped(updates("objects"), LABEL_SELECTOR),
  default: updates("flag"),
  gatewayType: oneOf(updates("text"), GATEWAY_TYPES),
  gatewayNode: updates("text"),
  gatewayNodeSelectors: since114(shaped(updates("objects"), LABEL_SELECTOR)),
  natOutgoing: updates("flag"),
  natOutgoingPolicyRules: shaped(updates("objects"), NAT_OUTGOING_POLICY_RULE),
  externalEgressGateway: updates("text"),
  policyRoutingPriority: updates("count"),
  policyRoutingTableID: updates("count"),
  mtu: updates("count"),
  private: updates("flag"),
  allowSubnets: unordered(updates("texts")),
  vips: unordered(updates("texts")),
  logicalGateway: updates("flag"),
  disableGatewayCheck: updates("flag"),
  disableInterConnection: updates("flag"),
  enableDHCP: updates("flag"),
  dhcpV4Options: updates("text"),
  dhcpV6Options: updates("text"),
  enableIPv6RA: updates("flag"),
  ipv6RAConfigs: updates("text"),
  acls: shaped(updates("objects"), ACL),
  allowEWTraffic: updates("flag"),
  u2oInterconnection: updates("flag"),
  u2oInterconnectionIP: updates("text"),
  u2oFeatures: since114(shaped(updates("object"), U2O_FEATURES)),
  enableLb: updates("flag"),
  enableEcmp: updates("flag"),
  enableMulticastSnoop: updates("flag"),
  enableExternalLBAddress: since114(updates("flag")),
  routeTable: updates("text"),
  nodeNetwork: since114(updates("text")),
};

export const plannedRangeFields: Fields<PlannedRangeArgs> = {
  key,
  subnet,
  range: required(unordered(updates("text-or-texts"))),
};

export const ipPoolFields: Fields<IPPoolArgs> = {
  key,
  adopt,
  timeouts,
  name,
  subnet,
  ips: required(unordered(updates("texts"))),
  namespaces: unordered(updates("texts")),
  enableAddressSet: since114(updates("flag")),
};

export const reservedIpFields: Fields<ReservedIPArgs> = {
  key,
  adopt,
  timeouts,
  name,
  subnet,
  workload: composed(required(replaces("object"))),
  v4IpAddress: replaces("text"),
  v6IpAddress: replaces("text"),
  macAddress: filledIn(replaces("text")),
  interface: { ...replaces("text"), at: null },
  allowExcluded,
  force,
  plan,
};

export const reservedIpSetFields: Fields<ReservedIPSetArgs> = {
  key,
  adopt,
  subnet,
  workloads: updates("objects"),
  statefulSet: updates("object"),
  layout: oneOf(updates("text"), LAYOUTS),
  timeouts,
  force,
};

export const vipFields: Fields<VipArgs> = {
  key,
  adopt,
  timeouts,
  name,
  subnet,
  type: replaces("text"),
  v4ip: { ...replaces("text"), inForce: "v4ip" },
  v6ip: { ...replaces("text"), inForce: "v6ip" },
  macAddress: filledIn({ ...replaces("text"), inForce: "mac" }),
  namespace: { ...replaces("text"), clearsInPlace: true },
  selector: unordered(updates("texts")),
  allowExcluded,
  plan,
};

export const aapBindingFields: Fields<AapBindingArgs> = {
  key,
  vips: required(unordered(updates("texts"))),
  namespace: required(replaces("text")),
  selector: unordered(updates("texts")),
  members: unordered(updates("objects")),
};

export const addressPlanFields: Fields<AddressPlanArgs> = {
  wants: required({ type: "object", change: "updates", at: null, each: ADDRESS_WANT }),
};

/** Arguments that only steer a check and are no outputs. */
export const STEERING: readonly string[] = ["key", "adopt", "allowExcluded", "onImpact", "plan"];

/** Notes the provider keeps in the state of every resource. */
export const BOOKKEEPING = ["owner", "declaredBy", "claim", "retained", "store"] as const;
