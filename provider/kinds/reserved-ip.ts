import type { KubeObject } from "../objects/kube-object";
import { part, text } from "../objects/kubeovn/kinds";
import { isWithoutFinalizer, takingOfIp } from "../objects/kubeovn/taking";
import {
  checkReservedIp,
  type Declarer,
  declarerOf,
  isBookedForSubnet,
  LABEL,
  madeObject,
  podNameOf,
  podTypeOf,
  reservedIpFields,
  reserveIp,
  type SetMember,
  type Workload,
} from "../plan";
import { type Properties, readFields, writeFields } from "./fields";
import { mergeFields } from "./merge";
import { placed } from "./planned-object";
import { type Held, kubeOvnType, NOWHERE, type ObjectForm, type ObjectRoom, spots } from "./room";

const TYPE = kubeOvnType("IP");

/** An IP object for a pod: its name and type beside the fields of a ReservedIP. */
type Member = Properties & Pick<SetMember, "podName" | "namespace" | "podType">;

/**
 * The object of a ReservedIP, or of one member of a ReservedIPSet.
 *
 * Labels are set beforehand because the controller's patch keeps only those it saw, and `ipAddress` beside the two
 * families because its start-up reads that one.
 *
 * @source kube-ovn pkg/controller/ip.go handleAddReservedIP, pkg/controller/init.go syncIPCR
 */
export function memberObject(declarer: Declarer, member: Member): KubeObject {
  const { metadata, spec } = writeFields(reservedIpFields, member);
  const { subnet, ...fields } = spec as Properties & { readonly subnet: string };
  const { podName, namespace, podType } = member;
  const addresses = [fields.v4IpAddress, fields.v6IpAddress].filter((address) => address !== undefined);
  return {
    apiVersion: TYPE.apiVersion,
    kind: TYPE.kind,
    metadata: {
      ...metadata,
      labels: { [LABEL.subnet]: subnet, [subnet]: "", [LABEL.ipReserved]: "true" },
      annotations: placed(declarer),
    },
    spec: { subnet, namespace, podName, podType, ipAddress: addresses.join(","), ...fields },
  };
}

/** What the IP object of a pod holds. */
export function heldByIp({ name, v4IpAddress, v6IpAddress, macAddress }: Properties, subnet: unknown): Held {
  return { object: { kind: TYPE.kind, name }, subnet, addresses: [v4IpAddress, v6IpAddress], mac: macAddress };
}

/** Both spellings of the addresses: the pair of fields, or what `ipAddress` lists. */
export function addressesOf(spec: Properties): Properties {
  const listed = text(spec, "ipAddress").split(",");
  const v6 = listed.find((item) => item.includes(":"));
  const v4 = listed.find((item) => item !== "" && !item.includes(":"));
  const found = {
    v4IpAddress: text(spec, "v4IpAddress") || v4,
    v6IpAddress: text(spec, "v6IpAddress") || v6,
    macAddress: text(spec, "macAddress"),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined && value !== ""));
}

/** The workload an IP object is for; the ordinal is the last number of the pod's name. */
function workloadOf(spec: Properties): Properties {
  const podType = text(spec, "podType");
  const podName = text(spec, "podName");
  const namespace = text(spec, "namespace");
  const [, name, ordinal] = /^(.*)-(\d+)$/.exec(podName) ?? [];
  if (podType !== "StatefulSet" || name === undefined) return { kind: podType || "Pod", name: podName, namespace };
  return { kind: podType, name, namespace, ordinal: Number(ordinal) };
}

const write: ObjectForm["write"] = (inputs) => memberObject(declarerOf(inputs), { ...inputs, ...podOf(inputs) });

function podOf({ workload }: Properties): Pick<SetMember, "podName" | "namespace" | "podType"> {
  const { kind, name, namespace, ordinal } = workload as Workload;
  const of = { kind, name, ...(ordinal === undefined ? {} : { ordinal }) };
  return { podName: podNameOf(of), namespace: String(namespace), podType: podTypeOf(of) };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** The address, and the MAC, that one workload will get. */
export const RESERVED_IP: ObjectRoom = {
  fields: reservedIpFields,
  planned: {},
  object: null,
  shapesSubnets: false,
  reserve: reserveIp,
  wanted: { v4ip: "v4IpAddress", v6ip: "v6IpAddress" },
  check: checkReservedIp,
  made: madeObject(TYPE.kind),
  form: {
    ...TYPE,
    write,
    taking: takingOfIp,
    claim: "guard",
    lacksFinalizer: isWithoutFinalizer,
    read(live, olds) {
      const spec = part(live, "spec");
      return { ...readFields(reservedIpFields, live, olds), workload: workloadOf(spec), ...addressesOf(spec) };
    },
    merge: mergeFields(write),
  },
  stage: "address",
  held: (inputs) => [
    { ...heldByIp(inputs, inputs.subnet), ...(isObject(inputs.workload) ? { pod: podOf(inputs) } : {}) },
  ],
  standsAt: NOWHERE,
  waitsFor: ({ subnet }) => [...spots("subnet", subnet), ...spots("in-subnet", subnet)],
  // That of a running pod or a node goes with it, unless its label says otherwise; some the controller has for itself.
  standsAlone({ written, key }, { holdings }) {
    if (written?.kind !== "IP" || written.reserved === "true") return true;
    if (written.reserved !== undefined || isBookedForSubnet(written.name)) return false;
    return holdings.some((holding) => holding.key === key && holding.holder.kind === "IP");
  },
};
