import { PROPERTIES, TYPES } from "pulumi-kubeovn";
import { contains, isFault, parseAddress, parseRange, rangeSetOf } from "pulumi-kubeovn/ipam";

/** A resource as a policy sees it. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly props: Readonly<Record<string, unknown>>;
}

/** An address that a resource reserves. */
export interface Reserved {
  readonly subnet: string;
  readonly address: string;
}

/** The addresses that a resource reserves, as far as they are known. */
export function reservedBy({ type, props }: Resource): readonly Reserved[] {
  const subnet = String(props[PROPERTIES.Vip.subnet] ?? "");
  const of = (holder: Readonly<Record<string, unknown>>, fields: readonly string[]): readonly Reserved[] =>
    fields
      .map((field) => holder[field])
      .filter((text): text is string => typeof text === "string" && !isFault(parseAddress(text)))
      .map((address) => ({ subnet, address }));
  const ofIp = [PROPERTIES.ReservedIP.v4IpAddress, PROPERTIES.ReservedIP.v6IpAddress];
  if (type === TYPES.ReservedIP) return of(props, ofIp);
  if (type === TYPES.Vip) return of(props, [PROPERTIES.Vip.v4ip, PROPERTIES.Vip.v6ip]);
  if (type !== TYPES.ReservedIPSet) return [];
  const members = props[PROPERTIES.ReservedIPSet.reservations];
  return Array.isArray(members) ? members.flatMap((member) => of(member, ofIp)) : [];
}

/** Addresses of a resource outside the ranges of its subnet; a subnet without ranges is nobody's to take from. */
export function outside(resource: Resource, ranges: Readonly<Record<string, readonly string[]>>): readonly Reserved[] {
  return reservedBy(resource).filter(({ subnet, address }) => {
    const parsed = parseAddress(address);
    if (isFault(parsed)) return false;
    const allowed = (ranges[subnet] ?? []).map((text) => parseRange(text, { cidr: true }));
    return !allowed.some(
      (range) =>
        !isFault(range) && range.family === parsed.family && contains(rangeSetOf(range.family, [range]), parsed),
    );
  });
}

/** Subnets of which a program reserves more addresses than it may, with how many it reserves. */
export function overused(
  resources: readonly Resource[],
  limits: Readonly<Record<string, number>>,
): readonly { readonly subnet: string; readonly count: number; readonly limit: number }[] {
  const counts = new Map<string, number>();
  for (const { subnet } of resources.flatMap(reservedBy)) counts.set(subnet, (counts.get(subnet) ?? 0) + 1);
  return [...counts].flatMap(([subnet, count]) => {
    const limit = limits[subnet];
    return limit !== undefined && count > limit ? [{ subnet, count, limit }] : [];
  });
}

/** The Vip that a workload's pods take as their own address. */
export function vipAsAddress({ type, props }: Resource): string | undefined {
  if (!type.startsWith("kubernetes:")) return undefined;
  const annotationsIn = (holder: unknown): unknown =>
    (holder as { metadata?: { annotations?: Record<string, unknown> } } | undefined)?.metadata?.annotations?.[VIP];
  const { template } = (props.spec ?? {}) as { template?: unknown };
  const vip = annotationsIn(props) ?? annotationsIn(template);
  return typeof vip === "string" ? vip : undefined;
}

const VIP = "ovn.kubernetes.io/vip";
