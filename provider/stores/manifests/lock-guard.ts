import { mkdirSync, realpathSync, rmdirSync, statSync, utimesSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** The part of node:fs that proper-lockfile uses in its synchronous form. */
type LockFileSystem = Readonly<
  Record<
    "mkdirSync" | "realpathSync" | "rmdirSync" | "statSync" | "utimesSync",
    (path: string, ...rest: Date[]) => unknown
  >
>;

/** The file system that proper-lockfile works with, and what it did to one lock. */
export interface LockGuard {
  readonly fs: LockFileSystem;
  /** tells the guard that the lock is ours: from now on removing it is no takeover */
  setHeld(): void;
  /** whether the lock on disk is still the one that was taken, as last touched from here */
  isOurs(): boolean;
}

/**
 * Closes two gaps of proper-lockfile. It removes a lock that it found stale a moment ago, and could so remove the fresh
 * one of a run that was faster: here one run at a time takes over, and looks again before it removes. And it notices the
 * loss of a lock only by timer: here every touch is remembered, so that a writer can ask.
 *
 * @source proper-lockfile 4.1.2 lib/lockfile.js acquireLock, updateLock; lib/adapter.js createSyncFs
 */
export function guardLock(path: string, staleMs: number): LockGuard {
  let isHeld = false;
  let signature: string | undefined;
  return {
    fs: {
      mkdirSync: (target) => mkdirSync(target),
      realpathSync: (target) => realpathSync(target),
      statSync: (target) => statSync(target),
      rmdirSync(target) {
        if (isHeld) rmdirSync(target);
        else takeOver(target, staleMs);
      },
      utimesSync(target, atime, mtime) {
        utimesSync(target, atime as Date, mtime as Date);
        signature = signatureOf(path);
      },
    },
    setHeld() {
      isHeld = true;
      signature = signatureOf(path);
    },
    isOurs: () => signature !== undefined && signatureOf(path) === signature,
  };
}

/** Removes a lock that is stale still; throws if it is not, or if another run is at it. */
function takeOver(path: string, staleMs: number): void {
  const turnstile = join(dirname(path), `${basename(path)}-takeover`);
  try {
    if (isStale(turnstile, staleMs)) rmdirSync(turnstile);
    mkdirSync(turnstile);
    try {
      if (!isStale(path, staleMs)) throw new Error("the lock is in use again");
      rmdirSync(path);
    } finally {
      rmdirSync(turnstile);
    }
  } catch (error) {
    throw Object.assign(new Error("another run takes the lock over", { cause: error }), { code: "ELOCKED" });
  }
}

function isStale(path: string, staleMs: number): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && stat.mtimeMs < Date.now() - staleMs;
}

function signatureOf(path: string): string | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat && `${stat.ino}:${stat.mtimeNs}`;
}
