import { type KindRoom, NOTHING_HELD, spots } from "./room";

/** A band in a Subnet of somebody else: an annotation and items of `excludeIps`. */
export const PLANNED_RANGE: KindRoom = {
  form: null,
  stage: "pool",
  held: NOTHING_HELD,
  standsAt: (_, { subnet }) => spots("in-subnet", subnet),
  waitsFor: ({ subnet }) => spots("subnet", subnet),
};
