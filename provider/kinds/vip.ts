import { KUBEOVN_API, kubeovnKey } from "../objects/kubeovn/kinds";
import { takingOfVip } from "../objects/kubeovn/taking";
import { checkVip, declarerOf, madeObject, reserveVip, vipFields } from "../plan";
import { readFields, writeFields } from "./fields";
import { mergeFields } from "./merge";
import { placed } from "./planned-object";
import { type ObjectForm, type ObjectRoom, spots } from "./room";

const write: ObjectForm["write"] = (inputs) => {
  const { metadata, spec } = writeFields(vipFields, inputs);
  const annotations = placed(declarerOf(inputs));
  return { apiVersion: KUBEOVN_API, kind: "Vip", metadata: { ...metadata, annotations }, spec };
};

/** An address that is not a pod's own. */
export const VIP: ObjectRoom = {
  fields: vipFields,
  planned: {},
  object: "Vip",
  shapesSubnets: false,
  reserve: reserveVip,
  wanted: {},
  check: checkVip,
  made: madeObject("Vip"),
  form: {
    apiVersion: KUBEOVN_API,
    kind: "Vip",
    plural: "vips",
    key: (id) => kubeovnKey("Vip", id),
    write,
    taking: takingOfVip,
    claim: "books",
    read: (live, olds) => readFields(vipFields, live, olds),
    merge: mergeFields(write),
  },
  stage: "address",
  held: ({ name, subnet, v4ip, v6ip, macAddress }) => [
    { object: { kind: "Vip", name }, subnet, addresses: [v4ip, v6ip], mac: macAddress },
  ],
  standsAt: (name, args) => spots("vip", args.name ?? name),
  waitsFor: ({ subnet }) => [...spots("subnet", subnet), ...spots("in-subnet", subnet)],
};
