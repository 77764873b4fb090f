import { copyFileSync, existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { findExecutable, isExecutable } from "./executables.mjs";
import { buildGoPrograms, goProgramsFolder } from "./go-programs.mjs";
import { runCaptured } from "./processes.mjs";
import { goPulumiPrograms } from "./pulumi-from-go.mjs";
import { downloadNpmPulumi, npmPulumiBin, npmPulumiFolder } from "./pulumi-from-npm.mjs";
import { isRecentEnough, MINIMUM_VERSION } from "./pulumi-version.mjs";
import { repositoryFolder } from "./repository.mjs";

const LANGUAGE_HOST = "pulumi-language-nodejs";
/** Starts dynamic providers; official CLIs bring it along, and so does the npm package @pulumi/pulumi. */
const LAUNCHER = "pulumi-resource-pulumi-nodejs";

/**
 * @typedef {(line: string) => void} Log
 *
 * @typedef {object} Pulumi
 * @property {string} bin      absolute path of the CLI
 * @property {string} version  as it says itself, e.g. `v3.259.0`
 * @property {"path" | "npm" | "built"} source
 * @property {string} path     value for PATH under which the CLI finds its language host and the launcher of dynamic providers
 */

/**
 * The Pulumi CLI of this machine: the one on the PATH, else the official one that the npm package `pulumi` downloads, else one
 * built from the Go modules of this repository. The last two are kept in the user's cache folder.
 *
 * @param {{ log: Log }} options
 * @returns {Promise<Pulumi>}
 * @throws {Error} when none is available, with what to install
 */
export async function findPulumi({ log }) {
  const onPath = await fromPath(log);
  if (onPath) return onPath;
  const npmFolder = npmPulumiFolder();
  if (existsSync(npmFolder)) return fromCache("npm", npmFolder, npmPulumiBin(npmFolder));
  const programs = goPulumiPrograms();
  const goFolder = await goProgramsFolder("pulumi-cli", programs);
  if (!goFolder || !existsSync(goFolder)) {
    const problem = await downloadNpmPulumi(npmFolder, log);
    if (!problem) return fromCache("npm", npmFolder, npmPulumiBin(npmFolder));
    if (!goFolder) throw new Error(nothingToRun(problem));
    log(`it cannot be downloaded here (${problem}): building one from its Go modules, once for this machine`);
    await buildGoPrograms(goFolder, programs, log);
  }
  return fromCache("built", goFolder, join(goFolder, "pulumi"));
}

/** @param {Log} log @returns {Promise<Pulumi | undefined>} */
async function fromPath(log) {
  const path = process.env.PATH ?? "";
  const bin = findExecutable("pulumi", path);
  if (!bin) return undefined;
  const folder = dirname(realpathSync(bin));
  if (!findExecutable(LANGUAGE_HOST, [folder, path].join(delimiter))) {
    log(`${bin} has no ${LANGUAGE_HOST} beside it or on the PATH; looking further`);
    return undefined;
  }
  const version = await versionOf(bin);
  if (version === undefined || !isRecentEnough(version)) {
    log(`${bin} is ${version ?? "broken"}, ${MINIMUM_VERSION} or newer is needed; looking further`);
    return undefined;
  }
  const hasLauncher = findExecutable(LAUNCHER, [folder, path].join(delimiter));
  return { bin, version, source: "path", path: joinPath(path, hasLauncher ? undefined : dirname(sdkLauncher)) };
}

/** @param {"npm" | "built"} source @param {string} folder @param {string} bin @returns {Promise<Pulumi>} */
async function fromCache(source, folder, bin) {
  const launcher = join(dirname(bin), LAUNCHER);
  // Found elsewhere than beside the CLI it works too, but then every run warns about it.
  if (!isExecutable(launcher) && isExecutable(sdkLauncher)) copyFileSync(sdkLauncher, launcher);
  const version = await versionOf(bin);
  if (version === undefined) throw new Error(`${bin} does not run; remove ${folder} and try again`);
  return { bin, version, source, path: joinPath(dirname(bin), process.env.PATH) };
}

const sdkLauncher = join(repositoryFolder, "node_modules", "@pulumi", "pulumi", LAUNCHER);

/** @param {(string | undefined)[]} folders  the folder of this very Node goes last: hosts and launchers call `node` */
const joinPath = (...folders) => [...folders, dirname(process.execPath)].filter(Boolean).join(delimiter);

/** @param {string} bin */
async function versionOf(bin) {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "1" };
  const { code, stdout } = await runCaptured(bin, ["version"], { env, timeoutMs: 30_000 });
  return code === 0 ? stdout.trim() : undefined;
}

/** @param {string} npmProblem */
const nothingToRun = (
  npmProblem,
) => `there is no Pulumi CLI: none on the PATH, none could be downloaded (${npmProblem}),
and there is no Go to build one with. Install one of these and try again:
  the Pulumi CLI   https://www.pulumi.com/docs/install/
  Go 1.26          https://go.dev/doc/install`;
