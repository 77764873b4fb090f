import { type KindRoom, ROOMS, STAGES } from "../../kinds";
import type { KubeObject } from "../../objects/kube-object";
import { isAdopted } from "../../objects/kubeovn/adoption";
import { withAnnotations } from "../../objects/kubeovn/kinds";
import { stampOf } from "../../objects/kubeovn/stamp";
import { makerOf } from "../../plan";

/** Whether what applies the manifests may delete an IP whose file is gone. */
export type Pruning = "protected" | "allowed";

const WAVE = "argocd.argoproj.io/sync-wave";
const OPTIONS = "argocd.argoproj.io/sync-options";
const NO_PRUNING = "Prune=false";
const FLUX_PRUNE = "kustomize.toolkit.fluxcd.io/prune";

/** Argo CD applies lower waves first and prunes higher ones first; workloads have none, which counts as 0. */
const WAVES: ReadonlyMap<string, string> = new Map(
  Object.values(ROOMS).flatMap(({ form, stage }) => (form === null ? [] : [[form.kind, waveOf(stage)]])),
);

/** Ten apart, the last stage being that of the workloads. */
function waveOf(stage: KindRoom["stage"]): string {
  return String(-10 * (STAGES.length - 1 - STAGES.indexOf(stage)));
}

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
  const wave = WAVES.get(object.kind);
  if (wave === undefined) return object;
  const guard = isGuarded(object, pruning) ? { [OPTIONS]: NO_PRUNING, [FLUX_PRUNE]: "disabled" } : {};
  return withAnnotations(object, { [WAVE]: wave, ...guard, ...object.metadata.annotations });
}

/** An object after a change: one that was given up may be pruned, and one that is taken up again may not. */
export function redelivered(before: KubeObject, after: KubeObject, pruning: Pruning): KubeObject {
  const [was, is] = [isGivenUp(before), isGivenUp(after)];
  if (was === is) return after;
  return is ? unguarded(after) : guarded(after, pruning);
}

/** An object of ours, which an adopted one is only as long as its resource lives. */
export function isOwn(object: KubeObject): boolean {
  const stamp = stampOf(object);
  return (makerOf(stamp) ?? stamp.leftBy) !== undefined && !isAdopted(object);
}

/** Whether nobody owns an object any more that one of our resources made. */
function isGivenUp(object: KubeObject): boolean {
  const stamp = stampOf(object);
  return makerOf(stamp) === undefined && stamp.leftBy !== undefined;
}

function isGuarded({ kind }: KubeObject, pruning: Pruning): boolean {
  return kind === "IP" && pruning === "protected";
}

function guarded(object: KubeObject, pruning: Pruning): KubeObject {
  if (!isGuarded(object, pruning)) return object;
  const annotations = object.metadata.annotations ?? {};
  const options = [...new Set([...optionsOf(annotations), NO_PRUNING])].join(",");
  return withAnnotations(object, { ...annotations, [OPTIONS]: options, [FLUX_PRUNE]: "disabled" });
}

/** Without what keeps it from being pruned; other options stay. */
function unguarded(object: KubeObject): KubeObject {
  const { [OPTIONS]: _, [FLUX_PRUNE]: flux, ...annotations } = object.metadata.annotations ?? {};
  const options = optionsOf(object.metadata.annotations ?? {}).filter((option) => option !== NO_PRUNING);
  return withAnnotations(object, {
    ...annotations,
    ...(options.length === 0 ? {} : { [OPTIONS]: options.join(",") }),
    ...(flux === undefined || flux === "disabled" ? {} : { [FLUX_PRUNE]: flux }),
  });
}

function optionsOf(annotations: Readonly<Record<string, string>>): readonly string[] {
  return (annotations[OPTIONS] ?? "")
    .split(",")
    .map((option) => option.trim())
    .filter((option) => option !== "");
}
