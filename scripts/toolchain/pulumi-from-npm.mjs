import { join } from "node:path";
import { cacheFolder, fillOnce } from "./cache.mjs";
import { installNpmPackage } from "./npm-packages.mjs";
import { runCaptured } from "./processes.mjs";

/** The npm package `pulumi` has the version of the CLI that it downloads. */
const VERSION = "3.265.0";
const DOWNLOAD_TIMEOUT_MS = 300_000;

/** @returns {string} the cache folder where the official CLI is or will be; the CLI itself is at npmPulumiBin */
export const npmPulumiFolder = () => join(cacheFolder(), `pulumi-npm-${VERSION}`);

/**
 * @param {string} folder  from npmPulumiFolder
 * @returns {string}
 * @source the npm package `pulumi`, lib/cache.js: `<PULUMI_HOME>/versions/<version>/bin`
 */
export const npmPulumiBin = (folder) => join(folder, "versions", VERSION, "bin", "pulumi");

/**
 * Lets the npm package `pulumi` download the official CLI with its language hosts from the vendor's site.
 *
 * @param {string} folder  from npmPulumiFolder
 * @param {(line: string) => void} log
 * @returns {Promise<string | undefined>} why it is not available, e.g. `fetch failed`; undefined when it is there
 */
export async function downloadNpmPulumi(folder, log) {
  log(`downloading the official Pulumi CLI with the npm package pulumi@${VERSION}`);
  try {
    await fillOnce(folder, fill, log);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @param {string} folder */
async function fill(folder) {
  await installNpmPackage(folder, `pulumi@${VERSION}`);
  const script = join(folder, "node_modules", "pulumi", "run.js");
  const env = { ...process.env, PULUMI_HOME: folder, PULUMI_VERSION: VERSION, PULUMI_SKIP_UPDATE_CHECK: "1" };
  succeed(await runCaptured(process.execPath, [script, "version"], { env, timeoutMs: DOWNLOAD_TIMEOUT_MS }));
}

/** @param {{ code: number, stderr: string }} result */
function succeed({ code, stderr }) {
  if (code === 124) throw new Error("timeout");
  if (code !== 0) throw new Error(stderr.trim().split("\n").at(-1) || `exit code ${code}`);
}
