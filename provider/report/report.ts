import { type Address, printAddress } from "../ipam";
import { spaceKey } from "../plan";
import { type Action, type Change, compareTexts, type Place, type Snapshots } from "./changes";
import { concernedSpots, concernedSubnets, isConcerned } from "./concerned";
import type { Decision } from "./decisions";
import type { PodName } from "./entries";
import { brokenIn, heldDeletions, takenIn } from "./findings";
import { outcomesOf } from "./outcomes";
import type { PulumiRun, RunMessage } from "./pulumi-run";
import { type RangeChange, rangeChanges } from "./ranges";
import { switchesOf } from "./switches";
import { type Counts, type Region, type RegionUsage, spiderUsageOf, usageOf, utilizationOf } from "./usage";

export const REPORT_FORMAT = 1;

/** Numbers as decimal texts, since a /64 does not fit into a JSON number; `utilisation` in per cent, rounded down. */
export interface ReportCounts {
  readonly size: string;
  readonly used: string;
  readonly reserved: string;
  readonly excluded: string;
  readonly free: string;
  readonly utilisation: number;
}

/** A subnet, planned range or pool that the run has to do with. */
export interface ReportRegion extends Region {
  readonly store: string;
  /** Null for one that the run makes. */
  readonly before: ReportCounts | null;
  /** Null for one that the run removes. */
  readonly after: ReportCounts | null;
}

export interface ReportPlace {
  /** Name of the Subnet; of Spiderpool the CIDR. */
  readonly subnet: string;
  /** IPv4 first; empty while not known, or when it is a secret. */
  readonly addresses: readonly string[];
  readonly mac: string | null;
}

/** One reservation. */
export interface ReportChange {
  readonly action: Action;
  /** What Pulumi does to the resource; `replace` recreates the object, be it at the same address. */
  readonly operation: string;
  readonly resource: { readonly kind: string; readonly name: string; readonly urn: string };
  readonly object: { readonly kind: string; readonly name: string };
  /** The pod that the address is for; null for a Vip, and where the name is not known yet. */
  readonly pod: PodName | null;
  readonly owner: string;
  readonly store: string;
  readonly before: ReportPlace | null;
  readonly after: ReportPlace | null;
  /** Why `after` has no address, or null. */
  readonly hidden: "unknown" | "secret" | null;
  /** Why each address: `explicit`, `live`, `adopted`, `state`, `searched`; empty without a decision file. */
  readonly reasons: readonly { readonly address: string; readonly why: string }[];
  /** What the search met on its way, and who has it. */
  readonly passedOver: readonly { readonly address: string; readonly heldBy: readonly string[] }[];
  /** Who has a released address afterward; null when it is free. */
  readonly staysWith: string | null;
  /** The object of a released address stays until the cluster shows that nothing uses it. */
  readonly isGivenUp: boolean;
}

interface Failure {
  /** Without the code that a terminal shows behind it. */
  readonly text: string;
  /** Stable code of the refusal, an anchor in the page of refusals or of rules; null for any other failure. */
  readonly refusal: string | null;
}

export type Conflict =
  | (Failure & { readonly code: "refused"; readonly resource: string; readonly property: string | null })
  | (Failure & { readonly code: "failed" })
  | {
      readonly code: "taken";
      readonly resource: string;
      readonly subnet: string;
      readonly address: string;
      readonly holder: string;
    }
  /** A planned address that its Subnet does not give by now. */
  | { readonly code: "not-possible"; readonly resource: string; readonly text: string }
  | {
      readonly code: "subnet-in-use";
      readonly subnet: string;
      readonly count: number;
      readonly holders: readonly string[];
    }
  | { readonly code: "over-limit"; readonly region: string; readonly utilisation: number; readonly limit: number };

/** One range that a run makes, changes or removes. */
export interface ReportRange extends Omit<RangeChange, "before" | "after" | "freeForPods"> {
  readonly store: string;
  readonly before: ReportExtent | null;
  readonly after: ReportExtent | null;
  /** What pods of the Subnet can be given, before and after the whole run; null where the Subnet is not there. */
  readonly freeForPods: { readonly before: string | null; readonly after: string | null } | null;
}

export interface ReportExtent {
  readonly range: string;
  readonly size: string;
}

