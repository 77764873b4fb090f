import { isMissingVpc, type LiveVpc } from "../live/networks";
import { DEFAULT_VPC } from "../terms/names";
import { suggest } from "../terms/suggest";
import type { LiveContext } from "./live-context";
import { type Findings, judgeLive, type Rule, rulesOf } from "./rule";

/** Names the VPC that is not there, and those that are. */
export function missingVpc(
  vpc: string,
  { snapshot: { vpcs } }: LiveContext,
): readonly { readonly vpc: string; readonly known: readonly string[]; readonly suggestion?: string }[] {
  if (!isMissingVpc(vpc, vpcs)) return [];
  const known = [...new Set([...vpcs.keys(), DEFAULT_VPC])].sort();
  const suggestion = suggest(vpc, known);
  return [suggestion === undefined ? { vpc, known } : { vpc, known, suggestion }];
}

/** What a Vpc is judged by. */
export const VPC_RULES: readonly Rule<LiveVpc>[] = [
  rulesOf<LiveVpc>()("default-not-inside", {
    kinds: ["Vpc"],
    looksAt: "defaultSubnet",
    levels: { live: "wrong" },
    source: "kube-ovn pkg/controller/vpc.go getVpcSubnets; namespace.go handleAddNamespace",
    look: ({ name, defaultSubnet: subnet }, { snapshot: { subnets } }) =>
      subnet === undefined || name === DEFAULT_VPC || subnets.get(subnet)?.vpc === name ? [] : [{ vpc: name, subnet }],
  }),
];

/** What is wrong with a live Vpc. */
export function judgeVpc(live: LiveVpc, around: LiveContext): Findings {
  return judgeLive(VPC_RULES, live, "taken", around);
}
