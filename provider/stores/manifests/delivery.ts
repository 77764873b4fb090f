import type { KubeObject } from "../../objects/kube-object";

/** Whether what applies the manifests may delete an IP whose file is gone. */
export type Pruning = "protected" | "allowed";

const WAVE = "argocd.argoproj.io/sync-wave";
const OPTIONS = "argocd.argoproj.io/sync-options";
const FLUX_PRUNE = "kustomize.toolkit.fluxcd.io/prune";

/** Argo CD applies lower waves first and prunes higher ones first; workloads have none, which counts as 0. */
const WAVES: Readonly<Record<string, string>> = {
  Subnet: "-30",
  IPPool: "-20",
  IP: "-10",
  Vip: "-10",
  SpiderMultusConfig: "-30",
  SpiderSubnet: "-30",
  SpiderIPPool: "-20",
  SpiderReservedIP: "-20",
};

/**
 * A new object with what Argo CD and Flux have to know of it: Subnets before pools before addresses before workloads, and no
 * pruning of IPs. Kube-OVN deletes the port of an IP that goes, even from under a running pod.
 *
 * Flux knows no order between objects: `dependsOn` of its Kustomizations does that.
 *
 * @source argo-cd docs/user-guide/sync-waves.md, sync-options.md; fluxcd kustomize-controller docs/spec/v1/kustomizations.md;
 *         kube-ovn pkg/controller/ip.go handleUpdateIP
 */
export function withDelivery(object: KubeObject, pruning: Pruning): KubeObject {
  const wave = WAVES[object.kind];
  if (wave === undefined) return object;
  const isProtected = object.kind === "IP" && pruning === "protected";
  const delivery = {
    [WAVE]: wave,
    ...(isProtected ? { [OPTIONS]: "Prune=false", [FLUX_PRUNE]: "disabled" } : {}),
  };
  const annotations = { ...delivery, ...object.metadata.annotations };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
