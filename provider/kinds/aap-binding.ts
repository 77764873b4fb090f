import { aapBindingFields, checkAapBinding, madeNothing, reserveNothing } from "../plan";
import { type KindRoom, NOTHING_HELD, spots } from "./room";

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
  marks: ({ vips }) => (Array.isArray(vips) ? vips.map((vip) => `binding/${vip}`) : []),
  form: null,
  stage: "use",
  held: NOTHING_HELD,
  standsAt: (_, { vips }) => spots("binding", vips),
  waitsFor: ({ vips }) => spots("vip", vips),
};
