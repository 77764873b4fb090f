import { existsSync, lstatSync, mkdirSync, realpathSync, rmdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type KubeObject, keyOf, keyText, type ObjectKey } from "../../objects/kube-object";
import { asWritten } from "./as-written";
import { createFile, removeFile, replaceFile } from "./atomic-write";
import { codeOf, isSystemError, ManifestError } from "./errors";
import { pathFault } from "./file-name";
import { type HeldLock, type LockTiming, withLock } from "./lock";
import { type ManifestNote, parseFile } from "./manifest-file";
import type { ExportFile, IndexedObject, PlacesOf } from "./object-index";
import type { Manifest, PlacedObject } from "./parse";
import { isSame, toPlain } from "./plain";
import { isProblem, type ManifestProblem } from "./problem";
import { renderObject } from "./render";
import { type Rewritten, rewriteObject, withoutObject } from "./rewrite";
import { createView } from "./view";

/**
 * A directory tree of manifests in git, read and written in place.
 *
 * Read are *.yaml, *.yml and *.json, several documents and lists of objects in one file included; hidden files and
 * folders, node_modules and what .kubeovnignore names are passed over. Everything is refused that makes it doubtful who
 * has which address: a text that cannot be read and may hold an object that decides, such an object that stands twice
 * and says different things. What is not an object of the Kubernetes API (Helm values) is left alone, and so is what a
 * kustomization names as a patch.
 *
 * Several runs may use one directory. A write happens under a lock and on what the directory holds then, and leaves the
 * old text or the new one, whenever the process is killed. Between two looks at every file, which are at most a second
 * apart, a write does not see a change that someone made without a run and without replacing the file.
 */
export interface ManifestDirectory {
  /** every object of the tree, by file name and place in the file; throws "unreadable" | "not-yaml" | "duplicate" */
  objects(): Promise<readonly KubeObject[]>;
  /** an object of the tree; throws as `objects` does where an answer would be doubtful */
  get(key: ObjectKey): Promise<KubeObject | undefined>;
  /** the exports of clusters among the files, whose objects are among the others, too; throws as `objects` does */
  exports(): Promise<readonly ExportFile[]>;
  /** an object, and whether no file but exports has it; throws as `get` does */
  find(key: ObjectKey): Promise<Pick<IndexedObject, "object" | "isExported"> | undefined>;
  /** what was passed over and is no object, or cannot be read and hides no address */
  notes(): Promise<readonly ManifestNote[]>;
  /** where an object stands, for messages: "ips.yaml:42", relative to the directory */
  locate(key: ObjectKey): Promise<string | undefined>;
  /**
   * Writes an object to a file of its own, in the same style every time.
   *
   * @param path  relative to the directory, with "/" and ending in ".yaml"; folders that are missing are made
   * @param admit  may ask who is at some places while no other run writes, and throws to refuse
   * @param isBeside  whether an object of this key, which only an export has, is the one that the file is for
   * @throws ManifestError "already-exists" | "file-exists" | "outside" | "locked" | "unwritable", and as `objects` does
   */
  create(
    object: KubeObject,
    path: string,
    admit?: (at: (places: readonly string[]) => readonly KubeObject[]) => void,
    isBeside?: (exported: KubeObject) => boolean,
  ): Promise<void>;
  /**
   * Changes an object where it stands by the smallest edit: comments, order, quotes and everything else in the file stay
   * byte for byte, and a change that changes nothing writes nothing. Answers the object as it stands then.
   *
   * @throws ManifestError "not-found" | "outside" | "locked" | "unwritable", and as `get` does
   */
  update(key: ObjectKey, change: (live: KubeObject) => KubeObject): Promise<KubeObject>;
  /**
   * Answers what `update` would, and writes nothing.
   *
   * @throws ManifestError as `update` does, but for "locked"
   */
  tryUpdate(key: ObjectKey, change: (live: KubeObject) => KubeObject): Promise<KubeObject>;
  /**
   * Removes an object, with its file if that says nothing else, and with folders that are empty then: git keeps none.
   *
   * @param may  is shown the object; false keeps it
   * @throws ManifestError "outside" | "locked" | "unwritable", and as `get` does
   */
  delete(key: ObjectKey, may: (live: KubeObject) => boolean): Promise<"deleted" | "absent" | "kept">;
}

/** The answer of an edit that came to nothing because the file is not as it was read. */
const EDITED: unique symbol = Symbol("edited");
const MOST_ATTEMPTS = 20;
const EDIT_PAUSE_MS = 25;
/** How often a file is read again that may have been read while someone else was writing it. */
const HALF_ATTEMPTS = 4;

/** What a file is that someone has emptied, or written half. */
function isHalf(error: unknown): boolean {
  return error instanceof ManifestError && (error.code === "not-found" || error.code === "not-yaml");
}

const DEFAULT_TIMING: LockTiming = { waitMs: 30_000, staleMs: 10_000 };

