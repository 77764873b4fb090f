import { type Family, printRangeSet, type Range, rangeSetOf, subtract } from "../../ipam";
import { ANNOTATION, claimFor, claimOf, type Declarer, isMadeBy, placeOf, readRanges, unreported } from "../../plan";
import type { KubeObject } from "../kube-object";
import { annotation, fieldsOf, parseFields, part, text, texts, withAnnotations } from "./kinds";

/** A planned range as a Subnet carries it: whose it is, its items, and those that had to be added to `excludeIps` for it. */
export interface PlannedRangeEntry {
  readonly owner: string;
  /** Where the resource with a chosen owner key stands. */
  readonly declaredBy?: string | undefined;
  readonly claim: string;
  readonly range: readonly string[];
  readonly added: readonly string[];
}

/**
 * The planned ranges of a Subnet; an unreadable annotation counts as none.
 *
 * An entry is named after its owner key, or after its claim where that does not follow from the key: nobody's entry is ever
 * written over another one's.
 */
export function readPlannedRanges(subnet: KubeObject): readonly PlannedRangeEntry[] {
  return Object.entries(parseFields(annotation(subnet, ANNOTATION.plannedRanges))).map(([name, value]) => {
    const planned = fieldsOf(value);
    const owner = text(planned, "owner");
    const declaredBy = text(planned, "declaredBy") || undefined;
    const whose = owner === "" ? { owner: name, claim: claimOf(name) } : { owner, declaredBy, claim: name };
    return { ...whose, range: texts(planned, "range"), added: texts(planned, "added") };
  });
}

/** The planned range that a declarer made. */
export function plannedRangeOf(subnet: KubeObject, declarer: Declarer): PlannedRangeEntry | undefined {
  return readPlannedRanges(subnet).find((planned) => isMadeBy(planned, declarer));
}

/**
 * The Subnet with a declarer's planned range in its annotation and in `excludeIps`; an undefined range takes it out again.
 *
 * @param before  who the declarer was when it wrote the range last
 */
export function withPlannedRange(
  subnet: KubeObject,
  declarer: Declarer,
  range: readonly string[] | undefined,
  before: Declarer = declarer,
): KubeObject {
  const spec = part(subnet, "spec");
  const isOwn = (planned: PlannedRangeEntry): boolean => isMadeBy(planned, declarer) || isMadeBy(planned, before);
  const [own, others] = [
    readPlannedRanges(subnet).filter(isOwn),
    readPlannedRanges(subnet).filter((planned) => !isOwn(planned)),
  ];
  const ownAdded = own.flatMap((planned) => planned.added);
  const unshared = exclude(
    ownAdded,
    others.flatMap((planned) => planned.range),
  );
  const without = exclude(texts(spec, "excludeIps"), unshared);
  const plannedRanges = handOver(others, exclude(ownAdded, unshared));
  const added = range === undefined ? [] : exclude(range, without);
  if (range !== undefined) {
    const { owner } = declarer;
    const place = placeOf(declarer);
    const declaredBy = place === owner ? undefined : place;
    plannedRanges.push({ owner, declaredBy, claim: claimFor(declarer), range, added });
  }
  const excludeIps = [...without, ...added];
  const { excludeIps: _, ...rest } = spec;
  return {
    ...withPlannedRangesAnnotation(subnet, plannedRanges),
    spec: excludeIps.length === 0 ? rest : { ...spec, excludeIps },
  };
}

/** Planned ranges that go on needing items of one that goes, with these as their own. */
function handOver(plannedRanges: readonly PlannedRangeEntry[], items: readonly string[]): PlannedRangeEntry[] {
  let left = items;
  return plannedRanges.map((planned) => {
    const taken = exclude(left, exclude(left, planned.range));
    left = exclude(left, taken);
    return taken.length === 0 ? planned : { ...planned, added: [...planned.added, ...taken] };
  });
}

/** The Subnet with exactly these planned ranges in its annotation. */
export function withPlannedRangesAnnotation(
  subnet: KubeObject,
  plannedRanges: readonly PlannedRangeEntry[],
): KubeObject {
  const { [ANNOTATION.plannedRanges]: _, ...others } = subnet.metadata.annotations ?? {};
  const entries = plannedRanges.map(({ owner, declaredBy, claim, range, added }): [string, unknown] =>
    claim === claimOf(owner) ? [owner, { range, added }] : [claim, { owner, declaredBy, range, added }],
  );
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  const annotations =
    plannedRanges.length === 0
      ? others
      : { ...others, [ANNOTATION.plannedRanges]: JSON.stringify(Object.fromEntries(sorted)) };
  return withAnnotations(subnet, annotations);
}

/** The items of a list without the addresses of another; items that share none with it stay as they are written. */
export function exclude(items: readonly string[], gone: readonly string[]): string[] {
  const goneRanges = readRanges(gone, "", unreported);
  return items.flatMap((item) => {
    const [range] = readRanges([item], "", unreported);
    if (range === undefined || !goneRanges.some((other) => overlaps(range, other))) return [item];
    const ofFamily = (ranges: readonly Range[], family: Family): Range[] =>
      ranges.filter((one) => one.family === family);
    return printRangeSet(
      subtract(rangeSetOf(range.family, [range]), rangeSetOf(range.family, ofFamily(goneRanges, range.family))),
    );
  });
}

function overlaps(a: Range, b: Range): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}
