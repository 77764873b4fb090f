import { CONTROLLER_FINALIZERS, equalValues } from "../../plan";
import type { KubeObject } from "../kube-object";
import { KUBEOVN_API, NODE_LABEL, part, parts, text, texts } from "./kinds";

/**
 * What kube-ovn-controller has made of an object: nothing yet, what was asked for, or an objection in its own words.
 *
 * A Vip or IP that it objects to stays "pending" forever: it tells nobody (pkg/controller/vip.go, ip.go).
 */
export type Taking = "pending" | "taken" | { readonly objection: string };

/** Of a Vip: one write sets all of status. @source kube-ovn pkg/controller/vip.go createOrUpdateVipCR */
export function takingOfVip(object: KubeObject): Taking {
  const status = part(object, "status");
  return text(status, "v4ip") !== "" || text(status, "v6ip") !== "" ? "taken" : "pending";
}

/** Of an IP: the finalizer alone can be ours, or someone else's. @source kube-ovn pkg/controller/ip.go handleAddReservedIP */
export function takingOfIp(object: KubeObject): Taking {
  return isRecorded(object) && (hasControllerFinalizer(object) || isLabeled(object)) ? "taken" : "pending";
}

/**
 * Whether the controller has written what it writes into every IP object that it takes: its lists of attached networks, empty ones
 * too. Its label for the node comes with them, and goes again where the label that says "reserved" is made from an older copy.
 *
 * @source kube-ovn pkg/controller/ip.go createOrUpdateIPCR, handleAddReservedIP
 */
function isRecorded(object: KubeObject): boolean {
  return isLabeled(object) || part(object, "spec").attachIps !== undefined;
}

function isLabeled({ metadata }: KubeObject): boolean {
  return NODE_LABEL in (metadata.labels ?? {});
}

/** Whether the controller will look at its deletion: by a finalizer of its own, whoever has set it. */
export function hasControllerFinalizer(object: KubeObject): boolean {
  return finalizersOf(object).some((one) => CONTROLLER_FINALIZERS.includes(one));
}

/**
 * What the controller makes of a change, for one that is shown every later state of the object, in order.
 *
 * Its conditions name no generation, and an error is never taken back, so a state by itself tells nothing. But while it works
 * on a Subnet, Validated has another reason than Ready, and when it ends, in either way, both have the same; of an IPPool
 * there is Ready only. What is Ready by then is the answer. In a Subnet's CIDR it may see a conflict and go on all the same.
 *
 * @param written  the object as the write left it
 * @returns undefined for a state in which the controller has said nothing new
 * @source kube-ovn pkg/controller/subnet.go patchSubnetStatus, checkSubnetConflict, pkg/controller/ippool.go
 */
export function answerTo(written: KubeObject): (state: KubeObject) => Taking | undefined {
  let known = conditionsOf(written);
  let answer: Taking = "pending";
  return (state) => {
    const conditions = conditionsOf(state);
    if (generationOf(state) < generationOf(written) || equalValues(conditions, known)) return undefined;
    known = conditions;
    const end = endOf(state);
    if (end === "pending" || typeof answer !== "object") answer = end;
    return answer;
  };
}

/** What a Subnet or IPPool is to the controller if it has nothing more to say. */
export function standingOf(object: KubeObject): Taking {
  const ready = conditionsOf(object).find(({ type }) => type === "Ready");
  return ready?.status === "False" ? { objection: text(ready, "message") } : "taken";
}

/** True for the kinds about which the controller says what it makes of them. */
export function isAnswered({ apiVersion, kind }: KubeObject): boolean {
  return apiVersion === KUBEOVN_API && (kind === "Subnet" || kind === "IPPool");
}

/** Counts the changes of an object's spec. */
export function generationOf({ metadata }: KubeObject): number {
  return Number(metadata.generation ?? 0);
}

function endOf(object: KubeObject): Taking {
  const reasonOf = (type: string): unknown =>
    conditionsOf(object).find((one) => one.type === type && one.status !== "Unknown")?.reason;
  const [validated, ready] = [reasonOf("Validated"), reasonOf("Ready")];
  return ready === undefined || (validated !== undefined && validated !== ready) ? "pending" : standingOf(object);
}

/**
 * True for an IP object that is in the controller's books and lacks its finalizer. 1.13 labels an object, then adds the
 * finalizer; when that request fails, it finds next time that nothing is left to do. Deleted like that, the object is gone
 * and its address is not released.
 *
 * @source kube-ovn v1.13.0 pkg/controller/ip.go createOrUpdateIPCR, handleUpdateIP
 */
export function isWithoutFinalizer(object: KubeObject): boolean {
  return object.kind === "IP" && isRecorded(object) && finalizersOf(object).length === 0;
}

/** The object as the controller should have left it, so that its deletion releases the address. */
export function withFinalizer(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, finalizers: CONTROLLER_FINALIZERS.slice(0, 1) } };
}

const USUAL_FINALIZERS: readonly (readonly string[])[] = [[], ...CONTROLLER_FINALIZERS.map((one) => [one])];

/** The finalizers of an object, whoever set them; the usual ones are one list for all objects, because snapshots keep it. */
export function finalizersOf({ metadata }: KubeObject): readonly string[] {
  const found = texts(metadata, "finalizers");
  return USUAL_FINALIZERS.find((usual) => usual.length === found.length && usual[0] === found[0]) ?? found;
}

/** @source kube-ovn pkg/apis/kubeovn/v1/condition.go; a Subnet that is refused has Ready and Error both true */
export function takingByConditions(object: KubeObject): Taking {
  const status = part(object, "status");
  const find = (type: string): Condition =>
    parts(status, "conditions").find((one) => one.type === type && one.status === "True") ?? {};
  const objection = text(find("Error"), "message");
  if (objection !== "") return { objection };
  return find("Ready").type === "Ready" ? "taken" : "pending";
}

/**
 * True for a Subnet that gives addresses though it is not Ready: 1.13 writes their count together with the conditions of an
 * older copy, and a Ready that came in between is gone until someone changes the Subnet.
 *
 * @source kube-ovn v1.13.0 pkg/controller/subnet.go calcSubnetStatusIP
 */
export function hasLostReady(object: KubeObject): boolean {
  const status = part(object, "status");
  const conditions = conditionsOf(object);
  const counts = ["v4availableIPs", "v4usingIPs", "v6availableIPs", "v6usingIPs"].map((field) =>
    Number(status[field] ?? 0),
  );
  return (
    object.kind === "Subnet" &&
    conditions.some(({ type, status: is }) => type === "Validated" && is === "True") &&
    !conditions.some(({ type, status: is }) => type === "Ready" || (type === "Error" && is === "True")) &&
    counts.some((count) => count > 0)
  );
}

type Condition = Readonly<Record<string, unknown>>;

function conditionsOf(object: KubeObject): readonly Condition[] {
  return parts(part(object, "status"), "conditions");
}