/** What the directory is used for. */
export interface DirectoryUse {
  /** whether an object is written by runs: with the last of them goes what they leave beside it; default: every one */
  readonly isOurs: (object: KubeObject) => boolean;
  /** what is not read besides what .kubeovnignore says, in its syntax; default: nothing */
  readonly ignored: readonly string[];
  /** the places that `admit` asks about; default: none */
  readonly placesOf: PlacesOf;
}

/** The manifest directory at a path. Nothing is read before it is asked for, and nothing is kept open. */
export function openManifestDirectory(
  root: string,
  { isOurs = () => true, ignored = [], placesOf = () => [], ...timing }: Partial<LockTiming & DirectoryUse> = {},
): ManifestDirectory {
  const view = createView(root, ignored, placesOf);
  let last: Promise<unknown> = Promise.resolve();

  /** One thing at a time: what is known of the tree is changed by every look at it. */
  function inTurn<T>(code: "unreadable" | "unwritable", body: () => Promise<T>): Promise<T> {
    const result = last.then(body).catch((error) => {
      throw isSystemError(error) ? systemFault(code, root, error) : error;
    });
    last = result.catch(() => undefined);
    return result;
  }

  function reading<T>(key: ObjectKey, answer: (found: IndexedObject) => T): Promise<T | undefined> {
    return inTurn("unreadable", async () => {
      await view.lookAround(false);
      const found = await view.find(keyText(key));
      if (found === undefined) view.index.assertReadable();
      return found && answer(found);
    });
  }

  function writing<T>(makesRoot: boolean, body: (lock: HeldLock) => Promise<T>): Promise<T> {
    return inTurn("unwritable", async () => {
      if (makesRoot) mkdirSync(root, { recursive: true });
      // Most of the reading is done before the lock is taken, so that it is held for moments only.
      await view.lookAround(false);
      return withLock(root, { ...DEFAULT_TIMING, ...timing }, async (lock) => {
        await view.lookAround(true);
        view.sweep();
        return body(lock);
      });
    });
  }

  /** The object to change, read again, with the text around it. */
  async function open(key: ObjectKey): Promise<OpenObject | undefined> {
    const found = await view.find(keyText(key));
    if (found === undefined) {
      view.index.assertReadable();
      return undefined;
    }
    const { file } = found;
    const path = plainPath(root, file);
    const { text, manifest } = view.read(file);
    const placed = manifest.objects.find(({ object }) => keyText(keyOf(object)) === keyText(key));
    return placed && { file, path, text, manifest, placed };
  }

  /** An object after a change, and its file, unless the change changes nothing. */
  async function changed(key: ObjectKey, change: (live: KubeObject) => KubeObject): Promise<ChangedObject> {
    const opened = await open(key);
    if (opened === undefined) {
      const message = `${keyText(key)} is not in manifest directory "${root}"`;
      throw new ManifestError("not-found", message, { file: ".", key: keyText(key) });
    }
    const live = opened.placed.object;
    const wanted = asWritten(live, toPlain(change(structuredClone(live)))) as KubeObject;
    if (keyText(keyOf(wanted)) !== keyText(key)) throw new Error(`a change of ${keyText(key)} must keep its key`);
    if (isSame(live, wanted)) return { opened, wanted: live };
    return { opened, wanted, rewritten: rewriteObject(opened.text, opened.manifest, opened.placed, wanted) };
  }

  return {
    objects: () =>
      inTurn("unreadable", async () => {
        await view.lookAtAll();
        view.index.assertWhole();
        return view.index.all();
      }),

    notes: () =>
      inTurn("unreadable", async () => {
        await view.lookAtAll();
        return view.index.notes();
      }),

    exports: () =>
      inTurn("unreadable", async () => {
        await view.lookAtAll();
        view.index.assertWhole();
        return view.index.exports();
      }),

    get: (key) => reading(key, ({ object }) => object),

    find: (key) => reading(key, (found) => found),

    locate: (key) => reading(key, ({ file, line }) => `${file}:${line}`),

    async create(object, path, admit, isBeside = () => false) {
      const fault = pathFault(path);
      if (fault !== undefined)
        throw new ManifestError("outside", `"${path}" is no place for a manifest: ${fault}`, { file: path });
      const text = renderObject(object);
      const manifest = parseFile(path, text);
      if (!isSame(manifest.objects[0]?.object, toPlain(object)))
        throw new Error(`${text} is not what it was rendered from`);
      return writing(true, async (lock) => {
        view.index.assertWhole();
        const key = keyText(keyOf(object));
        const existing = view.index.find(key);
        if (existing !== undefined && !(existing.isExported && isBeside(existing.object))) {
          const { file, line } = existing;
          throw new ManifestError("already-exists", `${key} exists already, in ${file}:${line}`, { file, line, key });
        }
        admit?.(view.index.at);
        const target = plainPath(root, path);
        if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) throw fileExists(path, key);
        const turn = lock.beginWrite();
        mkdirSync(dirname(target), { recursive: true });
        try {
          createFile(target, text);
        } catch (error) {
          throw codeOf(error) === "EEXIST" ? fileExists(path, key) : error;
        }
        view.noteWrite(path, { text, manifest }, turn);
      });
    },

    update: (key, change) =>
      editing(key, async (lock) => {
        const { opened, wanted, rewritten } = await changed(key, change);
        if (rewritten === undefined) return wanted;
        return write(lock, opened, rewritten) ? wanted : EDITED;
      }),

    tryUpdate: (key, change) =>
      inTurn("unreadable", async () => {
        await view.lookAround(false);
        const { opened, wanted, rewritten } = await changed(key, change);
        if (rewritten !== undefined) assertWritable(opened, rewritten);
        return wanted;
      }),

    delete: (key, may) =>
      editing(key, async (lock) => {
        const opened = await open(key);
        if (opened === undefined) return "absent";
        if (!may(structuredClone(opened.placed.object))) return "kept";
        const rewritten = withoutObject(opened.text, opened.manifest, opened.placed);
        if (isProblem(rewritten) || !rewritten.manifest.documents.every(({ isEmpty }) => isEmpty)) {
          if (!write(lock, opened, rewritten)) return EDITED;
        } else {
          const turn = lock.beginWrite();
          if (!removeFile(opened.path, opened.text)) return EDITED;
          view.noteWrite(opened.file, undefined, turn);
          removeEmptyFolders(root, opened.file);
        }
        if (!view.index.all().some(isOurs)) lock.endUse();
        return "deleted";
      }),
  };

  /**
   * Edits an object, again from the start where someone else has edited its file meanwhile: the file is read again then, and
   * nobody's edit is lost.
   */
  async function editing<T>(key: ObjectKey, edit: (lock: HeldLock) => Promise<T | typeof EDITED>): Promise<T> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      // Half an edit may be written by now.
      if (attempt > 0) await sleep(EDIT_PAUSE_MS);
      const known = view.index.find(keyText(key));
      const result = await writing(false, edit).catch((error: unknown): typeof EDITED => {
        if (attempt < HALF_ATTEMPTS && known !== undefined && isHalf(error)) return EDITED;
        throw error;
      });
      const isGone = result === "absent" && known !== undefined && existsSync(join(root, known.file));
      if (result !== EDITED && !(isGone && attempt < HALF_ATTEMPTS)) return result;
    }
    const message = `${keyText(key)} in manifest directory "${root}" cannot be changed: someone else keeps editing its file; end that, and run again`;
    throw new ManifestError("unwritable", message, { file: ".", key: keyText(key) });
  }

  /** False, and nothing written, where the file is not as it was read. */
  function write(lock: HeldLock, opened: OpenObject, rewritten: Rewritten | { reason: string }): boolean {
    assertWritable(opened, rewritten);
    const { file, path, text } = opened;
    const turn = lock.beginWrite();
    if (!replaceFile(path, text, rewritten.text)) return false;
    view.noteWrite(file, rewritten, turn);
    return true;
  }
}

