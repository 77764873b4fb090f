import type { KubeObject } from "../../../../provider/objects/kube-object";
import { finalizersOf } from "../../../../provider/objects/kubeovn/taking";
import type { Release } from "../documents";
import { Refusal } from "../refusal";
import type { ServedKind } from "../served-kinds";
import type { Storage } from "../storage";
import { type Books, BooksError } from "./books";

export const FINALIZER = "kubeovn.io/kube-ovn-controller";

/** Kinds that the controller writes. */
export type OwnKind = "Subnet" | "IPPool" | "IP" | "Vip" | "Pod";

/** A write of the controller, for tests that let it fail or wait. */
export interface Step {
  readonly kind: OwnKind;
  readonly name: string;
  /** What it is about to do, such as `finalizer`. */
  readonly write: "finalizer" | "content" | "labels" | "status" | "delete";
}

/** What the controller's handlers work with. */
export interface ClusterInside {
  readonly release: Release;
  readonly books: Books;
  list(kind: OwnKind): readonly KubeObject[];
  get(kind: OwnKind, name: string, namespace?: string): KubeObject | undefined;
  /** Reads, changes and writes as one; nothing happens to an object that is gone. */
  write(step: Step, change: (live: KubeObject) => KubeObject, namespace?: string): Promise<void>;
  create(object: KubeObject): Promise<void>;
  remove(kind: OwnKind, name: string): Promise<void>;
}

/** @param before  called before every write; what it throws fails the write */
export function createCluster(
  storage: Storage,
  kinds: readonly ServedKind[],
  books: Books,
  release: Release,
  before: (step: Step) => Promise<void>,
): ClusterInside {
  const kindOf = (kind: OwnKind): ServedKind => {
    const found = kinds.find((one) => one.kind === kind);
    if (found === undefined) throw new Error(kind);
    return found;
  };
  return {
    release,
    books,
    list: (kind) => storage.list(kindOf(kind)),
    get: (kind, name, namespace) => storage.get(kindOf(kind), name, namespace),
    async write(step, change, namespace) {
      await before(step);
      const live = storage.get(kindOf(step.kind), step.name, namespace);
      if (live !== undefined) storage.update(kindOf(step.kind), change(live), { isStatus: step.write === "status" });
    },
    async create(object) {
      await before({ kind: object.kind as OwnKind, name: object.metadata.name, write: "content" });
      try {
        storage.create(kindOf(object.kind as OwnKind), object);
      } catch (error) {
        throw error instanceof Refusal ? new BooksError(error.message) : error;
      }
    },
    async remove(kind, name) {
      await before({ kind, name, write: "delete" });
      if (storage.get(kindOf(kind), name) !== undefined) storage.remove(kindOf(kind), name, undefined);
    },
  };
}

export function isLeaving({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}

export function withOwnFinalizer(object: KubeObject): KubeObject {
  const finalizers = finalizersOf(object);
  return finalizers.includes(FINALIZER)
    ? object
    : { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, FINALIZER] } };
}

export function withoutOwnFinalizer(object: KubeObject): KubeObject {
  const finalizers = finalizersOf(object).filter((one) => one !== FINALIZER);
  return { ...object, metadata: { ...object.metadata, finalizers } };
}

export function withLabels(object: KubeObject, labels: Readonly<Record<string, string>>): KubeObject {
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } } };
}
