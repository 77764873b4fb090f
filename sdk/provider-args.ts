// Made by scripts/generate-docs.mjs from provider/plan/arguments/settings-table.ts; edit that.
import type * as pulumi from "@pulumi/pulumi";
import type { PortDuty, PortWait } from "../provider/plan";

/** Where an explicit provider plans and writes: every setting but `owner`, under the name that it has in the stack's configuration. */
export interface ProviderArgs {
  /**
   * Directory of manifests; a relative path starts at the folder of `Pulumi.yaml`.
   *
   * Default: none: a live cluster.
   * Environment: `KUBEOVN_MANIFESTS`.
   */
  manifests?: pulumi.Input<string>;
  /**
   * What of the directory is not read (docs/explanation/manifests.md#what-is-not-read) besides what `.kubeovnignore` says: patterns as in `.gitignore`, with commas between.
   *
   * Default: none.
   * Environment: `KUBEOVN_IGNORE`.
   */
  ignore?: pulumi.Input<string>;
  /**
   * `cluster`: plan on the live cluster (docs/explanation/manifests.md#planned-on-the-live-cluster), which is only read, and write to the directory.
   *
   * Default: `manifests`: what the directory says, exports included.
   * Environment: `KUBEOVN_SNAPSHOT`.
   */
  snapshot?: pulumi.Input<string>;
  /**
   * Kubeconfig files (docs/reference/connecting.md) where no manifests are named; never the content of one.
   *
   * Default: `~/.kube/config`, else the account of the pod this runs in.
   * Environment: `KUBECONFIG`.
   */
  kubeconfig?: pulumi.Input<string>;
  /**
   * Context of the kubeconfig.
   *
   * Default: the current context.
   * Environment: `KUBEOVN_CONTEXT`.
   */
  context?: pulumi.Input<string>;
  /**
   * Fail a preview where the cluster cannot be reached.
   *
   * Default: `false`: keep what is known, and leave new addresses open.
   * Environment: `KUBEOVN_REQUIRE_CLUSTER`.
   */
  requireCluster?: pulumi.Input<boolean>;
  /**
   * Have the cluster try in a preview (docs/reference/connecting.md#a-server-side-dry-run) what an update would write.
   *
   * Default: `false`.
   * Environment: `KUBEOVN_SERVER_DRY_RUN`.
   */
  serverDryRun?: pulumi.Input<boolean>;
  /**
   * Kube-OVN release the objects are for, such as `1.13`; for a newer one than is known here, the newest known rules are used, and a note says so.
   *
   * Default: what controller, definitions and objects look like, else the newest known.
   * Environment: `KUBEOVN_VERSION`.
   */
  kubeOvnVersion?: pulumi.Input<string>;
  /**
   * Release in one step (docs/explanation/manifests.md#released-in-two-steps), and let Argo CD or Flux delete an `IP` whose file is gone, even from under a running pod.
   *
   * Default: `false`.
   * Environment: `KUBEOVN_PRUNE`.
   */
  prune?: pulumi.Input<boolean>;
  /**
   * What the state calls the directory, or the cluster, after it was renamed.
   *
   * Default: none.
   * Environment: `KUBEOVN_MOVED_FROM`.
   */
  movedFrom?: pulumi.Input<string>;
  /**
   * OVN's northbound database (docs/explanation/virtual-ports.md): `unix:PATH`, `tcp:HOST:PORT` or `ssl:HOST:PORT` of one database, or of all servers of a RAFT cluster with commas between, whose leader is found.
   *
   * Default: none: ports are left to Kube-OVN's controller.
   * Environment: `KUBEOVN_OVN_NORTHBOUND`.
   */
  ovnNorthbound?: pulumi.Input<string>;
  /**
   * PEM file of the authority that signed the database server's certificate.
   *
   * Default: those of Node.
   * Environment: `KUBEOVN_OVN_CA_CERT`.
   */
  ovnCaCert?: pulumi.Input<string>;
  /**
   * PEM file of our certificate.
   *
   * Default: none.
   * Environment: `KUBEOVN_OVN_CERT`.
   */
  ovnCert?: pulumi.Input<string>;
  /**
   * PEM file of its key.
   *
   * Default: none.
   * Environment: `KUBEOVN_OVN_KEY`.
   */
  ovnKey?: pulumi.Input<string>;
  /**
   * Name the server's certificate must be for.
   *
   * Default: the endpoint's host.
   * Environment: `KUBEOVN_OVN_SERVER_NAME`.
   */
  ovnServerName?: pulumi.Input<string>;
  /**
   * `false` checks the certificate's chain alone, as OVN's own programs do.
   *
   * Default: `true`.
   * Environment: `KUBEOVN_OVN_VERIFY_NAME`.
   */
  ovnVerifyName?: pulumi.Input<boolean>;
  /**
   * What is done about ports (docs/explanation/virtual-ports.md): `own`, `repair` or `verify`.
   *
   * Default: `own` with manifests, `repair` with a cluster.
   * Environment: `KUBEOVN_OVN_PORTS`.
   */
  ovnPorts?: pulumi.Input<PortDuty>;
  /**
   * What a write waits for: `none`; `northd`: until ovn-northd has worked it in; `binding`: also until a chassis has claimed the port.
   *
   * Default: `none`.
   * Environment: `KUBEOVN_OVN_WAIT`.
   */
  ovnWait?: pulumi.Input<PortWait>;
  /** @deprecated it is called `kubeOvnVersion` now */
  version?: pulumi.Input<string>;
}
