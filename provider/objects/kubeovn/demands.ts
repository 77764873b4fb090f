import type { Address } from "../../ipam";
import {
  claimKey,
  DEFAULT_NAMESPACE,
  DEFAULT_NETWORK_ANNOTATION,
  DEFAULT_PROVIDER,
  type Demand,
  type Holder,
  NETWORKS_ANNOTATION,
  type Reach,
} from "../../plan";
import type { KubeObject } from "../kube-object";
import { addressesIn, joinAddresses, macIn } from "./addresses";
import { fieldsOf } from "./kinds";

/**
 * An annotation by which a pod asks for addresses, of one interface where its name has the suffix.
 *
 * @source kube-ovn pkg/util/const.go: `<provider>.kubernetes.io/ip_address` and its neighbors; newer releases read
 *         `<name>.<namespace>.kubernetes.io/ip_address.<interface>` first
 */
const ASKING = /^(.+)\.kubernetes\.io\/(ip_address|ip_pool|port_vips|mac_address|logical_switch)(?:\.([^/]+))?$/;
/** Deeper than this no kind has a pod template. */
const MOST_DEPTH = 12;

type Annotations = Readonly<Record<string, unknown>>;

/** What the pod templates of an object ask for; any kind may have one, and several. */
export function templateDemands(object: KubeObject): readonly Demand[] {
  const { kind, metadata } = object;
  const claimant: Holder = { kind, name: metadata.name, namespace: metadata.namespace ?? DEFAULT_NAMESPACE };
  const demands: Demand[] = [];
  for (const annotations of templateAnnotations(object)) demands.push(...demandsOf(claimant, annotations));
  return demands;
}

/**
 * The annotations that an object gives to its pods: those of its pod templates, and its own where it stands for a pod.
 *
 * @source kubevirt pkg/virt-controller/services/template.go: a launcher pod has the annotations of its VirtualMachineInstance
 */
export function templateAnnotations(object: KubeObject): readonly Annotations[] {
  return podTemplates(object).map(({ annotations }) => annotations);
}

/** What an object gives to the metadata of its pods. */
export interface PodTemplate {
  readonly annotations: Annotations;
  readonly labels: Annotations;
}

/** The same with the labels. */
export function podTemplates({ kind, metadata, spec, template }: KubeObject): readonly PodTemplate[] {
  const own = kind === "VirtualMachineInstance" ? [templateOf(metadata)] : [];
  return [...own, ...templatesWithin({ spec, template }, MOST_DEPTH)];
}

function templateOf(metadata: unknown): PodTemplate {
  const { annotations, labels } = fieldsOf(metadata);
  return { annotations: fieldsOf(annotations), labels: fieldsOf(labels) };
}

/**
 * Everything inside that has metadata: a template is known by them, wherever a kind keeps it. Operators that write the template
 * themselves let give its metadata, or its annotations, alone.
 *
 * @source prometheus-operator pkg/apis/monitoring/v1 CommonPrometheusFields `podMetadata`; argo-workflows pkg/apis/workflow/v1alpha1
 *         WorkflowSpec `podMetadata`; zalando postgres-operator pkg/apis/acid.zalan.do/v1 PostgresSpec `podAnnotations`
 */
function* templatesWithin(value: unknown, depth: number): Generator<PodTemplate> {
  if (value === null || typeof value !== "object" || depth === 0) return;
  if (Array.isArray(value)) {
    for (const item of value) yield* templatesWithin(item, depth - 1);
    return;
  }
  for (const [name, field] of Object.entries(value)) {
    if (name === "metadata" || name === "podMetadata") yield templateOf(field);
    else if (name === "podAnnotations") yield templateOf({ annotations: field });
    else yield* templatesWithin(field, depth - 1);
  }
}

interface Asked {
  addresses: readonly Address[];
  mac: string;
  subnet: string;
  providers: readonly string[];
  isForVips?: true;
}

/**
 * What a pod's annotations ask for, interface by interface.
 *
 * @source kube-ovn pkg/controller/pod.go acquireAddress: `ip_address` is one address of each family, `ip_pool` a list of
 *         them, or the name of an IPPool; pkg/util/network_attachment.go: `ips` and `mac` of a network in a JSON list
 */
