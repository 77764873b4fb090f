/** The resource kinds of the `kubeovn` module, spelled as in the Kube-OVN API where it has them. */
export const KINDS = ["Subnet", "PlannedRange", "IPPool", "ReservedIP", "ReservedIPSet", "Vip", "AapBinding"] as const;

export type Kind = (typeof KINDS)[number];

/** Narrows a text that came from outside. */
export function isKind(text: string): text is Kind {
  return (KINDS as readonly string[]).includes(text);
}

/** The Pulumi type token of a kind: part of every URN and of policies, so it never changes. */
export function typeToken(kind: Kind): string {
  return `pulumi-nodejs:dynamic/kubeovn:${kind}`;
}
