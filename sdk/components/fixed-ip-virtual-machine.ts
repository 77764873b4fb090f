import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { WorkloadArgs } from "../args";
import { changeAt, pickPaths } from "../nested";
import { ReservedIP } from "../reserved-ip";
import { withVirtualMachineAddresses } from "../workload";
import { type InterfaceAddresses, reservedArgs } from "./interface-addresses";
import { kubernetes } from "./kubernetes";
import { bindPodNetwork, isBridged, LIVE_MIGRATION, type VmBinding, type VmNetwork } from "./vm-network";

/** Arguments of a {@link FixedIPVirtualMachine}. */
export interface FixedIPVirtualMachineArgs extends InterfaceAddresses {
  /** Name of the VirtualMachine. Default: the component's. */
  name?: pulumi.Input<string>;
  /** Default `default`. */
  namespace?: pulumi.Input<string>;
  /** Labels and annotations of the VirtualMachine. Default: none. */
  metadata?: Omit<k8s.types.input.meta.v1.ObjectMeta, "name" | "namespace">;
  /** The VirtualMachine's spec, as KubeVirt takes it. All of it stays; addresses, and what they need, are added. */
  spec: pulumi.Input<object>;
  /** How the interface on the pod network is bound, where the spec does not say. Default `bridge`. */
  binding?: VmBinding;
  /** Addresses of further interfaces, by a name for each. The networks are listed in the spec. Default: none. */
  secondary?: Readonly<Record<string, InterfaceAddresses>>;
}

/**
 * A KubeVirt VirtualMachine whose address and MAC are planned, reserved and kept: through restarts, live migration and
 * re-creation.
 *
 * @example
 * const db = new FixedIPVirtualMachine("db", { subnet: "ovn-default", spec: { runStrategy: "Always", template } });
 * export const address = db.v4IpAddress;
 */
export class FixedIPVirtualMachine extends pulumi.ComponentResource {
  readonly vm: k8s.apiextensions.CustomResource;
  readonly reservation: ReservedIP;
  /** Reservations of the further interfaces, by their names. */
  readonly secondary: Readonly<Record<string, ReservedIP>>;
  /** IPv4 address of the interface on the pod network. */
  readonly v4IpAddress: pulumi.Output<string | undefined>;
  /** IPv6 address of the interface on the pod network. */
  readonly v6IpAddress: pulumi.Output<string | undefined>;
  /** MAC address of the interface on the pod network. */
  readonly macAddress: pulumi.Output<string | undefined>;

  constructor(name: string, args: FixedIPVirtualMachineArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kubeovn:index:FixedIPVirtualMachine", name, {}, opts);
    const { apiextensions } = kubernetes("FixedIPVirtualMachine");
    const { namespace = "default", metadata = {}, spec, binding = "bridge", secondary = {} } = args;
    const vmName = args.name ?? name;
    const workload: WorkloadArgs = { kind: "VirtualMachine", name: vmName, namespace };
    const reserve = (resourceName: string, addresses: InterfaceAddresses): ReservedIP =>
      new ReservedIP(resourceName, { ...reservedArgs(addresses), workload }, { parent: this });

    this.reservation = reserve(name, args);
    this.secondary = Object.fromEntries(
      Object.entries(secondary).map(([key, addresses]) => [key, reserve(`${name}-${key}`, addresses)]),
    );
    const plain = {
      apiVersion: "kubevirt.io/v1",
      kind: "VirtualMachine",
      metadata: { ...metadata, name: vmName, namespace },
      spec: connected(spec, binding),
    };
    const reservations = [this.reservation, ...Object.values(this.secondary)];
    const completed = withVirtualMachineAddresses(plain, { reservations });
    this.vm = new apiextensions.CustomResource(name, completed, { parent: this });
    this.v4IpAddress = this.reservation.v4IpAddress;
    this.v6IpAddress = this.reservation.v6IpAddress;
    this.macAddress = this.reservation.macAddress;
    this.registerOutputs({
      v4IpAddress: this.v4IpAddress,
      v6IpAddress: this.v6IpAddress,
      macAddress: this.macAddress,
    });
  }
}

const NETWORKS = ["template", "spec", "networks"];
const INTERFACES = ["template", "spec", "domain", "devices", "interfaces"];

/** A VM's spec with the pod network bound, and migration allowed where that takes a word. */
function connected(spec: pulumi.Input<object>, binding: VmBinding): pulumi.Input<object> {
  const bound = pickPaths(spec, [NETWORKS, INTERFACES]).apply((own) => bindPodNetwork(networkIn(own), binding));
  const migration = bound.apply((all) => (isBridged(all) ? { [LIVE_MIGRATION]: "true" } : {}));
  const changes: readonly (readonly [readonly string[], (own: unknown) => unknown])[] = [
    [NETWORKS, () => bound.networks],
    [INTERFACES, () => bound.interfaces],
    [
      ["template", "metadata", "annotations"],
      (own) => pulumi.all([migration, own]).apply(([first, mine]) => ({ ...first, ...(mine as object) })),
    ],
  ];
  return changes.reduce<unknown>((all, [path, change]) => changeAt(all, path, change), spec) as pulumi.Input<object>;
}

function networkIn(spec: unknown): VmNetwork {
  const { networks = [], domain } = (spec as { template: { spec: Partial<VmNetwork> & { domain: Domain } } }).template
    .spec;
  return { networks, interfaces: domain.devices.interfaces ?? [] };
}

interface Domain {
  readonly devices: Partial<Pick<VmNetwork, "interfaces">>;
}
