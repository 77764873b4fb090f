import type { PairPod } from "./snapshot";

/** The pods that a binding is for. */
export interface PairSelection {
  readonly vip: string;
  readonly subnet: string;
  readonly namespace: string;
  readonly selector: readonly string[];
}

/** Pods by the Vips that they ask for: most ask for none, and a binding is about one. */
export function byVip(pods: readonly PairPod[]): ReadonlyMap<string, readonly PairPod[]> {
  const asking = new Map<string, PairPod[]>();
  for (const pod of pods) {
    for (const vip of new Set(pod.vips)) {
      const known = asking.get(vip);
      if (known === undefined) asking.set(vip, [pod]);
      else known.push(pod);
    }
  }
  return asking;
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
