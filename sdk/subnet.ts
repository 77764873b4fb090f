import type * as pulumi from "@pulumi/pulumi";
import type { Allocation, Protocol } from "../provider/plan";
import type { SubnetArgs } from "./args";
import { PlannedResource } from "./resource";

/**
 * A Kube-OVN Subnet, with a planned range if `allocation.range` says so.
 *
 * @example
 * new Subnet("team-b", { cidrBlock: "10.80.0.0/24", allocation: { range: "10.80.0.200..10.80.0.250" } });
 * // Subnet team-b: gateway 10.80.0.1, excludeIps [10.80.0.1, 10.80.0.200..10.80.0.250]
 */
export class Subnet extends PlannedResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly cidrBlock: pulumi.Output<string>;
  /** One address per family, in the order of `cidrBlock`. */
  declare readonly gateway: pulumi.Output<string>;
  /** The program's items, the planned range and the gateways, merged. */
  declare readonly excludeIps: pulumi.Output<string[]>;
  declare readonly protocol: pulumi.Output<Protocol>;
  declare readonly allocation: pulumi.Output<Allocation | undefined>;
  declare readonly vpc: pulumi.Output<string | undefined>;
  declare readonly vlan: pulumi.Output<string | undefined>;
  declare readonly provider: pulumi.Output<string | undefined>;
  /** Count of IPv4 addresses between network and last address, excluded ones included, as exact decimal text; undefined without IPv4. */
  declare readonly v4Usable: pulumi.Output<string | undefined>;
  /** The same for IPv6: a /64 has more than a number can hold. */
  declare readonly v6Usable: pulumi.Output<string | undefined>;

  constructor(name: string, args: SubnetArgs, opts?: pulumi.CustomResourceOptions) {
    super("Subnet", name, args, opts);
  }

  /** Reads a Subnet that exists, without owning it. @param id name of the object */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Subnet {
    return new Subnet(name, {} as SubnetArgs, { ...opts, id });
  }
}
