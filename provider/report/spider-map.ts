import { type Family, type RangeSet, rangeSetOf, subtract } from "../ipam";
import {
  findingSentence,
  judgeAll,
  LiveContext,
  type Snapshot,
  type SpiderRegion,
  type SpiderStretch,
  spiderRegions,
} from "../plan";
import { type CellState, compareValues, type FamilyMap, type Occupant, type SubnetMap, type Zone } from "./occupancy";

const KINDS = ["SpiderIPPool", "SpiderSubnet"] as const;

/** What can be drawn of Spiderpool, as `SpiderIPPool/<name>` and `SpiderSubnet/<name>`. */
export function spiderNames({ spider }: Snapshot): readonly string[] {
  return [
    ...[...spider.pools.keys()].map((name) => `SpiderIPPool/${name}`),
    ...[...spider.subnets.keys()].map((name) => `SpiderSubnet/${name}`),
  ];
}

/**
 * Draws pools and subnets of Spiderpool.
 *
 * @param after  as they will be; what differs is planned or released
 * @returns what draws the one that is named as {@link spiderNames} has it; undefined when there is none
 */
export function spiderMapsOf(now: Snapshot, after?: Snapshot): (path: string) => SubnetMap | undefined {
  const regionNow = spiderRegions(now.spider);
  const regionThen = after === undefined ? regionNow : spiderRegions(after.spider);
  return (path) => {
    const kind = KINDS.find((one) => path.startsWith(`${one}/`));
    if (kind === undefined) return undefined;
    const name = path.slice(kind.length + 1);
    const before = regionNow(kind, name);
    const then = after === undefined ? before : regionThen(kind, name);
    const shown = then ?? before;
    if (shown === undefined) return undefined;
    const family = drawRegion(shown, before, then);
    if (family === undefined) return undefined;
    return { kind, subnet: name, pool: undefined, isPlan: after !== undefined, refused: undefined, families: [family] };
  };
}

/**
 * Why a pool or subnet of Spiderpool cannot be drawn, by the rules that `audit` goes by.
 *
 * @returns undefined for one that is not there, and for one that has addresses
 */
export function spiderMapFault(snapshot: Snapshot, path: string): string | undefined {
  if (!spiderNames(snapshot).includes(path) || spiderMapsOf(snapshot)(path) !== undefined) return undefined;
  const judged = judgeAll(new LiveContext(snapshot)).find(({ kind, name }) => `${kind}/${name}` === path);
  if (judged === undefined) return undefined;
  const why = judged.findings.found.filter(({ looksAt }) => LISTS.includes(looksAt)).map(findingSentence);
  return `${judged.kind} ${JSON.stringify(judged.name)} has no address to draw: ${why.join("; ") || "its ips are empty"}`;
}

/** Fields that decide which addresses there are. */
const LISTS: readonly string[] = ["subnet", "ips"];

function drawRegion(
  shown: SpiderRegion,
  before: SpiderRegion | undefined,
  then: SpiderRegion | undefined,
): FamilyMap | undefined {
  const { family, listed, cidr } = shown;
  const [first, last] = [listed.ranges[0]?.first, listed.ranges.at(-1)?.last];
  if (first === undefined || last === undefined) return undefined;
  const [was, is] = [heldIn(before, family), heldIn(then, family)];
  const outside = subtract(rangeSetOf(family, [{ family, first, last }]), listed);
  const zones = [
    ...zonesOf(outside, "unusable", "not in its list"),
    ...(then?.stretches ?? []).flatMap((stretch) => stretchZones(stretch, was, "planned")),
    ...(before?.stretches ?? []).flatMap(({ set, is: what, label }) =>
      what === "excluded" ? [] : zonesOf(subtract(set, is), "released", label),
    ),
  ];
  const isIn = (set: RangeSet, value: bigint): boolean =>
    set.ranges.some((range) => range.first <= value && value <= range.last);
  const occupants = [
    ...(then?.holders ?? []).map(
      ({ address: { value }, is: what, label }): Occupant => ({
        value,
        state: !isIn(was, value) ? "planned" : what === "pod" ? "pod" : "reserved",
        label,
      }),
    ),
    ...(before?.holders ?? [])
      .filter(({ address: { value } }) => !isIn(is, value) && isIn(listed, value))
      .map(({ address: { value }, label }): Occupant => ({ value, state: "released", label })),
  ];
  return {
    family,
    cidr,
    first,
    last,
    occupants: occupants.sort((a, b) => compareValues(a.value, b.value)),
    zones: zones.sort((a, b) => compareValues(a.first, b.first)),
  };
}

const STATES: { readonly [I in SpiderStretch["is"]]: CellState } = {
  reserved: "reserved",
  pool: "other",
  excluded: "excluded",
};

/** A stretch, split into what was held already and what is new. */
function stretchZones({ set, is, label }: SpiderStretch, was: RangeSet, fresh: "planned"): readonly Zone[] {
  if (is === "excluded") return zonesOf(set, STATES[is], label);
  const planned = subtract(set, was);
  return [...zonesOf(subtract(set, planned), STATES[is], label), ...zonesOf(planned, fresh, label)];
}

function zonesOf(set: RangeSet, state: CellState, label: string): readonly Zone[] {
  return set.ranges.map(({ first, last }) => ({ first, last, state, label }));
}

/** Everything that someone has or keeps back. */
function heldIn(region: SpiderRegion | undefined, family: Family): RangeSet {
  const kept = (region?.stretches ?? []).filter(({ is }) => is !== "excluded").flatMap(({ set }) => set.ranges);
  const holders = (region?.holders ?? []).map(({ address: { value } }) => ({ family, first: value, last: value }));
  return rangeSetOf(family, [...kept, ...holders]);
}
