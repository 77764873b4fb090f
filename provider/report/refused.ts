import { LiveContext, type Snapshot, sentenceOf } from "../plan";
import { compareTexts } from "./changes";

/** A live Subnet in which Kube-OVN gives no addresses, and why, in a sentence. */
export interface RefusedSubnet {
  readonly subnet: string;
  readonly why: string;
}

/** Why Kube-OVN gives no addresses in a live Subnet, in a sentence; undefined where it does. */
export function refusedWords(around: LiveContext, subnet: string): string | undefined {
  const refused = around.whyRefused(subnet);
  return refused && sentenceOf(refused.code, refused.facts, "live");
}

/** All such Subnets, in the order of names. */
export function refusedSubnets(snapshot: Snapshot): readonly RefusedSubnet[] {
  const around = new LiveContext(snapshot);
  return [...snapshot.subnets.keys()].sort(compareTexts).flatMap((subnet) => {
    const why = refusedWords(around, subnet);
    return why === undefined ? [] : [{ subnet, why }];
  });
}
