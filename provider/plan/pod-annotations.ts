import { DEFAULT_PROVIDER } from "./names";

/** An interface of a pod as its reservation names it. */
export interface ReservedPort {
  /** Name of the logical switch port, which is the IP object's: `<pod>.<namespace>`, with the provider behind it unless that is `ovn`. */
  readonly port: string;
  readonly podName: string;
  readonly namespace: string;
  readonly subnet: string;
}

/**
 * Annotation that puts a pod's interface into the subnet, where Kube-OVN finds the reservation by the port's name: what a
 * template that makes several pods can say.
 *
 * @source kube-ovn pkg/util/const.go: `<provider>.kubernetes.io/<key>`
 */
export function switchAnnotations(port: ReservedPort): Record<string, string> {
  return { [`${providerOf(port)}.kubernetes.io/logical_switch`]: port.subnet };
}

/** Annotations by which a single pod or VM asks for exactly this address, and MAC where there is one. */
export function addressAnnotations(
  port: ReservedPort,
  ipAddress: string,
  macAddress: string | undefined,
): Record<string, string> {
  const provider = providerOf(port);
  return {
    ...switchAnnotations(port),
    [`${provider}.kubernetes.io/ip_address`]: ipAddress,
    ...(macAddress ? { [`${provider}.kubernetes.io/mac_address`]: macAddress } : {}),
  };
}

function providerOf({ port, podName, namespace }: ReservedPort): string {
  const plain = `${podName}.${namespace}`;
  return port.startsWith(`${plain}.`) ? port.slice(plain.length + 1) : DEFAULT_PROVIDER;
}
