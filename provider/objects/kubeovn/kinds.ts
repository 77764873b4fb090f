import type { KubeObject, ObjectKey } from "../kube-object";

/** @source KubeVirt api/core/v1 types.go: on a virt-launcher pod, the name of its VM */
export const VM_LABEL = "vm.kubevirt.io/name";

export const KUBEOVN_API = "kubeovn.io/v1";

/** On every IP object that the controller of 1.13 has taken; newer ones wipe it from reserved ones again. */
export const NODE_LABEL = "ovn.kubernetes.io/node-name";

/** Key of a Kube-OVN object; all kinds used here are cluster-scoped. */
export function kubeovnKey(kind: string, name: string): ObjectKey {
  return { apiVersion: KUBEOVN_API, kind, name };
}

/** An object's spec or status, field by field; empty when it has none. */
export function part(object: KubeObject, name: "spec" | "status"): Readonly<Record<string, unknown>> {
  return fieldsOf(object[name]);
}

/** The fields of a value that may be anything; only an object has any. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** The fields of an object that is written as JSON; none where it is anything else. */
export function parseFields(json: unknown): Readonly<Record<string, unknown>> {
  if (typeof json !== "string") return {};
  try {
    return fieldsOf(JSON.parse(json));
  } catch {
    return {};
  }
}

/** A text field; empty for anything else. */
export function text(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? value : "";
}

export function texts(fields: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** A list of objects, field by field; what is no object is omitted. */
export function parts(
  fields: Readonly<Record<string, unknown>>,
  name: string,
): readonly Readonly<Record<string, unknown>>[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter((item) => item !== null && typeof item === "object") : [];
}

export function annotation(object: KubeObject, name: string): string | undefined {
  const value = object.metadata.annotations?.[name];
  return typeof value === "string" ? value : undefined;
}

/** The object with these annotations; without any, the field goes, as it was before the first one came. */
export function withAnnotations(object: KubeObject, annotations: Readonly<Record<string, string>>): KubeObject {
  const { annotations: _, ...metadata } = object.metadata;
  const isEmpty = Object.keys(annotations).length === 0;
  return { ...object, metadata: (isEmpty ? metadata : { ...metadata, annotations }) as KubeObject["metadata"] };
}
