import { readPoolAnnotation } from "../terms/address-list";
import { DEFAULT_PROVIDER } from "../terms/names";
import { quote } from "../terms/wording";
import { interfaceKey, PAIRS_ANNOTATION } from "./pod-annotations";
import type { TemplateContext } from "./template-refusal";
import type { UsedPool } from "./template-uses";

const POOL_SUFFIX = interfaceKey("", "ip_pool");

/** Annotations by which every pod gets an address of the pool; up to Kube-OVN 1.16 the pool does not say the subnet. */
export function poolAnnotations(
  context: TemplateContext,
  { name, subnet, size }: UsedPool,
): Readonly<Record<string, string>> {
  if (size !== undefined) checkEnough(context, `IPPool ${quote(name)}`, size);
  return {
    [interfaceKey(DEFAULT_PROVIDER, "logical_switch")]: subnet,
    [interfaceKey(DEFAULT_PROVIDER, "ip_pool")]: name,
  };
}

/**
 * Checks lists that the program wrote into the annotations itself.
 *
 * @source kube-ovn pkg/controller/pod.go acquireAddress (ip_pool), pkg/controller/vip.go handleUpdateVirtualParents (aaps)
 */
export function checkWrittenLists(context: TemplateContext): void {
  const { template, report } = context;
  for (const [key, text] of Object.entries(template.annotations)) {
    if (key === PAIRS_ANNOTATION) {
      const write = text
        .split(",")
        .map((vip) => vip.trim())
        .filter((vip) => vip !== "")
        .join(",");
      if (write !== text) report("pair-list", { text, write });
    }
    if (!key.endsWith(POOL_SUFFIX)) continue;
    const pool = readPoolAnnotation(text);
    if (pool.kind === "misread") report("list-misread", { text, write: pool.meant });
    if (pool.kind !== "list") continue;
    if (template.start > 0) report("list-from-ordinal", { start: template.start, entries: pool.entries.length });
    else checkEnough(context, "ip_pool", String(pool.entries.length));
  }
}

function checkEnough({ template, report }: TemplateContext, from: string, addresses: string): void {
  const { replicas, surge } = template;
  if (BigInt(replicas + surge) > BigInt(addresses)) report("addresses-too-few", { from, addresses, replicas, surge });
}
