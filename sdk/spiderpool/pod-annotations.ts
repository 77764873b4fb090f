import type * as pulumi from "@pulumi/pulumi";
import { PlannedResource } from "../resource";
import type { PodAnnotationsArgs } from "./args";

/**
 * Annotations of a pod template for Spiderpool and Multus: checked in the preview against the pools they name, and more
 * replicas than addresses refused. No object is made for it.
 *
 * @example
 * const network = new spiderpool.PodAnnotations("web", { ippool: { ipv4: ["lab"] }, replicas: 1 });
 * new kubernetes.apps.v1.Deployment("web", { spec: { template: { metadata: { annotations: network.annotations } } } });
 */
export class PodAnnotations extends PlannedResource {
  declare readonly annotations: pulumi.Output<Record<string, string>>;
  /** Addresses that the pods have or can get, by family, as of the last change or refresh; other workloads can get them, too. */
  declare readonly available: pulumi.Output<{ ipv4?: number; ipv6?: number }>;

  constructor(name: string, args: PodAnnotationsArgs, opts?: pulumi.CustomResourceOptions) {
    super("spiderpool.PodAnnotations", name, args, opts);
  }
}
