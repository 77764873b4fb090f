import { type Address, printPrefix, sameAddress, standingOf } from "../../ipam";
import type { PlannedSubnet } from "../program/subnet-shape";
import type { ReservationKind } from "../terms/kinds";
import { isAtLeast, type KubeOvnVersion } from "../terms/version";
import { type Rule, rulesOf, stuckWhileWritten } from "./rule";

/** One address of an object in its subnet. */
export interface Placed {
  readonly kind: ReservationKind;
  readonly address: Address;
  readonly subnet: PlannedSubnet;
  /** The program says that it may be an excluded or a pool's one. */
  readonly allowExcluded: boolean;
}

const rule = rulesOf<Placed>();
const KINDS = ["IP", "Vip"];
const LOOKS_AT = "v4ip";
const NEVER = { new: "refused", adopted: "refused", live: "wrong" } as const;
const IPAM = "kube-ovn pkg/ipam/subnet.go GetStaticAddress";

/** Where an address is that no object should have. At most one of these is broken. */
export const PLACE_RULES: readonly Rule<Placed>[] = [
  rule("family-missing", {
    kinds: KINDS,
    looksAt: LOOKS_AT,
    levels: NEVER,
    stops: stuckWhileWritten,
    source: IPAM,
    look: ({ address, subnet }) =>
      poolOf(subnet, address) === undefined
        ? [{ address, subnet: subnet.name, cidrs: subnet.prefixes.map(printPrefix) }]
        : [],
  }),
  rule("outside-prefix", {
    kinds: KINDS,
    looksAt: LOOKS_AT,
    levels: NEVER,
    stops: stuckWhileWritten,
    source: IPAM,
    look: (placed) =>
      isAt(placed, "outside")
        ? [{ address: placed.address, subnet: placed.subnet.name, cidrs: placed.subnet.prefixes.map(printPrefix) }]
        : [],
  }),
  rule("network-address", {
    kinds: KINDS,
    looksAt: LOOKS_AT,
    levels: NEVER,
    stops: stuckWhileWritten,
    source: IPAM,
    look: (placed) => (isAt(placed, "network") ? [{ address: placed.address, subnet: placed.subnet.name }] : []),
  }),
  rule("last-address", {
    kinds: KINDS,
    looksAt: LOOKS_AT,
    levels: NEVER,
    stops: stuckWhileWritten,
    source: IPAM,
    look: (placed) => (isAt(placed, "last") ? [{ address: placed.address, subnet: placed.subnet.name }] : []),
  }),
  rule("gateway-address", {
    kinds: KINDS,
    looksAt: LOOKS_AT,
    levels: NEVER,
    source:
      "kube-ovn pkg/controller/vip.go handleAddVirtualIP; 1.13 and 1.16 give it away, because excluded addresses go to whoever asks, and no release looks for an IP",
    look: (placed) => (isAt(placed, "gateway") ? [{ address: placed.address, subnet: placed.subnet.name }] : []),
  }),
  rule("excluded-address", {
    kinds: KINDS,
    looksAt: LOOKS_AT,
    levels: { new: "refused" },
    source: "set aside by whoever wrote the Subnet",
    look: ({ address, subnet, allowExcluded }) => {
      const pool = poolOf(subnet, address);
      const standing = pool === undefined ? undefined : standingOf(pool, address);
      return standing?.at === "excluded" && !allowExcluded
        ? [{ address, subnet: subnet.name, range: standing.range }]
        : [];
    },
  }),
  rule("pooled-address", {
    kinds: KINDS,
    looksAt: LOOKS_AT,
    levels: { new: "refused" },
    source: "kube-ovn pkg/ipam/subnet.go: a pool's addresses are its own",
    look: ({ address, subnet, allowExcluded }) => {
      const pool = poolOf(subnet, address);
      const standing = pool === undefined ? undefined : standingOf(pool, address);
      return standing?.at === "named-pool" && !allowExcluded
        ? [{ address, subnet: subnet.name, pool: standing.name }]
        : [];
    },
  }),
];

/** Whether a release refuses a Vip the gateway: 1.13, 1.14 and 1.16 give it away. */
export function refusesGatewayToVips(version: KubeOvnVersion): boolean {
  return isAtLeast(version, [1, 17]) || (version[0] === 1 && version[1] === 15);
}

/** True when Kube-OVN gives none of these addresses to a pod by itself, whatever becomes of the object that has them. */
export function isSetAside(subnet: PlannedSubnet, addresses: readonly Address[]): boolean {
  return addresses.every((address) => {
    const pool = poolOf(subnet, address);
    return pool !== undefined && ["excluded", "planned"].includes(standingOf(pool, address).at);
  });
}

/** As {@link isSetAside}, or an IPPool's, which only those who name the pool get. */
export function isOutOfTheWay(subnet: PlannedSubnet, addresses: readonly Address[]): boolean {
  return addresses.every((address) => {
    const pool = poolOf(subnet, address);
    return pool !== undefined && ["planned", "excluded", "named-pool"].includes(standingOf(pool, address).at);
  });
}

/** The rule that an address breaks by where it is, whoever has it. */
export function brokenPlace(subnet: PlannedSubnet, address: Address): string | undefined {
  const isGateway = subnet.gateways.some((gateway) => sameAddress(gateway, address));
  const pool = poolOf(subnet, address);
  if (isGateway) return "gateway-address";
  const { at } = pool === undefined ? ({ at: "outside" } as const) : standingOf(pool, address);
  return at === "network" || at === "last" ? `${at}-address` : undefined;
}

function isAt({ address, subnet }: Placed, at: string): boolean {
  const isGateway = subnet.gateways.some((gateway) => sameAddress(gateway, address));
  if (isGateway) return at === "gateway";
  const pool = poolOf(subnet, address);
  return pool !== undefined && standingOf(pool, address).at === at;
}

function poolOf(subnet: PlannedSubnet, address: Address): PlannedSubnet["pools"]["v4"] {
  return address.family === 4 ? subnet.pools.v4 : subnet.pools.v6;
}
