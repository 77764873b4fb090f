import type { KubeObject } from "../../objects/kube-object";
import { stampAnnotations } from "../../objects/kubeovn/stamp";
import { SPIDERPOOL_API, type SpiderObjectKind, spiderKey } from "../../objects/spiderpool/kinds";
import { declarerOf } from "../../plan";
import { type FieldTable, type PlannedPlaces, type Properties, readFields, writeFields } from "../fields";
import { mergeFields } from "../merge";
import type { ObjectForm } from "../room";

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
  } = {},
): ObjectForm {
  const { labels, annotations = (inputs) => stampAnnotations(declarerOf(inputs)), planned = {} } = rest;
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
    read: (live, olds) =>
      readFields(fields, live, olds, { planned, isFilledIn: (field, value) => FILLED_IN[field] === value }),
    merge: mergeFields(write),
  };
}
