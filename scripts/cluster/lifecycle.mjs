import { mkdirSync, rmdirSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { findDaemons, killDaemons, processId } from "./daemons.mjs";
import { findOvn } from "./debian.mjs";
import { CONTROLLER, createObjects, isAtWork, isReady, NODES, startController } from "./kube-ovn.mjs";
import { startKubernetes } from "./kubernetes.mjs";
import { startOvn } from "./ovn.mjs";
import { claimPorts } from "./ports.mjs";
import { findPrograms } from "./programs.mjs";
import { clusterFolder, clustersFolder, createRecord, readRecord, stateOf } from "./record.mjs";
import { missingForCluster } from "./requirements.mjs";
import { createStarter } from "./starter.mjs";

/** Seconds on a quiet machine; the rest is for busy ones. */
const TIMEOUT_MS = 180_000;

/**
 * A cluster of this name: the one that runs, or a new one.
 *
 * Nothing stays behind when it fails, and nothing when a signal ends us meanwhile.
 *
 * @param {string} name
 * @param {(line: string) => void} log
 * @returns {Promise<import("./record.mjs").ClusterRecord>}
 * @throws {Error} with what is missing on this machine, or with the end of the log of the daemon that failed
 */
export async function startCluster(name, log) {
  clusterFolder(name);
  const missing = missingForCluster();
  if (missing) throw new Error(`no test cluster on this machine: ${missing}`);
  const ovn = await findOvn(log);
  const programs = await findPrograms(log);
  mkdirSync(clustersFolder(), { recursive: true, mode: 0o700 });
  const running = findRunning(name, log);
  if (running) return running;
  const { ports, release } = await claimPorts();
  try {
    const record = { name, owner: processId(), ready: false, ports, daemons: [] };
    if (!createRecord(record)) throw new Error(`another process has just begun to start cluster "${name}"`);
    return await startAll(record, ovn, programs);
  } finally {
    release();
  }
}

/**
 * @param {import("./record.mjs").ClusterRecord} record
 * @param {import("./debian.mjs").OvnPrograms} ovn
 * @param {import("./programs.mjs").Programs} programs
 */
async function startAll(record, ovn, programs) {
  const undo = () => stopCluster(record.name);
  const onSignal = (/** @type {NodeJS.Signals} */ signal) => process.exit(128 + constants.signals[signal]);
  process.on("exit", undo).on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    const starter = createStarter(record, { timeoutMs: TIMEOUT_MS });
    const [client] = await Promise.all([
      startKubernetes(starter, programs.testkube, NODES[0]?.name ?? ""),
      startOvn(starter, ovn, NODES),
    ]);
    await createObjects(starter, client, programs.crds);
    startController(starter, programs.controller);
    await starter.until("Kube-OVN's subnets and the addresses of the Nodes", () => isReady(client));
    await starter.until(CONTROLLER, () => isAtWork(starter.folder));
    return starter.finish();
  } catch (error) {
    undo();
    throw error;
  } finally {
    process.off("exit", undo).off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}

/**
 * What a killed start of that name has left is removed.
 *
 * @param {string} name
 * @param {(line: string) => void} log
 * @returns {import("./record.mjs").ClusterRecord | undefined} undefined without a cluster of that name
 * @throws {Error} when it is being started
 */
function findRunning(name, log) {
  const found = readRecord(name);
  if (!found) return undefined;
  const state = stateOf(found);
  switch (state) {
    case "running":
      return found;
    case "starting":
      throw new Error(`cluster "${name}" is being started by process ${found.owner.pid}`);
    case "broken":
      log(`removing what is left of cluster "${name}"`);
      stopCluster(name);
      return undefined;
  }
}

/**
 * Ends all processes of a cluster and removes all it wrote; does nothing where there is none.
 *
 * @param {string} name
 */
export function stopCluster(name) {
  const folder = clusterFolder(name);
  killDaemons(findDaemons(folder));
  // What the killed wrote last can appear while the folder is being emptied.
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  removeIfEmpty(clustersFolder());
}

/** @param {string} folder */
function removeIfEmpty(folder) {
  try {
    rmdirSync(folder);
  } catch {
    // Other clusters are in it, or it is gone.
  }
}
