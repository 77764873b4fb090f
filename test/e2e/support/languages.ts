import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { loadToolchain, repositoryFolder } from "../../support/toolchain";
import { commandFolder, install } from "./installation";
import { createProject, type Project } from "./project";

interface LanguagesModule {
  builtLanguageHosts(): Promise<string | undefined>;
  builtGenerator(): Promise<string | undefined>;
}

interface PythonModule {
  installedPython(): Promise<string | undefined>;
}

const SDKS = join(repositoryFolder, "dist", "sdks");

/** The program that checks a schema with Pulumi's own binder; undefined where it has not been built. */
export async function schemaBinder(): Promise<string | undefined> {
  return (await loadToolchain<LanguagesModule>("pulumi-languages.mjs")).builtGenerator();
}

export type Language = "python" | "yaml";

/** Why programs in a language cannot run here; undefined where they can. */
export async function missingFor(language: Language): Promise<string | undefined> {
  if ((await hostsPath()) === undefined) return "Pulumi's language hosts are not built";
  if (language !== "yaml" && !existsSync(SDKS)) return "there are no classes; npm run sdks makes them";
  if (language === "python" && (await pythonFolder()) === undefined) return "there is no Python with Pulumi's SDK";
  return undefined;
}

/** What a project file says of the plugin: in which folder it is. */
export const pluginIn = (folder: string): string =>
  `plugins:\n  providers:\n    - name: kubeovn\n      path: ${folder}\n`;

/**
 * A project whose program is not in Node's languages.
 *
 * @param options.plugin  what the project file says of the plugin; default: that it is the one of the packed package
 */
export async function createLanguageProject(
  language: Language,
  files: Readonly<Record<string, string>>,
  {
    env = {},
    head = "",
    body = "",
    plugin = pluginIn(commandFolder()),
  }: { env?: NodeJS.ProcessEnv; head?: string; body?: string; plugin?: string } = {},
): Promise<Project> {
  return createProject({
    files: { "Pulumi.yaml": `name: project\nruntime: ${language}\n${head}${plugin}${body}`, ...files },
    config: { "kubeovn:manifests": "manifests", "kubeovn:prune": "true" },
    env: { ...(await environment(language)), ...env },
  });
}

async function environment(language: Language): Promise<NodeJS.ProcessEnv> {
  const path = await hostsPath();
  if (language !== "python") return { PATH: path };
  return { PATH: [await pythonFolder(), path].join(delimiter), PYTHONPATH: await installedWheel() };
}

async function hostsPath(): Promise<string | undefined> {
  return (await loadToolchain<LanguagesModule>("pulumi-languages.mjs")).builtLanguageHosts();
}

async function pythonFolder(): Promise<string | undefined> {
  return (await loadToolchain<PythonModule>("python.mjs")).installedPython();
}

/** Where pip has put the wheel, once in this process. */
async function installedWheel(): Promise<string> {
  const folder = join(install().folder, "python");
  if (existsSync(folder)) return folder;
  const wheel = readdirSync(SDKS).find((name) => name.endsWith(".whl")) ?? "";
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target", folder];
  execFileSync(join((await pythonFolder()) ?? "", "python3"), [...pip, join(SDKS, wheel)]);
  return folder;
}
