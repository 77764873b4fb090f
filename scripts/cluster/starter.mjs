import { isRunning, lastLines, startDaemon } from "./daemons.mjs";
import { clusterFolder, writeRecord } from "./record.mjs";
import { waitFor } from "./wait.mjs";

/**
 * A cluster that is being started.
 *
 * @typedef {object} Starter
 * @property {string} folder
 * @property {import("./ports.mjs").Ports} ports
 * @property {(command: import("./daemons.mjs").Command) => void} start  the daemon is in the record before anything else happens
 * @property {<T>(about: string, look: () => T | Promise<T>) => Promise<T>} until  waits, as long as all daemons run
 * @property {() => import("./record.mjs").ClusterRecord} finish  says that it is ready
 */

/**
 * @param {import("./record.mjs").ClusterRecord} record  as it was created
 * @param {{ timeoutMs: number }} options  for everything it waits for
 * @returns {Starter}
 */
export function createStarter(record, { timeoutMs }) {
  const folder = clusterFolder(record.name);
  let current = record;
  const giveUp = () => {
    const ended = current.daemons.find((daemon) => !isRunning(daemon));
    if (ended) throw new Error(`${ended.name} has ended:\n${lastLines(folder, ended.name)}`);
  };
  return {
    folder,
    ports: record.ports,
    start(command) {
      const daemon = startDaemon(folder, command);
      current = { ...current, daemons: [...current.daemons, daemon] };
      writeRecord(current);
    },
    until: (about, look) => waitFor(look, { timeoutMs, about, giveUp }),
    finish() {
      giveUp();
      current = { ...current, ready: true };
      writeRecord(current);
      return current;
    },
  };
}
