import {
  checkPlannedRange,
  madeNothing,
  missingRange,
  plannedRangeFields,
  reserveNothing,
  textArg,
  textList,
} from "../plan";
import { type KindRoom, NOTHING_HELD, spots } from "./room";

/** A planned range in a Subnet of someone else: an annotation and items of `excludeIps`. */
export const PLANNED_RANGE: KindRoom = {
  fields: plannedRangeFields,
  planned: { size: "updates" },
  object: null,
  shapesSubnets: true,
  reserve: reserveNothing,
  check: checkPlannedRange,
  made: madeNothing,
  marks: ({ subnet }) => [`range/${subnet}`],
  missing: missingRange,
  form: null,
  stage: "pool",
  held: NOTHING_HELD,
  standsAt: (_, { subnet }) => spots("in-subnet", subnet),
  waitsFor: ({ subnet }) => spots("subnet", subnet),
  setsAside(_, args) {
    const subnet = textArg(args, "subnet");
    return subnet === undefined ? undefined : { subnet, range: textList(args.range) };
  },
};
