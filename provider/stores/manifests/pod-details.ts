import type { KubeObject } from "../../objects/kube-object";
import { isRecord } from "./plain";

/**
 * A pod as a cluster has it, without what nobody here asks it for: containers, volumes and their conditions are nine tenths of an export, and
 * an export is kept in memory.
 */
export function withoutPodDetails(object: KubeObject): KubeObject {
  const isLive = object.kind === "Pod" && object.apiVersion === "v1" && object.metadata.uid !== undefined;
  if (!isLive) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: metadata as KubeObject["metadata"],
    ...(isRecord(object.spec) && { spec: picked(object.spec, ["nodeName", "hostNetwork", "subdomain", "hostname"]) }),
    ...(isRecord(object.status) && { status: picked(object.status, ["phase", "podIP", "podIPs", "hostIP"]) }),
  };
}

function picked(fields: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => Object.hasOwn(fields, name)).map((name) => [name, fields[name]]));
}
