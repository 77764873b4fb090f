import type * as pulumi from "@pulumi/pulumi";
import type { Impact, IpVersion, PoolLeft, Route } from "../../provider/plan";
import { PlannedResource } from "../resource";
import type { IPPoolArgs } from "./args";

/**
 * Addresses for pods: a SpiderIPPool, with an account of what is left of it.
 *
 * @example
 * new spiderpool.IPPool("lab", { subnet: "10.6.0.0/16", ips: ["10.6.168.131-10.6.168.133"] });
 * // left: { total: 3, excluded: 0, reserved: 2, allocated: 0, free: 1 } beside the ReservedIP of the other example
 */
export class IPPool extends PlannedResource {
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
  /** Addresses by what may be done with them: `total`, `excluded`, `reserved`, `allocated`, `free`, as of the last change or refresh; today's are a line of every preview in which they differ. */
  declare readonly left: pulumi.Output<PoolLeft>;
  /** The running pods whose address it keeps from being given again, and what becomes of each at its next restart; as of the last change or refresh. */
  declare readonly impact: pulumi.Output<Impact[]>;

  constructor(name: string, args: IPPoolArgs, opts?: pulumi.CustomResourceOptions) {
    super("spiderpool.IPPool", name, args, opts);
  }

  /** Reads a SpiderIPPool that exists, without owning it. @param id name of the object */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): IPPool {
    return new IPPool(name, {} as IPPoolArgs, { ...opts, id });
  }
}
