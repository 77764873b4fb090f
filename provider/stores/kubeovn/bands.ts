import { type Family, printRangeSet, type Range, rangeSetOf, subtract } from "../../ipam";
import { ANNOTATION, readRanges, unreported } from "../../plan";
import type { KubeObject } from "../kube-object";
import { annotation, fieldsOf, parseFields, part, texts, withAnnotations } from "./kinds";

/** A planned band as a Subnet carries it: its ranges, and those that had to be added to `excludeIps` for it. */
export interface Band {
  readonly range: readonly string[];
  readonly added: readonly string[];
}

/** The bands of a Subnet by owner key; an unreadable annotation counts as none. */
export function readBands(subnet: KubeObject): Map<string, Band> {
  const bands = new Map<string, Band>();
  for (const [owner, value] of Object.entries(parseFields(annotation(subnet, ANNOTATION.plannedRanges)))) {
    const band = fieldsOf(value);
    bands.set(owner, { range: texts(band, "range"), added: texts(band, "added") });
  }
  return bands;
}

/** The Subnet with an owner's band in its annotation and in `excludeIps`; an undefined range takes it out again. */
export function withBand(subnet: KubeObject, owner: string, range: readonly string[] | undefined): KubeObject {
  const bands = readBands(subnet);
  const spec = part(subnet, "spec");
  const without = exclude(texts(spec, "excludeIps"), bands.get(owner)?.added ?? []);
  bands.delete(owner);
  const added = range === undefined ? [] : exclude(range, without);
  if (range !== undefined) bands.set(owner, { range, added });
  const excludeIps = [...without, ...added];
  const { excludeIps: _, ...others } = spec;
  return { ...withBandAnnotation(subnet, bands), spec: excludeIps.length === 0 ? others : { ...spec, excludeIps } };
}

/** The Subnet with exactly these bands in its annotation. */
export function withBandAnnotation(subnet: KubeObject, bands: ReadonlyMap<string, Band>): KubeObject {
  const { [ANNOTATION.plannedRanges]: _, ...others } = subnet.metadata.annotations ?? {};
  const sorted = [...bands].sort(([a], [b]) => (a < b ? -1 : 1));
  const annotations =
    bands.size === 0 ? others : { ...others, [ANNOTATION.plannedRanges]: JSON.stringify(Object.fromEntries(sorted)) };
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
