import { runCaptured } from "./processes.mjs";

const INSTALL_TIMEOUT_MS = 180_000;

/**
 * Installs one npm package, with its install scripts, into a folder of its own.
 *
 * @param {string} folder
 * @param {string} specifier  e.g. `node@22.23.3`
 * @throws {Error} with what npm says first, e.g. `npm error code ENOTFOUND`
 */
export async function installNpmPackage(folder, specifier) {
  const args = ["install", "--prefix", folder, "--no-audit", "--no-fund", "--fetch-retries=1", "--foreground-scripts"];
  const { code, stderr } = await runCaptured("npm", [...args, specifier], { timeoutMs: INSTALL_TIMEOUT_MS });
  if (code === 124) throw new Error("timeout");
  const said = stderr.split("\n").find((line) => line.startsWith("npm error"));
  if (code !== 0) throw new Error(said ?? `exit code ${code}`);
}
