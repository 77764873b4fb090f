import type * as pulumi from "@pulumi/pulumi";
import type { Attachment, CniType } from "../../provider/plan";
import { PlannedResource } from "../resource";
import type { MultusConfigArgs } from "./args";

/**
 * A CNI configuration for Multus: a SpiderMultusConfig, of which Spiderpool's controller makes a NetworkAttachmentDefinition.
 *
 * @example
 * new spiderpool.MultusConfig("macvlan-ens192", {
 *   namespace: "kube-system",
 *   cniType: "macvlan",
 *   macvlan: { master: ["ens192"] },
 * });
 */
export class MultusConfig extends PlannedResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly namespace: pulumi.Output<string>;
  declare readonly cniType: pulumi.Output<CniType>;
  declare readonly enableCoordinator: pulumi.Output<boolean>;
  declare readonly attachmentName: pulumi.Output<string | undefined>;
  /** `namespace/name` of the NetworkAttachmentDefinition, as annotations name it. */
  declare readonly network: pulumi.Output<string>;
  /** The NetworkAttachmentDefinition that the controller of Spiderpool 1.2 is expected to make, as a manifest. */
  declare readonly networkAttachmentDefinition: pulumi.Output<Attachment>;

  constructor(name: string, args: MultusConfigArgs, opts?: pulumi.CustomResourceOptions) {
    super("spiderpool.MultusConfig", name, args, opts);
  }

  /** Reads a SpiderMultusConfig that exists, without owning it. @param id `namespace/name` of the object */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): MultusConfig {
    return new MultusConfig(name, {} as MultusConfigArgs, { ...opts, id });
  }
}
