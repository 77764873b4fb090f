import { createHash } from "node:crypto";
import type { KubeObject } from "../../objects/kube-object";
import { isAddressApi, mayHide } from "../../objects/kubeovn/deciding";
import { isRecord } from "./plain";
import { withoutPodDetails } from "./pod-details";

/** A value of a document, and the way to it from the document's root. */
export interface FoundObject {
  readonly object: KubeObject;
  readonly path: readonly (string | number)[];
  /** whether it is the one thing in the list that is the whole document */
  readonly isOnlyItem: boolean;
}

/** An object of a kind that decides, and in it what the Kubernetes API would refuse. */
export interface ShapeProblem {
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

type Found = Pick<FoundObject, "object" | "path">;
type Members = Readonly<Record<string, unknown>>;

/**
 * The Kubernetes objects of one document, lists flattened: `kind: List` and typed lists alike, whose items may omit
 * what the list says for them (`PodList` as the API server answers it).
 *
 * Values without `apiVersion` and `kind` (Helm values), or without `metadata` (kustomization, kubeconfig), are no
 * objects and are passed over. So is what has `generateName` alone, apart from what may ask for addresses, and what is misshapen, unless
 * its kind decides about addresses.
 *
 * @source kubernetes apimachinery unstructured.IsList: a list is what has an array `items`
 */
export function findObjects(value: unknown): {
  readonly objects: readonly FoundObject[];
  readonly problems: readonly ShapeProblem[];
} {
  const found: Found[] = [];
  const problems: ShapeProblem[] = [];
  collect(value, [], {}, found, problems);
  const isSingle = isRecord(value) && Array.isArray(value.items) && value.items.length === 1;
  const objects = found.map(({ object, path }) => ({ object, path, isOnlyItem: isSingle && path.length === 2 }));
  return { objects, problems };
}

function collect(
  value: unknown,
  path: readonly (string | number)[],
  implied: Members,
  found: Found[],
  problems: ShapeProblem[],
): void {
  if (!isRecord(value)) return;
  const { apiVersion = implied.apiVersion, kind = implied.kind } = value;
  if (typeof apiVersion !== "string" || typeof kind !== "string" || apiVersion === "" || kind === "") return;
  if (kind.endsWith("List") && (Array.isArray(value.items) || kind === "List")) {
    const items = Array.isArray(value.items) ? value.items : [];
    const itemKind = kind === "List" ? {} : { apiVersion, kind: kind.slice(0, -"List".length) };
    for (const [index, item] of items.entries()) collect(item, [...path, "items", index], itemKind, found, problems);
    return;
  }
  const isComplete = value.apiVersion !== undefined && value.kind !== undefined;
  const object = readObject(isComplete ? value : { apiVersion, kind, ...value }, path);
  if (object === undefined) return;
  if (isAddressApi(apiVersion) && hasPlaceholder(value))
    problems.push({ path, reason: `${kind} has a placeholder that is filled in later; render it first` });
  else if ("object" in object) found.push(object);
  else if (isAddressApi(apiVersion) || mayHide(JSON.stringify(value, printBigint))) problems.push(object);
}

function readObject(value: Members, path: readonly (string | number)[]): Found | ShapeProblem | undefined {
  const { metadata } = value;
  if (metadata === undefined) return undefined;
  const at = [...path, "metadata"];
  if (!isRecord(metadata)) return { path: at, reason: `metadata of ${value.kind} is not a map` };
  if (metadata.name === undefined && metadata.generateName !== undefined) return readGenerated(value, metadata, path);
  if (typeof metadata.name !== "string" || metadata.name === "") {
    const fact = metadata.name === undefined ? "is missing" : `is ${describe(metadata.name)}, not a string`;
    return {
      path: metadata.name === undefined ? at : [...at, "name"],
      reason: `metadata.name of ${value.kind} ${fact}`,
    };
  }
  const { labels, annotations, namespace, ...rest } = metadata;
  if (namespace !== undefined && namespace !== null && typeof namespace !== "string") {
    return { path: [...at, "namespace"], reason: `metadata.namespace is ${describe(namespace)}, not a string` };
  }
  const problem = notTexts(labels, [...at, "labels"]) ?? notTexts(annotations, [...at, "annotations"]);
  if (problem !== undefined) return problem;
  const isAsRead = namespace !== null && !hasNull(labels) && !hasNull(annotations);
  const clean = isAsRead
    ? metadata
    : { ...rest, ...present({ namespace, labels: textsOf(labels), annotations: textsOf(annotations) }) };
  return { object: withoutPodDetails((isAsRead ? value : { ...value, metadata: clean }) as KubeObject), path };
}

/**
 * Whoever applies it makes an object of another name each time. It stands for all of them: its name is no object's, and tells it
 * from others that begin alike.
 */
function readGenerated(
  value: Members,
  metadata: Members,
  path: readonly (string | number)[],
): Found | ShapeProblem | undefined {
  const text = JSON.stringify(value, printBigint);
  if (!mayHide(text)) return undefined;
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 6);
  const { generateName, ...rest } = metadata;
  return readObject({ ...value, metadata: { ...rest, name: `${generateName}*${digest}` } }, path);
}

/** Labels and annotations hold strings; an unquoted true or 1 is refused by the API server too. */
function notTexts(map: unknown, path: readonly (string | number)[]): ShapeProblem | undefined {
  if (map === undefined || map === null) return undefined;
  const name = path.slice(-2).join(".");
  if (!isRecord(map)) return { path, reason: `${name} is not a map` };
  for (const [key, value] of Object.entries(map)) {
    if (typeof value === "string" || value === null) continue;
    return { path: [...path, key], reason: `${name} "${key}" is ${describe(value)}, not a string; quote it` };
  }
  return undefined;
}

/** What Flux, envsubst, Helm and Jinja fill in. */
const PLACEHOLDER = /\$\{[A-Za-z_]|\{\{|\{%/;

/** Whether what decides about addresses is to be filled in later: the object's name, its namespace or its spec. */
export function hasPlaceholder({ metadata, spec }: Members): boolean {
  const { name, namespace } = isRecord(metadata) ? metadata : {};
  return PLACEHOLDER.test(JSON.stringify([name, namespace, spec], printBigint));
}

function printBigint(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

function hasNull(map: unknown): boolean {
  return map === null || (isRecord(map) && Object.values(map).includes(null));
}

/** A label or annotation that is null is empty to the API server. */
function textsOf(map: unknown): Members | undefined {
  if (!isRecord(map)) return undefined;
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, value ?? ""]));
}

function present(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null));
}

function describe(value: unknown): string {
  if (value === null) return "empty";
  return typeof value === "object" ? "a collection" : `the ${typeof value} ${String(value)}`;
}
