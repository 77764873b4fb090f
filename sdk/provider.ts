import * as pulumi from "@pulumi/pulumi";

/** Where an explicit provider plans and writes. */
export interface ProviderArgs {
  /** Kubeconfig files, as in the `KUBECONFIG` variable; a relative path starts at the Pulumi project. Never its content. */
  kubeconfig?: pulumi.Input<string>;
  /** Context of the kubeconfig. Default: its current one. */
  context?: pulumi.Input<string>;
  /** Fail a preview where the cluster cannot be reached. Default: keep what is known, and leave new addresses open. */
  requireCluster?: pulumi.Input<boolean>;
  /** Directory of Kube-OVN manifests; a relative path starts at the Pulumi project. */
  manifests?: pulumi.Input<string>;
  /** Kube-OVN release the objects are for, such as `1.13`. Default: what the objects look like. */
  version?: pulumi.Input<string>;
  /** Identity of the store the state still names, when it was renamed. */
  movedFrom?: pulumi.Input<string>;
}

/**
 * A provider of its own, for a program that plans against several clusters.
 *
 * @example
 * const edge = new Provider("edge", { context: "edge-1" });
 * new Vip("web", { subnet: "ovn-default" }, { provider: edge });
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
    const keyed = Object.entries(args).map(([key, value]) => [`kubeovn:${key}`, value]);
    super("pulumi-nodejs", name, { ...Object.fromEntries(keyed), "kubeovn:explicit": "true" }, opts);
  }
}
