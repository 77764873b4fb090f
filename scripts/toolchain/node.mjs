import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { cacheFolder, fillOnce } from "./cache.mjs";
import { installNpmPackage } from "./npm-packages.mjs";
import { runCaptured, runForeground } from "./processes.mjs";
import { repositoryFolder } from "./repository.mjs";

/** The Node that is brought along; the npm package `node` has the version of what it installs. */
const VERSION = "22.23.3";

/**
 * Whether a Node is one of those that package.json declares: new enough.
 *
 * @param {string} version   e.g. `v20.20.2`
 * @param {string} declared  `engines.node`, e.g. `>=22` or `>=22.13`
 * @returns {boolean}
 */
export function isSupportedNode(version, declared) {
  const numbers = (/** @type {string} */ text) =>
    text
      .replace(/^\D+/, "")
      .split(".")
      .map((part) => Number.parseInt(part, 10));
  const have = numbers(version);
  for (const [index, least] of numbers(declared).entries()) {
    const number = have[index] ?? 0;
    if (number !== least) return number > least;
  }
  return true;
}

/**
 * Runs a command of this repository on a Node that package.json declares: this one, else one that npm installs once into the user's
 * cache folder. Where that is not available, this one all the same, after a sentence that says so.
 *
 * @param {(args: readonly string[]) => Promise<number>} command
 * @param {(line: string) => void} log
 * @returns {Promise<number>} exit code
 */
async function onSupportedNode(command, log) {
  const args = process.argv.slice(2);
  const manifest = JSON.parse(readFileSync(join(repositoryFolder, "package.json"), "utf8"));
  const declared = manifest.engines.node;
  if (isSupportedNode(process.version, declared)) return command(args);
  const folder = join(cacheFolder(), `node-${VERSION}`);
  const about = `Node ${process.version} is older than package.json asks for (${declared})`;
  if (!existsSync(folder)) log(`${about}: installing the npm package node@${VERSION}, once for this machine`);
  try {
    await fillOnce(folder, install, log);
  } catch (error) {
    log(
      `${about}, and node@${VERSION} is not available (${error instanceof Error ? error.message : error}): trying this one`,
    );
    return command(args);
  }
  const bin = join(folder, "node_modules", "node", "bin");
  const env = { ...process.env, PATH: [bin, process.env.PATH].filter(Boolean).join(delimiter) };
  return runForeground(join(bin, "node"), process.argv.slice(1), { env });
}

/**
 * Ends a script with such a command: its exit code is that of the process, 1 after an error that is told.
 *
 * @param {(args: readonly string[]) => Promise<number>} command
 * @param {(line: string) => void} log
 * @param {(error: Error) => void} [tell]  default: logs its message
 */
export function runScript(command, log, tell = ({ message }) => log(message)) {
  onSupportedNode(command, log).then(
    (code) => {
      process.exitCode = code;
    },
    (error) => {
      tell(error);
      process.exitCode = 1;
    },
  );
}

/** @param {string} folder */
async function install(folder) {
  await installNpmPackage(folder, `node@${VERSION}`);
  const node = join(folder, "node_modules", "node", "bin", "node");
  const runs = await runCaptured(node, ["--version"]);
  if (runs.code !== 0) throw new Error(`${runs.stderr.trim() || "its binary is missing"}`);
}
