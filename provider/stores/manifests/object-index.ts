import { type KubeObject, keyOf, keyText } from "../../objects/kube-object";
import { isAddressApi, isDeciding } from "../../objects/kubeovn/deciding";
import { createPlaceTable, type PlaceTable } from "../place-table";
import { joinFaults, ManifestError } from "./errors";
import type { Kustomization } from "./kustomization";
import type { ManifestFile, ManifestNote } from "./manifest-file";
import { isSame } from "./plain";

/** An object and where it stands. */
export interface IndexedObject {
  readonly isExported: boolean;
  readonly object: KubeObject;
  readonly file: string;
  readonly line: number;
}

/** An export of a cluster among the files. */
export interface ExportFile {
  readonly file: string;
  readonly time: string | undefined;
  readonly objects: readonly KubeObject[];
}

/** More arguments than this are not passed to one call. */
const SPLICE_LIMIT = 10_000;

/** The objects of all files by their keys, with the files that cannot be understood beside them. */
export interface ObjectIndex {
  file(file: string): ManifestFile | undefined;
  files(): readonly ManifestFile[];
  /** @param namespace  that a kustomization gives to what has none */
  put(file: ManifestFile, namespace?: string): void;
  /** notes that a file was looked at again, and that its manifest is the one that was put */
  refresh(file: ManifestFile): void;
  drop(file: string): void;
  /** the kustomizations among the files */
  kustomizations(): ReadonlyMap<string, Kustomization>;
  /** the one object of a key; throws "duplicate" if there are two that decide */
  find(key: string): IndexedObject | undefined;
  /** every object, by file name and place in the file */
  all(): readonly KubeObject[];
  /** the objects at one of these places, by file name and line */
  at(places: readonly string[]): readonly KubeObject[];
  /** the files that are exports, by name */
  exports(): readonly ExportFile[];
  /** what was passed over, by file name and line */
  notes(): readonly ManifestNote[];
  /** throws all that is wrong with files at once: an object that is not found may stand there */
  assertReadable(): void;
  /** throws as `assertReadable` does, and all objects that decide and stand twice saying different things */
  assertWhole(): void;
}

/** The places that an object is found at, as texts. */
export type PlacesOf = (object: KubeObject) => readonly string[];

