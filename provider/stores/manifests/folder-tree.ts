import { type BigIntStats, type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { codeOf, isSystemError, ManifestError } from "./errors";
import { isManifestName, isSkippedName, isTemporaryName, pathInside } from "./file-name";
import { DOUBT_MS } from "./signature";

/** Which manifest files there are, kept up to date by asking folders whether they changed. Paths are relative. */
export interface FolderTree {
  /**
   * Looks at every folder, and into those that changed.
   *
   * @param mode  "all" answers every file, "changed" those of folders that changed
   * @param isOwnTurn  no run but this one has written since the last look
   * @throws ManifestError "unreadable" if the directory or a folder in it cannot be read
   */
  look(mode: "all" | "changed", isOwnTurn: boolean): TreeChange;
  /** takes a change of a folder's list as made by this run, under the lock */
  noteWrite(file: string, isThere: boolean): void;
  /** files inside the directory that killed writers left, as last seen */
  strays(): readonly string[];
}

export interface TreeChange {
  readonly seen: readonly string[];
  readonly gone: readonly string[];
}

interface Folder {
  stamp: string;
  changedMs: number;
  readonly listedMs: number;
  readonly files: Set<string>;
  readonly folders: readonly string[];
  readonly strays: readonly string[];
}

/** How long a folder that this run writes to is believed to have no other writer than runs, before it is listed again. */
const RELIST_MS = 1_000;
/** How many files and folders are looked at where symbolic links lead. */
const MOST_OUTSIDE = 20_000;

/** A folder of which nothing is known: no stamp is like its own. */
const UNLISTED = { stamp: "", changedMs: 0, listedMs: 0, folders: [], strays: [] };

/** The folders below a directory, none of them looked at yet. */
export function createFolderTree(root: string): FolderTree {
  const folders = new Map<string, Folder>();
  // What symbolic links lead to, with the link that was followed: the same thing is not read twice.
  const followed = new Map<string, string>();
  // Folders that are reached through a link, with that link: what lies in them is another owner's.
  const outside = new Map<string, string>();
  const sizes = new Map<string, number>();
  let realRoot = root;

  function look(mode: "all" | "changed", isOwnTurn: boolean): TreeChange {
    realRoot = realRootOf(root);
    const visited = new Set<string>();
    const seen: string[] = [];
    const gone: string[] = [];
    const visit = (path: string): void => {
      const known = folders.get(path);
      const stat = statSync(join(realRoot, path), { bigint: true, throwIfNoEntry: false });
      if (stat === undefined || !stat.isDirectory()) return;
      const isAsKnown = known?.stamp === stampOf(stat).stamp && !isDoubtful(known, mode, isOwnTurn);
      const folder = isAsKnown ? known : list(path, stat);
      if (folder === undefined) return;
      visited.add(path);
      if (folder !== known) {
        for (const file of known?.files ?? []) if (!folder.files.has(file)) gone.push(file);
        folders.set(path, folder);
      }
      if (mode === "all" || folder !== known) for (const file of folder.files) seen.push(file);
      for (const inner of folder.folders) visit(inner);
    };
    visit("");
    for (const [path, folder] of folders) {
      if (visited.has(path)) continue;
      folders.delete(path);
      outside.delete(path);
      for (const file of folder.files) gone.push(file);
    }
    return { seen, gone };
  }

  function list(path: string, stat: BigIntStats): Folder | undefined {
    const listedMs = Date.now();
    const files: string[] = [];
    const inner: string[] = [];
    const strays: string[] = [];
    const entries = entriesOf(join(realRoot, path), path);
    if (entries === undefined) return undefined;
    const through = outside.get(path);
    if (through !== undefined) countOutside(path, through, entries.length);
    for (const entry of entries) {
      const inside = path === "" ? entry.name : `${path}/${entry.name}`;
      if (isTemporaryName(entry.name) && entry.isFile() && !outside.has(path)) strays.push(inside);
      if (isSkippedName(entry.name)) continue;
      const kind = entry.isSymbolicLink() ? follow(inside) : entry;
      if (kind?.isDirectory()) {
        const link = entry.isSymbolicLink() ? inside : outside.get(path);
        if (link === undefined) outside.delete(inside);
        else outside.set(inside, link);
      }
      if (kind?.isDirectory()) inner.push(inside);
      else if (kind?.isFile() && isManifestName(entry.name)) files.push(inside);
    }
    return { ...stampOf(stat), listedMs, files: new Set(files), folders: inner, strays };
  }

  /** Refuses a link to half a file system before that is read. */
  function countOutside(path: string, link: string, count: number): void {
    sizes.set(path, count);
    let total = 0;
    for (const [one, size] of sizes) {
      if (outside.has(one)) total += size;
      else sizes.delete(one);
    }
    if (total <= MOST_OUTSIDE) return;
    const message = `symbolic links lead from the manifest directory to more than ${MOST_OUTSIDE} files and folders, the last of them "${link}"`;
    throw new ManifestError("unreadable", `${message}; point them at the manifests that are meant`, { file: link });
  }

  /** What a link leads to, unless that is read at its own place or through another link. */
  function follow(link: string): { isFile(): boolean; isDirectory(): boolean } | undefined {
    const path = join(realRoot, link);
    try {
      const target = realpathSync(path);
      const inside = pathInside(realRoot, target);
      if (inside !== undefined && (inside === "" || !inside.split("/").some(isSkippedName))) {
        if (statSync(target).isDirectory() || isManifestName(inside)) return undefined;
      }
      const other = followed.get(target);
      if (other !== undefined && other !== link && realpathOf(join(realRoot, other)) === target) return undefined;
      followed.set(target, link);
      return statSync(target);
    } catch (error) {
      // A manifest that a broken link should give is not passed over: reading it will say why.
      if (!isSystemError(error)) throw error;
      return { isFile: () => true, isDirectory: () => false };
    }
  }

  return {
    look,
    noteWrite(file, isThere) {
      const path = parentOf(file);
      const folder = folders.get(path);
      const stat = statSync(join(realRoot, path), { bigint: true, throwIfNoEntry: false });
      if (folder !== undefined) {
        if (stat !== undefined) Object.assign(folder, stampOf(stat));
        if (isThere) folder.files.add(file);
        else folder.files.delete(file);
        return;
      }
      // A folder that was made for the file: the next look lists it and those above it, whatever their time stamps say.
      folders.set(path, { ...UNLISTED, files: new Set([file]) });
      for (let above = path; above !== ""; above = parentOf(above)) {
        const known = folders.get(parentOf(above));
        if (known !== undefined) known.stamp = UNLISTED.stamp;
      }
    },
    strays: () => [...folders.values()].flatMap((folder) => folder.strays),
  };
}

function parentOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

function stampOf({ ino, mtimeNs, ctimeNs, mtimeMs, ctimeMs }: BigIntStats): Pick<Folder, "stamp" | "changedMs"> {
  return { stamp: `${ino}:${mtimeNs}:${ctimeNs}`, changedMs: Math.max(Number(mtimeMs), Number(ctimeMs)) };
}

/**
 * Whether an unchanged stamp may lie: the folder changed so shortly before it was listed that a later change can carry
 * the same time.
 */
function isDoubtful({ listedMs, changedMs }: Folder, mode: "all" | "changed", isOwnTurn: boolean): boolean {
  if (listedMs - changedMs > DOUBT_MS) return false;
  return mode === "all" || !isOwnTurn || Date.now() - listedMs > RELIST_MS;
}

function realRootOf(root: string): string {
  const way = "create it, or correct the path (an empty directory that git should keep needs a file, such as .gitkeep)";
  try {
    const path = realpathSync(root);
    if (statSync(path).isDirectory()) return path;
    throw new ManifestError("unreadable", `manifest directory "${root}" is not a directory; correct the path`, {
      file: ".",
    });
  } catch (error) {
    if (error instanceof ManifestError) throw error;
    const fact = codeOf(error) === "ENOENT" ? "does not exist" : `cannot be read: ${(error as Error).message}`;
    throw new ManifestError("unreadable", `manifest directory "${root}" ${fact}; ${way}`, { file: "." }, error);
  }
}

function realpathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function entriesOf(path: string, inside: string): readonly Dirent[] | undefined {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    const file = inside === "" ? "." : inside;
    const message = `folder "${file}" of the manifest directory cannot be read: ${(error as Error).message}`;
    throw new ManifestError("unreadable", `${message}; make it readable or move it away`, { file }, error);
  }
}
