import type * as pulumi from "@pulumi/pulumi";
import type { VipType } from "../provider/plan";
import type { VipArgs } from "./args";
import { PlannedResource } from "./resource";

/**
 * An address of a Subnet that is not a pod's own: a reservation, an allowed-address pair, or the address of a switch load
 * balancer.
 *
 * @example
 * new Vip("web", { subnet: "ovn-default" });
 * // Vip web: spec.subnet ovn-default, spec.v4ip 10.16.214.84
 */
export class Vip extends PlannedResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly subnet: pulumi.Output<string>;
  declare readonly type: pulumi.Output<VipType>;
  declare readonly v4ip: pulumi.Output<string | undefined>;
  declare readonly v6ip: pulumi.Output<string | undefined>;
  /** Lower case with colons; unknown in the preview on Kube-OVN 1.13, which picks its own. */
  declare readonly macAddress: pulumi.Output<string | undefined>;
  declare readonly namespace: pulumi.Output<string | undefined>;
  declare readonly selector: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: VipArgs, opts?: pulumi.CustomResourceOptions) {
    super("Vip", name, args, opts);
  }

  /** Reads a Vip that exists, without owning it. @param id name of the object */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Vip {
    return new Vip(name, {} as VipArgs, { ...opts, id });
  }
}
