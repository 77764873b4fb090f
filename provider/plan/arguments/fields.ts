import type { Kind } from "../terms/kinds";
import { GATEWAY_TYPES, LAYOUTS, PROTOCOLS } from "../terms/values";
import type {
  AapBindingArgs,
  IPPoolArgs,
  PlannedRangeArgs,
  ReservedIPArgs,
  ReservedIPSetArgs,
  SubnetArgs,
  VipArgs,
} from "./args";
import {
  at,
  type Change,
  composed,
  type Field,
  type Fields,
  nothing,
  oneOf,
  replaces,
  required,
  shaped,
  since114,
  unordered,
  updates,
} from "./field";
import { ACL, ALLOCATION, LABEL_SELECTOR, NAT_OUTGOING_POLICY_RULE, U2O_FEATURES } from "./shapes";
import { SPIDER_FIELDS } from "./spiderpool/fields";

const key = nothing("text");
const adopt = nothing("flag");
const name = at(replaces("text"), "metadata", "name");
const subnet = required(replaces("text"));
const allowExcluded = nothing("flag");
const force = nothing("flag");
const timeouts = nothing("object");

const subnetFields: Fields<SubnetArgs> = {
  key,
  adopt,
  timeouts,
  name,
  cidrBlock: required(updates("text")),
  gateway: updates("text"),
  excludeIps: unordered(updates("texts")),
  protocol: oneOf(updates("text"), PROTOCOLS),
  allocation: { ...shaped(updates("object"), ALLOCATION), at: "composed, not read back" },
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

const plannedRangeFields: Fields<PlannedRangeArgs> = {
  key,
  subnet,
  range: required(unordered(updates("text-or-texts"))),
};

const ipPoolFields: Fields<IPPoolArgs> = {
  key,
  adopt,
  timeouts,
  name,
  subnet,
  ips: required(unordered(updates("texts"))),
  namespaces: unordered(updates("texts")),
  enableAddressSet: since114(updates("flag")),
};

const reservedIpFields: Fields<ReservedIPArgs> = {
  key,
  adopt,
  timeouts,
  name,
  subnet,
  workload: composed(required(replaces("object"))),
  v4IpAddress: replaces("text"),
  v6IpAddress: replaces("text"),
  macAddress: replaces("text"),
  interface: { ...replaces("text"), at: null },
  allowExcluded,
  force,
};

const reservedIpSetFields: Fields<ReservedIPSetArgs> = {
  key,
  adopt,
  subnet,
  workloads: updates("objects"),
  statefulSet: updates("object"),
  layout: oneOf(updates("text"), LAYOUTS),
  timeouts,
  force,
};

const vipFields: Fields<VipArgs> = {
  key,
  adopt,
  timeouts,
  name,
  subnet,
  type: replaces("text"),
  v4ip: { ...replaces("text"), inForce: "v4ip" },
  v6ip: { ...replaces("text"), inForce: "v6ip" },
  macAddress: { ...replaces("text"), inForce: "mac" },
  namespace: replaces("text"),
  selector: unordered(updates("texts")),
  allowExcluded,
};

const aapBindingFields: Fields<AapBindingArgs> = {
  key,
  vips: required(unordered(updates("texts"))),
  namespace: required(replaces("text")),
  selector: unordered(updates("texts")),
  members: unordered(updates("objects")),
};

/** Every argument of every kind: what check, diff, the docs' tables and the classes' outputs are made from. */
export const FIELDS: { readonly [K in Kind]: Readonly<Record<string, Field>> } = {
  Subnet: subnetFields,
  PlannedRange: plannedRangeFields,
  IPPool: ipPoolFields,
  ReservedIP: reservedIpFields,
  ReservedIPSet: reservedIpSetFields,
  Vip: vipFields,
  AapBinding: aapBindingFields,
  ...SPIDER_FIELDS,
};

/**
 * Values that `check` adds to the arguments, and what a change of one does: known in the preview, never written by a program.
 */
export const PLANNED: { readonly [K in Kind]: Readonly<Record<string, Exclude<Change, "replaces">>> } = {
  Subnet: { v4Usable: "updates", v6Usable: "updates" },
  PlannedRange: { size: "updates" },
  IPPool: { size: "updates" },
  ReservedIP: {},
  ReservedIPSet: { reservations: "updates" },
  Vip: {},
  // Pods come and go; what of it somebody has to write stands in `virtualPorts`.
  AapBinding: { virtualIps: "updates", virtualParents: "nothing", virtualPorts: "updates" },
  // Pods come and go here too: `impact`, `left` and `available` say what was found when they were worked out.
  "spiderpool.ReservedIP": { size: "updates", impact: "nothing" },
  "spiderpool.IPPool": { size: "updates", left: "nothing", impact: "nothing" },
  "spiderpool.Subnet": { size: "updates" },
  "spiderpool.MultusConfig": { network: "updates", networkAttachmentDefinition: "updates" },
  "spiderpool.FixedIP": { cidr: "updates", ipVersion: "updates" },
  "spiderpool.PodAnnotations": { annotations: "updates", available: "nothing" },
};

/** Notes the provider keeps in the state of every resource. */
export const BOOKKEEPING = ["owner", "declaredBy", "claim", "retained", "store"] as const;
