// Made by scripts/generate-docs.mjs from the rooms of provider/kinds; edit those.
type Names<Name extends string> = { readonly [N in Name]: N };

/** Properties of Kube-OVN's resources, arguments and planned values, by the name that each is. */
export interface Properties {
  readonly Subnet: Names<
    | "key"
    | "adopt"
    | "timeouts"
    | "name"
    | "cidrBlock"
    | "gateway"
    | "excludeIps"
    | "protocol"
    | "allocation"
    | "vpc"
    | "vlan"
    | "provider"
    | "namespaces"
    | "namespaceSelectors"
    | "default"
    | "gatewayType"
    | "gatewayNode"
    | "gatewayNodeSelectors"
    | "natOutgoing"
    | "natOutgoingPolicyRules"
    | "externalEgressGateway"
    | "policyRoutingPriority"
    | "policyRoutingTableID"
    | "mtu"
    | "private"
    | "allowSubnets"
    | "vips"
    | "logicalGateway"
    | "disableGatewayCheck"
    | "disableInterConnection"
    | "enableDHCP"
    | "dhcpV4Options"
    | "dhcpV6Options"
    | "enableIPv6RA"
    | "ipv6RAConfigs"
    | "acls"
    | "allowEWTraffic"
    | "u2oInterconnection"
    | "u2oInterconnectionIP"
    | "u2oFeatures"
    | "enableLb"
    | "enableEcmp"
    | "enableMulticastSnoop"
    | "enableExternalLBAddress"
    | "routeTable"
    | "nodeNetwork"
    | "v4Usable"
    | "v6Usable"
  >;
  readonly PlannedRange: Names<"key" | "subnet" | "range" | "size">;
  readonly IPPool: Names<
    "key" | "adopt" | "timeouts" | "name" | "subnet" | "ips" | "namespaces" | "enableAddressSet" | "size"
  >;
  readonly ReservedIP: Names<
    | "key"
    | "adopt"
    | "timeouts"
    | "name"
    | "subnet"
    | "workload"
    | "v4IpAddress"
    | "v6IpAddress"
    | "macAddress"
    | "interface"
    | "allowExcluded"
    | "force"
    | "plan"
  >;
  readonly ReservedIPSet: Names<
    "key" | "adopt" | "subnet" | "workloads" | "statefulSet" | "layout" | "timeouts" | "force" | "reservations"
  >;
  readonly Vip: Names<
    | "key"
    | "adopt"
    | "timeouts"
    | "name"
    | "subnet"
    | "type"
    | "v4ip"
    | "v6ip"
    | "macAddress"
    | "namespace"
    | "selector"
    | "allowExcluded"
    | "plan"
  >;
  readonly AapBinding: Names<
    "key" | "vips" | "namespace" | "selector" | "members" | "virtualIps" | "virtualParents" | "virtualPorts"
  >;
  readonly AddressPlan: Names<"wants" | "name" | "v4ips" | "v6ips" | "macAddresses">;
  readonly OvnEip: Names<
    | "key"
    | "adopt"
    | "timeouts"
    | "name"
    | "externalSubnet"
    | "allowExcluded"
    | "plan"
    | "v4Ip"
    | "type"
    | "v6Ip"
    | "macAddress"
  >;
  readonly IptablesEIP: Names<
    | "key"
    | "adopt"
    | "timeouts"
    | "name"
    | "externalSubnet"
    | "allowExcluded"
    | "plan"
    | "natGwDp"
    | "v4ip"
    | "qosPolicy"
    | "v6ip"
    | "macAddress"
  >;
}
