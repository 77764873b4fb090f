import type { Wire } from "../live/snapshot";
import type { LiveContext } from "./live-context";
import { type Findings, judgeLive, type Rule, rulesOf } from "./rule";

/** A Vlan with the network that it ends on. */
export interface VlanSubject {
  readonly name: string;
  readonly wire: Wire;
}

/** What a Vlan is judged by. */
export const VLAN_RULES: readonly Rule<VlanSubject>[] = [
  rulesOf<VlanSubject>()("vlan-conflict", {
    kinds: ["Vlan"],
    looksAt: "id",
    levels: { live: "wrong" },
    source: "kube-ovn pkg/controller/vlan.go checkVlanConflict; untagged ones are never told",
    look: ({ name, wire: { provider, id } }, { snapshot: { wires } }) =>
      id === 0
        ? []
        : [...wires]
            .filter(([other, wire]) => other !== name && wire.provider === provider && wire.id === id)
            .map(([other]) => ({ provider, id, other })),
  }),
];

/** What is wrong with a live Vlan. */
export function judgeVlan(subject: VlanSubject, around: LiveContext): Findings {
  return judgeLive(VLAN_RULES, subject, "taken", around);
}
