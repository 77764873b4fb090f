import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, cacheKey, fillOnce } from "./cache.mjs";
import { runCaptured } from "./processes.mjs";

const PROGRESS_MS = 15_000;

/**
 * No paths of this machine and no git state in the programs, so that their cache key says all about them; packages that one such
 * build has compiled are there for the next.
 */
export const SHARED_BUILD = { CGO_ENABLED: "0", GOFLAGS: "-trimpath -buildvcs=false" };

/**
 * A program that a Go module of this repository pins.
 *
 * @typedef {object} GoProgram
 * @property {string} module   folder with go.mod and go.sum
 * @property {string} package  import path of the main package
 * @property {string} output   file name of the program
 * @property {string} ldflags  linker flags, may be empty
 * @property {NodeJS.ProcessEnv} [env]  added to ours for the build, e.g. CGO_ENABLED
 * @property {string} about    what it is and how long it takes, for the progress lines
 */

/**
 * The cache folder where these programs are or will be; undefined where there is no Go to build them with.
 *
 * @param {string} name  begins the folder's name
 * @param {readonly GoProgram[]} programs
 * @returns {Promise<string | undefined>}
 */
export async function goProgramsFolder(name, programs) {
  const parts = [];
  for (const program of programs) {
    const go = await runCaptured("go", ["env", "GOVERSION", "GOOS", "GOARCH"], { cwd: program.module });
    if (go.code !== 0) return undefined;
    parts.push(go.stdout, program.package, program.output, program.ldflags, JSON.stringify(program.env ?? {}));
    for (const file of readdirSync(program.module).sort())
      parts.push(file, readFileSync(join(program.module, file), "utf8"));
  }
  return join(cacheFolder(), `${name}-${cacheKey(parts)}`);
}

/**
 * Builds the programs into one folder, one after the other: two at once would need more memory than small machines have.
 *
 * @param {string} folder  from goProgramsFolder
 * @param {readonly GoProgram[]} programs
 * @param {(line: string) => void} log
 * @param {(temporary: string) => Promise<void>} [addFiles]  puts into the folder what the programs read there
 * @returns {Promise<string>} the folder
 * @throws {Error} with the end of the compiler's output
 */
export function buildGoPrograms(folder, programs, log, addFiles) {
  return fillOnce(
    folder,
    async (temporary) => {
      for (const program of programs) await build(program, temporary, log);
      await addFiles?.(temporary);
    },
    log,
  );
}

/**
 * @param {GoProgram} program
 * @param {string} folder
 * @param {(line: string) => void} log
 */
async function build(program, folder, log) {
  const start = Date.now();
  const counts = { downloaded: 0, compiled: 0 };
  /** @type {string[]} */
  const messages = [];
  /** @param {string} line */
  const onErrorLine = (line) => {
    if (line.startsWith("go: downloading ")) counts.downloaded++;
    else if (/^[\w.~/-]+$/.test(line)) counts.compiled++;
    else messages.push(line);
  };
  log(`building ${program.about}`);
  const progress = setInterval(
    () =>
      log(
        `${elapsed(Date.now() - start)}: ${counts.downloaded} modules downloaded, ${counts.compiled} packages compiled`,
      ),
    PROGRESS_MS,
  );
  const args = ["build", "-v", ...(program.ldflags ? ["-ldflags", program.ldflags] : [])];
  const env = { ...process.env, ...program.env };
  try {
    const result = await runCaptured("go", [...args, "-o", join(folder, program.output), program.package], {
      cwd: program.module,
      env,
      onErrorLine,
    });
    if (result.code !== 0) {
      throw new Error(
        `go build ${program.package} failed (exit code ${result.code}):\n${messages.slice(-20).join("\n")}`,
      );
    }
    log(`built ${program.output} in ${elapsed(Date.now() - start)}`);
  } finally {
    clearInterval(progress);
  }
}

/**
 * A duration as people say it.
 *
 * @param {number} milliseconds
 * @returns {string}
 */
function elapsed(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * The version of a module that a go.mod requires.
 *
 * @param {string} module  folder with a go.mod
 * @param {string} path    of a module it requires
 * @returns {string} e.g. `v1.13.4`
 * @throws {Error} when it requires no such module
 */
export function requiredVersion(module, path) {
  const goMod = readFileSync(join(module, "go.mod"), "utf8");
  const version = goMod
    .split("\n")
    .map((line) =>
      line
        .replace(/^require /, "")
        .trim()
        .split(" "),
    )
    .find(([name]) => name === path)?.[1];
  if (!version) throw new Error(`${module} requires no ${path}`);
  return version;
}
