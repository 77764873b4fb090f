import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { runForeground } from "./processes.mjs";

/**
 * Whether the dependencies have to be installed (again): none there, or the lock file is newer than what was installed from it.
 *
 * @param {string} folder  of the project
 * @returns {boolean}
 */
export function needsInstall(folder) {
  const installed = join(folder, "node_modules", ".package-lock.json");
  return !existsSync(installed) || statSync(installed).mtimeMs < statSync(join(folder, "package-lock.json")).mtimeMs;
}

/**
 * Installs the dependencies where that is needed, and compiles what has changed.
 *
 * @param {string} folder  of the project
 * @param {(heading: string) => void} announce
 * @returns {Promise<number>} exit code of the first step that failed, else 0
 */
export async function installAndBuild(folder, announce) {
  if (needsInstall(folder)) {
    announce("Installing the dependencies (npm install)");
    // Not `npm ci`: it refuses a lock file that lacks optional packages of other platforms, which some registries do not have.
    const code = await runForeground("npm", ["install", "--loglevel=error"], { cwd: folder });
    if (code !== 0) return code;
  }
  announce("Compiling");
  return runForeground("npm", ["run", "--silent", "build"], { cwd: folder });
}
