import type { Workload } from "./args";
import { DEFAULT_PROVIDER } from "./names";
import { DEFAULT_NAMESPACE, podNameOf } from "./workload";

/**
 * Annotations by which a pod asks for an address and a MAC on one of its interfaces.
 *
 * @source kube-ovn pkg/util/const.go: `<provider>.kubernetes.io/<key>`; the provider is what the port's name ends with
 */
export function podAnnotations(reservation: {
  readonly port: string;
  readonly subnet: string;
  readonly workload: Workload;
  readonly ipAddress: string;
  readonly macAddress: string | undefined;
}): Record<string, string> {
  const { port, subnet, workload, ipAddress, macAddress } = reservation;
  const plain = `${podNameOf(workload)}.${workload.namespace ?? DEFAULT_NAMESPACE}`;
  const provider = port.startsWith(`${plain}.`) ? port.slice(plain.length + 1) : DEFAULT_PROVIDER;
  const onSwitch = { [`${provider}.kubernetes.io/logical_switch`]: subnet };
  // One template makes every pod of a StatefulSet; each finds its reservation by the name of its port.
  if (workload.kind === "StatefulSet") return onSwitch;
  return {
    ...onSwitch,
    [`${provider}.kubernetes.io/ip_address`]: ipAddress,
    ...(macAddress ? { [`${provider}.kubernetes.io/mac_address`]: macAddress } : {}),
  };
}
