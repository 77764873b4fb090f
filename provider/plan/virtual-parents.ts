import type { PairPod } from "./snapshot";

/** The pods that a binding is for. */
export interface PairSelection {
  readonly vip: string;
  readonly subnet: string;
  readonly namespace: string;
  readonly selector: readonly string[];
}

/**
 * Ports of the live pods that may use a Vip: one for each pod, that of its first interface in the Vip's subnet.
 *
 * @source kube-ovn pkg/controller/vip.go handleUpdateVirtualParents: all items must match, no item selects every pod of the
 *         namespace, and only pods whose annotation names the Vip count
 */
export function livePairPorts(
  pods: readonly PairPod[],
  { vip, subnet, namespace, selector }: PairSelection,
): readonly string[] {
  const wanted = selector.map((item) => item.split(":").map((part) => part.trim()));
  return pods.flatMap((pod) => {
    const isSelected =
      pod.namespace === namespace &&
      pod.vips.includes(vip) &&
      wanted.every(([label = "", value]) => pod.labels[label] === value);
    const port = isSelected ? pod.ports.find((one) => one.subnet === subnet) : undefined;
    return port === undefined ? [] : [port.name];
  });
}
