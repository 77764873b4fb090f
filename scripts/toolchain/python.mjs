import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, cacheKey, fillOnce } from "./cache.mjs";
import { runCaptured } from "./processes.mjs";

/** What programs in Python need beside our package, and what builds a wheel. */
const PACKAGES = ["pulumi==3.272.0", "setuptools==80.9.0"];

/** @returns {Promise<string | undefined>} where the environment is or will be; undefined without Python 3 */
async function environmentFolder() {
  const { code, stdout } = await runCaptured("python3", [
    "-c",
    "import sys, venv; print(sys.version, sys.base_prefix)",
  ]);
  return code === 0 ? join(cacheFolder(), `python-${cacheKey([stdout, ...PACKAGES])}`) : undefined;
}

/** @param {string} folder */
const binOf = (folder) => join(folder, "bin");

/**
 * The folder with a `python3` that has Pulumi's SDK, where it has been installed on this machine before.
 *
 * @returns {Promise<string | undefined>}
 */
export async function installedPython() {
  const folder = await environmentFolder();
  return folder && existsSync(folder) ? binOf(folder) : undefined;
}

/**
 * The same, installed into the user's cache where it is missing.
 *
 * @param {(line: string) => void} log
 * @returns {Promise<string>}
 * @throws {Error} without Python 3, or with the last line of what pip says
 */
export async function findPython(log) {
  const installed = await installedPython();
  if (installed) return installed;
  const folder = await environmentFolder();
  if (!folder) throw new Error("there is no python3 with its module venv");
  const fill = async (/** @type {string} */ temporary) => {
    log(`installing ${PACKAGES.join(" and ")} for Python`);
    succeed(await runCaptured("python3", ["-m", "venv", temporary]));
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...PACKAGES];
    succeed(await runCaptured(join(binOf(temporary), "python3"), pip));
  };
  return binOf(await fillOnce(folder, fill, log));
}

/** @param {{ code: number, stderr: string }} result */
function succeed({ code, stderr }) {
  if (code !== 0) throw new Error(stderr.trim().split("\n").at(-1) || `exit code ${code}`);
}
