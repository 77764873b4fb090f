/**
 * The resource kinds, spelled as in the API of Kube-OVN or Spiderpool where it has them. Those of Spiderpool have their
 * module in front; the others are of the module `kubeovn`.
 */
export const KINDS = [
  "Subnet",
  "PlannedRange",
  "IPPool",
  "ReservedIP",
  "ReservedIPSet",
  "Vip",
  "AapBinding",
  "AddressPlan",
  "OvnEip",
  "IptablesEIP",
  "spiderpool.ReservedIP",
  "spiderpool.IPPool",
  "spiderpool.Subnet",
  "spiderpool.MultusConfig",
  "spiderpool.FixedIP",
  "spiderpool.PodAnnotations",
] as const;

export type Kind = (typeof KINDS)[number];

/** The kinds of the module `spiderpool`. */
type SpiderKind = Extract<Kind, `spiderpool.${string}`>;

/** Kinds of objects that carry a reservation and have the name that a program gives them. */
export type NamedReservation = Exclude<Kind, SpiderKind> | "SpiderIPPool";

/** Kinds of objects that carry a reservation, as the API spells them. */
export type ReservationKind = NamedReservation | "IP";

/** Narrows a text that came from outside. */
export function isKind(text: string): text is Kind {
  return (KINDS as readonly string[]).includes(text);
}

/** The Pulumi type token of a kind: part of every URN and of policies, so it never changes. */
export function typeToken(kind: Kind): string {
  const [first = "", second] = kind.split(".");
  return `pulumi-nodejs:dynamic/${second === undefined ? `kubeovn:${first}` : `${first}:${second}`}`;
}

/** The type token of a kind in the package schema, which other languages are generated from: it never changes either. */
export function servedToken(kind: Kind): string {
  const [first = "", second] = kind.split(".");
  return second === undefined ? `kubeovn:index:${first}` : `kubeovn:${first}:${second}`;
}

const BY_TOKEN: ReadonlyMap<string, Kind> = new Map(
  KINDS.flatMap((kind) => [[typeToken(kind), kind] as const, [servedToken(kind), kind] as const]),
);

/** The kind that has this type token, in whichever front; undefined for types of others. */
export function kindOfToken(token: string): Kind | undefined {
  return BY_TOKEN.get(token);
}

/** The type by which owner keys name a parent: that of a resource of this package is the same in both fronts. */
export function keyToken(token: string): string {
  const kind = kindOfToken(token);
  return kind === undefined ? token : typeToken(kind);
}
