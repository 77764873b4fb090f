import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Layout, SetMember } from "../../provider/plan";
import { valueAt } from "../nested";
import { ReservedIPSet } from "../reserved-ip-set";
import type { Reference } from "../resource";
import type { Subnet } from "../subnet";
import { withStatefulSetAddresses } from "../workload";
import { kubernetes } from "./kubernetes";

/** Arguments of a {@link FixedIPStatefulSet}. */
export interface FixedIPStatefulSetArgs {
  /** The Subnet: resource or name. */
  subnet: Reference<Subnet>;
  /** Name of the StatefulSet. Default: the component's. */
  name?: pulumi.Input<string>;
  /** Default `default`. */
  namespace?: pulumi.Input<string>;
  /** Labels and annotations of the StatefulSet. Default: none. */
  metadata?: Omit<k8s.types.input.meta.v1.ObjectMeta, "name" | "namespace">;
  /** The StatefulSet's spec. All of it stays; the annotations of its template are added. */
  spec: pulumi.Input<k8s.types.input.apps.v1.StatefulSetSpec>;
  /**
   * Count of pods, from the first ordinal on, whose addresses stay reserved whatever the replicas are. Default: as many
   * as there are replicas, so that scaling down releases addresses.
   */
  reserved?: pulumi.Input<number>;
  /** `spread` (default), or `contiguous`: addresses one after the other. */
  layout?: pulumi.Input<Layout>;
  /** Write the addresses out in the template as `ip_pool`, too: every change of them is a rollout. Default false. */
  asList?: boolean;
  /** Subnets of further interfaces, by a name for each. The networks are listed in the template. Default: none. */
  secondary?: Readonly<Record<string, Reference<Subnet>>>;
}

/**
 * A StatefulSet with a planned and reserved address for every pod. Scaling up reserves more and leaves the others where
 * they are.
 *
 * @example
 * const db = new FixedIPStatefulSet("db", { subnet: "ovn-default", reserved: 5, spec: { replicas: 3, …} });
 * export const addresses = db.reservations.apply((pods) => pods.map((pod) => pod.v4IpAddress));
 */
export class FixedIPStatefulSet extends pulumi.ComponentResource {
  readonly statefulSet: k8s.apps.v1.StatefulSet;
  readonly set: ReservedIPSet;
  /** Sets of the further interfaces, by their names. */
  readonly secondary: Readonly<Record<string, ReservedIPSet>>;
  /** Addresses in the order of the ordinals. */
  readonly reservations: pulumi.Output<SetMember[]>;

  constructor(name: string, args: FixedIPStatefulSetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kubeovn:index:FixedIPStatefulSet", name, {}, opts);
    const { apps } = kubernetes("FixedIPStatefulSet");
    const { namespace = "default", metadata = {}, spec, layout, asList = false, secondary = {} } = args;
    const setName = args.name ?? name;
    const replicas = eventual(valueAt(spec, ["replicas"]), 1);
    const start = eventual(valueAt(spec, ["ordinals", "start"]), 0);
    const reserved = pulumi.all([args.reserved, replicas]).apply(([least = 0, wanted]) => Math.max(least, wanted));
    const statefulSet = { name: setName, namespace, replicas: reserved, start };
    const reserve = (resourceName: string, subnet: Reference<Subnet>): ReservedIPSet =>
      new ReservedIPSet(
        resourceName,
        { subnet, statefulSet, ...(layout === undefined ? {} : { layout }) },
        { parent: this },
      );

    this.set = reserve(name, args.subnet);
    this.secondary = Object.fromEntries(
      Object.entries(secondary).map(([key, subnet]) => [key, reserve(`${name}-${key}`, subnet)]),
    );
    const plain: k8s.apps.v1.StatefulSetArgs = { metadata: { ...metadata, name: setName, namespace }, spec };
    const reservations = [this.set, ...Object.values(this.secondary)];
    const completed = withStatefulSetAddresses(plain, { reservations, asList });
    this.statefulSet = new apps.v1.StatefulSet(name, completed, { parent: this });
    this.reservations = this.set.reservations;
    this.registerOutputs({ reservations: this.reservations });
  }
}

function eventual(value: unknown, otherwise: number): pulumi.Output<number> {
  return pulumi.output(value as pulumi.Input<number | undefined>).apply((known) => known ?? otherwise);
}
