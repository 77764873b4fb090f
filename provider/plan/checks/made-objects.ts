import type { Snapshot } from "../live/snapshot";
import type { SetMember } from "../program/reservation";
import type { Kind } from "../terms/kinds";

type ObjectKind =
  | "Subnet"
  | "IPPool"
  | "Vip"
  | "IP"
  | "SpiderReservedIP"
  | "SpiderIPPool"
  | "SpiderSubnet"
  | "SpiderMultusConfig";

/** An object, by the name that tells it from others of its kind: a namespaced one's is `namespace/name`. */
export interface MadeObject {
  readonly kind: ObjectKind;
  readonly name: string;
}

type Properties = Readonly<Record<string, unknown>>;

/** Where a snapshot has the objects of a kind. */
const LIVE: { readonly [K in ObjectKind]: (snapshot: Snapshot) => ReadonlyMap<string, unknown> } = {
  Subnet: ({ subnets }) => subnets,
  IPPool: ({ pools }) => pools,
  Vip: ({ reservations }) => reservations,
  IP: ({ reservations }) => reservations,
  SpiderReservedIP: ({ spider }) => spider.reserved,
  SpiderIPPool: ({ spider }) => spider.pools,
  SpiderSubnet: ({ spider }) => spider.subnets,
  SpiderMultusConfig: ({ spider }) => spider.configs,
};

/** The objects that a resource with these inputs or outputs makes, as far as their names are known. */
export function objectsOf(kind: Kind, properties: Properties): readonly MadeObject[] {
  const named = (object: MadeObject["kind"], name: unknown): readonly MadeObject[] =>
    typeof name === "string" ? [{ kind: object, name }] : [];
  const { name, namespace, reservations } = properties;
  switch (kind) {
    case "Subnet":
    case "IPPool":
    case "Vip":
      return named(kind, name);
    case "ReservedIP":
      return named("IP", name);
    case "ReservedIPSet":
      return Array.isArray(reservations)
        ? (reservations as readonly SetMember[]).flatMap((member) => named("IP", member.name))
        : [];
    case "spiderpool.ReservedIP":
      return named("SpiderReservedIP", name);
    case "spiderpool.IPPool":
    case "spiderpool.FixedIP":
      return named("SpiderIPPool", name);
    case "spiderpool.Subnet":
      return named("SpiderSubnet", name);
    case "spiderpool.MultusConfig":
      return typeof name === "string" ? named("SpiderMultusConfig", `${namespace}/${name}`) : [];
    // These make no object of their own.
    case "PlannedRange":
    case "AapBinding":
    case "spiderpool.PodAnnotations":
      return [];
  }
}

/** What carries the mark of a resource with these inputs, in the words of {@link Stamped}. */
export function entriesOf(kind: Kind, properties: Properties): readonly string[] {
  const { subnet, vips } = properties;
  if (kind === "PlannedRange") return [`range/${subnet}`];
  if (kind === "AapBinding") return Array.isArray(vips) ? vips.map((vip) => `binding/${vip}`) : [];
  return objectsOf(kind, properties).map((object) => `${object.kind}/${object.name}`);
}

export function isThere({ kind, name }: MadeObject, snapshot: Snapshot): boolean {
  const isReservation = kind === "Vip" || kind === "IP";
  return LIVE[kind](snapshot).has(isReservation ? `${kind}/${name}` : name);
}
