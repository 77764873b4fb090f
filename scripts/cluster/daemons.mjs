import { spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const KILL_MS = 10_000;
const LOG_LINES = 20;
/** In the environment of every daemon and of what it starts: the folder of its cluster. */
const MARK = "PULUMI_KUBEOVN_CLUSTER_FOLDER";

/**
 * What to run, and later again.
 *
 * @typedef {object} Command
 * @property {string} name  of the daemon and of its log
 * @property {string} command
 * @property {readonly string[]} args
 * @property {Readonly<Record<string, string>>} [env]  added to ours
 *
 * A process that can be told from a later one with the same id.
 *
 * @typedef {object} ProcessId
 * @property {number} pid
 * @property {string} startTicks  when it started, in clock ticks since boot
 *
 * @typedef {Command & ProcessId} Daemon
 */

/**
 * Starts a program in a session of its own, where no Ctrl-C of ours reaches it, with all it prints appended to `<name>.log`.
 *
 * @param {string} folder  of the log; also its working directory
 * @param {Command} command
 * @returns {Daemon}
 * @throws {Error} when it cannot be started
 */
export function startDaemon(folder, command) {
  const log = openSync(logFile(folder, command.name), "a", 0o600);
  const child = spawn(command.command, [...command.args], {
    cwd: folder,
    env: { ...process.env, ...command.env, [MARK]: folder },
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.on("error", () => {}).unref();
  if (child.pid === undefined) throw new Error(`${command.command} cannot be started`);
  return { ...command, ...processId(child.pid) };
}

/** @param {string} folder @param {string} name  of the daemon */
const logFile = (folder, name) => join(folder, `${name}.log`);

/**
 * The end of what a daemon printed.
 *
 * @param {string} folder  of its log
 * @param {string} name
 * @returns {string}
 */
export function lastLines(folder, name) {
  return readFileSync(logFile(folder, name), "utf8").trimEnd().split("\n").slice(-LOG_LINES).join("\n");
}

/**
 * Ends daemons and what they started, and returns when they are gone. Nothing else happens meanwhile: it is for our own end as well.
 *
 * @param {readonly ProcessId[]} daemons  those that have ended already are passed over
 * @throws {Error} when one outlives it
 */
export function killDaemons(daemons) {
  for (const daemon of daemons) kill(daemon);
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const end = performance.now() + KILL_MS;
  while (daemons.some(isRunning)) {
    if (performance.now() > end)
      throw new Error(`processes outlive SIGKILL: ${daemons.filter(isRunning).map(({ pid }) => pid)}`);
    Atomics.wait(pause, 0, 0, 5);
  }
}

/**
 * All that runs of a cluster, also what nobody had the time to write down.
 *
 * @param {string} folder  of the cluster
 * @returns {readonly ProcessId[]}
 */
export function findDaemons(folder) {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => hasMark(pid, folder)).map((pid) => processId(Number(pid)));
}

/** @param {string} pid @param {string} folder */
function hasMark(pid, folder) {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`${MARK}=${folder}`);
  } catch {
    // Gone, or another owner's.
    return false;
  }
}

/** @param {ProcessId} daemon  its group as well, if it leads one */
function kill(daemon) {
  for (const target of [-daemon.pid, daemon.pid]) {
    if (!isRunning(daemon)) return;
    try {
      process.kill(target, "SIGKILL");
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
    }
  }
}

/**
 * This very process, or another one that runs now.
 *
 * @param {number} [pid]
 * @returns {ProcessId} startTicks is empty when it has ended already
 */
export function processId(pid = process.pid) {
  return { pid, startTicks: readStat(pid)?.startTicks ?? "" };
}

/**
 * Whether it runs: a process that waits to be collected by its parent does not, nor does a later one with the same id.
 *
 * @param {ProcessId} process
 * @returns {boolean}
 */
export function isRunning({ pid, startTicks }) {
  const stat = readStat(pid);
  return stat !== undefined && stat.state !== "Z" && stat.startTicks === startTicks;
}

/**
 * @param {number} pid
 * @source proc(5): /proc/[pid]/stat, fields 3 and 22; the second is the program's name in parentheses and may hold anything
 */
function readStat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0], startTicks: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}
