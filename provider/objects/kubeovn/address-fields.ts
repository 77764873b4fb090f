import { DEFAULT_NAMESPACE, type PodOwner, type Reach } from "../../plan";
import type { KubeObject } from "../kube-object";
import { annotation, fieldsOf, part, text, texts } from "./kinds";

/** What an address that stands in a field is. */
export type Meaning =
  /** Someone has it, or will ask for it, and where. */
  | { readonly is: "holds" | "asks"; readonly where: (object: KubeObject) => Reach }
  /** As `holds`, and to hold it is what the object is there for: a reservation. */
  | { readonly is: "reserves"; readonly where: (object: KubeObject) => Reach }
  /** The MAC that goes with what the object holds. */
  | "mac"
  /** Read by the kind's own reader: reservations, and what a Subnet or an IPPool sets aside. */
  | "read"
  /** Another object's address, a count or a range of them, or one outside of all subnets. */
  | "elsewhere";

type ExternalKind = "IptablesEIP" | "VpcNatGateway" | "OvnEip" | "VpcEgressGateway";
const GATEWAY_NETWORK = "ovn-vpc-external-network";
/**
 * Where the external networks of gateways are when nothing is said.
 *
 * @source kube-ovn pkg/util/net.go GetExternalNetwork, GetNatGwExternalNetwork, pkg/controller/config.go
 */
export const DEFAULT_EXTERNAL: Readonly<Record<ExternalKind, string>> = {
  IptablesEIP: GATEWAY_NETWORK,
  VpcNatGateway: GATEWAY_NETWORK,
  OvnEip: "external",
  VpcEgressGateway: "external",
};

/**
 * What a gateway runs as.
 *
 * @source kube-ovn pkg/util/vpc_nat_gateway.go GenNatGwStsName, in the namespace of Kube-OVN;
 *         pkg/controller/vpc_egress_gateway.go reconcileVpcEgressGatewayWorkload
 */
const POD_OWNERS: Readonly<Record<string, (object: KubeObject) => PodOwner>> = {
  VpcNatGateway: ({ metadata }) => ({ kind: "StatefulSet", name: `vpc-nat-gw-${metadata.name}` }),
  VpcEgressGateway: (object) => ({
    kind: "Deployment",
    name: `${text(part(object, "spec"), "prefix")}${object.metadata.name}`,
    namespace: object.metadata.namespace ?? DEFAULT_NAMESPACE,
  }),
};

/** What runs an object of Kube-OVN as pods; undefined for kinds without pods of their own. */
export function podOwnerOf(object: KubeObject): PodOwner | undefined {
  return Object.hasOwn(POD_OWNERS, object.kind) ? POD_OWNERS[object.kind]?.(object) : undefined;
}

const named =
  (field: string, otherwise = "") =>
  (object: KubeObject): Reach => {
    const name = text(part(object, "spec"), field) || otherwise;
    return name === "" ? { in: "any" } : { in: "network", name };
  };

/**
 * @source kube-ovn pkg/controller/endpoint.go getVpcSubnetName: the VPC of the endpoints' pods, else the one that annotations name;
 *         switch_lb_rule.go handleAddOrUpdateSwitchLBRule: without a namespace there is no Service to give the vip to
 */
function ruleReach(object: KubeObject): Reach {
  const spec = part(object, "spec");
  const namespace = text(spec, "namespace");
  if (namespace === "") return { in: "nowhere" };
  const backends = { selector: texts(spec, "selector"), endpoints: texts(spec, "endpoints") };
  const vpc = annotation(object, "ovn.kubernetes.io/vpc") ?? annotation(object, "ovn.kubernetes.io/logical_router");
  const subnet = annotation(object, "ovn.kubernetes.io/logical_switch");
  return { in: "vpc", ...(vpc ? { vpc } : {}), ...(subnet ? { subnet } : {}), namespace, backends };
}

/** @source kube-ovn pkg/controller/vpc_egress_gateway.go reconcileVpcEgressGatewayWorkload: else the default subnet of its VPC */
function egressReach(object: KubeObject): Reach {
  const spec = part(object, "spec");
  const name = text(spec, "internalSubnet");
  const vpc = text(spec, "vpc");
  return name !== "" ? { in: "network", name } : { in: "vpc-default", ...(vpc === "" ? {} : { vpc }) };
}

