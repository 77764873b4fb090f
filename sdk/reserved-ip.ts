import * as pulumi from "@pulumi/pulumi";
import {
  type ReservedIPArgs as Args,
  addressAnnotations,
  DEFAULT_NAMESPACE,
  podNameOf,
  switchAnnotations,
  type Workload,
} from "../provider/plan";
import { type Inputs, PlannedResource, type Reference } from "./resource";
import type { Subnet } from "./subnet";

/** Arguments of a {@link ReservedIP}. */
export type ReservedIPArgs = Omit<Inputs<Args>, "subnet"> & {
  /** The Subnet: resource or name. A change replaces. */
  subnet: Reference<Subnet>;
};

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
      .apply((addresses) => addresses.filter((address) => address).join(","));
  }

  /** Annotations for the pod template: they ask for exactly this address and MAC; for a StatefulSet's pod only for the subnet, where Kube-OVN finds the reservation by the pod's name. */
  get annotations(): pulumi.Output<Record<string, string>> {
    return pulumi
      .all([this.name, this.subnet, this.workload, this.ipAddress, this.macAddress])
      .apply(([port, subnet, workload, ipAddress, macAddress]): Record<string, string> => {
        const reserved = {
          port,
          subnet,
          podName: podNameOf(workload),
          namespace: workload.namespace ?? DEFAULT_NAMESPACE,
        };
        return workload.kind === "StatefulSet"
          ? switchAnnotations(reserved)
          : addressAnnotations(reserved, ipAddress, macAddress);
      });
  }

  /** Reads an IP object that exists, without owning it. @param id name of the object */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ReservedIP {
    return new ReservedIP(name, {} as ReservedIPArgs, { ...opts, id });
  }
}
