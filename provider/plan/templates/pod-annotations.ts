import { DEFAULT_PROVIDER } from "../terms/names";
import type { Reserved } from "./template-uses";

/**
 * Name of an annotation that concerns one interface.
 *
 * @source kube-ovn pkg/util/const.go: `<provider>.kubernetes.io/<key>`
 */
export function interfaceKey(provider: string, key: string): string {
  return `${provider}.kubernetes.io/${key}`;
}

/** Names of Vips whose addresses the pod may use beside its own; read for all interfaces together. */
export const PAIRS_ANNOTATION = "ovn.kubernetes.io/aaps";
/** Name of a Vip that becomes the pod's own address; read for every interface. */
export const VIP_ANNOTATION = "ovn.kubernetes.io/vip";

/**
 * Annotation that puts a pod's interface into the subnet, where Kube-OVN finds the reservation by the port's name: what a
 * template that makes several pods can say.
 */
export function switchAnnotations(reserved: Reserved): Record<string, string> {
  return { [interfaceKey(providerOf(reserved), "logical_switch")]: reserved.subnet };
}

/**
 * Annotations by which a single pod or VM asks for exactly this address, and MAC where there is one.
 *
 * @param interfaceName  name of the interface inside the pod, where its list of networks says one: newer releases of
 *                       Kube-OVN look for the annotation of that interface first
 */
export function addressAnnotations(reserved: Reserved, interfaceName?: string): Record<string, string> {
  const provider = providerOf(reserved);
  const [name, namespace] = provider.split(".");
  const annotations = switchAnnotations(reserved);
  for (const [key, value] of [
    ["ip_address", addressesOf(reserved)],
    ["mac_address", reserved.macAddress],
  ] as const) {
    if (!value) continue;
    annotations[interfaceKey(provider, key)] = value;
    if (interfaceName && namespace) annotations[`${name}.${namespace}.kubernetes.io/${key}.${interfaceName}`] = value;
  }
  return annotations;
}

/** `v4`, `v6` or `v4,v6`, as Kube-OVN writes them into one text. */
export function addressesOf({ v4IpAddress, v6IpAddress }: Pick<Reserved, "v4IpAddress" | "v6IpAddress">): string {
  return [v4IpAddress, v6IpAddress].filter((address) => address).join(",");
}

/** Provider of the interface that a reservation is for: what is left of the port's name behind pod and namespace. */
export function providerOf({ name, podName, namespace }: Pick<Reserved, "name" | "podName" | "namespace">): string {
  const plain = `${podName}.${namespace}`;
  return name.startsWith(`${plain}.`) ? name.slice(plain.length + 1) : DEFAULT_PROVIDER;
}
