import {
  type Family,
  isFault,
  type Mac,
  parseMac,
  printRange,
  printRangeSet,
  type Range,
  type RangeSet,
  rangeSetOf,
  subtract,
} from "../ipam";
import { type KindRoom, ROOMS, type WrittenCluster, writtenCluster } from "../kinds";
import {
  equalValues,
  type Holding,
  hasUnknown,
  LiveContext,
  type LivePlannedRange,
  type LiveSubnet,
  readRanges,
  type Snapshot,
  spaceKey,
  spaceOf,
  unreported,
} from "../plan";
import type { Change } from "./changes";
import { holdingKey } from "./entries";
import { asText, type Json } from "./json";
import type { RunResource } from "./pulumi-run";

/**
 * A snapshot as it will be when a run has done what it says: its subnets, pools and planned ranges, and who holds what.
 *
 * @param resources  those of the same store as the snapshot
 * @param changes    likewise
 */
export function outcomeOf(snapshot: Snapshot, resources: readonly RunResource[], changes: readonly Change[]): Snapshot {
  const { subnets, pools, spider } = withObjects(snapshot, resources);
  const edited = new Map(subnets);
  for (const resource of resources) if (ROOMS[resource.kind].form === null) editRanges(edited, resource);
  const released = new Set(changes.filter(isReleased).map(({ former }) => holdingKey(former)));
  const unplaced = snapshot.unplaced.filter(({ key }) => !released.has(key));
  const holdings = holdingsAfter(snapshot.holdings, changes);
  const after = { ...snapshot, subnets: edited, pools, spider, unplaced, holdings };
  return { ...after, holdings: [...holdings, ...heldInNew(snapshot, after)] };
}

/** What is held without a Subnet's name counts in Subnets that the run makes, or gives another CIDR, too. */
function heldInNew(before: Snapshot, after: Snapshot): readonly Holding[] {
  const isNew = (name: string): boolean => before.subnets.get(name)?.cidrBlock !== after.subnets.get(name)?.cidrBlock;
  if (after.unplaced.length === 0 || ![...after.subnets.keys()].some(isNew)) return [];
  const { views } = new LiveContext(after);
  const known = new Set(
    after.holdings.flatMap(({ key, subnet }) => (subnet && isNew(subnet) ? [`${key} ${subnet}`] : [])),
  );
  return after.unplaced
    .flatMap((hold) => views.placed(hold))
    .filter(({ key, subnet }) => subnet !== undefined && isNew(subnet) && !known.has(`${key} ${subnet}`));
}

/** Stages of kinds that others are inside of. */
const SURROUNDING: readonly KindRoom["stage"][] = ["network", "pool"];

/** A snapshot with networks and pools as a run leaves them: what their rooms write, and of a live one what nobody writes. */
function withObjects(snapshot: Snapshot, resources: readonly RunResource[]): Snapshot {
  const around = resources.filter(({ kind }) => SURROUNDING.includes(ROOMS[kind].stage));
  const side = (inputsOf: (resource: RunResource) => Json | undefined): WrittenCluster =>
    writtenCluster(
      around.flatMap((resource) => {
        const { form, fields } = ROOMS[resource.kind];
        const inputs = inputsOf(resource);
        const isKnown =
          typeof inputs?.name === "string" && !hasUnknown(Object.keys(fields).map((name) => inputs[name]));
        return form === null || inputs === undefined || !isKnown ? [] : [{ form, inputs }];
      }),
    );
  const now = side(({ after }) => after);
  const was = side(({ before }) => before);
  // A plan says nothing of what goes but the resource's name, which is the object's by default.
  const gone = side(({ before, operation, name }) =>
    before?.adopt === true ? undefined : (before ?? (operation === "delete" ? { name } : undefined)),
  );
  const merge = <T extends object>(
    table: (of: Snapshot) => ReadonlyMap<string, T>,
    mergeOne: Merge<T> = mergeFacts,
  ): ReadonlyMap<string, T> => {
    const [written, before, bare] = [table(now.snapshot), table(was.snapshot), table(now.bare)];
    const all = new Map(table(snapshot));
    for (const key of table(gone.bare).keys()) if (!written.has(key)) all.delete(key);
    for (const [key, fact] of written)
      all.set(key, mergeOne(fact, before.get(key), bare.get(key) ?? fact, all.get(key)));
    return all;
  };
  return {
    ...snapshot,
    subnets: merge((of) => of.subnets, mergeSubnet),
    pools: merge((of) => of.pools),
    spider: {
      ...snapshot.spider,
      reserved: merge((of) => of.spider.reserved),
      pools: merge((of) => of.spider.pools),
      subnets: merge((of) => of.spider.subnets),
      configs: merge((of) => of.spider.configs),
    },
  };
}

