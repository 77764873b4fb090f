import type * as pulumi from "@pulumi/pulumi";
import type { Impact, IpVersion } from "../../provider/plan";
import { PlannedResource } from "../resource";
import type { ReservedIPArgs } from "./args";

/**
 * Addresses that Spiderpool gives to no pod, whatever pool they are in: a SpiderReservedIP.
 *
 * @example
 * new spiderpool.ReservedIP("printers", { ips: ["10.6.168.131-10.6.168.132"] });
 * // SpiderReservedIP printers: spec.ipVersion 4, spec.ips [10.6.168.131-10.6.168.132]
 */
export class ReservedIP extends PlannedResource {
  declare readonly name: pulumi.Output<string>;
  /** In the form in which Spiderpool stores them: two or more items merged and in order. */
  declare readonly ips: pulumi.Output<string[]>;
  declare readonly ipVersion: pulumi.Output<IpVersion>;
  /** Count of addresses, as exact decimal text. */
  declare readonly size: pulumi.Output<string>;
  /** The running pods whose address it keeps from being given again, and what becomes of each at its next restart; as of the last change or refresh. */
  declare readonly impact: pulumi.Output<Impact[]>;

  constructor(name: string, args: ReservedIPArgs, opts?: pulumi.CustomResourceOptions) {
    super("spiderpool.ReservedIP", name, args, opts);
  }

  /** Reads a SpiderReservedIP that exists, without owning it. @param id name of the object */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ReservedIP {
    return new ReservedIP(name, {} as ReservedIPArgs, { ...opts, id });
  }
}
