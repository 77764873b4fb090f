import { createServer } from "node:net";
import { clusterNames, readRecord } from "./record.mjs";

/** Below the ports that Linux gives to outgoing connections (32768 and up), which could take one in the meantime. */
const FIRST = 21_000;
const LAST = 31_999;
const BLOCK = 10;

/**
 * @typedef {object} Ports  on 127.0.0.1
 * @property {number} apiServer
 * @property {number} northbound
 * @property {number} southbound
 * @property {number} webhook
 * @property {number} webhookHealth
 *
 * @typedef {object} PortClaim
 * @property {Ports} ports
 * @property {() => void} release  once the servers listen, or are not going to
 */

/**
 * Ports that nobody listens on and no other cluster has, and that nobody else on this machine gets before the claim is released or we
 * have ended: meanwhile we listen on one more port of theirs.
 *
 * @param {number} [from]  the first to try, a multiple of ten
 * @returns {Promise<PortClaim>}
 * @throws {Error} when all are taken
 */
export async function claimPorts(from = FIRST) {
  const recorded = new Set(clusterNames().map((name) => readRecord(name)?.ports.apiServer));
  for (let first = from; first + BLOCK <= LAST; first += BLOCK) {
    if (recorded.has(first)) continue;
    const ports = {
      apiServer: first,
      northbound: first + 1,
      southbound: first + 2,
      webhook: first + 3,
      webhookHealth: first + 4,
    };
    const guard = await listen(first + 5);
    if (!guard) continue;
    if (await areFree(ports)) return { ports, release: () => void guard.close() };
    guard.close();
  }
  throw new Error(`all ports of 127.0.0.1 from ${from} to ${LAST} are taken`);
}

/**
 * Whether nobody listens on them. To look at a port occupies it for a moment, so that of an API server, which may be on its way back
 * from a restart, is left alone as long as its databases are there.
 *
 * @param {Ports} ports
 */
async function areFree({ apiServer, ...others }) {
  for (const port of [...Object.values(others), apiServer]) {
    const server = await listen(port);
    if (!server) return false;
    await new Promise((resolve) => server.close(resolve));
  }
  return true;
}

/** @param {number} port @returns {Promise<import("node:net").Server | undefined>} undefined when someone listens on it */
function listen(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
