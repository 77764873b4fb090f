import type * as pulumi from "@pulumi/pulumi";
import type { PlannedRangeArgs } from "./args";
import { PlannedResource } from "./resource";

/**
 * A planned range in a Subnet that another owner owns: only its own items of `excludeIps`
 * come and go.
 *
 * @example
 * new PlannedRange("planned", { subnet: "ovn-default", range: "10.16.200.0..10.16.200.255" });
 */
export class PlannedRange extends PlannedResource {
  declare readonly subnet: pulumi.Output<string>;
  /** The ranges, merged and in order. */
  declare readonly range: pulumi.Output<string[]>;
  /** Count of addresses in the planned range, as exact decimal text. */
  declare readonly size: pulumi.Output<string>;

  constructor(name: string, args: PlannedRangeArgs, opts?: pulumi.CustomResourceOptions) {
    super("PlannedRange", name, args, opts);
  }
}
