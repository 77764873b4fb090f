import { type KubeObject, keyOf, keyText } from "../kube-object";
import { ManifestError } from "./errors";
import type { ManifestFile } from "./manifest-file";
import type { PlacedObject } from "./parse";

/** An object and where it stands. */
export interface IndexedObject {
  readonly object: KubeObject;
  readonly file: string;
  readonly line: number;
}

/** More arguments than this are not passed to one call. */
const SPLICE_LIMIT = 10_000;

/** The objects of all files by their keys, with the files that cannot be understood beside them. */
export interface ObjectIndex {
  file(file: string): ManifestFile | undefined;
  put(file: ManifestFile): void;
  /** notes that a file was looked at again, and that its manifest is the one that was put */
  refresh(file: ManifestFile): void;
  drop(file: string): void;
  /** the one object of a key; throws "duplicate" if there are two */
  find(key: string): IndexedObject | undefined;
  /** every object, by file name and place in the file */
  all(): readonly KubeObject[];
  /** throws what is wrong with the first broken file, if any: an object that is not found may stand in it */
  assertReadable(): void;
  /** throws as `assertReadable` does, or "duplicate" if any object stands twice */
  assertWhole(): void;
}

/** An index of nothing yet. */
export function createObjectIndex(): ObjectIndex {
  const files = new Map<string, ManifestFile>();
  const byKey = new Map<string, IndexedObject[]>();
  const broken = new Set<string>();
  const ambiguous = new Set<string>();
  // All objects in order, and the file of each: kept so, because collecting ten thousand for every write would cost more
  // than the write.
  let objects: KubeObject[] = [];
  let owners: string[] = [];

  /** Puts the objects of one file where they belong, in place of those it had. */
  function replaceObjects(name: string, added: readonly PlacedObject[]): void {
    const start = positionOf(owners, name);
    const end = start + (files.get(name)?.manifest.objects.length ?? 0);
    const addedObjects = added.map(({ object }) => object);
    const addedOwners = added.map(() => name);
    if (added.length > SPLICE_LIMIT) {
      objects = [...objects.slice(0, start), ...addedObjects, ...objects.slice(end)];
      owners = [...owners.slice(0, start), ...addedOwners, ...owners.slice(end)];
    } else {
      objects.splice(start, end - start, ...addedObjects);
      owners.splice(start, end - start, ...addedOwners);
    }
  }

  function drop(name: string): void {
    const file = files.get(name);
    if (file === undefined) return;
    for (const { object } of file.manifest.objects) {
      const key = keyText(keyOf(object));
      const rest = (byKey.get(key) ?? []).filter((indexed) => indexed.file !== name);
      if (rest.length === 0) byKey.delete(key);
      else byKey.set(key, rest);
      if (rest.length < 2) ambiguous.delete(key);
    }
    replaceObjects(name, []);
    files.delete(name);
    broken.delete(name);
  }

  function put(file: ManifestFile): void {
    drop(file.file);
    replaceObjects(file.file, file.manifest.objects);
    files.set(file.file, file);
    if (file.fault !== undefined) broken.add(file.file);
    for (const { object, line } of file.manifest.objects) {
      const key = keyText(keyOf(object));
      const indexed = { object, file: file.file, line };
      const others = byKey.get(key);
      if (others === undefined) byKey.set(key, [indexed]);
      else {
        others.push(indexed);
        ambiguous.add(key);
      }
    }
  }

  function find(key: string): IndexedObject | undefined {
    const [first, second] = byKey.get(key) ?? [];
    if (first !== undefined && second !== undefined) throw duplicate(key, first, second);
    return first;
  }

  function assertReadable(): void {
    const [name] = [...broken].sort();
    const fault = name === undefined ? undefined : files.get(name)?.fault;
    if (fault !== undefined) throw fault;
  }

  return {
    file: (name) => files.get(name),
    put,
    refresh: (file) => void files.set(file.file, file),
    drop,
    find,
    all: () => objects.slice(),
    assertReadable,
    assertWhole() {
      assertReadable();
      for (const key of [...ambiguous].sort()) find(key);
    },
  };
}

/** Where a name is first, or belongs, in a sorted list. */
function positionOf(sorted: readonly string[], name: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as string) < name) low = middle + 1;
    else high = middle;
  }
  return low;
}

function duplicate(key: string, ...found: readonly IndexedObject[]): ManifestError {
  const [first, second] = [...found].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
  const { file = "", line = 0 } = first ?? {};
  const other = { file: second?.file ?? "", line: second?.line ?? 0 };
  const message = `${key} stands twice, in ${file}:${line} and in ${other.file}:${other.line}; remove one of them`;
  return new ManifestError("duplicate", message, { file, line, key, other });
}
