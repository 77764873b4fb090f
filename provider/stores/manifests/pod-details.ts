import type { KubeObject } from "../../objects/kube-object";
import { isRecord } from "./plain";

const SPEC = ["nodeName", "hostNetwork", "subdomain", "hostname", "restartPolicy"];
const STATUS = ["phase", "reason", "podIP", "podIPs", "hostIP"];

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
    ...(isRecord(object.spec) && { spec: picked(object.spec, SPEC) }),
    ...(isRecord(object.status) && { status: picked(object.status, STATUS) }),
  };
}

function picked(fields: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => Object.hasOwn(fields, name)).map((name) => [name, fields[name]]));
}
