import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "../toolchain/repository.mjs";

/**
 * Classes that only some components need, and that are in no bundle: those that lie beside one would register with a copy of Pulumi's
 * SDK that is not its own.
 *
 * @type {import("esbuild").Plugin}
 */
const withoutKubernetes = {
  name: "without-kubernetes",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@pulumi\/kubernetes$/ }, ({ path }) => ({ path, namespace: "absent" }));
    onLoad({ filter: /.*/, namespace: "absent" }, ({ path }) => ({
      contents: `throw Object.assign(new Error(${JSON.stringify(`${path} is in no bundle`)}), { code: "MODULE_NOT_FOUND" });`,
    }));
  },
};

/**
 * Writes a program and all that it imports into one file. What it imports when it comes to it is evaluated then, as before.
 *
 * @param {string} entry  a compiled file
 * @param {string} file
 * @returns {Promise<{ licenses: readonly string[] }>} the texts under which the packages in it are distributed
 * @throws {Error} where something cannot be bundled
 */
export async function bundle(entry, file) {
  // Those who import this install the dependencies first.
  const { build } = await import("esbuild");
  const { metafile } = await build({
    entryPoints: [entry],
    outfile: file,
    absWorkingDir: repositoryFolder,
    bundle: true,
    plugins: [withoutKubernetes],
    platform: "node",
    target: "node22",
    format: "cjs",
    // Names stay, for the stacks of errors.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    // Node tells of deprecated modules where it loads them outside of node_modules, and the CLI shows that to people who use the plugin.
    banner: { js: '"use strict"; process.noDeprecation = true;' },
    metafile: true,
    logLevel: "error",
  });
  return { licenses: licensesOf(Object.keys(metafile.inputs)) };
}

/** @param {readonly string[]} inputs  paths of bundled files in the repository @returns {readonly string[]} */
function licensesOf(inputs) {
  const folders = new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  return [...folders].sort().map((path) => {
    const folder = join(repositoryFolder, path);
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[sc]e/i.test(entry));
    const text = file === undefined ? "" : readFileSync(join(folder, file), "utf8");
    return `${name} ${version} (${license})\n\n${text}`.trim();
  });
}
