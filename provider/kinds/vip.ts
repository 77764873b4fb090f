import { boundStampOf } from "../objects/kubeovn/stamp";
import { takingOfVip } from "../objects/kubeovn/taking";
import { checkVip, declarerOf, reserveVip, vipFields } from "../plan";
import { readFields, writeFields } from "./fields";
import { mergeFields } from "./merge";
import { placed } from "./planned-object";
import { kubeOvnType, namedObject, type ObjectForm, type ObjectRoom, spots } from "./room";

const TYPE = kubeOvnType("Vip");

const write: ObjectForm["write"] = (inputs) => {
  const { metadata, spec } = writeFields(vipFields, inputs);
  const annotations = placed(declarerOf(inputs));
  return { apiVersion: TYPE.apiVersion, kind: TYPE.kind, metadata: { ...metadata, annotations }, spec };
};

/** What a binding has set on it since it was made is that one's, as its mark says. */
const read: ObjectForm["read"] = (live, olds) => {
  const { namespace, selector, ...own } = readFields(vipFields, live, olds);
  const isBinding = olds.owner !== undefined && boundStampOf(live) !== undefined;
  const has = { namespace, selector };
  const kept = (["namespace", "selector"] as const).filter(
    (field) => has[field] !== undefined && !(isBinding && olds[field] === undefined),
  );
  return { ...own, ...Object.fromEntries(kept.map((field) => [field, has[field]])) };
};

/** An address that is not a pod's own. */
export const VIP: ObjectRoom = {
  fields: vipFields,
  planned: {},
  shapesSubnets: false,
  reserve: reserveVip,
  wanted: {},
  check: checkVip,
  ...namedObject({
    ...TYPE,
    write,
    taking: takingOfVip,
    claim: "books",
    read,
    merge: mergeFields(write),
  }),
  stage: "address",
  held: ({ name, subnet, v4ip, v6ip, macAddress }) => [
    { object: { kind: TYPE.kind, name }, subnet, addresses: [v4ip, v6ip], mac: macAddress },
  ],
  standsAt: (name, args) => spots("vip", args.name ?? name),
  waitsFor: ({ subnet }) => [...spots("subnet", subnet), ...spots("in-subnet", subnet)],
};
