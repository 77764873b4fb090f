import {
  DEFAULT_NAMESPACE,
  DEFAULT_NETWORK_ANNOTATION,
  DEFAULT_PROVIDER,
  isOvnProvider,
  NETWORKS_ANNOTATION,
  PAIRS_ANNOTATION,
  type PairPod,
} from "../../plan";
import type { KubeObject } from "../kube-object";

/** One interface of a live pod. */
export interface PodInterface {
  /** Logical switch port. */
  readonly name: string;
  readonly subnet: string;
  readonly provider: string;
}

const NETWORKS = [DEFAULT_NETWORK_ANNOTATION, NETWORKS_ANNOTATION];

/** What a pod says of its allowed-address pairs; undefined if it asks for none. */
export function pairPodOf(pod: KubeObject, interfaces: readonly PodInterface[]): PairPod | undefined {
  const { annotations = {}, labels = {}, namespace = DEFAULT_NAMESPACE } = pod.metadata;
  const vips = annotations[PAIRS_ANNOTATION];
  if (typeof vips !== "string" || vips === "") return undefined;
  const order = NETWORKS.flatMap((key) => attachmentsIn(String(annotations[key] ?? ""), namespace));
  const ports = interfaces
    .filter(({ provider }) => isOvnProvider(attachmentOf(provider)))
    .map((one) => ({ one, place: placeOf(one.provider, order) }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => ({ name: one.name, subnet: one.subnet }));
  return { namespace, labels, vips: vips.split(","), ports };
}

/** Attachments in their order, the default network after all of them. @source kube-ovn pkg/controller/pod.go getPodKubeovnNets */
function placeOf(provider: string, order: readonly string[]): number {
  if (provider === DEFAULT_PROVIDER) return order.length + 1;
  const at = order.indexOf(attachmentOf(provider));
  return at < 0 ? order.length : at;
}

/** The provider without the interface's name, which follows when a pod has one attachment twice. */
function attachmentOf(provider: string): string {
  return provider.split(".").slice(0, 3).join(".");
}

/** Providers of the networks that an annotation lists: with commas between, or as a JSON list of objects. @source multus-cni */
function attachmentsIn(list: string, podNamespace: string): readonly string[] {
  return networksIn(list).map(({ name, namespace = podNamespace }) => `${name}.${namespace}.ovn`);
}

function networksIn(list: string): readonly { readonly name: string; readonly namespace?: string }[] {
  if (!list.trimStart().startsWith("[")) {
    return list.split(",").flatMap((item) => {
      const [, namespace, name] = /^\s*(?:([^/@\s]+)\/)?([^/@\s]+)(?:@\S+)?\s*$/.exec(item) ?? [];
      return name === undefined ? [] : [namespace === undefined ? { name } : { name, namespace }];
    });
  }
  try {
    const parsed: unknown = JSON.parse(list);
    return Array.isArray(parsed) ? parsed.filter((item) => typeof item?.name === "string") : [];
  } catch {
    return [];
  }
}
