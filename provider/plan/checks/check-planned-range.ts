import { printRangeSet, type Range, rangeSetOf, sizeOf } from "../../ipam";
import { makerOf, placeOf } from "../live/identity";
import { familiesOf, findSubnet } from "../placement/decide";
import { textList } from "../program/program";
import { textArg } from "../program/reservation";
import { rangeInside } from "../program/subnet-shape";
import { readRanges } from "../refusals/read";
import { hasUnknown, UNKNOWN } from "../terms/unknown";
import type { CheckContext, Inputs } from "./check-context";
import { equalValues } from "./diff";

/** Checks a PlannedRange: its ranges are inside the subnet, and come out merged and in order. */
export function checkPlannedRange(context: CheckContext): Inputs {
  const { planner, declaration, report } = context;
  const { args } = declaration;
  const name = textArg(args, "subnet");
  if (name === undefined || hasUnknown(args.range)) return { ...args, size: UNKNOWN };
  const subnet = findSubnet(planner, { subnet: name }, report);
  const why = subnet === undefined || context.olds.owner !== undefined ? undefined : planner.around.whyRefused(name);
  if (why !== undefined) report("subnet", why.code, why.facts);
  const ranges = readRanges(textList(args.range), "range", report);
  const inside = ranges.filter(
    (range) => subnet === undefined || rangeInside(range, subnet.prefixes, "range", "planned range", report),
  );
  const sets = familiesOf(subnet).map((family) =>
    rangeSetOf(
      family,
      inside.filter((range) => range.family === family),
    ),
  );
  const size = sets.reduce((sum, set) => sum + sizeOf(set), 0n);
  const range = sets.flatMap(printRangeSet);
  setApart(context, name, range);
  return { ...args, range, size: String(size) };
}

/**
 * A range that carries this owner key without being this one is left as it is: it belongs to a resource that has another
 * name now, or to a state that is lost.
 */
function setApart({ planner, declaration, foreignClaims, note }: CheckContext, subnet: string, range: string[]): void {
  if (declaration.hasState) return;
  for (const live of planner.snapshot.subnets.get(subnet)?.plannedRanges ?? []) {
    const isOfThisName = makerOf(live) === placeOf(declaration) || makerOf(live) === declaration.owner;
    if (!isOfThisName || live.claim === undefined) continue;
    const ranges = printedRanges(live.ranges);
    if (equalValues(ranges, range)) continue;
    foreignClaims.add(live.claim);
    note("range-left", { subnet, ranges });
  }
}

function printedRanges(ranges: readonly Range[]): string[] {
  return ([4, 6] as const).flatMap((family) =>
    printRangeSet(
      rangeSetOf(
        family,
        ranges.filter((range) => range.family === family),
      ),
    ),
  );
}
