import type { KubeObject } from "../../provider/objects/kube-object";

type Fields = Readonly<Record<string, unknown>>;

function object(
  kind: string,
  name: string,
  spec: Fields,
  rest: { status?: Fields; annotations?: Record<string, string>; labels?: Record<string, string> } = {},
): KubeObject {
  const { status, annotations, labels } = rest;
  return {
    apiVersion: "kubeovn.io/v1",
    kind,
    metadata: { name, ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) },
    spec,
    ...(status ? { status } : {}),
  };
}

/** A Subnet as Kube-OVN leaves it. */
export function subnetObject(
  name: string,
  cidrBlock: string,
  spec: Fields = {},
  annotations?: Record<string, string>,
): KubeObject {
  return object(
    "Subnet",
    name,
    { cidrBlock, vpc: "ovn-cluster", provider: "ovn", ...spec },
    annotations ? { annotations } : {},
  );
}

export function vipObject(
  name: string,
  subnet: string,
  v4ip: string,
  spec: Fields = {},
  annotations?: Record<string, string>,
): KubeObject {
  return object("Vip", name, { subnet, v4ip, ...spec }, annotations ? { annotations } : {});
}

/** The IP object of a pod's or VM's port. */
export function ipObject(
  podName: string,
  namespace: string,
  subnet: string,
  ipAddress: string,
  spec: Fields = {},
  annotations?: Record<string, string>,
): KubeObject {
  return object(
    "IP",
    `${podName}.${namespace}`,
    { podName, namespace, subnet, ipAddress, ...spec },
    annotations ? { annotations } : {},
  );
}

/**
 * Labels of an IP as this package writes it. An IP without any may crash the controller of 1.13.
 *
 * @source kube-ovn 1.13 pkg/controller/ip.go handleAddReservedIP: writes into the labels of an object that it may have read before its own change
 */
export const reservationLabels = (subnet: string): Readonly<Record<string, string>> => ({
  "ovn.kubernetes.io/subnet": subnet,
  "ovn.kubernetes.io/ip_reserved": "true",
});

export function poolObject(
  name: string,
  subnet: string,
  ips: readonly string[],
  spec: Record<string, unknown> = {},
): KubeObject {
  return object("IPPool", name, { subnet, ips, ...spec });
}

/** A pod that has an address in a subnet. */
export function podObject(
  name: string,
  namespace: string,
  subnet: string,
  address: string,
  annotations: Record<string, string> = {},
): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace,
      annotations: {
        "ovn.kubernetes.io/allocated": "true",
        "ovn.kubernetes.io/ip_address": address,
        "ovn.kubernetes.io/logical_switch": subnet,
        ...annotations,
      },
    },
  };
}