export function demandsOf(claimant: Holder, annotations: Annotations): readonly Demand[] {
  const interfaces = new Map<string, Asked>();
  const of = (id: string, providers: readonly string[]): Asked => {
    const known = interfaces.get(id) ?? { addresses: [], mac: "", subnet: "", providers };
    interfaces.set(id, known);
    return known;
  };
  for (const [name, value] of Object.entries(annotations)) {
    const [, provider, what, nic] = (typeof value === "string" && ASKING.exec(name)) || [];
    if (provider === undefined || typeof value !== "string") continue;
    if (what === "port_vips") {
      const vips = of(`${provider} vips`, [provider]);
      vips.addresses = joinAddresses(vips.addresses, askedIn(value));
      vips.isForVips = true;
      continue;
    }
    const asked =
      nic === undefined
        ? of(provider, providersOf(provider))
        : of(`${provider} ${nic}`, providersOfAttachment(provider, nic));
    if (what === "mac_address") asked.mac = value;
    else if (what === "logical_switch") asked.subnet = value;
    else asked.addresses = joinAddresses(asked.addresses, askedIn(value));
  }
  const namespace = claimant.namespace ?? DEFAULT_NAMESPACE;
  for (const { attachment, nic, ips, mac } of networksIn(annotations, namespace)) {
    const asked = of(`${attachment} ${nic} ips`, providersOfAttachment(attachment, nic));
    asked.addresses = joinAddresses(asked.addresses, ips);
    asked.mac = mac;
  }
  return [...interfaces.values()]
    .filter(({ addresses, mac }) => addresses.length > 0 || macIn(mac) !== undefined)
    .map(({ addresses, mac, subnet, providers, isForVips }): Demand => {
      const named = subnet || switchOf(annotations, providers);
      const reach: Reach = named === "" ? { in: "pods", namespace, providers } : { in: "subnet", name: named };
      const asked = { key: claimKey(claimant), claimant, reach, addresses, mac: macIn(mac) };
      return isForVips ? { ...asked, isForVips } : asked;
    });
}

/**
 * The providers of an interface by the provider in its annotations: that one, and the one that its Subnet has, which is
 * without the name of the interface.
 *
 * @source kube-ovn pkg/controller/pod.go getPodAttachmentNet
 */
export function providersOf(provider: string): readonly string[] {
  const [name, namespace, ovn, nic] = provider.split(".");
  return nic === undefined ? [provider] : [provider, `${name}.${namespace}.${ovn}`];
}

/** The same by the attachment and, where it is named, the interface. */
function providersOfAttachment(attachment: string, nic: string): readonly string[] {
  const ofOvn = `${attachment}.${DEFAULT_PROVIDER}`;
  return nic === "" ? [ofOvn, attachment] : [`${ofOvn}.${nic}`, ofOvn, attachment];
}

function switchOf(annotations: Annotations, providers: readonly string[]): string {
  const named = providers.map((provider) => annotations[`${provider}.kubernetes.io/logical_switch`]);
  return String(named.find((name) => typeof name === "string") ?? "");
}

/** Addresses of a list with commas or semicolons between, a prefix length behind them or not; a pool's name is none. */
function askedIn(list: string): readonly Address[] {
  return addressesIn(list.split(/[;,]/).map((item) => item.trim().split("/", 1)[0] ?? ""));
}

interface AskedNetwork {
  /** `<name>.<namespace>` */
  readonly attachment: string;
  readonly nic: string;
  readonly ips: readonly Address[];
  readonly mac: string;
}

function networksIn(annotations: Annotations, podNamespace: string): readonly AskedNetwork[] {
  return [DEFAULT_NETWORK_ANNOTATION, NETWORKS_ANNOTATION].flatMap((name) =>
    networksOf(annotations[name], podNamespace),
  );
}

function networksOf(list: unknown, podNamespace: string): readonly AskedNetwork[] {
  if (typeof list !== "string" || !list.trimStart().startsWith("[")) return [];
  let networks: unknown;
  try {
    networks = JSON.parse(list);
  } catch {
    return [];
  }
  return (Array.isArray(networks) ? networks : [])
    .map(fieldsOf)
    .map(({ name, namespace, interface: nic, ips, mac }) => ({
      attachment: `${name}.${typeof namespace === "string" && namespace !== "" ? namespace : podNamespace}`,
      nic: typeof nic === "string" ? nic : "",
      ips: askedIn((Array.isArray(ips) ? ips : []).join(",")),
      mac: typeof mac === "string" ? mac : "",
    }));
}
