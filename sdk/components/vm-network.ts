/** How a VM's interface is put onto the pod's network: both let the VM itself have the pod's address. */
export type VmBinding = "bridge" | "managedTap";

/** Lets VMs migrate whose interface is bridged to the pod network, which KubeVirt forbids otherwise. */
export const LIVE_MIGRATION = "kubevirt.io/allow-pod-bridge-network-live-migration";

interface Network {
  readonly name?: string | undefined;
  readonly pod?: object;
}

interface Interface {
  readonly name?: string | undefined;
  readonly [field: string]: unknown;
}

/** The part of a VM's spec that says how it is connected. */
export interface VmNetwork {
  readonly networks: readonly Network[];
  readonly interfaces: readonly Interface[];
}

const FIELDS_OF_BINDINGS = ["bridge", "masquerade", "binding", "slirp", "macvtap", "passt", "passtBinding", "sriov"];

/**
 * A VM's networks and interfaces with the pod network bound. What is there stays: an interface that says how it is bound
 * is not bound another way.
 *
 * @source KubeVirt kubevirt.io/api core/v1 InterfaceBindingMethod; without networks it would attach the pod network itself
 */
export function bindPodNetwork({ networks, interfaces }: VmNetwork, binding: VmBinding): VmNetwork {
  const all = networks.length === 0 ? [{ name: "default", pod: {} }] : networks;
  const podNetwork = all.find(({ pod }) => pod !== undefined && pod !== null);
  if (podNetwork === undefined) return { networks, interfaces };
  const bound = binding === "bridge" ? { bridge: {} } : { binding: { name: "managedtap" } };
  const own = interfaces.find(({ name }) => name === podNetwork.name);
  if (own === undefined) return { networks: all, interfaces: [{ name: podNetwork.name, ...bound }, ...interfaces] };
  const isBound = FIELDS_OF_BINDINGS.some((field) => own[field] !== undefined && own[field] !== null);
  const complete = isBound ? own : { ...own, ...bound };
  return { networks: all, interfaces: interfaces.map((one) => (one === own ? complete : one)) };
}

/** True when the VM's interface on the pod network is bridged. */
export function isBridged({ networks, interfaces }: VmNetwork): boolean {
  const podNetwork = networks.find(({ pod }) => pod !== undefined && pod !== null);
  return interfaces.some(({ name, bridge }) => name === podNetwork?.name && bridge !== undefined && bridge !== null);
}
