import type { KubeObject } from "../../objects/kube-object";
import { stampAnnotations } from "../../objects/kubeovn/stamp";
import { spiderFactOf } from "../../objects/spiderpool/facts";
import { SPIDERPOOL_API, type SpiderObjectKind, spiderKey } from "../../objects/spiderpool/kinds";
import { declarerOf } from "../../plan";
import { type FieldTable, type PlannedPlaces, type Properties, readFields, writeFields } from "../fields";
import { mergeFields } from "../merge";
import type { ObjectForm, UsedBy } from "../room";

/** Fields that a live object has without having been asked for: Spiderpool's webhook and its CRDs fill them in. */
const FILLED_IN: Properties = { default: false, disable: false, enableCoordinator: true, disableIPAM: false };

/** The form of a kind that is an object of Spiderpool. */
export function spiderForm(
  fields: FieldTable,
  object: SpiderObjectKind,
  rest: {
    readonly labels?: (inputs: Properties) => Readonly<Record<string, string>>;
    readonly annotations?: (inputs: Properties) => Readonly<Record<string, string>>;
    readonly planned?: PlannedPlaces;
    readonly claim?: ObjectForm["claim"];
    readonly usedBy?: UsedBy;
  } = {},
): ObjectForm {
  const {
    labels,
    annotations = (inputs) => stampAnnotations(declarerOf(inputs)),
    planned = {},
    claim = null,
    usedBy,
  } = rest;
  const write = (inputs: Properties): KubeObject => {
    const { metadata, spec } = writeFields(fields, inputs, planned);
    return {
      apiVersion: SPIDERPOOL_API,
      kind: object,
      metadata: {
        ...metadata,
        ...(labels === undefined ? {} : { labels: labels(inputs) }),
        annotations: { ...annotations(inputs), ...metadata.annotations },
      },
      spec,
    };
  };
  return {
    apiVersion: SPIDERPOOL_API,
    kind: object,
    plural: `${object.toLowerCase()}s`,
    key: (id) => spiderKey(object, id),
    write,
    // Its webhook has judged it by the time it is stored.
    taking: () => "taken",
    claim,
    ...(usedBy === undefined ? {} : { usedBy }),
    read: (live, olds) =>
      readFields(fields, live, olds, { planned, isFilledIn: (field, value) => FILLED_IN[field] === value }),
    merge: mergeFields(write),
  };
}

/** Pods with an address of a pool, which stays while they have it. @source spiderpool pkg/ippoolmanager/ippool_informer.go */
export const podsOfPool: UsedBy = async (_, live) => {
  const fact = live && spiderFactOf(live);
  const allocated = fact?.is === "pool" ? [...fact.pool.allocated] : [];
  return allocated.map(([address, pod]) => ({ text: `Pod ${pod} (${address})` }));
};
