import { type Family, families } from "../families";
import type { Resource } from "../program";
import type { Written } from "./act";

type Fields = Readonly<Record<string, unknown>>;

/** Where the mistakes of one address family are made: `market` is the subnet of most of them. */
export interface Place {
  readonly family: Family;
  /** A name of this place. */
  readonly name: (slug: string) => string;
  /** An address of its subnet with that number, counted from the market. */
  readonly at: (subnet: number, end: number) => string;
  readonly cidr: (subnet: number, length?: number) => string;
  readonly subnet: (slug: string, number: number, spec?: Fields) => Written;
  readonly vip: (slug: string, spec: Fields) => Written;
  readonly ip: (slug: string, spec: Fields) => Written;
  readonly pod: (slug: string, subnet: string, more?: Pick<Written, "labels" | "annotations">) => Written;
  /** An address as a Vip and as an IP spell it. */
  readonly v: (address: string) => Fields;
  readonly i: (address: string) => Fields;
  /** The Resource of a Vip, and of an IP for the Pod of that name, in the market unless said otherwise. */
  readonly ourVip: (slug: string, args: Fields) => Resource;
  readonly ourIp: (slug: string, args: Fields) => Resource;
  readonly ourSubnet: (slug: string, args: Fields) => Resource;
}

/** Far from the subnets of the cluster itself. */
const FIRST_NUMBER = 120;

export function placeOf(protocol: Family["protocol"]): Place {
  const index = protocol === "IPv4" ? 0 : 1;
  const numbered = (number: number): Family => families(FIRST_NUMBER + number)[index];
  const family = numbered(0);
  const name = (slug: string): string => `${slug}-${protocol === "IPv4" ? 4 : 6}`;
  const market = name("market");
  return {
    family,
    name,
    at: (subnet, end) => numbered(subnet).address(end),
    cidr: (subnet, length) => {
      const { cidrBlock } = numbered(subnet);
      return length === undefined ? cidrBlock : cidrBlock.replace(/\/.*/, `/${length}`);
    },
    subnet: (slug, number, spec = {}) => ({
      kind: "Subnet",
      name: name(slug),
      spec: { cidrBlock: numbered(number).cidrBlock, ...spec },
    }),
    vip: (slug, spec) => ({ kind: "Vip", name: name(slug), spec: { subnet: market, ...spec } }),
    ip: (slug, spec) => ({
      kind: "IP",
      name: `${name(slug)}.default`,
      spec: { subnet: market, podName: name(slug), namespace: "default", ...spec },
    }),
    pod: (slug, subnet, { labels, annotations = {} } = {}) => ({
      kind: "Pod",
      name: name(slug),
      ...(labels ? { labels } : {}),
      annotations: { ...annotations, "ovn.kubernetes.io/logical_switch": name(subnet) },
      spec: { containers: [{ name: "main", image: "none" }] },
    }),
    v: (address) => ({ [family.vipField]: address }),
    i: (address) => ({ [family.ipField]: address }),
    ourVip: (slug, args) => ({ kind: "Vip", name: name(slug), args: { subnet: market, ...args } }),
    ourIp: (slug, args) => ({
      kind: "ReservedIP",
      name: name(slug),
      args: { subnet: market, workload: { kind: "Pod", name: name(slug) }, ...args },
    }),
    ourSubnet: (slug, args) => ({ kind: "Subnet", name: name(slug), args }),
  };
}

/** What is there before anyone makes a mistake, in the order in which it is made. */
export function furniture(place: Place): readonly Written[] {
  const { at, cidr, family, name, pod, subnet, v, i, vip, ip } = place;
  const smallest = family.protocol === "IPv4" ? 30 : 126;
  return [
    subnet("market", 0, { excludeIps: [at(0, 1), at(0, 200)] }),
    subnet("yard", 1),
    subnet("full", 2, { cidrBlock: cidr(2, smallest) }),
    subnet("shed", 3),
    subnet("pairs", 4),
    { kind: "IPPool", name: name("db"), spec: { subnet: name("market"), ips: [`${at(0, 100)}..${at(0, 109)}`] } },
    pod("cart", "market", {
      annotations: { "ovn.kubernetes.io/ip_address": at(0, 40), "ovn.kubernetes.io/mac_address": "02:00:00:00:00:40" },
    }),
    pod("till", "market"),
    vip("holder", v(at(0, 41))),
    ip("standing", i(at(0, 42))),
    vip("last-of-full", { subnet: name("full") }),
    vip("in-shed", { subnet: name("shed"), ...v(at(3, 90)) }),
  ];
}
