import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { findExecutable } from "./executables.mjs";
import { buildGoPrograms, goProgramsFolder, requiredVersion } from "./go-programs.mjs";
import { repositoryFolder } from "./repository.mjs";

const modules = join(repositoryFolder, "go-modules");

/** @typedef {import("./go-programs.mjs").GoProgram} GoProgram */

/** Hosts of languages beside Node's. @type {readonly GoProgram[]} */
const HOSTS = [
  {
    module: join(modules, "pulumi-language-yaml"),
    package: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
    output: "pulumi-language-yaml",
    ldflags: "",
    about: "Pulumi's language host for YAML (about two minutes of one core)",
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
 * A value for PATH under which the CLI finds its language hosts; undefined where some are missing.
 *
 * @param {string} [path]  with a CLI on it; official ones bring them along
 * @returns {Promise<string | undefined>}
 */
export async function builtLanguageHosts(path = process.env.PATH ?? "") {
  const beside = dirname(findExecutable("pulumi", path) ?? "");
  if (HOSTS.every(({ output }) => findExecutable(output, [beside, path].join(delimiter)))) return path;
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
  return [path, await buildGoPrograms(folder, HOSTS, log)].join(delimiter);
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
