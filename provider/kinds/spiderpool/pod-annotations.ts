import { checkPodAnnotations, madeNothing, observePods, podAnnotationsFields, reserveNothing } from "../../plan";
import { type KindRoom, NOTHING_HELD, NOWHERE, spots } from "../room";

/** Annotations of a pod template, checked; no object. */
export const POD_ANNOTATIONS: KindRoom = {
  fields: podAnnotationsFields,
  planned: { annotations: "updates", available: "nothing" },
  object: null,
  shapesSubnets: true,
  reserve: reserveNothing,
  check: checkPodAnnotations,
  made: madeNothing,
  form: null,
  observe: observePods,
  stage: "use",
  held: NOTHING_HELD,
  standsAt: NOWHERE,
  waitsFor: ({ ippool, ippools, subnet, subnets }) => [
    ...spots("spider-pool", [ippool, ippools]),
    ...spots("spider-subnet", [subnet, subnets]),
  ],
};
