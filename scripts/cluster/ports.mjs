import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { isRunning, processId } from "./daemons.mjs";
import { clusterNames, clustersFolder, readRecord } from "./record.mjs";

/** Below the ports that Linux gives to outgoing connections (32768 and up), which could take one in the meantime. */
const FIRST = 21_000;
const LAST = 31_999;
const BLOCK = 10;

/**
 * @typedef {object} Ports  on 127.0.0.1
 * @property {number} apiServer
 * @property {number} northbound
 * @property {number} southbound
 */

/**
 * Ports that nobody listens on and no other cluster has claimed. Our claim lasts as long as we or a cluster with these ports.
 *
 * @returns {Promise<Ports>}
 * @throws {Error} when all are taken
 */
export async function claimPorts() {
  for (let first = FIRST; first + BLOCK <= LAST; first += BLOCK) {
    if (!claim(first)) continue;
    const ports = { apiServer: first, northbound: first + 1, southbound: first + 2 };
    const free = await Promise.all(Object.values(ports).map(isFree));
    if (free.every(Boolean)) return ports;
    releasePorts(ports);
  }
  throw new Error(`all ports of 127.0.0.1 from ${FIRST} to ${LAST} are taken`);
}

/** @param {Ports} ports */
export function releasePorts({ apiServer }) {
  rmSync(claimFile(apiServer), { force: true });
}

/** @param {number} first */
const claimFile = (first) => join(clustersFolder(), `.ports-${first}`);

/** @param {number} first */
function claim(first) {
  const file = claimFile(first);
  if (isAbandoned(file, first)) rmSync(file, { force: true });
  try {
    writeFileSync(file, JSON.stringify(processId()), { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/** @param {string} file @param {number} first */
function isAbandoned(file, first) {
  try {
    if (isRunning(JSON.parse(readFileSync(file, "utf8")))) return false;
  } catch {
    // Not there, or being written this very moment.
    return false;
  }
  return !clusterNames().some((name) => readRecord(name)?.ports.apiServer === first);
}

/** @param {number} port @returns {Promise<boolean>} whether nobody listens on it */
function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
