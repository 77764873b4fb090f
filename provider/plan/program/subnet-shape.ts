import {
  type Address,
  gatewayByDefault,
  isFault,
  makePool,
  type Pool,
  type Prefix,
  parseAddress,
  parsePrefix,
  prefixContains,
  printPrefix,
  printRange,
  type Range,
} from "../../ipam";
import { printPrefixes, readAddress, readPrefix, readRanges } from "../refusals/read";
import { type Report, unreported } from "../refusals/refusal";
import type { AddressSpace } from "../terms/address-space";
import { DEFAULT_PROVIDER, DEFAULT_VPC, isOvnProvider } from "../terms/names";
import { STRATEGIES, type Strategy } from "../terms/values";
import { featuresOf, isAtLeast, type KubeOvnVersion } from "../terms/version";

/** The address texts of a Subnet, declared or live. */
export interface SubnetTexts {
  readonly cidrBlock: string;
  readonly gateway?: string;
  readonly excludeIps?: readonly string[];
}

/** What those texts mean: one prefix, gateway and set of exclusions per family. */
export interface SubnetShape {
  readonly prefixes: readonly Prefix[];
  readonly gateways: readonly Address[];
  readonly excluded: readonly Range[];
}

/** A subnet as the planner sees it. */
export interface PlannedSubnet extends SubnetShape {
  readonly space: AddressSpace;
  /** Of the Subnet; the CIDR of a SpiderSubnet. */
  readonly name: string;
  readonly vpc: string;
  readonly vlan: string;
  readonly provider: string;
  readonly strategy: Strategy;
  readonly planned: readonly Range[];
  readonly pools: { readonly v4?: Pool; readonly v6?: Pool };
}

/**
 * Reads and judges the address texts of a Subnet.
 *
 * @returns undefined when `cidrBlock` is unusable; everything else wrong is reported and omitted
 * @source kube-ovn pkg/util/validator.go ValidateSubnet, pkg/controller/subnet.go formatSubnet (default gateway)
 */
export function readSubnetShape(texts: SubnetTexts, version: KubeOvnVersion, report: Report): SubnetShape | undefined {
  const prefixes = readCidrBlock(texts.cidrBlock, report);
  if (prefixes === undefined) return undefined;
  const gateways = readGateways(texts, prefixes, featuresOf(version).lastGatewayV6, report);
  const excluded = readRanges(texts.excludeIps ?? [], "excludeIps", report).filter((range) =>
    rangeInside(range, prefixes, "excludeIps", "exclude range", report),
  );
  return { prefixes, gateways, excluded };
}

/**
 * The address texts of a live Subnet, read as Kube-OVN reads them: host bits are cut off, what is missing of the gateways
 * is the first address of its family, and of excludeIps counts what is inside. Nothing is judged.
 *
 * @returns undefined when `cidrBlock` is one that Kube-OVN has no addresses for either
 * @source kube-ovn pkg/controller/subnet.go formatSubnet, checkAndUpdateGateway; pkg/util/net.go ExpandExcludeIPs
 */
export function formattedShape(texts: SubnetTexts): SubnetShape | undefined {
  const prefixes = readCidrBlock(maskedCidrs(texts.cidrBlock), unreported);
  if (prefixes === undefined) return undefined;
  const named = (texts.gateway ?? "").split(",").map(parseAddress);
  const gateways = prefixes.flatMap((prefix): readonly Address[] => {
    const isOfFamily = (address: (typeof named)[number]): address is Address =>
      !isFault(address) && address.family === prefix.family;
    const gateway = named.find(isOfFamily) ?? gatewayByDefault(prefix);
    return gateway === undefined ? [] : [gateway];
  });
  // Pools cut off what is outside.
  return { prefixes, gateways, excluded: readRanges(texts.excludeIps ?? [], "excludeIps", unreported) };
}

/** CIDRs with commas between, without what is set behind the prefix lengths; what is none stays as it is. */
export function maskedCidrs(text: string): string {
  const masked = text.split(",").map((cidr) => {
    const prefix = parsePrefix(cidr);
    return isFault(prefix) ? (prefix.canonical ?? cidr) : printPrefix(prefix);
  });
  return masked.join(",");
}

/** Whether a Subnet has no addresses intentionally: ports of its VLAN get a MAC alone. @source kube-ovn 1.17 pkg/util/const.go ProtocolMac */
export function isMacOnly(
  { cidrBlock, vlan }: { readonly cidrBlock: string; readonly vlan: string },
  version: KubeOvnVersion,
): boolean {
  return cidrBlock === "" && vlan !== "" && isAtLeast(version, [1, 17]);
}

function readCidrBlock(text: string, report: Report): readonly Prefix[] | undefined {
  const parts = text.split(",");
  const prefixes = parts.map((part) => readPrefix(part, "cidrBlock", report));
  if (prefixes.some((prefix) => prefix === undefined)) return undefined;
  const known = prefixes as readonly Prefix[];
  const [first, second] = known;
  if (known.length > 2 || (second !== undefined && first?.family === second.family)) {
    report("cidrBlock", "cidr-count", { text });
    return undefined;
  }
  if (first?.family === 6 && second !== undefined) {
    report("cidrBlock", "dual-order", { text, turned: printPrefixes([second, first]) });
    return undefined;
  }
  for (const prefix of known) {
    if (prefix.length === (prefix.family === 4 ? 32 : 128)) {
      report("cidrBlock", "too-small", { cidr: printPrefix(prefix) });
      return undefined;
    }
  }
  return known;
}

