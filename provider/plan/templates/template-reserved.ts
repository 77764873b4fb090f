import { printAddressList } from "../terms/address-list";
import { attachmentOf, NETWORKS_ANNOTATION, printAttachments } from "./multus";
import { addressAnnotations, addressesOf, interfaceKey, providerOf, switchAnnotations } from "./pod-annotations";
import type { Template } from "./template";
import type { TemplateContext } from "./template-refusal";
import type { Reserved } from "./template-uses";

const SHOWN_PODS = 3;

/** Name and namespace that a workload needs so that its pods find their reservations; those of the program come first. */
export function identityOf(
  template: Template,
  reserved: readonly Reserved[],
): { readonly name: string | undefined; readonly namespace: string | undefined } {
  const [first] = reserved;
  if (first === undefined || template.kind === "Deployment") return template;
  return { name: template.name ?? workloadName(first), namespace: template.namespace ?? first.namespace };
}

/** What is reserved for a workload itself, of all that it was given. */
export interface Own {
  readonly reserved: readonly Reserved[];
  /** Count of workloads of a set among which the name would have to choose; 0 where nothing is open. */
  readonly open: number;
}

/**
 * Of the reservations of a set a pod or a VM takes those for its name, and all that were given one by one. Where a set has
 * none, its first one stays, and is refused.
 */
export function ownReservations({ kind, name, namespace }: Template, reserved: readonly Reserved[]): Own {
  if (kind !== "Pod" && kind !== "VirtualMachine") return { reserved, open: 0 };
  const ofSets = reserved.filter(({ isOfSet }) => isOfSet);
  const names = new Set(ofSets.map(workloadName));
  if (name === undefined && names.size > 1)
    return { reserved: reserved.filter(({ isOfSet }) => !isOfSet), open: names.size };
  const isMine = (one: Reserved): boolean =>
    kindOf(one) === kind && workloadName(one) === name && (namespace ?? one.namespace) === one.namespace;
  const isOwn = ofSets.some(isMine) ? isMine : (one: Reserved) => one === ofSets[0];
  return { reserved: reserved.filter((one) => !one.isOfSet || isOwn(one)), open: 0 };
}

/** Reservations by the provider of the interface they are for. */
export function byInterface(reserved: readonly Reserved[]): ReadonlyMap<string, readonly Reserved[]> {
  const groups = new Map<string, Reserved[]>();
  for (const one of reserved) {
    const provider = providerOf(one);
    groups.set(provider, [...(groups.get(provider) ?? []), one]);
  }
  return groups;
}

/** Annotations by which the pods get what is reserved for one of their interfaces. */
export function reservedAnnotations(
  context: TemplateContext,
  provider: string,
  reserved: readonly Reserved[],
  asList: boolean,
): Readonly<Record<string, string>> {
  const { template, report } = context;
  if (template.kind === "Deployment") {
    for (const { name } of reserved) report("reserved-for-deployment", { ip: name });
    return {};
  }
  checkWorkload(context, reserved);
  const interfaceName = interfaceNameOf(context, provider, reserved);
  if (template.kind === "StatefulSet") return ordinalAnnotations(context, provider, reserved, asList);
  const [first, ...others] = reserved;
  if (first === undefined) return {};
  if (others.length > 0)
    report("address-sources", { interface: provider, sources: reserved.map(({ name }) => `IP "${name}"`) });
  checkMac(context, provider, first);
  return addressAnnotations(first, interfaceName);
}

/** @source kube-ovn pkg/controller/ip.go: the name of the IP object, made of the pod's or VM's, is all that connects the two */
function checkWorkload({ template, report }: TemplateContext, reserved: readonly Reserved[]): void {
  const identity = identityOf(template, reserved);
  for (const one of reserved) {
    const kind = kindOf(one);
    const fits =
      kind === template.kind && workloadName(one) === identity.name && one.namespace === (identity.namespace ?? "");
    if (fits) continue;
    report("reserved-for-another", {
      ip: one.name,
      theirs: `${kind} ${one.namespace}/${workloadName(one)}`,
      mine: `${template.kind} ${identity.namespace}/${identity.name}`,
    });
    return;
  }
}

function ordinalAnnotations(
  { template, report }: TemplateContext,
  provider: string,
  reserved: readonly Reserved[],
  asList: boolean,
): Readonly<Record<string, string>> {
  const [first] = reserved;
  if (first === undefined) return {};
  const subnets = [...new Set(reserved.map(({ subnet }) => subnet))];
  if (subnets.length > 1) report("subnets-differ", { interface: provider, subnets });
  const byPod = new Map(reserved.map((one) => [one.podName, one]));
  const { name = workloadName(first), start, replicas } = template;
  const missing: string[] = [];
  let missingCount = 0;
  for (let ordinal = start; ordinal < start + replicas; ordinal++) {
    if (byPod.has(`${name}-${ordinal}`)) continue;
    missingCount++;
    if (missing.length < SHOWN_PODS) missing.push(`${name}-${ordinal}`);
  }
  if (missingCount > 0)
    report("pods-without-address", { interface: provider, replicas, pods: missing, count: missingCount });
  const annotations = switchAnnotations(first);
  if (!asList || missingCount > 0) return annotations;
  if (start > 0) {
    report("list-from-ordinal", { start, entries: reserved.length });
    return annotations;
  }
  const entries: string[] = [];
  for (let ordinal = 0; ; ordinal++) {
    const one = byPod.get(`${name}-${ordinal}`);
    if (one === undefined) break;
    entries.push(addressesOf(one));
  }
  return { ...annotations, [interfaceKey(provider, "ip_pool")]: printAddressList(entries) };
}

/** Checks that the pod has the interface, once; the name it gets inside the pod, where the program says one. */
function interfaceNameOf(
  { template, report }: TemplateContext,
  provider: string,
  [first]: readonly Reserved[],
): string | undefined {
  const wanted = attachmentOf(provider);
  const { attachments } = template;
  if (wanted === undefined || first === undefined || attachments === undefined) return undefined;
  const found = attachments.filter(({ name, namespace }) => name === wanted.name && namespace === wanted.namespace);
  const attachment = printAttachments([wanted]);
  if (found.length > 1) report("attachment-twice", { ip: first.name, attachment });
  if (found.length === 0) {
    const where =
      template.kind === "VirtualMachine"
        ? "spec.template.spec.networks and to its interfaces"
        : `annotation "${NETWORKS_ANNOTATION}"`;
    report("attachment-missing", { ip: first.name, attachment, where });
  }
  return found[0]?.interfaceName;
}

function checkMac({ template, report }: TemplateContext, provider: string, { name, macAddress }: Reserved): void {
  const attachment = attachmentOf(provider);
  const theirs = template.macs.get(attachment === undefined ? "" : printAttachments([attachment]));
  if (theirs === undefined || !macAddress) return;
  const normal = (mac: string): string => mac.toLowerCase().replaceAll("-", ":");
  if (normal(theirs) !== normal(macAddress)) report("vm-mac", { ip: name, theirs, ours: macAddress });
}

function kindOf({ podType }: Reserved): string {
  return podType === "" ? "Pod" : podType;
}

/** Name of the workload that a reservation's pod belongs to. */
function workloadName({ podName, podType }: Reserved): string {
  return podType === "StatefulSet" ? podName.replace(/-\d+$/, "") : podName;
}
