import type * as pulumi from "@pulumi/pulumi";
import type { IpVersion, Route } from "../../provider/plan";
import { PlannedResource } from "../resource";
import type { SubnetArgs } from "./args";

/**
 * Addresses that pools and fixed addresses of one CIDR are cut from: a SpiderSubnet.
 *
 * @example
 * new spiderpool.Subnet("lab", { subnet: "10.6.0.0/16", ips: ["10.6.168.10-10.6.168.250"], gateway: "10.6.0.1" });
 */
export class Subnet extends PlannedResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly subnet: pulumi.Output<string>;
  /** In the form in which Spiderpool stores them: two or more items merged and in order. */
  declare readonly ips: pulumi.Output<string[] | undefined>;
  declare readonly excludeIPs: pulumi.Output<string[] | undefined>;
  declare readonly gateway: pulumi.Output<string | undefined>;
  declare readonly routes: pulumi.Output<Route[] | undefined>;
  declare readonly ipVersion: pulumi.Output<IpVersion>;
  /** Count of `ips` without `excludeIPs`, as exact decimal text. */
  declare readonly size: pulumi.Output<string>;

  constructor(name: string, args: SubnetArgs, opts?: pulumi.CustomResourceOptions) {
    super("spiderpool.Subnet", name, args, opts);
  }

  /** Reads a SpiderSubnet that exists, without owning it. @param id name of the object */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Subnet {
    return new Subnet(name, {} as SubnetArgs, { ...opts, id });
  }
}