function readGateways(
  texts: SubnetTexts,
  prefixes: readonly Prefix[],
  lastGatewayV6: boolean,
  report: Report,
): readonly Address[] {
  const defaults = prefixes.map(gatewayByDefault).filter((address) => address !== undefined);
  if (texts.gateway === undefined || texts.gateway === "") return defaults;
  const parts = texts.gateway.split(",");
  const gateways = parts.map((part) => readAddress(part, "gateway", report));
  if (gateways.some((gateway) => gateway === undefined)) return defaults;
  const known = gateways as readonly Address[];
  if (known.length !== prefixes.length || known.some((gateway, i) => gateway.family !== prefixes[i]?.family)) {
    report("gateway", "gateway-families", { gateway: texts.gateway, cidrBlock: printPrefixes(prefixes) });
    return defaults;
  }
  const subnet = printPrefixes(prefixes);
  known.forEach((gateway, i) => {
    const prefix = prefixes[i] as Prefix;
    const hostBits = (prefix.family === 4 ? 32 : 128) - prefix.length;
    const last = prefix.network + (1n << BigInt(hostBits)) - 1n;
    if (!prefixContains(prefix, gateway)) {
      report("gateway", "outside-subnet", { what: "gateway", text: parts[i] as string, cidrs: [printPrefix(prefix)] });
    } else if (hostBits > 1 && gateway.value === prefix.network) {
      report("gateway", "network-address", { address: gateway, subnet });
    } else if (hostBits > 1 && gateway.value === last && !(lastGatewayV6 && gateway.family === 6)) {
      report("gateway", "last-address", { address: gateway, subnet });
    }
  });
  return known;
}

/** True when both ends of a range are in one of the prefixes; otherwise reported. */
export function rangeInside(
  range: Range,
  prefixes: readonly Prefix[],
  property: string,
  what: string,
  report: Report,
): boolean {
  const inside = prefixes.some(
    (prefix) =>
      prefix.family === range.family &&
      prefixContains(prefix, { family: range.family, value: range.first }) &&
      prefixContains(prefix, { family: range.family, value: range.last }),
  );
  if (!inside) report(property, "outside-subnet", { what, text: printRange(range), cidrs: prefixes.map(printPrefix) });
  return inside;
}

/** Everything else the planner needs to know of a subnet, with Kube-OVN's defaults filled in. */
export interface SubnetSettings {
  /** Default: the Subnet of that name. */
  readonly space?: AddressSpace;
  readonly name: string;
  readonly vpc?: string;
  readonly vlan?: string;
  readonly provider?: string;
  readonly strategy?: string | undefined;
  readonly planned: readonly Range[];
  readonly named: readonly { readonly name: string; readonly ranges: readonly Range[] }[];
}

/** Joins shape and settings into the pools that addresses are picked from. */
export function planSubnet(shape: SubnetShape, settings: SubnetSettings): PlannedSubnet {
  const pools: { v4?: Pool; v6?: Pool } = {};
  for (const prefix of shape.prefixes) {
    const ofFamily = (item: { family: 4 | 6 }): boolean => item.family === prefix.family;
    const gateway = shape.gateways.find(ofFamily);
    pools[prefix.family === 4 ? "v4" : "v6"] = makePool({
      prefix,
      ...(gateway === undefined ? {} : { gateway }),
      excluded: shape.excluded.filter(ofFamily),
      planned: settings.planned.filter(ofFamily),
      named: settings.named.map((pool) => ({ name: pool.name, ranges: pool.ranges.filter(ofFamily) })),
    });
  }
  const provider = settings.provider || DEFAULT_PROVIDER;
  return {
    ...shape,
    space: settings.space ?? { subnet: settings.name },
    name: settings.name,
    provider,
    vpc: settings.vpc || (isOvnProvider(provider) ? DEFAULT_VPC : ""),
    vlan: settings.vlan ?? "",
    strategy: STRATEGIES.find((strategy) => strategy === settings.strategy) ?? "spread",
    planned: settings.planned,
    pools,
  };
}

/** Ranges nobody may use for a Subnet, with what they are for (pkg/util/validator.go CheckCidrs). */
export const RESERVED_CIDRS: readonly { readonly prefix: Prefix; readonly use: string }[] = [
  ["255.255.255.255/32", "broadcast"],
  ["224.0.0.0/4", "multicast"],
  ["127.0.0.0/8", "loopback"],
  ["0.0.0.0/32", "unspecified"],
  ["169.254.0.0/16", "link-local"],
  ["::/128", "unspecified"],
  ["::1/128", "loopback"],
  ["ff00::/8", "multicast"],
  ["fe80::/10", "link-local"],
].map(([text, use]) => {
  const prefix = parsePrefix(text as string);
  if (isFault(prefix)) throw new Error(`not a prefix: ${text}`);
  return { prefix, use: use as string };
});
