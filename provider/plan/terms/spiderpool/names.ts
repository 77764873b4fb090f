/** Annotations as Spiderpool's pkg/constant and Multus spell them. */
export const SPIDER_ANNOTATION = {
  ippool: "ipam.spidernet.io/ippool",
  ippools: "ipam.spidernet.io/ippools",
  defaultIpv4: "ipam.spidernet.io/default-ipv4-ippool",
  defaultIpv6: "ipam.spidernet.io/default-ipv6-ippool",
  subnet: "ipam.spidernet.io/subnet",
  subnets: "ipam.spidernet.io/subnets",
  ippoolIpNumber: "ipam.spidernet.io/ippool-ip-number",
  ippoolReclaim: "ipam.spidernet.io/ippool-reclaim",
  attachmentName: "multus.spidernet.io/cr-name",
  cniVersion: "multus.spidernet.io/cni-version",
  defaultNetwork: "v1.multus-cni.io/default-network",
  networks: "k8s.v1.cni.cncf.io/networks",
  /** Of a NetworkAttachmentDefinition: the resource of a device plugin. */
  resource: "k8s.v1.cni.cncf.io/resourceName",
} as const;

export const SPIDER_LABEL = {
  /** Of a pool: its CIDR. */
  poolCidr: "ipam.spidernet.io/ippool-cidr",
  /** Of a SpiderSubnet: its CIDR. */
  subnetCidr: "ipam.spidernet.io/subnet-cidr",
  /** Of a pool: the SpiderSubnet that controls it. */
  ownerSubnet: "ipam.spidernet.io/owner-spider-subnet",
  /** Of a pool that Spiderpool made for an application: the name of that. */
  ownerApplication: "ipam.spidernet.io/owner-application-name",
  ownerApplicationKind: "ipam.spidernet.io/owner-application-kind",
  ownerApplicationNamespace: "ipam.spidernet.io/owner-application-namespace",
} as const;