/** @source kube-ovn pkg/controller/service_lb.go getAttachNetworkProvider: annotations name the interface and its subnet */
function serviceReach({ metadata: { annotations = {} } }: KubeObject): Reach {
  const provider = annotations["ovn.kubernetes.io/attachmentprovider"] ?? "lb-svc-attachment.kube-system";
  const name = annotations[`${provider}.kubernetes.io/logical_switch`];
  return name === undefined ? { in: "outside" } : { in: "network", name };
}

const holds = (where: (object: KubeObject) => Reach): Meaning => ({ is: "holds", where });
const reserves = (where: (object: KubeObject) => Reach): Meaning => ({ is: "reserves", where });
const asks = (where: (object: KubeObject) => Reach): Meaning => ({ is: "asks", where });
const OVN_EIP = reserves(named("externalSubnet", DEFAULT_EXTERNAL.OvnEip));
const IPTABLES_EIP = reserves(named("externalSubnet", DEFAULT_EXTERNAL.IptablesEIP));
const EGRESS = named("externalSubnet", DEFAULT_EXTERNAL.VpcEgressGateway);

const elsewhere = (...paths: readonly string[]): Record<string, Meaning> =>
  Object.fromEntries(paths.map((path) => [path, "elsewhere"]));
const read = (...paths: readonly string[]): Record<string, Meaning> =>
  Object.fromEntries(paths.map((path) => [path, "read"]));

/**
 * Every field of Kube-OVN's kinds, and of a Service, that an address can stand in. Paths have `[]` for the items of a list.
 *
 * @source kube-ovn charts/kube-ovn/templates/kube-ovn-crd.yaml of 1.13, and what 1.14 to 1.17 brought
 */
