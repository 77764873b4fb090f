import { printRangeSet, rangeSetOf, sizeOf } from "../ipam";
import type { CheckContext, Inputs } from "./check-context";
import { familiesOf, findSubnet } from "./decide";
import { bandTexts } from "./program";
import { readRanges } from "./read";
import { textArg } from "./reservation";
import { rangeInside } from "./subnet-shape";
import { hasUnknown, UNKNOWN } from "./unknown";

/** Checks a PlannedRange: its ranges are inside the subnet, and come out merged and in order. */
export function checkPlannedRange({ planner, declaration, report }: CheckContext): Inputs {
  const { args } = declaration;
  const name = textArg(args, "subnet");
  if (name === undefined || hasUnknown(args.range)) return { ...args, size: UNKNOWN };
  const subnet = findSubnet(planner, name, report);
  const ranges = readRanges(bandTexts(args.range), "range", report);
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
  return { ...args, range: sets.flatMap(printRangeSet), size: String(size) };
}
