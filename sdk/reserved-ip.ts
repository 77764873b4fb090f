import * as pulumi from "@pulumi/pulumi";
import {
  addressAnnotations,
  addressesOf,
  DEFAULT_NAMESPACE,
  podNameOf,
  podTypeOf,
  type Reserved,
  switchAnnotations,
  type Workload,
} from "../provider/plan";
import type { ReservedIPArgs } from "./args";
import { PlannedResource } from "./resource";

/**
 * The address, and the MAC, that one pod, StatefulSet pod or virtual machine will get: a Kube-OVN `IP`.
 *
 * @example
 * new ReservedIP("db", { subnet: "ovn-default", workload: { kind: "VirtualMachine", name: "db", namespace: "prod" } });
 * // IP db.prod: spec.podType VirtualMachine, spec.ipAddress 10.16.97.31, label ip_reserved "true"
 */
export class ReservedIP extends PlannedResource {
  /** Name of the IP object, which is the name of the workload's logical switch port too. */
  declare readonly name: pulumi.Output<string>;
  declare readonly subnet: pulumi.Output<string>;
  declare readonly workload: pulumi.Output<Workload>;
  declare readonly v4IpAddress: pulumi.Output<string | undefined>;
  declare readonly v6IpAddress: pulumi.Output<string | undefined>;
  /** Lower case with colons; undefined on a network that is not OVN's. */
  declare readonly macAddress: pulumi.Output<string | undefined>;

  constructor(name: string, args: ReservedIPArgs, opts?: pulumi.CustomResourceOptions) {
    super("ReservedIP", name, args, opts);
  }

  /** `v4`, `v6` or `v4,v6`, as Kube-OVN writes them into one text. */
  get ipAddress(): pulumi.Output<string> {
    return pulumi
      .all([this.v4IpAddress, this.v6IpAddress])
      .apply(([v4IpAddress, v6IpAddress]) => addressesOf({ v4IpAddress, v6IpAddress }));
  }

  /** Annotations for the pod template: they ask for exactly this address and MAC; for a StatefulSet's pod only for the subnet, where Kube-OVN finds the reservation by the pod's name. */
  get annotations(): pulumi.Output<Record<string, string>> {
    return reservedBy(this).apply((reserved) =>
      reserved.podType === "StatefulSet" ? switchAnnotations(reserved) : addressAnnotations(reserved),
    );
  }

  /** Reads an IP object that exists, without owning it. @param id name of the object */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ReservedIP {
    return new ReservedIP(name, {} as ReservedIPArgs, { ...opts, id });
  }
}

/** Mocks of a unit test may have no answer, and then a resource has no outputs but what the program wrote. */
const UNTOLD: Workload = { kind: "Pod", name: "" };

/** A reservation as the rules of workloads see it. */
export function reservedBy(ip: ReservedIP): pulumi.Output<Reserved> {
  const { name, subnet, workload, v4IpAddress, v6IpAddress, macAddress } = ip;
  return pulumi
    .all([name, subnet, workload, v4IpAddress, v6IpAddress, macAddress])
    .apply(([port, inSubnet, of = UNTOLD, v4, v6, mac]) => ({
      name: port ?? `${podNameOf(of)}.${of.namespace ?? DEFAULT_NAMESPACE}`,
      subnet: inSubnet,
      podName: podNameOf(of),
      namespace: of.namespace ?? DEFAULT_NAMESPACE,
      podType: podTypeOf(of),
      v4IpAddress: v4,
      v6IpAddress: v6,
      macAddress: mac,
    }));
}
