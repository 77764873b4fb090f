import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, cacheKey, whileLocked } from "./cache.mjs";
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
 * Whether a compiled file is missing. The compiler does not look: it takes a project for up to date by its own notes in dist/.
 *
 * @param {string} folder  of the project
 * @returns {boolean}
 */
export function lacksOutputs(folder) {
  const { references } = JSON.parse(readFileSync(join(folder, "tsconfig.json"), "utf8"));
  return references.some((/** @type {{ path: string }} */ { path }) =>
    readdirSync(join(folder, path), { recursive: true, encoding: "utf8" })
      .filter((file) => /(?<!\.d)\.ts$/.test(file))
      .some((file) => !existsSync(join(folder, "dist", path, file.replace(/\.ts$/, ".js")))),
  );
}

/**
 * Installs the dependencies where that is needed, and compiles what has changed: whoever runs what is compiled here calls it first, as
 * package.json names compiled files from the moment of a checkout on. One process at a time; what npm and the compiler print goes
 * to standard error.
 *
 * @param {string} folder  of the project
 * @param {(heading: string) => void} announce
 * @returns {Promise<number>} exit code of the first step that failed, else 0
 */
export async function installAndBuild(folder, announce) {
  /** @type {import("node:child_process").SpawnOptions} */
  const options = { cwd: folder, stdio: ["inherit", process.stderr, "inherit"] };
  return whileLocked(join(cacheFolder(), `build-${cacheKey([folder])}.lock`), announce, async () => {
    if (needsInstall(folder)) {
      announce("Installing the dependencies (npm ci)");
      const code = await runForeground("npm", ["ci", "--prefer-offline", "--loglevel=error"], options);
      if (code !== 0) return code;
    }
    announce("Compiling");
    const build = ["run", "--silent", "build"];
    const code = await runForeground("npm", build, options);
    if (code !== 0 || !lacksOutputs(folder)) return code;
    announce("Compiling everything: files are missing from dist/");
    return runForeground("npm", [...build, "--", "--force"], options);
  });
}
