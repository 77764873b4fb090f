import type { KubeObject } from "../../../provider/objects/kube-object";
import { notFound, Refusal } from "./refusal";
import type { ApiRequest } from "./request";
import type { ServedKind } from "./served-kinds";
import type { Preconditions, Storage } from "./storage";

/**
 * Has the last word about a write: a webhook, a policy. It returns the object as it is to be stored.
 *
 * @throws Refusal
 */
export type Admission = (object: KubeObject, verb: "create" | "update", storage: Storage) => KubeObject;

/** Carries out what writes one object; the answer is what the server says of it. */
export function carryOut(
  storage: Storage,
  namespaces: ServedKind,
  admit: Admission,
  request: ApiRequest,
): { readonly status: number; readonly body: unknown; readonly made: KubeObject | undefined } {
  const { verb, kind, namespace, isDryRun, isStatus } = request;
  const options = { dryRun: isDryRun, isStatus };
  const name = request.name ?? "";
  const named = (object: KubeObject): KubeObject => {
    const { apiVersion, kind: own } = kind;
    const metadata = { ...object.metadata, ...(namespace === undefined ? {} : { namespace }) };
    return { ...object, apiVersion, kind: own, metadata };
  };
  const update = (object: KubeObject) => {
    const admitted = isStatus ? named(object) : admit(named(object), "update", storage);
    const made = storage.update(kind, admitted, options);
    return { status: 200, body: made, made };
  };
  const live = (): KubeObject => {
    const found = storage.get(kind, name, namespace);
    if (found === undefined) throw notFound(kind, name);
    return found;
  };
  switch (verb) {
    case "get":
      return { status: 200, body: live(), made: undefined };
    case "create": {
      if (name === "") throw new Refusal(422, "Invalid", `${kind.kind} "" is invalid: metadata.name: Required value`);
      if (kind.isNamespaced && storage.get(namespaces, namespace ?? "default") === undefined) {
        throw notFound(namespaces, namespace ?? "default");
      }
      const made = storage.create(
        kind,
        admit(named(request.body as unknown as KubeObject), "create", storage),
        options,
      );
      return { status: 201, body: made, made };
    }
    case "update":
      return update(request.body as unknown as KubeObject);
    case "patch":
      return update(mergePatch(live(), request.body) as KubeObject);
    default: {
      const before = live();
      const { preconditions = {} } = (request.body ?? {}) as { readonly preconditions?: Preconditions };
      const kept = isDryRun ? before : storage.remove(kind, name, namespace, preconditions);
      if (kept !== undefined) return { status: 200, body: kept, made: kept };
      const details = { name, kind: kind.plural, uid: before.metadata.uid };
      const body = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details };
      return { status: 200, body, made: undefined };
    }
  }
}

/** @source RFC 7396 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (patch === null || typeof patch !== "object" || Array.isArray(patch)) return patch;
  const base = target !== null && typeof target === "object" && !Array.isArray(target) ? target : {};
  const next: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete next[name];
    else next[name] = mergePatch(next[name], value);
  }
  return next;
}
