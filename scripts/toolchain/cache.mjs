import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A lock that nobody has touched for so long belongs to a process that is gone. */
const STALE_LOCK_MS = 20_000;
const HEARTBEAT_MS = 5_000;

/**
 * The folder for what is downloaded or built once per machine and user.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string}
 * @source XDG Base Directory Specification 0.8: an unset, empty or relative XDG_CACHE_HOME means ~/.cache
 */
export function cacheFolder(env = process.env) {
  const base = env.XDG_CACHE_HOME?.startsWith("/") ? env.XDG_CACHE_HOME : join(homedir(), ".cache");
  return join(base, "pulumi-kubeovn");
}

/**
 * Twelve hex digits that stand for the given texts and their order.
 *
 * @param {readonly string[]} parts
 * @returns {string}
 */
export function cacheKey(parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest("hex").slice(0, 12);
}

/**
 * Fills a folder once: in a temporary folder beside it that is renamed at the end, so that the folder is whole or absent.
 *
 * Several processes may ask at the same time: one fills, the others wait for it.
 *
 * @param {string} target
 * @param {(temporary: string) => Promise<void>} fill  throws to give up; nothing is left behind then
 * @param {(line: string) => void} log
 * @returns {Promise<string>} the target
 */
export async function fillOnce(target, fill, log) {
  if (existsSync(target)) return target;
  const temporary = `${target}.partial`;
  const clean = () => rmSync(temporary, { recursive: true, force: true });
  return whileLocked(`${target}.lock`, log, async () => {
    if (existsSync(target)) return target;
    clean();
    process.on("exit", clean);
    try {
      mkdirSync(temporary);
      await fill(temporary);
      renameSync(temporary, target);
      return target;
    } finally {
      process.off("exit", clean);
      clean();
    }
  });
}

/**
 * Does what only one process at a time may do: the others wait for it.
 *
 * @template T
 * @param {string} path  of the lock, a file that is there meanwhile
 * @param {(line: string) => void} log
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function whileLocked(path, log, work) {
  mkdirSync(dirname(path), { recursive: true });
  const release = await lock(path, log);
  process.on("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}

/**
 * @param {string} path
 * @param {(line: string) => void} log
 * @returns {Promise<() => void>} releases the lock
 */
async function lock(path, log) {
  let announced = false;
  while (!create(path)) {
    if (!announced) log("another process is doing this right now; waiting for it");
    announced = true;
    const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - touched > STALE_LOCK_MS) rmSync(path, { force: true });
    else await sleep(200);
  }
  const heartbeat = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date());
    } catch {
      // Taken for stale while this machine slept: the other process works on, and the rename settles it.
    }
  }, HEARTBEAT_MS);
  return () => {
    clearInterval(heartbeat);
    rmSync(path, { force: true });
  };
}

/** @param {string} path */
function create(path) {
  try {
    writeFileSync(path, "", { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}
