import { chooses, type LabelSelector, type Labels, NAMESPACE_LABEL, unmet } from "../../terms/label-selector";
import { hasUnknown } from "../../terms/unknown";

/** Whom a pool serves. */
export interface PoolAffinity {
  readonly podAffinity?: LabelSelector | undefined;
  readonly namespaceAffinity?: LabelSelector | undefined;
  /** Where there are any, `namespaceAffinity` does not count. */
  readonly namespaceName?: readonly string[] | undefined;
  readonly nodeAffinity?: LabelSelector | undefined;
  /** Where there are any, `nodeAffinity` does not count. */
  readonly nodeName?: readonly string[] | undefined;
  /** `namespace/name`; a name alone is in the namespace of Spiderpool, which nothing here knows. */
  readonly multusName?: readonly string[] | undefined;
}

/** A node; without labels it is known by its name alone. */
export interface NodeTraits {
  readonly name: string;
  readonly labels?: Labels | undefined;
}

/** What is known of pods; what is undefined may be anything. */
export interface PodTraits {
  readonly namespace?: string | undefined;
  /** Those of the namespace; one without them is known by its name alone. */
  readonly namespaceLabels?: Labels | undefined;
  readonly labels?: Labels | undefined;
  readonly node?: NodeTraits | undefined;
  /** Of the interface, as `namespace/name`. */
  readonly network?: string | undefined;
}

/** Why a pool serves none of these pods. */
export interface Bar {
  readonly by: keyof PoolAffinity;
  /** What they have: a namespace, a network, a node; nothing for labels. */
  readonly has: string;
  /** What the pool asks for. */
  readonly asks: readonly string[];
}

/** The affinity that a program declares; what is unknown bars nobody. */
export function declaredAffinity(args: Readonly<Record<string, unknown>>): PoolAffinity {
  const known = (field: string): unknown => (hasUnknown(args[field]) ? undefined : args[field]);
  return {
    podAffinity: known("podAffinity") as LabelSelector | undefined,
    namespaceAffinity: known("namespaceAffinity") as LabelSelector | undefined,
    namespaceName: known("namespaceName") as string[] | undefined,
    nodeAffinity: known("nodeAffinity") as LabelSelector | undefined,
    nodeName: known("nodeName") as string[] | undefined,
    multusName: known("multusName") as string[] | undefined,
  };
}

/**
 * Why a pool gives these pods no address, where that is certain.
 *
 * @source spiderpool pkg/ipam/allocate.go selectByPod
 */
export function barOf(affinity: PoolAffinity, pod: PodTraits): Bar | undefined {
  const { podAffinity, namespaceAffinity, namespaceName = [], multusName = [] } = affinity;
  const { namespace, namespaceLabels, labels, network } = pod;
  if (namespace !== undefined && namespaceName.length > 0) {
    if (!namespaceName.includes(namespace)) return { by: "namespaceName", has: namespace, asks: namespaceName };
  } else if (namespace !== undefined && namespaceAffinity !== undefined) {
    const theirs = { ...namespaceLabels, [NAMESPACE_LABEL]: namespace };
    const isKnown = (label: string): boolean => namespaceLabels !== undefined || label === NAMESPACE_LABEL;
    const asks = unmet(namespaceAffinity, theirs, isKnown);
    if (asks.length > 0) return { by: "namespaceAffinity", has: namespace, asks };
  }
  if (podAffinity !== undefined && labels !== undefined) {
    const asks = unmet(podAffinity, labels, () => true);
    if (asks.length > 0) return { by: "podAffinity", has: "", asks };
  }
  const may = (name: string): boolean =>
    name === network || (!name.includes("/") && network?.endsWith(`/${name}`) === true);
  if (network !== undefined && multusName.length > 0 && !multusName.some(may))
    return { by: "multusName", has: network, asks: multusName };
  return pod.node === undefined ? undefined : nodeBar(affinity, pod.node);
}

/** Why a pool gives no pod on this node an address. */
export function nodeBar({ nodeAffinity, nodeName = [] }: PoolAffinity, { name, labels }: NodeTraits): Bar | undefined {
  if (nodeName.length > 0) return nodeName.includes(name) ? undefined : { by: "nodeName", has: name, asks: nodeName };
  const asks = nodeAffinity === undefined ? [] : unmet(nodeAffinity, labels ?? {}, () => labels !== undefined);
  return asks.length > 0 ? { by: "nodeAffinity", has: name, asks } : undefined;
}

/** Whether it depends on labels of the pods' namespace, which are not known, whether a pool serves them. */
export function hangsOnNamespace(affinity: PoolAffinity, pod: PodTraits): boolean {
  const { namespaceAffinity, namespaceName = [] } = affinity;
  const { namespace, namespaceLabels } = pod;
  if (namespaceAffinity === undefined || namespace === undefined || namespaceName.length > 0) return false;
  return chooses([namespaceAffinity], namespace, namespaceLabels) === undefined && barOf(affinity, pod) === undefined;
}
