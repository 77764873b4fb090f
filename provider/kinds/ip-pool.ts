import { stampAnnotations } from "../objects/kubeovn/stamp";
import { takingByConditions } from "../objects/kubeovn/taking";
import { checkIpPool, declarerOf, ipPoolFields, reserveNothing } from "../plan";
import { readFields, writeFields } from "./fields";
import { mergeFields } from "./merge";
import { kubeOvnType, NOTHING_HELD, namedObject, type ObjectForm, type ObjectRoom, spots } from "./room";

const TYPE = kubeOvnType("IPPool");

const write: ObjectForm["write"] = (inputs) => {
  const { metadata, spec } = writeFields(ipPoolFields, inputs);
  const annotations = stampAnnotations(declarerOf(inputs));
  return { apiVersion: TYPE.apiVersion, kind: TYPE.kind, metadata: { ...metadata, annotations }, spec };
};

/** Addresses that only pods asking for them get. */
export const IP_POOL: ObjectRoom = {
  fields: ipPoolFields,
  planned: { size: "updates" },
  shapesSubnets: true,
  reserve: reserveNothing,
  check: checkIpPool,
  ...namedObject({
    ...TYPE,
    write,
    taking: takingByConditions,
    claim: null,
    read: (live, olds) => readFields(ipPoolFields, live, olds),
    merge: mergeFields(write),
  }),
  stage: "pool",
  held: NOTHING_HELD,
  standsAt: (_, { subnet }) => spots("in-subnet", subnet),
  waitsFor: ({ subnet }) => spots("subnet", subnet),
};
