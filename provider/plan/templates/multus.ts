/** A secondary network a pod is attached to. */
export interface Attachment {
  readonly namespace: string;
  readonly name: string;
  /** Name the interface gets inside the pod, where the program says one. */
  readonly interfaceName?: string | undefined;
}

export const NETWORKS_ANNOTATION = "k8s.v1.cni.cncf.io/networks";
export const DEFAULT_NETWORK_ANNOTATION = "v1.multus-cni.io/default-network";

/**
 * Reads a list of attachments; undefined when it is not one.
 *
 * @source kube-ovn pkg/util/network_attachment.go ParsePodNetworkAnnotation: JSON when one of `[{"` is in it, else
 *         `<namespace>/<name>@<interface>` with commas between; namespace and interface may be missing
 */
export function parseAttachments(text: string, podNamespace: string): readonly Attachment[] | undefined {
  if (text.trim() === "") return [];
  return /[[{"]/.test(text) ? parseJson(text, podNamespace) : parseCommas(text, podNamespace);
}

function parseJson(text: string, podNamespace: string): readonly Attachment[] | undefined {
  let items: unknown;
  try {
    items = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(items)) return undefined;
  const attachments: Attachment[] = [];
  for (const item of items as Record<string, unknown>[]) {
    if (item === null || typeof item !== "object" || typeof item.name !== "string") return undefined;
    attachments.push({
      name: item.name,
      namespace: typeof item.namespace === "string" && item.namespace !== "" ? item.namespace : podNamespace,
      interfaceName: typeof item.interface === "string" ? item.interface : undefined,
    });
  }
  return attachments;
}

function parseCommas(text: string, podNamespace: string): readonly Attachment[] | undefined {
  const attachments: Attachment[] = [];
  for (const item of text.split(",")) {
    const match = /^(?:([-a-z0-9]+)\/)?([-a-z0-9.]+)(?:@([^@/]+))?$/.exec(item.trim());
    if (match === null) return undefined;
    const [, namespace = podNamespace, name = "", interfaceName] = match;
    attachments.push({ namespace, name, interfaceName });
  }
  return attachments;
}

/** The short form of such a list. */
export function printAttachments(attachments: readonly Attachment[]): string {
  return attachments
    .map(({ namespace, name, interfaceName }) => `${namespace}/${name}${interfaceName ? `@${interfaceName}` : ""}`)
    .join(",");
}

/** The attachment behind a provider `<name>.<namespace>.ovn` or `<name>.<namespace>`; undefined for `ovn`, the pod's own network. */
export function attachmentOf(provider: string): Attachment | undefined {
  const [name, namespace] = provider.split(".");
  return name && namespace ? { name, namespace } : undefined;
}
