import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { KubeObject } from "../../../provider/objects/kube-object";
import { finalizersOf } from "../../../provider/objects/kubeovn/taking";
import { alreadyExists, conflict, invalid, notFound } from "./refusal";
import type { ServedKind } from "./served-kinds";

/** One thing that happened; the object is as it was then and never changes. */
export interface StoredEvent {
  readonly revision: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly kind: ServedKind;
  readonly object: KubeObject;
}

export interface Preconditions {
  readonly uid?: unknown;
  readonly resourceVersion?: unknown;
}

/** How a write is meant. */
export interface WriteOptions {
  readonly dryRun?: boolean;
  /** Only the status is written. */
  readonly isStatus?: boolean;
}

/** Objects by version, as an API server keeps them; every write is whole, and one after the other. */
export interface Storage {
  readonly revision: number;
  /** Events of earlier versions are forgotten. */
  readonly oldest: number;
  get(kind: ServedKind, name: string, namespace?: string): KubeObject | undefined;
  /** In the order of their keys. */
  list(kind: ServedKind, namespace?: string): readonly KubeObject[];
  all(): readonly KubeObject[];
  /** @throws Refusal 409 AlreadyExists */
  create(kind: ServedKind, object: KubeObject, options?: WriteOptions): KubeObject;
  /** @throws Refusal 404, 409 Conflict, 422 */
  update(kind: ServedKind, object: KubeObject, options?: WriteOptions): KubeObject;
  /**
   * @returns the object when finalizers keep it, undefined when it is gone
   * @throws Refusal 404, 409 Conflict
   */
  remove(
    kind: ServedKind,
    name: string,
    namespace: string | undefined,
    preconditions?: Preconditions,
  ): KubeObject | undefined;
  /** Events after a version, those to come too; what it returns ends that. */
  follow(kind: ServedKind, after: number, see: (event: StoredEvent) => void): () => void;
  /** Forgets what happened until now. */
  compact(): void;
}

const FIRST_REVISION = 1_000;

/** @param now  milliseconds since 1970 */
export function createStorage(now: () => number): Storage {
  const objects = new Map<ServedKind, Map<string, KubeObject>>();
  const followers = new Map<ServedKind, Set<(event: StoredEvent) => void>>();
  let events: StoredEvent[] = [];
  let revision = FIRST_REVISION;
  let oldest = FIRST_REVISION;

  const keyOf = (name: string, namespace: string | undefined): string => `${namespace ?? ""}/${name}`;
  const ofKind = (kind: ServedKind): Map<string, KubeObject> => {
    const known = objects.get(kind) ?? new Map<string, KubeObject>();
    objects.set(kind, known);
    return known;
  };
  const keep = (type: StoredEvent["type"], kind: ServedKind, object: KubeObject): KubeObject => {
    revision++;
    const stored = frozen({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } });
    const key = keyOf(stored.metadata.name, stored.metadata.namespace);
    if (type === "DELETED") ofKind(kind).delete(key);
    else ofKind(kind).set(key, stored);
    const event = { revision, type, kind, object: stored };
    events.push(event);
    for (const see of followers.get(kind) ?? []) see(event);
    return stored;
  };
  const existing = (kind: ServedKind, name: string, namespace: string | undefined): KubeObject => {
    const live = ofKind(kind).get(keyOf(name, namespace));
    if (live === undefined) throw notFound(kind, name);
    return live;
  };
  const time = (): string => new Date(now()).toISOString().replace(/\.\d+Z$/, "Z");

  return {
    get revision() {
      return revision;
    },
    get oldest() {
      return oldest;
    },
    get: (kind, name, namespace) => ofKind(kind).get(keyOf(name, namespace)),
    list: (kind, namespace) =>
      [...ofKind(kind)]
        .filter(([, { metadata }]) => namespace === undefined || metadata.namespace === namespace)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, object]) => object),
    all: () => [...objects.values()].flatMap((map) => [...map.values()]),
    create(kind, object, { dryRun = false } = {}) {
      const { name, namespace } = object.metadata;
      if (ofKind(kind).has(keyOf(name, namespace))) throw alreadyExists(kind, name);
      const { status: _, ...withoutStatus } = object;
      const given = kind.hasStatusPath ? withoutStatus : object;
      const own = { uid: randomUUID(), creationTimestamp: time(), generation: 1 };
      const made = { ...given, metadata: { ...object.metadata, ...own } } as KubeObject;
      return dryRun ? frozen(made) : keep("ADDED", kind, made);
    },
    update(kind, object, { dryRun = false, isStatus = false } = {}) {
      const { name, namespace } = object.metadata;
      const live = existing(kind, name, namespace);
      const { uid, resourceVersion } = object.metadata;
      check(kind, live, { uid, resourceVersion });
      const next = merged(kind, live, object, isStatus);
      if (isDeepStrictEqual(next, live)) return live;
      if (dryRun) return frozen(next);
      const isDone = next.metadata.deletionTimestamp !== undefined && finalizersOf(next).length === 0;
      return keep(isDone ? "DELETED" : "MODIFIED", kind, next);
    },
    remove(kind, name, namespace, preconditions = {}) {
      const live = existing(kind, name, namespace);
      check(kind, live, preconditions);
      if (finalizersOf(live).length === 0) {
        keep("DELETED", kind, live);
        return undefined;
      }
      if (live.metadata.deletionTimestamp !== undefined) return live;
      const leaving = { deletionTimestamp: time(), deletionGracePeriodSeconds: 0, generation: generation(live) + 1 };
      return keep("MODIFIED", kind, { ...live, metadata: { ...live.metadata, ...leaving } });
    },
    follow(kind, after, see) {
      for (const event of events) if (event.kind === kind && event.revision > after) see(event);
      const all = followers.get(kind) ?? new Set();
      followers.set(kind, all.add(see));
      return () => void all.delete(see);
    },
    compact() {
      events = [];
      oldest = revision;
    },
  };
}

