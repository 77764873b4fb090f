import type * as pulumi from "@pulumi/pulumi";
import type { OvnEipArgs } from "./args";
import { PlannedResource } from "./resource";

/**
 * An address of an external network for NAT rules, router ports or gateway nodes of OVN.
 *
 * @example
 * new OvnEip("web", { externalSubnet: "external" });
 * // OvnEip web: spec.externalSubnet external, spec.v4Ip 172.20.0.57
 */
export class OvnEip extends PlannedResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly externalSubnet: pulumi.Output<string>;
  declare readonly v4Ip: pulumi.Output<string | undefined>;
  /** Kube-OVN's choice, known after the update. */
  declare readonly v6Ip: pulumi.Output<string | undefined>;
  /** Kube-OVN's choice, known after the update. */
  declare readonly macAddress: pulumi.Output<string | undefined>;
  declare readonly type: pulumi.Output<"nat" | "lrp" | "lsp" | undefined>;

  constructor(name: string, args: OvnEipArgs, opts?: pulumi.CustomResourceOptions) {
    super("OvnEip", name, args, opts);
  }

  /** Reads an OvnEip that exists, without owning it. @param id name of the object */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): OvnEip {
    return new OvnEip(name, {} as OvnEipArgs, { ...opts, id });
  }
}