/** What a reviewer reads: plain JSON, the same for the same run and the same cluster. */
export interface PlanReport {
  readonly format: typeof REPORT_FORMAT;
  readonly source: "preview" | "plan";
  readonly project: string;
  readonly stack: string;
  readonly summary: { readonly [action in Action]: number };
  readonly conflicts: readonly Conflict[];
  readonly changes: readonly ReportChange[];
  /** Ranges that the run makes, changes or removes. */
  readonly ranges: readonly ReportRange[];
  readonly regions: readonly ReportRegion[];
  /** Stores that could not be read: nothing is known of how full their subnets are. */
  readonly unreadStores: readonly { readonly store: string; readonly why: string }[];
  /** Exports of clusters that the run was planned on, oldest first; `time` is RFC 3339, or null where the file does not tell. */
  readonly exports: readonly { readonly store: string; readonly file: string; readonly time: string | null }[];
  /** What the run sets that changes what may be destroyed or taken. */
  readonly switches: readonly string[];
  readonly notes: readonly string[];
}

/** What a report is made of. */
export interface ReportSources {
  readonly run: PulumiRun;
  readonly snapshots: Snapshots;
  /** Why a store is not among the snapshots. */
  readonly unread?: ReadonlyMap<string, string>;
  readonly decisions: ReadonlyMap<string, Decision>;
  /** Utilization in per cent above which a subnet, planned range or pool is a conflict; none by default. */
  readonly maxUtilization?: number;
}

/** Brings together what a run does, who holds what, and how full that leaves the subnets. */
export function makeReport({
  run,
  snapshots,
  unread = new Map(),
  decisions,
  maxUtilization,
}: ReportSources): PlanReport {
  const { changes, resources, stores, after } = outcomesOf(run, snapshots, decisions);
  const ranges: ReportRange[] = [];
  const regions = stores.flatMap((store): readonly ReportRegion[] => {
    const [now, then] = [snapshots.get(store), after.get(store)];
    if (now === undefined || then === undefined) return [];
    const spots = concernedSpots({ resources }, store);
    const concerned = concernedSubnets(spots, changes, store);
    const isDeclared = (region: Region): boolean => isConcerned(region, spots);
    // A SpiderReservedIP takes from every pool that has its addresses. A pool of one address is a row, not a region.
    const [spiderNow, spiderThen] = [spiderUsageOf(now), spiderUsageOf(then)];
    const spider = compareUsage(store, spiderNow, spiderThen).filter(
      (region) => isDeclared(region) || (hasMany(region) && !isSameCounts(region)),
    );
    const [usageNow, usageThen] = [usageOf(now, concerned), usageOf(then, concerned)];
    const sides = [
      { snapshot: now, usage: [...usageNow, ...spiderNow.filter(isDeclared)] },
      { snapshot: then, usage: [...usageThen, ...spiderThen.filter(isDeclared)] },
    ] as const;
    ranges.push(...rangeChanges(...sides, concerned).map((change) => printRange(change, store)));
    return [...compareUsage(store, usageNow, usageThen), ...spider];
  });
  const over =
    maxUtilization === undefined ? [] : regions.filter(({ after }) => (after?.utilisation ?? 0) > maxUtilization);
  const conflicts: Conflict[] = [
    ...run.errors.map(conflictOf),
    ...takenIn(changes, snapshots).map(
      ({ change, space, address, holder }): Conflict => ({
        code: "taken",
        resource: resourceOf(change),
        subnet: spaceKey(space),
        address: printAddress(address),
        holder,
      }),
    ),
    ...brokenIn(
      // What stands keeps what it has.
      changes.filter(({ action }) => action !== "keep"),
      after,
    ).map(({ change, text }): Conflict => ({ code: "not-possible", resource: resourceOf(change), text })),
    ...heldDeletions(resources, after).map(
      ({ subnet, count, holders }): Conflict => ({ code: "subnet-in-use", subnet, count, holders }),
    ),
    ...over.map(
      (region): Conflict => ({
        code: "over-limit",
        region: regionName(region),
        utilisation: region.after?.utilisation ?? 0,
        limit: maxUtilization ?? 100,
      }),
    ),
  ];
  const count = (action: Action): number => changes.filter((change) => change.action === action).length;
  return {
    format: REPORT_FORMAT,
    source: run.source,
    project: run.project,
    stack: run.stack,
    summary: { create: count("create"), change: count("change"), keep: count("keep"), release: count("release") },
    conflicts,
    changes: changes.map(printChange),
    ranges,
    regions,
    unreadStores: stores
      .filter((store) => !snapshots.has(store))
      .map((store) => ({ store, why: unread.get(store) ?? "it is not there" })),
    exports: stores
      .flatMap((store) => exportsIn(store, snapshots))
      .sort((a, b) => compareTexts(a.time ?? "", b.time ?? "")),
    switches: switchesOf(run),
    notes: [...run.notes].sort(compareTexts),
  };
}

