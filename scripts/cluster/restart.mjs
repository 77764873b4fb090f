import { statSync } from "node:fs";
import { clusterClient } from "./access.mjs";
import { isRunning, killDaemons, lastLines, startDaemon } from "./daemons.mjs";
import { CONTROLLER, controllerLog, isAtWork } from "./kube-ovn.mjs";
import { API_SERVER } from "./kubernetes.mjs";
import { clusterFolder, readRecord, writeRecord } from "./record.mjs";
import { waitFor } from "./wait.mjs";

const TIMEOUT_MS = 120_000;
/** When a server ends for so many times while it starts, it will do so again. */
const ENDS = 5;

/**
 * Kills kube-ovn-controller and starts it again, with all it knew only by heart forgotten.
 *
 * @param {string} name  of a running cluster
 * @param {Readonly<Record<string, string>>} [flags]  that it is run with from then on instead of those it had, by name without dashes
 * @returns {Promise<void>} when it leads again, has cleaned up and works
 */
export async function restartController(name, flags = {}) {
  const folder = clusterFolder(name);
  const before = statSync(controllerLog(folder)).size;
  restart(name, CONTROLLER, flags);
  await untilBack(name, CONTROLLER, () => isAtWork(folder, before));
}

/**
 * Kills kube-apiserver and starts it again. Watches break; certificates and tokens stay.
 *
 * @param {string} name  of a running cluster
 * @returns {Promise<void>} when it is ready
 */
export async function restartApiServer(name) {
  const client = clusterClient(name, "admin");
  restart(name, API_SERVER);
  await untilBack(name, API_SERVER, async () => {
    const { status, body } = await client("GET", "/readyz");
    if (status !== 200) throw new Error(`${status} ${body}`);
    return true;
  });
  // Without an API server the controller gives up when it is just starting.
  if (!isRunning(find(name, CONTROLLER).daemon)) await restartController(name);
}

/**
 * Waits for a daemon, and starts it again when it ends meanwhile, as a kubelet would: someone may have had its port for a moment.
 *
 * @param {string} name
 * @param {string} daemonName
 * @param {() => boolean | Promise<boolean>} look
 */
async function untilBack(name, daemonName, look) {
  let ends = 0;
  const startAgain = () => {
    if (isRunning(find(name, daemonName).daemon)) return;
    ends += 1;
    if (ends === ENDS) throw new Error(`${daemonName} has ended:\n${lastLines(clusterFolder(name), daemonName)}`);
    restart(name, daemonName);
  };
  await waitFor(look, { timeoutMs: TIMEOUT_MS, about: daemonName, giveUp: startAgain });
}

/**
 * Stops kube-ovn-controller in the middle of whatever it does.
 *
 * @param {string} name  of a running cluster
 * @public  tests load it
 * @returns {() => void} lets it go on; after 30 s it would have lost its lease
 */
export function pauseController(name) {
  const { pid } = find(name, CONTROLLER).daemon;
  process.kill(pid, "SIGSTOP");
  return () => void process.kill(pid, "SIGCONT");
}

/** @param {string} name @param {string} daemonName @param {Readonly<Record<string, string>>} [flags] */
function restart(name, daemonName, flags = {}) {
  const { record, daemon } = find(name, daemonName);
  killDaemons([daemon]);
  const { pid: _, startTicks: __, args, ...command } = daemon;
  const kept = args.filter((arg) => !Object.keys(flags).some((flag) => arg.startsWith(`--${flag}=`)));
  const given = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
  const started = startDaemon(clusterFolder(name), { ...command, args: [...kept, ...given] });
  const daemons = record.daemons.map((candidate) => (candidate === daemon ? started : candidate));
  writeRecord({ ...record, daemons });
}

/** @param {string} name @param {string} daemonName */
function find(name, daemonName) {
  const record = readRecord(name);
  const daemon = record?.daemons.find((candidate) => candidate.name === daemonName);
  if (!record || !daemon) throw new Error(`cluster "${name}" has no ${daemonName}`);
  return { record, daemon };
}
