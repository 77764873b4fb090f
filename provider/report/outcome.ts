import {
  type Family,
  isFault,
  type Mac,
  parseMac,
  parseRange,
  printRangeSet,
  type Range,
  type RangeSet,
  rangeSetOf,
  subtract,
} from "../ipam";
import {
  DEFAULT_PROVIDER,
  DEFAULT_VPC,
  type Holding,
  hasUnknown,
  type LivePlannedRange,
  type LivePool,
  type LiveSubnet,
  ownUses,
  readRanges,
  type Snapshot,
  spaceKey,
  spaceOf,
  unreported,
} from "../plan";
import type { Change } from "./changes";
import { holdingKey } from "./entries";
import { asRecord, asText, asTexts, type Json } from "./json";
import { spiderOutcomeOf } from "./outcome-spider";
import type { RunResource } from "./pulumi-run";

/**
 * A snapshot as it will be when a run has done what it says: its subnets, pools and planned ranges, and who holds what.
 *
 * @param resources  those of the same store as the snapshot
 * @param changes    likewise
 */
export function outcomeOf(snapshot: Snapshot, resources: readonly RunResource[], changes: readonly Change[]): Snapshot {
  const subnets = new Map(snapshot.subnets);
  const pools = new Map(snapshot.pools);
  for (const resource of resources) {
    if (resource.kind === "Subnet") applyNamed(subnets, resource, subnetOf);
    if (resource.kind === "IPPool") applyNamed(pools, resource, poolOf);
  }
  for (const resource of resources) if (resource.kind === "PlannedRange") applyPlannedRange(subnets, resource);
  const spider = spiderOutcomeOf(snapshot.spider, resources);
  return { ...snapshot, subnets, pools, spider, holdings: holdingsAfter(snapshot.holdings, changes) };
}

function applyNamed<T>(
  map: Map<string, T>,
  { before, after }: RunResource,
  read: (inputs: Json, known?: T) => T,
): void {
  const [old, now] = [asText(before?.name), asText(after?.name)];
  if (old !== undefined && old !== now && before?.adopt !== true) map.delete(old);
  if (after !== undefined && now !== undefined && !hasUnknown(after)) map.set(now, read(after, map.get(now)));
}

function subnetOf(inputs: Json, known?: LiveSubnet): LiveSubnet {
  const owner = asText(inputs.owner) ?? "";
  const allocation = asRecord(inputs.allocation);
  const plannedRanges = withRanges(known?.plannedRanges ?? [], owner, rangesIn(allocation?.range));
  return {
    name: asText(inputs.name) ?? "",
    owner,
    vpc: asText(inputs.vpc) ?? known?.vpc ?? DEFAULT_VPC,
    vlan: asText(inputs.vlan) ?? known?.vlan ?? "",
    provider: asText(inputs.provider) ?? known?.provider ?? DEFAULT_PROVIDER,
    cidrBlock: asText(inputs.cidrBlock) ?? "",
    gateway: asText(inputs.gateway) ?? "",
    excludeIps: asTexts(inputs.excludeIps),
    plannedRanges,
    strategy: asText(allocation?.strategy) ?? known?.strategy,
    namespaces: asTexts(inputs.namespaces),
    isDefault: known?.isDefault ?? false,
    selectsNamespaces: inputs.namespaceSelectors !== undefined,
    ownUses: ownUses(inputs),
    ownAddresses: known?.ownAddresses ?? [],
  };
}

function poolOf(inputs: Json): LivePool {
  return {
    name: asText(inputs.name) ?? "",
    owner: asText(inputs.owner),
    subnet: asText(inputs.subnet) ?? "",
    ips: asTexts(inputs.ips),
    namespaces: asTexts(inputs.namespaces),
  };
}

function applyPlannedRange(subnets: Map<string, LiveSubnet>, { before, after }: RunResource): void {
  const edit = (inputs: Json | undefined, ranges: readonly Range[]): void => {
    const subnet = subnets.get(asText(inputs?.subnet) ?? "");
    if (subnet === undefined) return;
    const owner = asText(inputs?.owner) ?? "";
    const added = subnet.plannedRanges.flatMap((one) => (one.owner === owner ? (one.added ?? []) : []));
    const plannedRanges = withRanges(subnet.plannedRanges, owner, ranges);
    subnets.set(subnet.name, { ...subnet, plannedRanges, excludeIps: without(subnet.excludeIps, added) });
  };
  if (before !== undefined) edit(before, []);
  if (after !== undefined) edit(after, rangesIn(after.range));
}

/** The planned ranges of a subnet with those of one owner. */
function withRanges(
  known: readonly LivePlannedRange[],
  owner: string,
  ranges: readonly Range[],
): readonly LivePlannedRange[] {
  const others = known.filter((one) => one.owner !== owner);
  return ranges.length > 0 ? [...others, { owner, ranges }] : others;
}

/** Items of `excludeIps` without some of their addresses; those that no planned range needs any more become free for pods. */
function without(items: readonly string[], gone: readonly Range[]): readonly string[] {
  if (gone.length === 0) return items;
  const ranges = readRanges(items, "", unreported);
  return ([4, 6] as const).flatMap((family) => printRangeSet(subtract(setOf(family, ranges), setOf(family, gone))));
}

function setOf(family: Family, ranges: readonly Range[]): RangeSet {
  return rangeSetOf(
    family,
    ranges.filter((range) => range.family === family),
  );
}

/** What is released goes, unless a pod has it or it is given up first; what is planned comes; everybody else stays. */
function holdingsAfter(holdings: readonly Holding[], changes: readonly Change[]): readonly Holding[] {
  const gone = new Set<string>();
  const added: Holding[] = [];
  const left = new Map<string, string>();
  for (const { action, entry, before, after, staysWith, former, isGivenUp } of changes) {
    const had = holdingKey(former);
    const stands = isGivenUp || staysWith !== undefined;
    if (isGivenUp) left.set(had, entry.owner);
    if (before !== undefined && action !== "keep" && !stands) gone.add(`${had} ${spaceKey(before)}`);
    const key = holdingKey(entry.object);
    if (after === undefined || action === "keep" || after.addresses.length === 0) continue;
    const holder = { kind: entry.object.kind, name: entry.object.name, owner: entry.owner };
    added.push({ key, holder, ...spaceOf(after), addresses: after.addresses, mac: macOf(after.mac) });
  }
  const stays = holdings.filter((holding) => !gone.has(`${holding.key} ${spaceKey(holding)}`));
  const marked = stays.map((holding): Holding => {
    const givenUpBy = holding.holder.kind === "Pod" ? undefined : left.get(holding.key);
    return givenUpBy === undefined
      ? holding
      : { ...holding, holder: { ...holding.holder, owner: undefined, givenUpBy } };
  });
  return [...marked, ...added];
}

function macOf(text: string | undefined): Mac | undefined {
  const mac = text === undefined ? undefined : parseMac(text);
  return mac === undefined || isFault(mac) ? undefined : mac;
}

function rangesIn(value: unknown): readonly Range[] {
  const texts = typeof value === "string" ? [value] : asTexts(value);
  return texts.map((text) => parseRange(text)).filter((range): range is Range => !isFault(range));
}
