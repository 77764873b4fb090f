import { CONTROLLER_FINALIZERS } from "../../plan";
import type { KubeObject } from "../kube-object";
import { part, text } from "./kinds";

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
      return finalizersOf(object).some((one) => CONTROLLER_FINALIZERS.includes(one)) ? "taken" : "pending";
    case "IPPool":
    case "Subnet":
      return takingByConditions(status);
    default:
      return "taken";
  }
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
