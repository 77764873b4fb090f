import type * as pulumi from "@pulumi/pulumi";
import type { PlannedRangeArgs } from "./args";
import { PlannedResource } from "./resource";

/**
 * A band of addresses for planned reservations in a Subnet that somebody else owns: only its own items of `excludeIps`
 * come and go.
 *
 * @example
 * new PlannedRange("band", { subnet: "ovn-default", range: "10.16.200.0..10.16.200.255" });
 */
export class PlannedRange extends PlannedResource {
  declare readonly subnet: pulumi.Output<string>;
  /** The ranges, merged and in order. */
  declare readonly range: pulumi.Output<string[]>;
  /** Count of addresses in the band, as exact decimal text. */
  declare readonly size: pulumi.Output<string>;

  constructor(name: string, args: PlannedRangeArgs, opts?: pulumi.CustomResourceOptions) {
    super("PlannedRange", name, args, opts);
  }
}