/** An index of nothing yet. */
export function createObjectIndex(placesOf: PlacesOf): ObjectIndex {
  const files = new Map<string, ManifestFile>();
  const objectsOf = new Map<string, readonly { readonly object: KubeObject; readonly line: number }[]>();
  const kustomizations = new Map<string, Kustomization>();
  const byKey = new Map<string, IndexedObject[]>();
  // Built by the first question and kept from then on: a plan asks for no place.
  let byPlace: PlaceTable<IndexedObject> | undefined;
  const broken = new Set<string>();
  const ambiguous = new Set<string>();
  // All objects in order, and the file of each: kept so, because collecting ten thousand for every write would cost more
  // than the write.
  let objects: KubeObject[] = [];
  let owners: string[] = [];

  /** Puts the objects of one file where they belong, in place of those it had. */
  function replaceObjects(name: string, added: readonly { readonly object: KubeObject }[]): void {
    const start = positionOf(owners, name);
    const end = start + (objectsOf.get(name)?.length ?? 0);
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
    for (const { object } of objectsOf.get(name) ?? []) {
      const key = keyText(keyOf(object));
      const known = byKey.get(key) ?? [];
      const rest = known.filter((indexed) => indexed.file !== name);
      for (const indexed of known) {
        if (indexed.file === name) byPlace?.remove(indexed, placesOf(indexed.object));
      }
      if (rest.length === 0) byKey.delete(key);
      else byKey.set(key, rest);
      if (rest.length < 2) ambiguous.delete(key);
    }
    replaceObjects(name, []);
    objectsOf.delete(name);
    kustomizations.delete(name);
    files.delete(name);
    broken.delete(name);
  }

  function put(file: ManifestFile, namespace?: string): void {
    drop(file.file);
    const objects = file.manifest.objects.map(({ object, line }) => ({ object: placedIn(object, namespace), line }));
    replaceObjects(file.file, objects);
    objectsOf.set(file.file, objects);
    files.set(file.file, file);
    if (file.kustomization !== undefined) kustomizations.set(file.file, file.kustomization);
    if (file.faults.length > 0) broken.add(file.file);
    for (const { object, line } of objects) {
      const key = keyText(keyOf(object));
      const indexed = { object, file: file.file, line, isExported: file.exported !== undefined };
      byPlace?.add(indexed, placesOf(object));
      const others = byKey.get(key);
      if (others === undefined) byKey.set(key, [indexed]);
      else {
        others.push(indexed);
        ambiguous.add(key);
      }
    }
  }

  function find(key: string): IndexedObject | undefined {
    const found = written(byKey.get(key) ?? []);
    const fault =
      found.length > 1 && isDeciding((found[0] as IndexedObject).object) ? duplicate(key, found) : undefined;
    if (fault !== undefined) throw fault;
    return found[0];
  }

  function fileFaults(): readonly ManifestError[] {
    return [...broken].sort().flatMap((name) => files.get(name)?.faults ?? []);
  }

  /** Of one key, objects that say the same leave no doubt; others do if they decide. */
  function keyFaults(): readonly ManifestError[] {
    return [...ambiguous].sort().flatMap((key) => {
      const found = written(byKey.get(key) ?? []);
      const first = found[0]?.object;
      if (found.every(({ object }) => isSame(object, first))) return [];
      return found.some(({ object }) => isDeciding(object)) ? [duplicate(key, found)] : [];
    });
  }

  return {
    file: (name) => files.get(name),
    files: () => [...files.values()],
    put,
    kustomizations: () => kustomizations,
    refresh: (file) => void files.set(file.file, file),
    drop,
    find,
    all: () => objects.slice(),
    at(places) {
      if (byPlace === undefined) {
        byPlace = createPlaceTable();
        for (const indexed of [...byKey.values()].flat()) byPlace.add(indexed, placesOf(indexed.object));
      }
      return [...byPlace.at(places)].sort(byFileAndLine).map(({ object }) => object);
    },
    exports: () =>
      [...files.values()]
        .filter(({ exported }) => exported !== undefined)
        .sort((a, b) => (a.file < b.file ? -1 : 1))
        .map(({ file, exported }) => ({
          file,
          time: exported?.time,
          objects: (objectsOf.get(file) ?? []).map(({ object }) => object),
        })),
    notes: () => [...files.keys()].sort().flatMap((name) => files.get(name)?.notes ?? []),
    assertReadable: () => joinFaults(fileFaults()),
    assertWhole: () => joinFaults([...fileFaults(), ...keyFaults()]),
  };
}

/** Kinds without a namespace keep none; those of addresses have none, or say theirs where it matters. */
function placedIn(object: KubeObject, namespace: string | undefined): KubeObject {
  const isPlaced = namespace === undefined || object.metadata.namespace !== undefined;
  if (isPlaced || isAddressApi(object.apiVersion) || ["Namespace", "Node"].includes(object.kind)) return object;
  return { ...object, metadata: { ...object.metadata, namespace } };
}

/** The objects of one key that someone wrote; those of an export where nobody did. */
function written(found: readonly IndexedObject[]): readonly IndexedObject[] {
  const own = found.filter(({ isExported }) => !isExported);
  return own.length === 0 ? found : own;
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

function byFileAndLine(a: IndexedObject, b: IndexedObject): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line;
}

function duplicate(key: string, found: readonly IndexedObject[]): ManifestError {
  const places = [...found].sort(byFileAndLine);
  const [first, second] = places;
  const { file = "", line = 0 } = first ?? {};
  const other = { file: second?.file ?? "", line: second?.line ?? 0 };
  const where = places.map((place) => `in ${place.file}:${place.line}`).join(" and ");
  const times = places.length === 2 ? "twice" : `${places.length} times`;
  const way = "remove all but one, or exclude those of other clusters in .kubeovnignore";
  return new ManifestError("duplicate", `${key} stands ${times}, ${where}; ${way}`, { file, line, key, other });
}
