import { annotationFaults } from "../terms/kube-names";
import { DEFAULT_PROVIDER } from "../terms/names";
import { quote } from "../terms/wording";
import {
  type Attachment,
  attachmentOf,
  DEFAULT_NETWORK_ANNOTATION,
  NETWORKS_ANNOTATION,
  printAttachments,
} from "./multus";
import { interfaceKey } from "./pod-annotations";
import type { Template } from "./template";
import { checkWrittenLists, poolAnnotations } from "./template-pool";
import { type TemplateContext, type TemplateRefusal, templateContext } from "./template-refusal";
import { byInterface, identityOf, ownReservations, reservedAnnotations } from "./template-reserved";
import type { Uses } from "./template-uses";
import { pairAnnotations, vipAnnotations } from "./template-vips";

/** A workload with what it was given. */
export interface AnnotatedTemplate {
  /** Filled in from the reservations where the program left them open: under other names the pods would not get the addresses. */
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** What its pods need beside the annotations that the program wrote. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly refusals: readonly TemplateRefusal[];
  readonly notes: readonly string[];
}

/** Decides the annotations by which the pods of a workload get what is theirs, and finds all that would keep them from it. */
export function annotateTemplate(written: Template, uses: Uses): AnnotatedTemplate {
  const { reserved: given = [], pool, vip, pairs = [], subnet, asList = false } = uses;
  const { reserved, open } = ownReservations(written, given);
  const namespaceOfPairs = pairs.find(({ namespace }) => namespace)?.namespace ?? undefined;
  const { name, namespace = namespaceOfPairs } = identityOf(written, reserved);
  const interfaces = byInterface(reserved);
  const isListed = written.kind === "VirtualMachine" || written.attachments?.length !== 0;
  // A pod's list of networks that the program omits is written along with the addresses.
  const attachments = isListed ? written.attachments : attachmentsFor([...interfaces.keys()]);
  const template = { ...written, name, namespace, attachments };
  const context = templateContext(template);
  const annotations = new Map<string, string>();
  const switches = new Map<string, Set<string>>();
  const add = (more: Readonly<Record<string, string>>): void => {
    for (const [key, value] of Object.entries(more)) {
      annotations.set(key, value);
      if (key.endsWith(SWITCH_SUFFIX)) switches.set(key, (switches.get(key) ?? new Set()).add(value));
    }
  };
  const intoSubnet = (provider: string, subnetName: string | undefined): void => {
    if (subnetName !== undefined) add({ [interfaceKey(provider, "logical_switch")]: subnetName });
  };

  if (template.attachments === undefined)
    context.report("attachments-unreadable", { text: template.annotations[NETWORKS_ANNOTATION] ?? "" });
  for (const [provider, ofInterface] of interfaces) add(reservedAnnotations(context, provider, ofInterface, asList));
  if (pool !== undefined) add(poolAnnotations(context, pool));
  if (vip !== undefined) {
    add(vipAnnotations(context, vip));
    intoSubnet(DEFAULT_PROVIDER, vip.subnet);
  }
  if (subnet !== undefined) intoSubnet(subnet.provider, subnet.name);
  if (open > 0) context.report("member-without-name", { count: open });
  checkSources(context, { ...uses, reserved });
  for (const [key, found] of switches) {
    if (found.size > 1)
      context.report("subnets-differ", { interface: key.slice(0, -SWITCH_SUFFIX.length), subnets: [...found] });
  }
  if (!isListed && attachments?.length) add({ [NETWORKS_ANNOTATION]: printAttachments(attachments) });
  add(pairAnnotations(context, pairs, subnetsOf(template, annotations)));

  checkWrittenLists(context);
  for (const [annotation, ours] of annotations) {
    const theirs = template.annotations[annotation];
    if (theirs !== undefined && theirs !== ours) context.report("annotation-written", { annotation, theirs, ours });
  }
  const all = { ...template.annotations, ...Object.fromEntries(annotations) };
  for (const fault of annotationFaults(`the pods of ${context.who}`, all))
    context.report("annotations-refused", { fault });
  const { refusals, notes } = context;
  return { name, namespace, annotations: Object.fromEntries(annotations), refusals, notes };
}

const SWITCH_SUFFIX = interfaceKey("", "logical_switch");

/** @source kube-ovn pkg/controller/pod.go acquireAddress: a Vip comes before an address, and an address before a pool */
function checkSources({ report }: TemplateContext, { reserved = [], pool, vip }: Uses): void {
  const own = byInterface(reserved).get(DEFAULT_PROVIDER)?.[0];
  const sources = [
    ...(own === undefined ? [] : [`IP ${quote(own.name)}`]),
    ...(pool === undefined ? [] : [`IPPool ${quote(pool.name)}`]),
    ...(vip === undefined ? [] : [`Vip ${quote(vip.name)}`]),
  ];
  if (sources.length > 1) report("address-sources", { interface: DEFAULT_PROVIDER, sources });
}

function attachmentsFor(providers: readonly string[]): readonly Attachment[] {
  return providers.flatMap((provider) => attachmentOf(provider) ?? []);
}

/** Subnets of all interfaces of the pods; undefined while one of them is left to Kube-OVN. */
function subnetsOf(template: Template, annotations: ReadonlyMap<string, string>): readonly string[] | undefined {
  if (template.attachments === undefined || DEFAULT_NETWORK_ANNOTATION in template.annotations) return undefined;
  const all = new Map([...Object.entries(template.annotations), ...annotations]);
  const providers = [
    DEFAULT_PROVIDER,
    ...template.attachments.map(({ name, namespace }) => `${name}.${namespace}.ovn`),
  ];
  const subnets = providers.map((provider) => all.get(interfaceKey(provider, "logical_switch")));
  return subnets.every((one) => one !== undefined) ? subnets : undefined;
}
