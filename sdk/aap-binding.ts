import * as pulumi from "@pulumi/pulumi";
import { PAIRS_ANNOTATION, type PlannedPort } from "../provider/plan";
import type { AapBindingArgs } from "./args";
import { PlannedResource } from "./resource";

/**
 * Lets pods of one namespace use the addresses of Vips beside their own (allowed-address pairs, as keepalived needs them).
 *
 * @example
 * new AapBinding("web", { vips: [vip], namespace: "default", selector: ["app: web"] });
 * // Vip web: spec.namespace default, spec.selector ["app: web"]; in OVN a port web of type virtual
 */
export class AapBinding extends PlannedResource {
  declare readonly vips: pulumi.Output<string[]>;
  declare readonly namespace: pulumi.Output<string>;
  declare readonly selector: pulumi.Output<string[] | undefined>;
  /** Addresses of the Vips, in their order. */
  declare readonly virtualIps: pulumi.Output<string[]>;
  /** Logical switch ports that may use the addresses: of the members, and of live pods that ask for a Vip. */
  declare readonly virtualParents: pulumi.Output<string[]>;
  /** Logical switch ports of type `virtual`, one for each address; null where no access to OVN is configured. */
  declare readonly virtualPorts: pulumi.Output<PlannedPort[] | null>;

  constructor(name: string, args: AapBindingArgs, opts?: pulumi.CustomResourceOptions) {
    super("AapBinding", name, args, opts);
  }

  /** Annotation that a pod template needs to take part. */
  get annotations(): pulumi.Output<Record<string, string>> {
    return pulumi.output(this.vips).apply((vips): Record<string, string> => ({ [PAIRS_ANNOTATION]: vips.join(",") }));
  }
}
