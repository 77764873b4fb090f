import type { ObjectKey } from "../kube-object";

export const SPIDERPOOL_API = "spiderpool.spidernet.io/v2beta1";

export type SpiderObjectKind = "SpiderReservedIP" | "SpiderIPPool" | "SpiderSubnet" | "SpiderMultusConfig";

/** Key of a Spiderpool object; a SpiderMultusConfig has a namespace, and the id `namespace/name`. */
export function spiderKey(kind: SpiderObjectKind, id: string): ObjectKey {
  if (kind !== "SpiderMultusConfig") return { apiVersion: SPIDERPOOL_API, kind, name: id };
  const [namespace = "", name = ""] = id.split("/");
  return { apiVersion: SPIDERPOOL_API, kind, name, namespace };
}
