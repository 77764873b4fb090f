import * as pulumi from "@pulumi/pulumi";

/** Where an explicit provider plans and writes. */
export interface ProviderArgs {
  /** Kubeconfig files, as in the `KUBECONFIG` variable; a relative path starts at the Pulumi project. Never its content. */
  kubeconfig?: pulumi.Input<string>;
  /** Context of the kubeconfig. Default: its current one. */
  context?: pulumi.Input<string>;
  /** Fail a preview where the cluster cannot be reached. Default: keep what is known, and leave new addresses open. */
  requireCluster?: pulumi.Input<boolean>;
  /** Have the cluster try in a preview what an update would write, by a server-side dry run. Needs the right to write. Default false. */
  serverDryRun?: pulumi.Input<boolean>;
  /** Directory of Kube-OVN manifests; a relative path starts at the Pulumi project. */
  manifests?: pulumi.Input<string>;
  /** Let what applies the manifests delete an IP whose file is gone, even from under a running pod. Default false. */
  prune?: pulumi.Input<boolean>;
  /** OVN's northbound database: `unix:`, `tcp:` or `ssl:` endpoints with commas between. Default: ports are left to Kube-OVN's controller. */
  ovnNorthbound?: pulumi.Input<string>;
  /** PEM file of the authority that signed the database server's certificate; a relative path starts at the Pulumi project. */
  ovnCaCert?: pulumi.Input<string>;
  /** PEM file of our certificate. */
  ovnCert?: pulumi.Input<string>;
  /** PEM file of its key. */
  ovnKey?: pulumi.Input<string>;
  /** Name the server's certificate must be for. Default: the endpoint's host. */
  ovnServerName?: pulumi.Input<string>;
  /** False checks the certificate's chain alone, as OVN's own programs do. Default true. */
  ovnVerifyName?: pulumi.Input<boolean>;
  /** What is done about ports: `own`, `repair` or `verify`. Default: `own` with manifests, `repair` with a cluster. */
  ovnPorts?: pulumi.Input<string>;
  /** What a write waits for: `none`, `northd` or `binding`. Default `none`. */
  ovnWait?: pulumi.Input<string>;
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
