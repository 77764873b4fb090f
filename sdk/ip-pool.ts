import type * as pulumi from "@pulumi/pulumi";
import type { IPPoolArgs } from "./args";
import { PlannedResource } from "./resource";

/**
 * A Kube-OVN IPPool: addresses of a Subnet that only pods asking for the pool, or of its namespaces, get.
 *
 * @example
 * new IPPool("db", { subnet: "team-a", ips: ["10.66.0.100..10.66.0.119"], namespaces: ["db"] });
 */
export class IPPool extends PlannedResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly subnet: pulumi.Output<string>;
  /** The addresses, merged and in order. */
  declare readonly ips: pulumi.Output<string[]>;
  declare readonly namespaces: pulumi.Output<string[] | undefined>;
  /** Count of addresses in the pool, as exact decimal text. */
  declare readonly size: pulumi.Output<string>;

  constructor(name: string, args: IPPoolArgs, opts?: pulumi.CustomResourceOptions) {
    super("IPPool", name, args, opts);
  }

  /** Reads an IPPool that exists, without owning it. @param id name of the object */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): IPPool {
    return new IPPool(name, {} as IPPoolArgs, { ...opts, id });
  }
}