interface ChangedObject {
  readonly opened: OpenObject;
  readonly wanted: KubeObject;
  readonly rewritten?: Rewritten | ManifestProblem;
}

function assertWritable(
  { file, placed }: OpenObject,
  rewritten: Rewritten | { reason: string },
): asserts rewritten is Rewritten {
  if (!isProblem(rewritten)) return;
  const key = keyText(keyOf(placed.object));
  const message = `${key} in ${file}:${placed.line} cannot be changed: ${rewritten.reason}; write it out plainly`;
  throw new ManifestError("unwritable", message, { file, line: placed.line, key });
}

interface OpenObject {
  readonly file: string;
  readonly path: string;
  readonly text: string;
  readonly manifest: Manifest;
  readonly placed: PlacedObject;
}

/**
 * The full path of a file that may be written: no symbolic link on the way, so that nothing outside the directory, and
 * nothing that stands elsewhere in it, is reached.
 */
function plainPath(root: string, file: string): string {
  const segments = file.split("/");
  for (let length = 1; length <= segments.length; length += 1) {
    const part = segments.slice(0, length).join("/");
    const stat = lstatSync(join(root, part), { throwIfNoEntry: false });
    if (stat === undefined) break;
    if (!stat.isSymbolicLink()) continue;
    const message = `${file} is reached through the symbolic link "${part}"; change it where it really stands`;
    throw new ManifestError("outside", message, { file });
  }
  return join(realpathSync(root), file);
}

function removeEmptyFolders(root: string, file: string): void {
  for (let folder = dirname(file); folder !== "."; folder = dirname(folder)) {
    try {
      rmdirSync(join(root, folder));
    } catch {
      return;
    }
  }
}

function fileExists(file: string, key: string): ManifestError {
  const message = `${key} cannot be written to ${file}: a file of that name is there; look what it holds`;
  return new ManifestError("file-exists", message, { file, key });
}

function systemFault(code: "unreadable" | "unwritable", root: string, error: unknown): ManifestError {
  const verb = code === "unreadable" ? "read" : "written";
  const message = `manifest directory "${root}" cannot be ${verb}: ${(error as Error).message}`;
  return new ManifestError(code, message, { file: "." }, error);
}
