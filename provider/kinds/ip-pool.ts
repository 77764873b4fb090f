import { KUBEOVN_API, kubeovnKey } from "../objects/kubeovn/kinds";
import { stampAnnotations } from "../objects/kubeovn/stamp";
import { checkIpPool, declarerOf, ipPoolFields, madeObject, reserveNothing } from "../plan";
import { readFields, writeFields } from "./fields";
import { mergeFields } from "./merge";
import { type KindRoom, NOTHING_HELD, type ObjectForm, spots } from "./room";

const write: ObjectForm["write"] = (inputs) => {
  const { metadata, spec } = writeFields(ipPoolFields, inputs);
  const annotations = stampAnnotations(declarerOf(inputs));
  return { apiVersion: KUBEOVN_API, kind: "IPPool", metadata: { ...metadata, annotations }, spec };
};

/** Addresses that only pods asking for them get. */
export const IP_POOL: KindRoom = {
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
    read: (live, olds) => readFields(ipPoolFields, live, olds),
    merge: mergeFields(write),
  },
  stage: "pool",
  held: NOTHING_HELD,
  standsAt: (_, { subnet }) => spots("in-subnet", subnet),
  waitsFor: ({ subnet }) => spots("subnet", subnet),
};
