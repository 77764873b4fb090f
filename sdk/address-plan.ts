import type * as pulumi from "@pulumi/pulumi";
import type { AddressWant } from "../provider/plan";
import type { AddressPlanArgs } from "./args";
import { PlannedResource } from "./resource";

/**
 * Addresses of several resources, decided together as those of one program are: for programs of which the provider sees one
 * resource after the other. The resources hold the addresses; the plan is no object.
 *
 * @example
 * const plan = new AddressPlan("addresses", { wants: { web: { subnet: "ovn-default" }, db: { subnet: "ovn-default" } } });
 * new Vip("web", { subnet: "ovn-default", plan });
 * // plan.v4ips: { web: 10.16.214.84, db: … }
 */
export class AddressPlan extends PlannedResource {
  /** The name of the resource: what a `plan` argument says. */
  declare readonly name: pulumi.Output<string>;
  /** What was wanted, by the name of the resource. */
  declare readonly wants: pulumi.Output<Record<string, AddressWant>>;
  /** IPv4 addresses by the name of the resource. */
  declare readonly v4ips: pulumi.Output<Record<string, string>>;
  /** IPv6 addresses by the name of the resource. */
  declare readonly v6ips: pulumi.Output<Record<string, string>>;
  /** MAC addresses by the name of the resource; those that Kube-OVN chooses are not in it. */
  declare readonly macAddresses: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: AddressPlanArgs, opts?: pulumi.CustomResourceOptions) {
    super("AddressPlan", name, args, opts);
  }
}