/**
 * One fact of an object as a run leaves it.
 *
 * @param was   as it was written before
 * @param bare  as one is of which nothing is said
 */
type Merge<T> = (now: T, was: T | undefined, bare: T, live: T | undefined) => T;

/** As stores merge an object: what was written before and is not any more goes, what nobody writes stays. */
function mergeFacts<T extends object>(now: T, was: T | undefined, bare: T, live: T | undefined): T {
  if (live === undefined) return now;
  const isWritten = (key: string): boolean =>
    [now, was ?? bare].some((one) => !equalValues(one[key as keyof T], bare[key as keyof T]));
  const kept = Object.entries(live).filter(([key]) => !isWritten(key));
  return { ...now, ...Object.fromEntries(kept) };
}

/** Planned ranges are of several resources: those of others stay, and so do their items of `excludeIps`. */
function mergeSubnet(
  now: LiveSubnet,
  was: LiveSubnet | undefined,
  bare: LiveSubnet,
  live: LiveSubnet | undefined,
): LiveSubnet {
  if (live === undefined) return now;
  const rest = (one: LiveSubnet): LiveSubnet => ({ ...one, plannedRanges: [] });
  const others = live.plannedRanges.filter(({ claim }) => claim !== now.claim && claim !== was?.claim);
  const merged = mergeFacts(rest(now), was && rest(was), bare, rest(live));
  const theirs = others.flatMap(({ added = [] }) => added.map(printRange));
  return {
    ...merged,
    plannedRanges: [...others, ...now.plannedRanges],
    excludeIps: [...merged.excludeIps, ...theirs],
  };
}

/** What a resource sets aside in a Subnet that another one makes; what it makes itself says that already. */
function editRanges(subnets: Map<string, LiveSubnet>, { kind, name, before, after }: RunResource): void {
  const edit = (inputs: Json, isGone: boolean): void => {
    const aside = ROOMS[kind].setsAside?.(name, inputs);
    const subnet = subnets.get(aside?.subnet ?? "");
    if (aside === undefined || subnet === undefined) return;
    const owner = asText(inputs.owner) ?? "";
    const ranges = isGone ? [] : readRanges(aside.range, "", unreported);
    const added = subnet.plannedRanges.flatMap((one) => (one.owner === owner ? (one.added ?? []) : []));
    const plannedRanges = withRanges(subnet.plannedRanges, owner, ranges);
    subnets.set(subnet.name, { ...subnet, plannedRanges, excludeIps: without(subnet.excludeIps, added) });
  };
  if (before !== undefined) edit(before, true);
  if (after !== undefined) edit(after, false);
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
  for (const change of changes) {
    const { action, entry, before, after, former, isGivenUp } = change;
    const had = holdingKey(former);
    if (isGivenUp) left.set(had, entry.owner);
    if (before !== undefined && isReleased(change)) gone.add(`${had} ${spaceKey(before)}`);
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

/** Whether a place is left that neither a pod keeps nor waits to be given up. */
function isReleased({ action, before, staysWith, isGivenUp }: Change): boolean {
  return before !== undefined && action !== "keep" && !isGivenUp && staysWith === undefined;
}

function macOf(text: string | undefined): Mac | undefined {
  const mac = text === undefined ? undefined : parseMac(text);
  return mac === undefined || isFault(mac) ? undefined : mac;
}