export const ADDRESS_FIELDS: Readonly<Record<string, Readonly<Record<string, Meaning>>>> = {
  IP: read("spec.ipAddress", "spec.v4IpAddress", "spec.v6IpAddress", "spec.attachIps[]", "spec.macAddress"),
  Vip: {
    ...read("spec.v4ip", "spec.v6ip", "spec.macAddress", "status.v4ip", "status.v6ip", "status.mac"),
    ...elsewhere("spec.parentV4ip", "spec.parentV6ip", "spec.parentMac", "status.pv4ip", "status.pv6ip", "status.pmac"),
  },
  IPPool: {
    ...read("spec.ips[]"),
    ...elsewhere("status.v4AvailableIPRange", "status.v4UsingIPRange"),
    ...elsewhere("status.v6AvailableIPRange", "status.v6UsingIPRange"),
  },
  Subnet: {
    ...read("spec.cidrBlock", "spec.gateway", "spec.excludeIps[]", "spec.vips[]", "spec.u2oInterconnectionIP"),
    ...read("status.u2oInterconnectionIP", "status.u2oInterconnectionMAC"),
    ...read("status.mcastQuerierIP", "status.mcastQuerierMAC"),
    ...elsewhere("spec.externalEgressGateway", "spec.acls[].match", "status.activateGateway"),
    ...elsewhere("spec.natOutgoingPolicyRules[].match.srcIPs", "spec.natOutgoingPolicyRules[].match.dstIPs"),
    ...elsewhere("status.natOutgoingPolicyRules[].match.srcIPs", "status.natOutgoingPolicyRules[].match.dstIPs"),
    ...elsewhere("status.v4availableIPrange", "status.v4usingIPrange"),
    ...elsewhere("status.v6availableIPrange", "status.v6usingIPrange"),
  },
  OvnEip: {
    // What is in force comes first: nothing looks at what is asked for once an address is given.
    "status.v4Ip": OVN_EIP,
    "status.v6Ip": OVN_EIP,
    "spec.v4Ip": OVN_EIP,
    "spec.v6Ip": OVN_EIP,
    "status.macAddress": "mac",
    "spec.macAddress": "mac",
  },
  IptablesEIP: {
    "status.ip": IPTABLES_EIP,
    "spec.v4ip": IPTABLES_EIP,
    "spec.v6ip": IPTABLES_EIP,
    "spec.macAddress": "mac",
  },
  SwitchLBRule: { "spec.vip": holds(ruleReach), ...elsewhere("spec.endpoints[]") },
  VpcNatGateway: {
    "spec.lanIp": asks(named("subnet")),
    "status.lanIp": holds(named("subnet")),
    ...elsewhere("spec.bgpSpeaker.neighbors[]", "spec.bgpSpeaker.routerId"),
    ...elsewhere("spec.internalCIDRs[]", "status.internalCIDRs[]", "spec.routes[].cidr", "spec.routes[].nextHopIP"),
  },
  VpcEgressGateway: {
    "spec.internalIPs[]": asks(egressReach),
    "spec.externalIPs[]": asks(EGRESS),
    "status.internalIPs[]": holds(egressReach),
    "status.externalIPs[]": holds(EGRESS),
    ...elsewhere("spec.policies[].ipBlocks[]"),
    ...Object.fromEntries(
      ["exclude", "include"].flatMap((list) =>
        ["original", "translated"].flatMap((side) =>
          ["destinationCIDRs[]", "sourceCIDRs[]"].map((field): [string, Meaning] => [
            `spec.observability.conntrack.log.filters.${list}[].${side}.${field}`,
            "elsewhere",
          ]),
        ),
      ),
    ),
  },
  IptablesDnatRule: elsewhere("spec.eip", "spec.internalIp", "status.internalIp", "status.v4ip", "status.v6ip"),
  IptablesFIPRule: elsewhere("spec.eip", "spec.internalIp", "status.internalIp", "status.v4ip", "status.v6ip"),
  IptablesSnatRule: elsewhere("spec.eip", "spec.internalCIDR", "status.internalCIDR", "status.v4ip", "status.v6ip"),
  OvnDnatRule: {
    ...elsewhere("spec.ovnEip", "spec.v4Ip", "spec.v6Ip"),
    ...elsewhere("status.v4Eip", "status.v4Ip", "status.v6Eip", "status.v6Ip"),
  },
  OvnFip: {
    ...elsewhere("spec.ovnEip", "spec.v4Ip", "spec.v6Ip", "status.macAddress"),
    ...elsewhere("status.v4Eip", "status.v4Ip", "status.v6Eip", "status.v6Ip"),
  },
  OvnSnatRule: {
    ...elsewhere("spec.ovnEip", "spec.v4IpCidr", "spec.v6IpCidr"),
    ...elsewhere("status.v4Eip", "status.v4IpCidr", "status.v6Eip", "status.v6IpCidr"),
  },
  RouterLBRule: elsewhere("spec.ovnEip", "spec.endpoints[]"),
  SecurityGroup: elsewhere(
    ...["ingressRules", "egressRules"].flatMap((rules) =>
      ["localAddress", "remoteAddress"].map((field) => `spec.${rules}[].${field}`),
    ),
  ),
  Vpc: {
    ...elsewhere("spec.staticRoutes[].cidr", "spec.staticRoutes[].nextHopIP", "spec.policyRoutes[].match"),
    ...elsewhere("spec.policyRoutes[].nextHopIP", "spec.vpcPeerings[].localConnectIP"),
    ...elsewhere("spec.bfdPort.ip", "status.bfdPort.ip"),
  },
  BgpConf: elsewhere("spec.neighbors[]", "spec.routerId"),
  DNSNameResolver: elsewhere("status.resolvedNames[].resolvedAddresses[].ip"),
  Service: {
    "spec.loadBalancerIP": asks(serviceReach),
    "spec.externalIPs[]": asks(serviceReach),
    "status.loadBalancer.ingress[].ip": holds(serviceReach),
  },
};

/** The texts at a path of an object; `[]` in it stands for all items of a list. */
export function textsAt(object: KubeObject, path: string): readonly string[] {
  let values: readonly unknown[] = [object];
  for (const step of path.split(".")) {
    const isList = step.endsWith("[]");
    const name = isList ? step.slice(0, -2) : step;
    values = values.map((value) => fieldsOf(value)[name]);
    if (isList) values = values.flatMap((value) => (Array.isArray(value) ? (value as readonly unknown[]) : []));
  }
  return values.filter((value): value is string => typeof value === "string" && value !== "");
}
