import * as pulumi from "@pulumi/pulumi";
import { type Impact, type IpVersion, type Route, SPIDER_ANNOTATION } from "../../provider/plan";
import { PlannedResource } from "../resource";
import type { FixedIPArgs } from "./args";

/**
 * An address that one pod gets, known in the preview: a SpiderIPPool of a single address with an affinity to the pod's
 * labels. For two families declare two, and name both in {@link PodAnnotations}.
 *
 * @example
 * const db = new spiderpool.FixedIP("db", { subnet: "lab", namespace: "prod", selector: { app: "db" } });
 * // SpiderIPPool db: spec.ips [10.6.168.97], spec.podAffinity.matchLabels {app: db}; db.annotations names it
 */
export class FixedIP extends PlannedResource {
  /** Name of the SpiderIPPool. */
  declare readonly name: pulumi.Output<string>;
  declare readonly subnet: pulumi.Output<string>;
  declare readonly ip: pulumi.Output<string>;
  /** CIDR of the SpiderSubnet. */
  declare readonly cidr: pulumi.Output<string>;
  declare readonly ipVersion: pulumi.Output<IpVersion>;
  declare readonly selector: pulumi.Output<Record<string, string>>;
  declare readonly gateway: pulumi.Output<string | undefined>;
  declare readonly routes: pulumi.Output<Route[] | undefined>;
  /** The running pods whose address it keeps from being given again, and what becomes of each at its next restart; as of the last change or refresh. */
  declare readonly impact: pulumi.Output<Impact[]>;

  constructor(name: string, args: FixedIPArgs, opts?: pulumi.CustomResourceOptions) {
    super("spiderpool.FixedIP", name, args, opts);
  }

  /** Annotation for the pod template: it asks for the pool of this address. */
  get annotations(): pulumi.Output<Record<string, string>> {
    return pulumi.all([this.name, this.ipVersion]).apply(
      ([name, version]): Record<string, string> => ({
        [SPIDER_ANNOTATION.ippool]: JSON.stringify({ [version === 4 ? "ipv4" : "ipv6"]: [name] }),
      }),
    );
  }
}
