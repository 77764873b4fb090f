import { DEFAULT_NAMESPACE, DEFAULT_PROVIDER } from "../terms/names";
import { list, quote } from "../terms/wording";
import { printAttachments } from "./multus";
import { PAIRS_ANNOTATION, VIP_ANNOTATION } from "./pod-annotations";
import type { TemplateContext } from "./template-refusal";
import type { UsedPair, UsedVip } from "./template-uses";

/**
 * Annotation by which a pod takes a Vip's address as its own.
 *
 * @source kube-ovn pkg/controller/pod.go acquireAddress, podReuseVip: read for every interface; a second pod or interface
 *         is refused while the first has it, and a pod that is not of a StatefulSet or a VM is never served again
 */
export function vipAnnotations(
  { template, report, note }: TemplateContext,
  { name: vip, type }: UsedVip,
): Readonly<Record<string, string>> {
  if (type) report("vip-type-unfit", { vip, type, annotation: "vip" });
  if (template.kind === "Deployment") report("vip-for-deployment", { vip });
  else if (template.replicas > 1) report("vip-for-several-pods", { vip, replicas: template.replicas });
  const attachments = template.attachments ?? [];
  if (attachments.length > 0)
    report("vip-for-several-interfaces", {
      vip,
      interfaces: [...attachments.map((one) => printAttachments([one])), DEFAULT_PROVIDER],
    });
  note("vip-as-address", { vip });
  return { [VIP_ANNOTATION]: vip };
}

/**
 * Annotation by which pods may use the addresses of Vips beside their own.
 *
 * @param subnets  of the pod's interfaces; undefined where not all of them are known
 * @source kube-ovn pkg/controller/vip.go handleUpdateVirtualParents: pods of the Vip's namespace, with its labels, whose
 *         annotation names it between commas, and the first of their interfaces that is in its subnet
 */
export function pairAnnotations(
  { template, report }: TemplateContext,
  pairs: readonly UsedPair[],
  subnets: readonly string[] | undefined,
): Readonly<Record<string, string>> {
  const vips = [...new Set(pairs.flatMap((pair) => pair.vips.map(({ name }) => name)))];
  if (vips.length === 0) return {};
  const mine = template.namespace ?? DEFAULT_NAMESPACE;
  for (const pair of pairs) {
    const names = pair.vips.map(({ name }) => quote(name));
    const label = `${names.length === 1 ? "Vip" : "the group of Vips"} ${list(names, "and")}`;
    for (const { name, type, subnet } of pair.vips) {
      if (type) report("vip-type-unfit", { vip: name, type, annotation: "aaps" });
      if (!pair.namespace) report("pair-without-namespace", { vip: name });
      if (subnet !== undefined && subnets !== undefined && !subnets.includes(subnet))
        report("pair-subnet", { vip: name, subnet, subnets });
    }
    if (pair.namespace && pair.namespace !== mine)
      report("pair-namespace", { vips: label, theirs: pair.namespace, mine });
    for (const item of pair.selector ?? []) {
      const [key = "", value = ""] = item.split(":").map((side) => side.trim());
      const actual = template.labels[key];
      if (actual !== value)
        report("pair-selector", { vips: label, item, actual: actual === undefined ? undefined : `${key}: ${actual}` });
    }
  }
  return { [PAIRS_ANNOTATION]: vips.join(",") };
}
