import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "../toolchain/repository.mjs";
import { archive } from "./archive.mjs";
import { bundle } from "./bundle.mjs";
import { makeExecutable } from "./executable.mjs";

const TARGET = join(repositoryFolder, "dist", "plugin");

/** The file name that the CLI looks for. */
const COMMAND = "pulumi-resource-kubeovn";

/** Names of systems and processors as Go has them, and Pulumi with it. @source pulumi sdk/go/common/workspace/plugins.go standardAssetName */
const SYSTEMS = /** @type {Readonly<Record<string, string>>} */ ({ win32: "windows" });
const PROCESSORS = /** @type {Readonly<Record<string, string>>} */ ({ x64: "amd64" });
const PLATFORM = `${SYSTEMS[process.platform] ?? process.platform}-${PROCESSORS[process.arch] ?? process.arch}`;

/**
 * Makes the plugin in all its forms from what is compiled, in dist/plugin/.
 *
 * @param {(line: string) => void} log
 * @throws {Error} where the bundler refuses, or this Node cannot be made a part of an executable
 */
export async function makePlugin(log) {
  const manifest = JSON.parse(readFileSync(join(repositoryFolder, "package.json"), "utf8"));
  rmSync(TARGET, { recursive: true, force: true });

  const node = folder("node");
  const script = join(node, COMMAND);
  const { licenses } = await bundle(join(repositoryFolder, manifest.bin[COMMAND]), script);
  chmodSync(script, 0o755);
  writeFileSync(join(node, "PulumiPlugin.yaml"), "runtime: nodejs\n");
  writeFileSync(join(node, "package.json"), `${JSON.stringify(packageOf(manifest), null, 2)}\n`);
  addLicenses(node, licenses);
  log(`${shown(script)}: one file for Node, ${megabytes(script)}`);

  const own = folder(PLATFORM);
  const executable = join(own, process.platform === "win32" ? `${COMMAND}.exe` : COMMAND);
  await makeExecutable(script, executable);
  const ofNode = `Node.js ${process.version}: https://github.com/nodejs/node/blob/${process.version}/LICENSE`;
  addLicenses(own, [ofNode, ...licenses]);
  log(`${shown(executable)}: with Node ${process.version} in it, ${megabytes(executable)}`);

  const file = join(folder("release"), `${COMMAND}-v${manifest.version}-${PLATFORM}.tar.gz`);
  await archive(own, file);
  log(`${shown(file)}: ${megabytes(file)}, and its SHA-256 beside it`);
}

/**
 * What the CLI's host for Node reads of a plugin: it starts the main file with a script of Pulumi's SDK.
 *
 * @param {{ version: string, license: string, engines: object, dependencies: Record<string, string> }} manifest
 * @source pulumi sdk/nodejs/cmd/pulumi-language-nodejs/main.go RunPlugin
 */
const packageOf = ({ version, license, engines, dependencies }) => ({
  name: COMMAND,
  version,
  license,
  private: true,
  main: COMMAND,
  engines,
  dependencies: { "@pulumi/pulumi": dependencies["@pulumi/pulumi"] },
});

/** @param {string} path @param {readonly string[]} licenses */
function addLicenses(path, licenses) {
  copyFileSync(join(repositoryFolder, "LICENSE"), join(path, "LICENSE"));
  writeFileSync(join(path, "THIRD-PARTY-LICENSES"), `${licenses.join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
}

/** @param {string} name */
function folder(name) {
  const path = join(TARGET, name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** @param {string} path */
const shown = (path) => path.slice(repositoryFolder.length + 1);

/** @param {string} path */
const megabytes = (path) => `${(statSync(path).size / 1e6).toFixed(1)} MB`;
