import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findKubernetesPlugin } from "../toolchain/kubernetes-plugin.mjs";
import { runCaptured } from "../toolchain/processes.mjs";
import { findPulumi } from "../toolchain/pulumi.mjs";
import { pulumiEnvironment } from "../toolchain/pulumi-environment.mjs";
import { compareFiles, readFolder } from "../toolchain/written-files.mjs";

const STACK = "dev";
const WORKLOADS = "workloads";

/**
 * @typedef {object} Program
 * @property {string} project
 * @property {string} text                    its index.ts
 * @property {string} [cluster]               example whose cluster it starts from; default: that of the quick start
 * @property {readonly string[]} [preview]    further arguments of `pulumi preview`
 * @property {string} [pack]                 folder of a policy pack, copied into the project
 * @property {boolean} [isRefused]            the preview is expected to fail
 * @property {string} [drawn]                 name of a Subnet that is drawn with the preview in it
 * @property {string} [edited]                what its index.ts becomes after the update
 *
 * @typedef {object} Run  what a program did
 * @property {string} preview                      what `pulumi preview` printed
 * @property {string | undefined} drawing          the Subnet with the preview in it, as SVG
 * @property {ReadonlyMap<string, string>} before  files of the manifest directory by path
 * @property {ReadonlyMap<string, string>} after
 * @property {ReadonlyMap<string, string>} workloads  what the Kubernetes plugin rendered, by path
 * @property {Readonly<Record<string, string>>} reports  what `pulumi-kubeovn plan` says of the edited program, by format
 */

/**
 * Runs a program with the real CLI: a preview and, if that succeeds, an update and a second preview that must find nothing to do.
 *
 * All of it happens in a scratch project outside the repository, whose manifests begin as a copy of the example cluster.
 *
 * @param {string} repository
 * @param {Program} program
 * @param {(line: string) => void} log
 * @returns {Promise<Run>}
 * @throws {Error} when a command fails that should not, or a preview succeeds that should not
 */
export async function runProgram(repository, program, log) {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-kubeovn-docs-")));
  try {
    const cwd = makeProject(repository, scratch, program);
    const manifests = join(cwd, "manifests");
    const { bin, path } = await findPulumi({ log });
    const pack = program.pack && `pack/${installPack(repository, program.pack, join(cwd, "pack"))}`;
    /** @type {NodeJS.ProcessEnv} */
    const env = {
      ...pulumiEnvironment({ path, folder: join(scratch, "state"), stack: STACK }),
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    };
    /** @param {boolean} isFailure @param {readonly string[]} args */
    const pulumi = async (isFailure, ...args) => {
      const all = [...args, "--non-interactive", "--color=never"];
      const { code, stdout, stderr } = await runCaptured(bin, all, { cwd, env, timeoutMs: 300_000 });
      if ((code !== 0) === isFailure) return `${stdout}${isFailure ? stderr : ""}`;
      throw new Error(`pulumi ${args.join(" ")} of ${program.project} ended with ${code}:\n${stdout}${stderr}`);
    };

    await installKubernetesPlugin(repository, String(env.PULUMI_HOME));
    await pulumi(false, "stack", "init", STACK);
    const before = readFolder(manifests);
    const { isRefused = false, preview: options = [] } = program;
    const given = options.map((option, i) => (pack && options[i - 1] === "--policy-pack" ? pack : option));
    const preview = await pulumi(isRefused, "preview", "--suppress-progress", ...given);
    const drawing =
      program.drawn && (await draw(repository, program.drawn, await pulumi(false, "preview", "--json"), cwd));
    if (!isRefused) {
      await pulumi(false, "up", "--yes", "--skip-preview", "--suppress-progress");
      await pulumi(false, "preview", "--expect-no-changes", "--suppress-progress");
    }
    const after = readFolder(manifests);
    /** @type {Record<string, string>} */
    const reports = {};
    if (program.edited !== undefined) {
      writeFileSync(join(cwd, "index.ts"), program.edited);
      for (const format of ["table", "markdown"]) reports[format] = await report(repository, format, { cwd, env });
    }
    return { preview, drawing, before, after, reports, workloads: readIfThere(join(cwd, WORKLOADS)) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** @param {string} repository @param {string} subnet @param {string} preview  as JSON @param {string} cwd */
async function draw(repository, subnet, preview, cwd) {
  const file = join(cwd, "preview.json");
  writeFileSync(file, preview);
  const options = ["--plan", file, "--manifests", "manifests", "--format", "svg"];
  const args = [join(repository, "dist", "cli", "main.js"), "map", subnet, ...options];
  const { code, stdout, stderr } = await runCaptured(process.execPath, args, {
    cwd,
    env: process.env,
    timeoutMs: 300_000,
  });
  if (code === 0) return stdout;
  throw new Error(`pulumi-kubeovn map ended with ${code}:\n${stderr}`);
}

/** @param {string} repository @param {string} format @param {{ cwd: string, env: NodeJS.ProcessEnv }} options */
async function report(repository, format, options) {
  const args = [join(repository, "dist", "cli", "main.js"), "plan", "--format", format];
  const { code, stdout, stderr } = await runCaptured(process.execPath, args, { ...options, timeoutMs: 300_000 });
  if (code === 0) return stdout;
  throw new Error(`pulumi-kubeovn plan ended with ${code}:\n${stdout}${stderr}`);
}

/** @param {string} folder */
function readIfThere(folder) {
  return existsSync(folder) ? readFolder(folder) : new Map();
}

/** Puts Pulumi's Kubernetes plugin in place, which is built first if need be. @param {string} repository @param {string} home */
async function installKubernetesPlugin(repository, home) {
  await findKubernetesPlugin((line) => process.stderr.write(`${line}\n`));
  const installer = join(repository, "dist", "test", "support", "kubernetes-plugin.js");
  await createRequire(import.meta.url)(installer).installKubernetesPlugin(home);
}

/** @param {string} repository @param {string} pack @param {string} to @returns {string} name of what starts it */
function installPack(repository, pack, to) {
  cpSync(join(repository, pack), to, { recursive: true });
  const installer = join(repository, "dist", "test", "support", "policy-host.js");
  return createRequire(import.meta.url)(installer).installPolicyHost(to);
}

/** The files that a run made, changed or removed. @param {Run} run */
export function changesOf({ before, after }) {
  return compareFiles(before, after);
}

/** @param {string} repository @param {string} scratch @param {Program} program @returns {string} its folder */
function makeProject(repository, scratch, { project, text, cluster = "quickstart" }) {
  const folder = join(scratch, project);
  const modules = join(folder, "node_modules");
  mkdirSync(modules, { recursive: true });
  for (const entry of readdirSync(join(repository, "node_modules"))) {
    if (!entry.startsWith(".")) symlinkSync(join(repository, "node_modules", entry), join(modules, entry));
  }
  symlinkSync(repository, join(modules, "pulumi-kubeovn"));
  const config = `config:\n  kubeovn:manifests:\n    value: manifests\n  kubernetes:renderYamlToDirectory:\n    value: ${WORKLOADS}\n`;
  writeFileSync(join(folder, "Pulumi.yaml"), `name: ${project}\nruntime: nodejs\nmain: index.ts\n${config}`);
  writeFileSync(join(folder, "package.json"), `{ "private": true }\n`);
  writeFileSync(join(folder, "index.ts"), text);
  cpSync(join(repository, "examples", cluster, "cluster"), join(folder, "manifests"), { recursive: true });
  return folder;
}
