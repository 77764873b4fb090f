import { copyFileSync, existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { findExecutable } from "./executables.mjs";
import { buildGoPrograms, goProgramsFolder, requiredVersion } from "./go-programs.mjs";
import { runCaptured } from "./processes.mjs";
import { repositoryFolder } from "./repository.mjs";

const modules = join(repositoryFolder, "go-modules");
const SDK = "github.com/pulumi/pulumi/sdk/v3";
const PYTHON_LAUNCHER = "pulumi-language-python-exec";

/** @typedef {import("./go-programs.mjs").GoProgram} GoProgram */

/** Where the older hosts are, beside those with all calls of the CLI. */
const OLDER = "older";

/** What the CLI looks for. @param {string} language */
const nameOf = (language) => `pulumi-language-${language}`;

/**
 * A host of the Go module proxy, and the one that is started in its place: it answers what the older one does not.
 *
 * @param {string} language
 * @param {{ module: string, package: string, about: string }} host
 * @returns {readonly GoProgram[]}
 */
const completed = (language, host) => [
  { ...host, output: `${OLDER}/${nameOf(language)}`, ldflags: "" },
  {
    module: join(modules, "pulumi-language-host"),
    package: ".",
    output: nameOf(language),
    ldflags: `-X main.language=${language}`,
    about: `what it lacks, for ${language} (a few seconds where the CLI has been built)`,
  },
];

/** Languages of programs beside Node's, whose host is part of the CLI here. @type {readonly GoProgram[]} */
const HOSTS = [
  ...completed("python", {
    // The same module has both.
    module: join(modules, "pulumi-language-nodejs"),
    package: `${SDK}/python/cmd/pulumi-language-python`,
    about: "Pulumi's language host for Python (a few seconds where that for Node has been built)",
  }),
  ...completed("go", {
    module: join(modules, "pulumi-language-go"),
    package: `${SDK}/go/pulumi-language-go`,
    about: "Pulumi's language host for Go (about half a minute)",
  }),
  {
    module: join(modules, "pulumi-language-yaml"),
    package: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
    output: nameOf("yaml"),
    ldflags: "",
    about: "Pulumi's language host for YAML (about a minute where the CLI has been built)",
  },
];

/** @type {GoProgram} */
const GENERATOR = {
  module: join(modules, "gensdk"),
  package: ".",
  output: "gensdk",
  ldflags: "",
  about: `Pulumi's generators of classes ${requiredVersion(join(modules, "gensdk"), "github.com/pulumi/pulumi/pkg/v3")} (a few seconds where the CLI has been built)`,
};

/**
 * A value for PATH under which the CLI finds its language hosts for Python, Go and YAML; undefined where some are missing.
 *
 * @param {string} [path]  with a CLI on it; official ones bring them along
 * @returns {Promise<string | undefined>}
 */
export async function builtLanguageHosts(path = process.env.PATH ?? "") {
  const beside = dirname(findExecutable("pulumi", path) ?? "");
  const isThere = (/** @type {string} */ name) => findExecutable(name, [beside, path].join(delimiter));
  if (["python", "go", "yaml"].map(nameOf).every(isThere)) return path;
  const folder = await goProgramsFolder("pulumi-languages", HOSTS);
  return folder && existsSync(folder) ? [path, folder].join(delimiter) : undefined;
}

/**
 * The same, built from their Go modules where they are missing.
 *
 * @param {(line: string) => void} log
 * @param {string} [path]
 * @returns {Promise<string>}
 * @throws {Error} where there is no Go, or with the end of the compiler's output
 */
export async function findLanguageHosts(log, path = process.env.PATH ?? "") {
  const built = await builtLanguageHosts(path);
  if (built) return built;
  const folder = await goProgramsFolder("pulumi-languages", HOSTS);
  if (!folder) throw new Error("there is no Go to build Pulumi's language hosts with");
  return [path, await buildGoPrograms(folder, HOSTS, log, copyLauncher)].join(delimiter);
}

/**
 * The script that starts a program in Python: that of the SDK's own release, not of the older host's.
 *
 * @param {string} folder
 */
async function copyLauncher(folder) {
  const download = await runCaptured("go", ["mod", "download", "-json", SDK], { cwd: GENERATOR.module });
  if (download.code !== 0) throw new Error(`go mod download ${SDK} failed:\n${download.stderr}`);
  const { Dir: sdk } = JSON.parse(download.stdout);
  copyFileSync(join(sdk, "python", "cmd", PYTHON_LAUNCHER), join(folder, OLDER, PYTHON_LAUNCHER));
}

/**
 * The program that checks a package schema and generates classes from it, where it has been built on this machine before.
 *
 * @returns {Promise<string | undefined>} path of the executable
 */
export async function builtGenerator() {
  const folder = await goProgramsFolder("gensdk", [GENERATOR]);
  return folder && existsSync(folder) ? join(folder, GENERATOR.output) : undefined;
}

/**
 * The same, built where it is missing.
 *
 * @param {(line: string) => void} log
 * @returns {Promise<string>} path of the executable
 * @throws {Error} where there is no Go, or with the end of the compiler's output
 */
export async function findGenerator(log) {
  const built = await builtGenerator();
  if (built) return built;
  const folder = await goProgramsFolder("gensdk", [GENERATOR]);
  if (!folder) throw new Error("there is no Go to build the generator of classes with");
  return join(await buildGoPrograms(folder, [GENERATOR], log), GENERATOR.output);
}
