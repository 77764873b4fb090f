import * as pulumi from "@pulumi/pulumi";
import { ANNOTATIONS_PATH } from "../../provider/plan";
import { AapBinding } from "../aap-binding";
import type { Addresses } from "../addresses";
import { valueAt } from "../nested";
import { ReservedIP } from "../reserved-ip";
import type { Reference } from "../resource";
import type { Subnet } from "../subnet";
import { Vip } from "../vip";
import { withPodAddresses, withVirtualMachineAddresses } from "../workload";

/** One of the two: a pod or a VM. */
export interface KeepalivedMember {
  /** `Pod` or `VirtualMachine`. */
  readonly kind: "Pod" | "VirtualMachine";
  /** Name of the pod or VirtualMachine. */
  readonly name: string;
}

/** Arguments of a {@link KeepalivedPair}. */
export interface KeepalivedPairArgs {
  /** Name of the Vip. Default: the component's. */
  name?: pulumi.Input<string>;
  /** The Subnet of all three addresses: resource or name. */
  subnet: Reference<Subnet>;
  /** Namespace of the two. Default `default`. */
  namespace?: pulumi.Input<string>;
  /** The two that keepalived moves the address between. */
  members: readonly [KeepalivedMember, KeepalivedMember];
  /** Labels that both have: they select who may use the address. */
  labels: Readonly<Record<string, string>>;
  /** IPv4 address that moves. Default: planned. */
  v4ip?: pulumi.Input<string>;
  /** IPv6 address that moves. Default: planned. */
  v6ip?: pulumi.Input<string>;
}

/**
 * A virtual address that keepalived moves between two pods or VMs, and an address of its own for each of them.
 *
 * @example
 * const members = [{ kind: "Pod", name: "lb-a" }, { kind: "Pod", name: "lb-b" }] as const;
 * const pair = new KeepalivedPair("lb", { subnet: "ovn-default", members, labels: { app: "lb" } });
 * new k8s.core.v1.Pod("a", withPodAddresses({ metadata: { labels: { app: "lb" } }, spec }, pair.first));
 */
export class KeepalivedPair extends pulumi.ComponentResource {
  readonly vip: Vip;
  readonly binding: AapBinding;
  /** What each of the two is given: for `with…Addresses`. */
  readonly first: Addresses;
  readonly second: Addresses;
  /** The IPv4 address that moves. */
  readonly v4ip: pulumi.Output<string | undefined>;
  /** The IPv6 address that moves. */
  readonly v6ip: pulumi.Output<string | undefined>;
  readonly #annotated: readonly (() => unknown)[];

  constructor(name: string, args: KeepalivedPairArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kubeovn:index:KeepalivedPair", name, {}, opts);
    const { subnet, namespace = "default", members, labels, v4ip, v6ip } = args;
    const child = { parent: this };
    const fixed = Object.fromEntries(
      Object.entries({ name: args.name, v4ip, v6ip }).filter(([, value]) => value !== undefined),
    );
    const workloads = members.map((member) => ({ ...member, namespace }));
    const selector = Object.entries(labels).map(([key, value]) => `${key}: ${value}`);
    this.vip = new Vip(name, { subnet, namespace, selector, ...fixed }, child);
    this.binding = new AapBinding(name, { vips: [this.vip], namespace, selector, members: workloads }, child);
    const [first, second] = workloads.map((workload) => {
      const reservations = new ReservedIP(`${name}-${workload.name}`, { subnet, workload }, child);
      return { reservations, aaps: [this.binding] };
    });
    this.first = first as Addresses;
    this.second = second as Addresses;
    this.#annotated = workloads.map(
      (member, i) => () => annotationsOf(member, labels, i === 0 ? this.first : this.second),
    );
    this.v4ip = this.vip.v4ip;
    this.v6ip = this.vip.v6ip;
    this.registerOutputs({ v4ip: this.v4ip, v6ip: this.v6ip });
  }

  /**
   * Annotations by which each of the two gets its address and may use the one that moves, in the order of the members: of a
   * pod's metadata, and of a VM's template.
   */
  get annotations(): pulumi.Output<Record<string, string>[]> {
    return pulumi.output(this.#annotated.map((annotations) => annotations() as Record<string, string>));
  }
}

/** What `with…Addresses` completes a workload with that says nothing but who it is. */
function annotationsOf(
  { kind, name, namespace }: KeepalivedMember & { readonly namespace: pulumi.Input<string> },
  labels: KeepalivedPairArgs["labels"],
  addresses: Addresses,
): unknown {
  const metadata = { name, namespace };
  const completed =
    kind === "Pod"
      ? withPodAddresses({ metadata: { ...metadata, labels } }, addresses)
      : withVirtualMachineAddresses({ metadata, spec: { template: { metadata: { labels } } } }, addresses);
  return valueAt(completed, ANNOTATIONS_PATH[kind]);
}
