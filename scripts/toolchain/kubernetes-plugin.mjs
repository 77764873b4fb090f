import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildGoPrograms, goProgramsFolder, requiredVersion, SHARED_BUILD } from "./go-programs.mjs";
import { runCaptured } from "./processes.mjs";
import { repositoryFolder } from "./repository.mjs";

const PROVIDER = "github.com/pulumi/pulumi-kubernetes/provider/v4";
const module = join(repositoryFolder, "go-modules", "pulumi-kubernetes");

/** The file name that the Pulumi CLI looks for. */
export const KUBERNETES_PLUGIN = "pulumi-resource-kubernetes";

/** @returns {import("./go-programs.mjs").GoProgram} */
function program() {
  const version = requiredVersion(module, PROVIDER);
  return {
    module,
    package: ".",
    output: KUBERNETES_PLUGIN,
    ldflags: `-s -w -X ${PROVIDER}/pkg/version.Version=${version.slice(1)}`,
    env: SHARED_BUILD,
    about: `Pulumi's Kubernetes plugin ${version} (about 13 minutes of one core)`,
  };
}

/**
 * The plugin where it has been built on this machine before.
 *
 * @returns {Promise<string | undefined>} path of the executable
 */
export async function builtKubernetesPlugin() {
  const folder = await goProgramsFolder("pulumi-kubernetes", [program()]);
  return folder && existsSync(folder) ? join(folder, KUBERNETES_PLUGIN) : undefined;
}

/**
 * Pulumi's Kubernetes plugin, from the user's cache or built into it from its Go module.
 *
 * @param {(line: string) => void} log
 * @returns {Promise<string>} path of the executable
 * @throws {Error} where there is no Go, or with the end of the compiler's output
 */
export async function findKubernetesPlugin(log) {
  const built = await builtKubernetesPlugin();
  if (built) return built;
  const folder = await goProgramsFolder("pulumi-kubernetes", [program()]);
  if (!folder) throw new Error("there is no Go to build Pulumi's Kubernetes plugin with");
  return join(await buildGoPrograms(folder, [program()], log, writeSchema), KUBERNETES_PLUGIN);
}

/**
 * Puts the two files beside the program that its module's makefile would embed in it.
 *
 * @param {string} folder
 * @source pulumi-kubernetes provider/cmd/pulumi-resource-kubernetes/generate.go
 */
async function writeSchema(folder) {
  const download = await runCaptured("go", ["mod", "download", "-json", PROVIDER], { cwd: module });
  if (download.code !== 0) throw new Error(`go mod download ${PROVIDER} failed:\n${download.stderr}`);
  const command = join(JSON.parse(download.stdout).Dir, "cmd", KUBERNETES_PLUGIN);
  const schema = JSON.parse(readFileSync(join(command, "schema.json"), "utf8"));
  schema.version = requiredVersion(module, PROVIDER).slice(1);
  writeFileSync(join(folder, "schema.json"), JSON.stringify(schema));
  copyFileSync(join(command, "terraform-mapping.json"), join(folder, "terraform-mapping.json"));
}
