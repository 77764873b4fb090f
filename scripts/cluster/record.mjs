import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { isRunning } from "./daemons.mjs";

/**
 * What is written down about a cluster, from before its first process starts until its folder goes.
 *
 * @typedef {object} ClusterRecord
 * @property {string} name
 * @property {import("./daemons.mjs").ProcessId} owner  who starts it
 * @property {boolean} ready
 * @property {import("./ports.mjs").Ports} ports
 * @property {readonly import("./daemons.mjs").Daemon[]} daemons  in the order in which they were started
 *
 * @typedef {"starting" | "running" | "broken"} ClusterState
 */

/**
 * The folder with one folder per cluster: not in the cache, as nothing in it outlives a restart of the machine.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string}
 */
export function clustersFolder(env = process.env) {
  return env.PULUMI_KUBEOVN_CLUSTERS || join(tmpdir(), `pulumi-kubeovn-clusters-${userInfo().uid}`);
}

/**
 * @param {string} name
 * @returns {string} its folder; sockets are in it, whose paths have at most 107 bytes
 * @throws {Error} for a name that is no plain folder name
 */
export function clusterFolder(name) {
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(name))
    throw new Error(`"${name}" cannot name a cluster: up to 32 lower-case letters, digits and "-"`);
  return join(clustersFolder(), name);
}

/** @returns {readonly string[]} the names of all clusters, whatever their state */
export function clusterNames() {
  const folder = clustersFolder();
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();
}

/** @param {string} name @returns {ClusterRecord | undefined} undefined without such a cluster */
export function readRecord(name) {
  try {
    return JSON.parse(readFileSync(join(clusterFolder(name), "cluster.json"), "utf8"));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return undefined;
    throw error;
  }
}

/** @param {ClusterRecord} record  replaces the one of its name, at once */
export function writeRecord(record) {
  const file = join(clusterFolder(record.name), "cluster.json");
  writeFileSync(`${file}.new`, printRecord(record), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/**
 * Makes the folder of a new cluster, never without the record in it: who finds a folder knows whose it is.
 *
 * @param {ClusterRecord} record
 * @returns {boolean} false when there is a cluster of its name
 */
export function createRecord(record) {
  const draft = mkdtempSync(join(clustersFolder(), ".draft-"));
  writeFileSync(join(draft, "cluster.json"), printRecord(record), { mode: 0o600 });
  try {
    renameSync(draft, clusterFolder(record.name));
    return true;
  } catch (error) {
    rmSync(draft, { recursive: true });
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOTEMPTY") return false;
    throw error;
  }
}

/** @param {ClusterRecord} record */
const printRecord = (record) => JSON.stringify(record, undefined, 2);

/**
 * Broken is what was left by a start that was killed, and a cluster of which a part has ended.
 *
 * @param {ClusterRecord} record
 * @returns {ClusterState}
 */
export function stateOf(record) {
  if (!record.ready) return isRunning(record.owner) ? "starting" : "broken";
  return record.daemons.every(isRunning) ? "running" : "broken";
}
