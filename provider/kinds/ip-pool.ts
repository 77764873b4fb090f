import { KUBEOVN_API, kubeovnKey } from "../objects/kubeovn/kinds";
import { stampAnnotations } from "../objects/kubeovn/stamp";
import { takingByConditions } from "../objects/kubeovn/taking";
import { checkIpPool, declarerOf, ipPoolFields, madeObject, reserveNothing } from "../plan";
import { readFields, writeFields } from "./fields";
import { mergeFields } from "./merge";
import { NOTHING_HELD, type ObjectForm, type ObjectRoom, spots } from "./room";

const write: ObjectForm["write"] = (inputs) => {
  const { metadata, spec } = writeFields(ipPoolFields, inputs);
  const annotations = stampAnnotations(declarerOf(inputs));
  return { apiVersion: KUBEOVN_API, kind: "IPPool", metadata: { ...metadata, annotations }, spec };
};

/** Addresses that only pods asking for them get. */
export const IP_POOL: ObjectRoom = {
  fields: ipPoolFields,
  planned: { size: "updates" },
  object: "IPPool",
  shapesSubnets: true,
  reserve: reserveNothing,
  check: checkIpPool,
  made: madeObject("IPPool"),
  form: {
    apiVersion: KUBEOVN_API,
    kind: "IPPool",
    plural: "ippools",
    key: (id) => kubeovnKey("IPPool", id),
    write,
    taking: takingByConditions,
    claim: null,
    read: (live, olds) => readFields(ipPoolFields, live, olds),
    merge: mergeFields(write),
  },
  stage: "pool",
  held: NOTHING_HELD,
  standsAt: (_, { subnet }) => spots("in-subnet", subnet),
  waitsFor: ({ subnet }) => spots("subnet", subnet),
};
