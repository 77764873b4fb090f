import type { KubeObject } from "../objects/kube-object";
import { part, text } from "../objects/kubeovn/kinds";
import { finalizersOf } from "../objects/kubeovn/taking";
import { at, declarerOf, type Field, nothing, replaces, required } from "../plan";
import { type FieldTable, type Properties, readFields, writeFields } from "./fields";
import { mergeFields } from "./merge";
import { placed } from "./planned-object";
import { kubeOvnType, type ObjectForm, type UsedBy } from "./room";

/** Arguments that every external address has. */
export const EXTERNAL_FIELDS: {
  readonly [K in "key" | "adopt" | "timeouts" | "name" | "externalSubnet" | "allowExcluded" | "plan"]: Field;
} = {
  key: nothing("text"),
  adopt: nothing("flag"),
  timeouts: nothing("object"),
  name: at(replaces("text"), "metadata", "name"),
  externalSubnet: required(replaces("text")),
  allowExcluded: nothing("flag"),
  plan: nothing("text"),
};

/** An address that Kube-OVN gives its own under another name in the status. */
export function externalAddress(inForce: string): Field {
  return { ...replaces("text"), inForce };
}

/** What is said of one kind of external address. */
interface External {
  readonly kind: "OvnEip" | "IptablesEIP";
  readonly plural: string;
  readonly fields: FieldTable;
  /** What Kube-OVN chooses, from a live object. */
  readonly chosen: (live: KubeObject) => Properties;
  /** Whether the status says that the address is given. */
  readonly isGiven: (status: Properties) => boolean;
}

/**
 * The form of an external address: its address is in the controller's books.
 *
 * The finalizer comes last, and to one with an IPv6 address never: the controller stops at a label that cannot have it.
 *
 * @source kube-ovn pkg/controller/ovn_eip.go createOrUpdateOvnEipCR
 */
export function externalForm({ kind, plural, fields, chosen, isGiven }: External): ObjectForm {
  const type = kubeOvnType(kind, plural);
  const write = (inputs: Properties): KubeObject => {
    const { metadata, spec } = writeFields(fields, inputs);
    return {
      apiVersion: type.apiVersion,
      kind,
      metadata: { ...metadata, annotations: placed(declarerOf(inputs)) },
      spec,
    };
  };
  return {
    ...type,
    write,
    taking: (live) => (isGiven(part(live, "status")) ? "taken" : "pending"),
    lacksFinalizer: (live) => isGiven(part(live, "status")) && finalizersOf(live).length === 0,
    claim: "books",
    usedBy: rulesOf,
    read: (live, olds) => ({ ...readFields(fields, live, olds), ...withoutEmpty(chosen(live)) }),
    merge: mergeFields(write),
  };
}

/** NAT rules that use it: Kube-OVN keeps its finalizer on. @source kube-ovn pkg/controller/ovn_eip.go handleDelOvnEipFinalizer */
const rulesOf: UsedBy = async (_, live) => {
  const nat = live === undefined ? "" : text(part(live, "status"), "nat");
  return nat === "" ? [] : [{ text: `NAT rules (${nat})` }];
};

function withoutEmpty(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== ""));
}
