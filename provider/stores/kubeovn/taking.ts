import { CONTROLLER_FINALIZERS } from "../../plan";
import type { KubeObject } from "../kube-object";
import { NODE_LABEL, part, text } from "./kinds";

/**
 * What kube-ovn-controller has made of an object: nothing yet, what was asked for, or an objection in its own words.
 *
 * A Vip or IP that it objects to stays "pending" for ever: it tells nobody (pkg/controller/vip.go, ip.go).
 */
export type Taking = "pending" | "taken" | { readonly objection: string };

/** Reads from an object whether the controller has taken it. */
export function takingOf(object: KubeObject): Taking {
  const status = part(object, "status");
  switch (object.kind) {
    case "Vip":
      // One write sets all of status: pkg/controller/vip.go createOrUpdateVipCR.
      return text(status, "v4ip") !== "" || text(status, "v6ip") !== "" ? "taken" : "pending";
    case "IP":
      // An object with a finalizer is not looked at again: pkg/controller/ip.go handleAddReservedIP.
      return isWithoutFinalizer(object) || finalizersOf(object).some((one) => CONTROLLER_FINALIZERS.includes(one))
        ? "taken"
        : "pending";
    case "IPPool":
    case "Subnet":
      return takingByConditions(status);
    default:
      return "taken";
  }
}

/**
 * True for an IP object that is in the controller's books and lacks its finalizer. 1.13 labels an object, then adds the
 * finalizer; when that request fails, it finds next time that nothing is left to do. Deleted like that, the object is gone
 * and its address is not released.
 *
 * @source kube-ovn v1.13.0 pkg/controller/ip.go createOrUpdateIPCR, handleUpdateIP
 */
export function isWithoutFinalizer(object: KubeObject): boolean {
  return object.kind === "IP" && NODE_LABEL in (object.metadata.labels ?? {}) && finalizersOf(object).length === 0;
}

/** The object as the controller should have left it, so that its deletion releases the address. */
export function withFinalizer(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, finalizers: CONTROLLER_FINALIZERS.slice(0, 1) } };
}

/** The finalizers of an object, whoever set them. */
export function finalizersOf(object: KubeObject): readonly string[] {
  const { finalizers } = object.metadata;
  return Array.isArray(finalizers) ? finalizers.filter((one): one is string => typeof one === "string") : [];
}

/** @source kube-ovn pkg/apis/kubeovn/v1/condition.go; a Subnet that is refused has Ready and Error both true */
function takingByConditions(status: Readonly<Record<string, unknown>>): Taking {
  const conditions = (Array.isArray(status.conditions) ? status.conditions : []) as Record<string, unknown>[];
  const find = (type: string): Record<string, unknown> =>
    conditions.find((one) => one?.type === type && one.status === "True") ?? {};
  const objection = text(find("Error"), "message");
  if (objection !== "") return { objection };
  return find("Ready").type === "Ready" ? "taken" : "pending";
}
