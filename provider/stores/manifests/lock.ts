import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf, ManifestError } from "./errors";
import { guardLock } from "./lock-guard";

/** How the lock of a directory behaves; all in milliseconds. */
export interface LockTiming {
  /** how long a write waits for another run; default 30,000 */
  readonly waitMs: number;
  /** after how long without a sign of life a lock counts as left behind; default 10,000, at least 2,000 */
  readonly staleMs: number;
}

/** The right to write, as long as nobody took it over. */
export interface HeldLock {
  /** says that a write comes now, and answers the turn it begins; throws "locked" if the lock was taken over */
  beginWrite(): string;
  /** Says that nothing in the directory is ours any more: with the lock all goes that a run leaves beside manifests. */
  endUse(): void;
}

/** The folder of everything that is ours in a manifest directory. */
const OWN_FOLDER = ".kubeovn";

/**
 * The turn of a directory: another text from the moment that any run begins a write under the lock, so that an equal one
 * says that no run has written since. Empty before the first write.
 */
export function currentTurn(root: string): string {
  try {
    return fs.readdirSync(join(root, OWN_FOLDER)).find((name) => name.startsWith("turn-")) ?? "";
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "";
    throw error;
  }
}

/**
 * Runs a body while no other run writes to the directory.
 *
 * The lock and the turn are empty, hidden folders inside the directory: git neither lists nor stores an empty folder,
 * creating one is atomic on every file system, and every container or machine that shares the directory sees it (a lock
 * under the system's temporary folder would be seen on one machine only).
 *
 * @throws ManifestError "locked" after `waitMs`, naming the lock | "unwritable"
 */
export async function withLock<T>(root: string, timing: LockTiming, body: (lock: HeldLock) => Promise<T>): Promise<T> {
  const folder = join(root, OWN_FOLDER);
  const { isOurs, release } = await acquire(root, folder, timing);
  let isUnused = false;
  try {
    return await body({
      endUse() {
        const turn = currentTurn(root);
        if (turn !== "") fs.rmdirSync(join(folder, turn));
        isUnused = true;
      },
      beginWrite() {
        if (!isOurs()) throw lockedError(root, "was taken over by another run, which thought this one dead; run again");
        const turn = currentTurn(root);
        const next = `turn-${randomBytes(6).toString("hex")}`;
        if (turn === "") fs.mkdirSync(join(folder, next));
        else fs.renameSync(join(folder, turn), join(folder, next));
        return next;
      },
    });
  } finally {
    if (isOurs()) release();
    if (isUnused) removeIfEmpty(folder);
  }
}

/** Not recursive: a file system that is mounted read-only answers that with ENOENT, as if the directory were gone. */
function makeOwnFolder(root: string, folder: string): void {
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    if (!fs.lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) return;
    const message = `"${OWN_FOLDER}" in manifest directory "${root}" is a symbolic link; remove it: locks are kept inside the directory`;
    throw new ManifestError("outside", message, { file: OWN_FOLDER });
  }
}

/** A run that is at the lock, or has written since, keeps it. */
function removeIfEmpty(folder: string): void {
  try {
    fs.rmdirSync(folder);
  } catch {
    // In use.
  }
}

function unwritable(root: string, error: unknown): unknown {
  if (error instanceof ManifestError) return error;
  const message = `manifest directory "${root}" cannot be written: ${(error as Error).message}; make it writable for the user of this run`;
  return new ManifestError("unwritable", message, { file: "." }, error);
}

interface Acquired {
  readonly isOurs: () => boolean;
  readonly release: () => void;
}

async function acquire(root: string, folder: string, { waitMs, staleMs }: LockTiming): Promise<Acquired> {
  // Loaded by the first write: a preview only reads.
  const { lockSync } = await import("proper-lockfile");
  const path = join(folder, "lock");
  const deadline = Date.now() + waitMs;
  for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 1.5, 100)) {
    const guard = guardLock(path, staleMs);
    try {
      makeOwnFolder(root, folder);
      const release = lockSync(root, {
        lockfilePath: path,
        realpath: false,
        stale: staleMs,
        update: staleMs / 4,
        fs: guard.fs,
        // A lost lock is noticed by `isOurs`, at the moment it matters.
        onCompromised: () => undefined,
      });
      guard.setHeld();
      return { isOurs: guard.isOurs, release };
    } catch (error) {
      const code = codeOf(error);
      // ENOENT of a directory that is there: our folder was cleaned away between two steps.
      if (code !== "ELOCKED" && (code !== "ENOENT" || !fs.existsSync(root))) throw unwritable(root, error);
      if (Date.now() >= deadline) {
        const way = `wait for it, or remove the folder "${path}" if no run is active`;
        throw lockedError(root, `has been locked by another run for ${Math.round(waitMs / 1000)} s; ${way}`);
      }
      await sleep(pauseMs * (0.5 + Math.random()));
    }
  }
}

function lockedError(root: string, fact: string): ManifestError {
  return new ManifestError("locked", `manifest directory "${root}" ${fact}`, { file: "." });
}
