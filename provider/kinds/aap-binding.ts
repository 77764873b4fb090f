import { aapBindingFields, checkAapBinding, madeNothing, reserveNothing } from "../plan";
import { type KindRoom, NOTHING_HELD, spots, textsIn } from "./room";

/** Namespace, selector and virtual ports of Vips that have objects of their own. */
export const AAP_BINDING: KindRoom = {
  fields: aapBindingFields,
  planned: {
    // Pods come and go; what of it someone has to write stands in `virtualPorts`.
    virtualIps: "updates",
    virtualParents: "nothing",
    virtualPorts: "updates",
  },
  object: null,
  shapesSubnets: false,
  reserve: reserveNothing,
  check: checkAapBinding,
  made: madeNothing,
  binds: ({ vips }) => textsIn(vips),
  marks: ({ vips }) => spots("binding", vips),
  form: null,
  stage: "use",
  held: NOTHING_HELD,
  standsAt: (_, { vips }) => spots("binding", vips),
  waitsFor: ({ vips }) => spots("vip", vips),
};
