import type { PlacementHash } from "./hash";
import { probeRanks } from "./probe";
import { type RangeSet, rangeSetOf } from "./range-set";
import { Ranking } from "./ranking";
import type { Vacancies } from "./vacancies";
import type { Strategy } from "./want";

/** How the place of a run is chosen. */
export interface RunSearch {
  readonly strategy: Strategy;
  readonly hash: PlacementHash;
  /** A place to take if it fits, whatever the strategy. */
  readonly preferred: bigint | undefined;
}

/**
 * The address from which all of the ascending `offsets`, the first of them 0, lead to vacant addresses, without leaving
 * one range of `automatic`. A "spread" probes like a single owner does, over the places with room for the run.
 */
export function findRun(
  vacancies: Vacancies,
  automatic: RangeSet,
  offsets: readonly bigint[],
  { strategy, hash, preferred }: RunSearch,
): bigint | undefined {
  const span = offsets.at(-1) ?? 0n;
  const roomy = automatic.ranges.filter((r) => r.last - r.first >= span).map((r) => ({ ...r, last: r.last - span }));
  const places = new Ranking(rangeSetOf(automatic.family, roomy));
  const fits = (base: bigint) => places.has(base) && offsets.every((offset) => vacancies.isVacant(base + offset));
  const upward = (from: bigint | undefined) => {
    let base = from;
    while (base !== undefined && !fits(base)) base = vacancies.next(base + 1n);
    return base;
  };
  if (places.size === 0n) return undefined;
  if (preferred !== undefined && fits(preferred)) return preferred;
  switch (strategy) {
    case "lowest":
      return upward(vacancies.lowest());
    case "highest": {
      let base = vacancies.highest();
      while (base !== undefined && !fits(base)) base = vacancies.previous(base - 1n);
      return base;
    }
    case "spread": {
      let last = 0n;
      for (const rank of probeRanks(hash, places.size)) {
        last = places.valueAt(rank);
        if (fits(last)) return last;
      }
      return upward(vacancies.next(last)) ?? upward(vacancies.next(0n));
    }
  }
}
