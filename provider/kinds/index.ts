import type { KubeObject } from "../objects/kube-object";
import type { Taking } from "../objects/kubeovn/taking";
import type { Kind } from "../plan";
import { AAP_BINDING } from "./aap-binding";
import { ADDRESS_PLAN } from "./address-plan";
import { IP_POOL } from "./ip-pool";
import { IPTABLES_EIP } from "./iptables-eip";
import { OVN_EIP } from "./ovn-eip";
import { PLANNED_RANGE } from "./planned-range";
import { RESERVED_IP } from "./reserved-ip";
import { RESERVED_IP_SET } from "./reserved-ip-set";
import type { KindRoom, ObjectForm, ObjectRoom } from "./room";
import { FIXED_IP } from "./spiderpool/fixed-ip";
import { SPIDER_IP_POOL } from "./spiderpool/ip-pool";
import { SPIDER_MULTUS_CONFIG } from "./spiderpool/multus-config";
import { POD_ANNOTATIONS } from "./spiderpool/pod-annotations";
import { SPIDER_RESERVED_IP } from "./spiderpool/reserved-ip";
import { SPIDER_SUBNET } from "./spiderpool/subnet";
import { SUBNET } from "./subnet";
import { VIP } from "./vip";

export { argumentsIn, isReadBack, type Properties, untoldOf } from "./fields";
export { mergeObject } from "./merge";
export { addressesOf, memberObject } from "./reserved-ip";
export { claimOf, type KindRoom, type ObjectForm, type ObjectRoom, type Spot, STAGES, spaceIn } from "./room";
export { type WrittenCluster, writtenCluster } from "./written";

/** The form of an object that a resource may be; undefined for other kinds of objects. */
export function formOf({ apiVersion, kind }: Pick<KubeObject, "apiVersion" | "kind">): ObjectForm | undefined {
  return FORMS.get(`${apiVersion} ${kind}`);
}

/** What the controller has made of an object; one that is no kind of ours is nobody's to take. */
export function takingOf(object: KubeObject): Taking {
  return formOf(object)?.taking(object) ?? "taken";
}

/** Kinds that edit other objects, are several, or none. */
export type ComposedKind =
  | "PlannedRange"
  | "ReservedIPSet"
  | "AapBinding"
  | "AddressPlan"
  | "spiderpool.PodAnnotations";

/** Whether an object needs the controller's finalizer before it is deleted. */
export function lacksFinalizer(object: KubeObject): boolean {
  return formOf(object)?.lacksFinalizer?.(object) === true;
}

/** The room of every kind: whoever needs to know something of a kind asks here. */
export const ROOMS: { readonly [K in Kind]: K extends ComposedKind ? KindRoom : ObjectRoom } = {
  Subnet: SUBNET,
  PlannedRange: PLANNED_RANGE,
  IPPool: IP_POOL,
  ReservedIP: RESERVED_IP,
  ReservedIPSet: RESERVED_IP_SET,
  Vip: VIP,
  AapBinding: AAP_BINDING,
  AddressPlan: ADDRESS_PLAN,
  OvnEip: OVN_EIP,
  IptablesEIP: IPTABLES_EIP,
  "spiderpool.ReservedIP": SPIDER_RESERVED_IP,
  "spiderpool.IPPool": SPIDER_IP_POOL,
  "spiderpool.Subnet": SPIDER_SUBNET,
  "spiderpool.MultusConfig": SPIDER_MULTUS_CONFIG,
  "spiderpool.FixedIP": FIXED_IP,
  "spiderpool.PodAnnotations": POD_ANNOTATIONS,
};

/** The forms of an API's objects, each once, in the order of the kinds. */
export function formsOf(apiVersion: string): readonly ObjectForm[] {
  return [...FORMS.values()].filter((form) => form.apiVersion === apiVersion);
}

/** By what an API server calls them; a FixedIP claims what it is made of, so its form stands for that of a pool. */
const FORMS: ReadonlyMap<string, ObjectForm> = new Map(
  Object.values(ROOMS).flatMap(({ form }) => (form === null ? [] : [[`${form.apiVersion} ${form.kind}`, form]])),
);
