/** Annotations and labels: ours under `pulumi-kubeovn/`, Kube-OVN's as pkg/util/const.go spells them. */
export const ANNOTATION = {
  /** Owner key of the resource that declared the object. */
  owner: "pulumi-kubeovn/owner",
  /** Where the resource with a chosen owner key stands: the owner key that it would have without. */
  declaredBy: "pulumi-kubeovn/declared-by",
  /** Which create of that place made it; an update and a delete need the same one. */
  claim: "pulumi-kubeovn/claim",
  /** On an object that was given up and stands until nothing uses it: who may go on with it, and when that was. */
  leftBy: "pulumi-kubeovn/left-by",
  leftAt: "pulumi-kubeovn/left-at",
  /** On an object that existed before us, which is given back and not deleted: JSON, its reserved label as it was. */
  adopted: "pulumi-kubeovn/adopted",
  /** Version of the placement function that chose the address. */
  placement: "pulumi-kubeovn/placement",
  /** On a Subnet: JSON, owner key → ranges of its planned range. */
  plannedRanges: "pulumi-kubeovn/planned-ranges",
  /** On a Subnet: how automatic picks are made in it. */
  strategy: "pulumi-kubeovn/strategy",
  /** On a Vip: owner key of the AapBinding that set namespace and selector, and its claim where that is not its first. */
  boundBy: "pulumi-kubeovn/bound-by",
  boundClaim: "pulumi-kubeovn/bound-claim",
  /** Where that AapBinding stands, where its owner key was chosen. */
  boundDeclaredBy: "pulumi-kubeovn/bound-declared-by",
  /** On a guard Vip: name of the IP object that is being made under it. */
  guards: "pulumi-kubeovn/guards",
} as const;

export const LABEL = {
  subnet: "ovn.kubernetes.io/subnet",
  ipReserved: "ovn.kubernetes.io/ip_reserved",
} as const;

export const DEFAULT_VPC = "ovn-cluster";
export const DEFAULT_PROVIDER = "ovn";
export const DEFAULT_NAMESPACE = "default";

/**
 * Name of a logical switch port, and of the IP object that reserves for it.
 *
 * @source kube-ovn pkg/ovs/util.go PodNameToPortName: no escaping, the provider is omitted when it is exactly `ovn`
 */
export function portName(podName: string, namespace: string, provider: string): string {
  return provider === DEFAULT_PROVIDER ? `${podName}.${namespace}` : `${podName}.${namespace}.${provider}`;
}

/**
 * Whether an IP object is one that the controller books for a Subnet itself.
 *
 * @source kube-ovn pkg/util/const.go U2OInterconnName, McastQuerierName
 */
export function isBookedForSubnet(ipName: string): boolean {
  return ipName.startsWith("u2o-interconnection.") || ipName.startsWith("mcast-querier.");
}

/**
 * True when ports of this provider are logical switch ports of OVN; others have addresses but no MAC and no port.
 *
 * @source kube-ovn pkg/util/subnet.go IsOvnProvider: empty, `ovn`, or three parts of which the last is `ovn`
 */
export function isOvnProvider(provider: string): boolean {
  const parts = provider.split(".");
  return provider === "" || provider === DEFAULT_PROVIDER || (parts.length === 3 && parts[2] === "ovn");
}

/** True for a name the API server takes for a cluster-scoped object (RFC 1123 subdomain, at most 253 characters). */
export function isObjectName(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name);
}

/** True for a namespace, and for the name of a pod's owner that ends up in a host name (RFC 1123 label). */
export function isLabelName(name: string): boolean {
  return name.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name);
}
