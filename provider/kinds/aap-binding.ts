import { type KindRoom, NOTHING_HELD, spots } from "./room";

/** Namespace, selector and virtual ports of Vips that have objects of their own. */
export const AAP_BINDING: KindRoom = {
  form: null,
  stage: "use",
  held: NOTHING_HELD,
  standsAt: (_, { vips }) => spots("binding", vips),
  waitsFor: ({ vips }) => spots("vip", vips),
};
