import { DEFAULT_NAMESPACE } from "../terms/names";
import { type Attachment, NETWORKS_ANNOTATION, parseAttachments, printAttachments } from "./multus";

/** The kinds of workload whose pod template can be given addresses. */
export const TEMPLATE_KINDS = ["Pod", "StatefulSet", "Deployment", "VirtualMachine"] as const;

export type TemplateKind = (typeof TEMPLATE_KINDS)[number];

/** A workload as far as its addresses depend on it. */
export interface Template {
  readonly kind: TemplateKind;
  /** Undefined where the program leaves it to others. */
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** Labels and annotations of its pods, as the program wrote them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Count of pods. */
  readonly replicas: number;
  /** Count of pods that a rollout needs beside those, before it may end one of them. */
  readonly surge: number;
  /** Ordinal of the first pod of a StatefulSet. */
  readonly start: number;
  /** Undefined where the pod's networks cannot be read. */
  readonly attachments: readonly Attachment[] | undefined;
  /** MAC addresses that the interfaces of a VM are given in its spec, by attachment, by "" for the pod's own network. */
  readonly macs: ReadonlyMap<string, string>;
}

type Fields = Readonly<Record<string, unknown>>;

/** What is read of a workload's arguments, as paths: nothing else of them decides anything here. */
export const TEMPLATE_PATHS: { readonly [K in TemplateKind]: readonly (readonly string[])[] } = {
  Pod: [["metadata"]],
  StatefulSet: [
    ["metadata", "name"],
    ["metadata", "namespace"],
    ["spec", "replicas"],
    ["spec", "ordinals"],
    ["spec", "template", "metadata"],
  ],
  Deployment: [
    ["metadata", "name"],
    ["metadata", "namespace"],
    ["spec", "replicas"],
    ["spec", "strategy"],
    ["spec", "template", "metadata"],
  ],
  VirtualMachine: [
    ["metadata", "name"],
    ["metadata", "namespace"],
    ["spec", "template", "metadata"],
    ["spec", "template", "spec", "networks"],
    ["spec", "template", "spec", "domain", "devices", "interfaces"],
  ],
};

/** Path of the annotations that its pods will have. */
export const ANNOTATIONS_PATH: { readonly [K in TemplateKind]: readonly string[] } = {
  Pod: ["metadata", "annotations"],
  StatefulSet: ["spec", "template", "metadata", "annotations"],
  Deployment: ["spec", "template", "metadata", "annotations"],
  VirtualMachine: ["spec", "template", "metadata", "annotations"],
};

/** Reads a workload's arguments; only the parts that {@link TEMPLATE_PATHS} names have to be there. */
export function readTemplate(kind: TemplateKind, args: Fields): Template {
  const metadata = part(args.metadata);
  const spec = part(args.spec);
  const template = part(spec.template);
  const podMetadata = kind === "Pod" ? metadata : part(template.metadata);
  const annotations = texts(podMetadata.annotations);
  const namespace = text(metadata.namespace);
  const replicas = kind === "StatefulSet" || kind === "Deployment" ? count(spec.replicas, 1) : 1;
  const podNamespace = namespace ?? DEFAULT_NAMESPACE;
  const vm = kind === "VirtualMachine" ? part(template.spec) : {};
  const networks = networksOf(vm, podNamespace);
  return {
    kind,
    name: text(metadata.name),
    namespace,
    labels: texts(podMetadata.labels),
    annotations,
    replicas,
    surge: kind === "Deployment" ? surgeOf(part(spec.strategy), replicas) : 0,
    start: kind === "StatefulSet" ? count(part(spec.ordinals).start, 0) : 0,
    attachments:
      kind === "VirtualMachine"
        ? networks.flatMap(({ attachment }) => attachment ?? [])
        : parseAttachments(annotations[NETWORKS_ANNOTATION] ?? "", podNamespace),
    macs: macsOf(vm, networks),
  };
}

interface VmNetwork {
  readonly name: string;
  /** Undefined for the pod's own network. */
  readonly attachment: Attachment | undefined;
}

/** @source KubeVirt kubevirt.io/api core/v1 Network: `pod`, or `multus.networkName`, which is `<name>` or `<namespace>/<name>` */
function networksOf(spec: Fields, namespace: string): readonly VmNetwork[] {
  return parts(spec.networks).map((network) => {
    const [attachment] = parseAttachments(text(part(network.multus).networkName) ?? "", namespace) ?? [];
    return { name: text(network.name) ?? "", attachment };
  });
}

function macsOf(spec: Fields, networks: readonly VmNetwork[]): ReadonlyMap<string, string> {
  const interfaces = parts(part(part(spec.domain).devices).interfaces);
  const macs = new Map<string, string>();
  for (const { name, attachment } of networks) {
    const mac = text(interfaces.find((one) => one.name === name)?.macAddress);
    if (mac !== undefined) macs.set(attachment ? printAttachments([attachment]) : "", mac);
  }
  return macs;
}

/**
 * Pods a rollout starts before it may end one: one at least, where none may be missing.
 *
 * @source kubernetes pkg/controller/deployment/util ResolveFenceposts: 25 % each by default, maxSurge rounded up,
 *         maxUnavailable down, and one may be missing where both come out as 0
 */
function surgeOf(strategy: Fields, replicas: number): number {
  if (strategy.type === "Recreate" || replicas === 0) return 0;
  const { maxSurge = "25%", maxUnavailable = "25%" } = part(strategy.rollingUpdate);
  const missing = share(maxUnavailable, replicas, Math.floor);
  const more = share(maxSurge, replicas, Math.ceil);
  return missing === 0 && more > 0 ? 1 : 0;
}

function share(value: unknown, replicas: number, round: (exact: number) => number): number {
  const percent = /^(\d+)%$/.exec(String(value))?.[1];
  return percent === undefined ? Number(value) : round((Number(percent) * replicas) / 100);
}

function part(value: unknown): Fields {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Fields) : {};
}

function parts(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(part) : [];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function texts(value: unknown): Record<string, string> {
  const entries = Object.entries(part(value)).filter(([, item]) => item !== undefined && item !== null);
  return Object.fromEntries(entries.map(([key, item]) => [key, String(item)]));
}

function count(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
