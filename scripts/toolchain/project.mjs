import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runForeground } from "./processes.mjs";

/**
 * One package of a lock file: where it is from and whether it may be omitted on other platforms.
 *
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage
 */

/**
 * Whether the dependencies have to be installed (again): none there, or not those of the lock file. The times of the files say nothing:
 * git changes them with every switch of branches.
 *
 * @param {string} folder  of the project
 * @returns {boolean}
 */
export function needsInstall(folder) {
  // npm writes it last, and its installations that were broken off lack it.
  const installedFile = join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(installedFile)) return true;
  const locked = readPackages(join(folder, "package-lock.json"));
  const installed = readPackages(installedFile);
  const wanted = Object.entries(locked).filter(([path]) => path !== "");
  return (
    Object.keys(installed).some((path) => !(path in locked)) ||
    wanted.some(([path, { version, integrity, optional }]) => {
      const found = installed[path];
      return found ? found.version !== version || found.integrity !== integrity : !optional;
    })
  );
}

/** @param {string} file @returns {Record<string, LockedPackage>} by their paths in the project; "" is the project itself */
const readPackages = (file) => JSON.parse(readFileSync(file, "utf8")).packages ?? {};

/**
 * Installs the dependencies where that is needed, and compiles what has changed.
 *
 * @param {string} folder  of the project
 * @param {(heading: string) => void} announce
 * @returns {Promise<number>} exit code of the first step that failed, else 0
 */
export async function installAndBuild(folder, announce) {
  if (needsInstall(folder)) {
    announce("Installing the dependencies (npm ci)");
    const code = await runForeground("npm", ["ci", "--prefer-offline", "--loglevel=error"], { cwd: folder });
    if (code !== 0) return code;
  }
  announce("Compiling");
  return runForeground("npm", ["run", "--silent", "build"], { cwd: folder });
}
