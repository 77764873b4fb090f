import { type Range, type RangeSet, rangeSetOf, subtract } from "../ipam";
import { type Snapshot, subnetsOf } from "../plan";
import type { FamilyMap, Zone } from "./occupancy";
import { type RegionUsage, spiderUsageOf, usageOf } from "./usage";

/** Addresses in a row that nobody holds or asks for. */
export interface FreeRange {
  readonly range: Range;
  /** `free` for pods and plans, `planned-range` for plans only, `pool` for those who name the IPPool. */
  readonly state: FreeState;
  readonly label: string;
}

const FREE_STATES = ["free", "planned-range", "pool"] as const;
type FreeState = (typeof FREE_STATES)[number];

/** What is free in a subnet or pool, ascending. */
export function freeIn({ family, first, last, occupants, zones }: FamilyMap): readonly FreeRange[] {
  const setOf = (spans: readonly { readonly first: bigint; readonly last: bigint }[]): RangeSet =>
    rangeSetOf(
      family,
      spans.map((span) => ({ family, first: span.first, last: span.last })),
    );
  const held = setOf(occupants.map(({ value }) => ({ first: value, last: value })));
  const ordinary: Zone[] = subtract(setOf([{ first, last }]), setOf(zones)).ranges.map((span) => {
    return { ...span, state: "free", label: "free" };
  });
  return [...ordinary, ...zones]
    .flatMap((zone) => {
      const state = FREE_STATES.find((one) => one === zone.state);
      if (state === undefined) return [];
      return subtract(setOf([zone]), held).ranges.map((range) => ({ range, state, label: zone.label }));
    })
    .sort((a, b) => (a.range.first < b.range.first ? -1 : 1));
}

/** How full every subnet is, with its planned ranges and pools, and every pool and subnet of Spiderpool. */
export function usageOfAll(snapshot: Snapshot): readonly RegionUsage[] {
  return [...usageOf(snapshot, new Set(subnetsOf(snapshot).keys())), ...spiderUsageOf(snapshot)];
}