/** @source k8s.io/apiserver pkg/registry/rest/update.go, pkg/storage/interfaces.go Preconditions.Check */
function check(kind: ServedKind, live: KubeObject, { uid, resourceVersion }: Preconditions): void {
  const { name } = live.metadata;
  if (uid !== undefined && uid !== live.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${live.metadata.uid}`;
    throw conflict(kind, name, why);
  }
  if (resourceVersion !== undefined && resourceVersion !== "" && resourceVersion !== live.metadata.resourceVersion) {
    const why = "the object has been modified; please apply your changes to the latest version and try again";
    throw conflict(kind, name, why);
  }
}

/** What a PUT makes of an object: what the server owns stays, and its generation counts what is not metadata. */
function merged(kind: ServedKind, live: KubeObject, asked: KubeObject, isStatus: boolean): KubeObject {
  const { uid, creationTimestamp, resourceVersion, deletionTimestamp, deletionGracePeriodSeconds } = live.metadata;
  const own = { uid, creationTimestamp, resourceVersion, deletionTimestamp, deletionGracePeriodSeconds };
  const owned = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const content = isStatus ? { ...live, status: asked.status } : asked;
  const status = kind.hasStatusPath && !isStatus ? live.status : content.status;
  const { status: _, ...rest } = content;
  const metadata = { ...(isStatus ? live : asked).metadata, ...owned };
  const next = { ...rest, ...(status === undefined ? {} : { status }), metadata } as KubeObject;
  const added = finalizersOf(next).filter((one) => !finalizersOf(live).includes(one));
  if (deletionTimestamp !== undefined && added.length > 0) {
    const why = `metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"${added.join('", "')}"}`;
    throw invalid(kind, live.metadata.name, why);
  }
  const isChanged = !isDeepStrictEqual(countedPart(kind, next), countedPart(kind, live));
  const counted = { ...metadata, generation: generation(live) + (isChanged ? 1 : 0) };
  return { ...next, metadata: counted } as KubeObject;
}

/** @source k8s.io/apiextensions-apiserver pkg/registry/customresource/strategy.go PrepareForUpdate */
function countedPart(kind: ServedKind, { metadata: _, status, ...rest }: KubeObject): unknown {
  return kind.hasStatusPath ? rest : { ...rest, status };
}

function generation({ metadata }: KubeObject): number {
  return Number(metadata.generation ?? 0);
}

function frozen(object: KubeObject): KubeObject {
  return deepFreeze(JSON.parse(JSON.stringify(object)) as KubeObject);
}

function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === "object") {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