function exportsIn(store: string, snapshots: Snapshots): PlanReport["exports"] {
  const readings = snapshots.get(store)?.delivery?.exports ?? [];
  return readings.flatMap(({ file, time }) => (file === undefined ? [] : [{ store, file, time: time ?? null }]));
}

const REGION_WORDS: { readonly [K in Region["kind"]]: string } = {
  subnet: "Subnet",
  band: "planned range of Subnet",
  pool: "IPPool",
  "spider-pool": "SpiderIPPool",
  "spider-subnet": "SpiderSubnet",
};

/** `Subnet "ovn-default" (IPv4)`, `planned range of Subnet "a" (IPv6)`, `IPPool "p" (IPv4)`. */
export function regionName({ kind, name, family }: Pick<Region, "kind" | "name" | "family">): string {
  return `${REGION_WORDS[kind]} ${JSON.stringify(name)} (IPv${family})`;
}

function hasMany({ before, after }: ReportRegion): boolean {
  return [before, after].some((counts) => counts !== null && counts.size !== "1");
}

function isSameCounts({ before, after }: ReportRegion): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

function compareUsage(
  store: string,
  before: readonly RegionUsage[],
  after: readonly RegionUsage[],
): readonly ReportRegion[] {
  const id = (region: Region): string => `${region.subnet} ${region.kind} ${region.name} ${region.family}`;
  const old = new Map(before.map((region) => [id(region), region]));
  const now = new Map(after.map((region) => [id(region), region]));
  const removed = before.filter((region) => !now.has(id(region)));
  return [...after, ...removed]
    .map((region) => {
      const { kind, subnet, name, family, range } = region;
      const [was, is] = [old.get(id(region)), now.get(id(region))];
      return {
        kind,
        subnet,
        name,
        family,
        range,
        store,
        before: was === undefined ? null : printCounts(was.counts),
        after: is === undefined ? null : printCounts(is.counts),
      };
    })
    .sort((a, b) => compareTexts(a.subnet, b.subnet));
}

function printRange({ before, after, freeForPods, ...range }: RangeChange, store: string): ReportRange {
  const extent = (one: RangeChange["before"]): ReportExtent | null =>
    one === undefined ? null : { range: one.range, size: String(one.size) };
  const count = (one: bigint | undefined): string | null => (one === undefined ? null : String(one));
  const free = freeForPods && { before: count(freeForPods.before), after: count(freeForPods.after) };
  return { ...range, store, before: extent(before), after: extent(after), freeForPods: free ?? null };
}

/** Counts as a report has them. */
export function printCounts(counts: Counts): ReportCounts {
  const { size, used, reserved, excluded, free } = counts;
  return {
    size: String(size),
    used: String(used),
    reserved: String(reserved),
    excluded: String(excluded),
    free: String(free),
    utilisation: utilizationOf(counts),
  };
}

function printChange({
  action,
  operation,
  entry,
  before,
  after,
  decision,
  staysWith,
  isGivenUp,
}: Change): ReportChange {
  return {
    action,
    operation,
    resource: entry.resource,
    object: entry.object,
    pod: entry.pod ?? null,
    owner: entry.owner,
    store: entry.store,
    before: printPlace(before),
    after: printPlace(after),
    hidden: entry.hidden ?? null,
    reasons: decision?.picks ?? [],
    passedOver: decision?.passedOver ?? [],
    staysWith: staysWith ?? null,
    isGivenUp,
  };
}

function printPlace(place: Place | undefined): ReportPlace | null {
  if (place === undefined) return null;
  const byFamily = (a: Address, b: Address): number => a.family - b.family;
  return {
    subnet: spaceKey(place),
    addresses: [...place.addresses].sort(byFamily).map(printAddress),
    mac: place.mac ?? null,
  };
}

function conflictOf({ resource, property, text, ...rest }: RunMessage): Conflict {
  const refusal = rest.refusal ?? null;
  if (resource === undefined) return { code: "failed", text, refusal };
  return {
    code: "refused",
    resource: `${resource.kind} ${JSON.stringify(resource.name)}`,
    property: property ?? null,
    text,
    refusal,
  };
}

function resourceOf({ entry: { resource } }: Change): string {
  return `${resource.kind} ${JSON.stringify(resource.name)}`;
}
