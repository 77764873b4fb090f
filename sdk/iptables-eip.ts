import type * as pulumi from "@pulumi/pulumi";
import type { IptablesEIPArgs } from "./args";
import { PlannedResource } from "./resource";

/**
 * An address of an external network on a VPC NAT gateway.
 *
 * @example
 * new IptablesEIP("web", { externalSubnet: "ovn-vpc-external-network", natGwDp: "gw1" });
 * // IptablesEIP web: spec.natGwDp gw1, spec.v4ip 192.168.0.57
 */
export class IptablesEIP extends PlannedResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly externalSubnet: pulumi.Output<string>;
  declare readonly natGwDp: pulumi.Output<string>;
  declare readonly v4ip: pulumi.Output<string | undefined>;
  /** Kube-OVN's choice, known after the update. */
  declare readonly v6ip: pulumi.Output<string | undefined>;
  /** Kube-OVN's choice, known after the update. */
  declare readonly macAddress: pulumi.Output<string | undefined>;
  declare readonly qosPolicy: pulumi.Output<string | undefined>;

  constructor(name: string, args: IptablesEIPArgs, opts?: pulumi.CustomResourceOptions) {
    super("IptablesEIP", name, args, opts);
  }

  /** Reads an IptablesEIP that exists, without owning it. @param id name of the object */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): IptablesEIP {
    return new IptablesEIP(name, {} as IptablesEIPArgs, { ...opts, id });
  }
}
