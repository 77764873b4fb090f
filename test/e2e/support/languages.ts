import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
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

interface ExecutablesModule {
  findExecutable(name: string, path: string | undefined): string | undefined;
}

export const SDKS: string = join(repositoryFolder, "dist", "sdks");

/** The program that checks a schema with Pulumi's own binder; undefined where it has not been built. */
export async function schemaBinder(): Promise<string | undefined> {
  return (await loadToolchain<LanguagesModule>("pulumi-languages.mjs")).builtGenerator();
}

export const LANGUAGES = ["python", "go", "yaml"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The file of a program that its language host starts with. */
export const MAIN_FILES: Readonly<Record<"node" | "python" | "go", string>> = {
  node: "index.js",
  python: "__main__.py",
  go: "main.go",
};

/** Why programs in a language cannot run here; undefined where they can. */
export async function missingFor(language: Language): Promise<string | undefined> {
  if ((await hostsPath()) === undefined) return "Pulumi's language hosts are not built; npm run test:all does it";
  if (language !== "yaml" && !existsSync(SDKS)) return "there are no classes; npm run sdks makes them";
  if (language === "python" && (await pythonFolder()) === undefined) return "there is no Python with Pulumi's SDK";
  if (language === "go" && (await goCommand()) === undefined) return "there is no Go";
  return undefined;
}

/** Skips a test, with the reason in its title, where programs in a language cannot run. */
export async function needLanguage(context: Mocha.Context, language: Language): Promise<void> {
  const missing = await missingFor(language);
  if (missing === undefined) return;
  if (context.test) context.test.title += ` [${missing}]`;
  context.skip();
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
  const module = language === "go" ? goModule() : {};
  return createProject({
    files: { "Pulumi.yaml": `name: project\nruntime: ${language}\n${head}${plugin}${body}`, ...module, ...files },
    config: { "kubeovn:manifests": "manifests", "kubeovn:prune": "true" },
    env: { ...(await languageEnvironment(language)), ...env },
  });
}

/** A project with an example's program in a language, beside the packed package, where its project file wants the plugin. */
export async function createLanguageExample(language: Language, example: string): Promise<Project> {
  const project = await createProject({
    example: join(example, language),
    files: language === "go" ? goModule() : {},
    env: await languageEnvironment(language),
  });
  linkPackage(project);
  return project;
}

/**
 * A project without classes of ours, where those are installed that `pulumi package add` generates.
 *
 * @param body  ends the project file, which is the program in YAML
 */
export async function createBareProject(
  language: Language,
  files: Readonly<Record<string, string>>,
  body = "",
): Promise<Project> {
  const project = await createProject({
    files: {
      "Pulumi.yaml": `name: project\nruntime: ${language}\n${pluginIn("node_modules/.bin")}${body}`,
      ...(language === "go" ? bareGoModule().files : {}),
      ...files,
    },
    config: { "kubeovn:manifests": "manifests" },
    env: { ...(await languageEnvironment(language)), ...INSTALLING[language] },
  });
  linkPackage(project);
  return project;
}

const INSTALLING: Readonly<Record<Language, NodeJS.ProcessEnv>> = {
  python: {
    PIP_NO_INDEX: "1",
    PIP_NO_DEPS: "1",
    PIP_NO_BUILD_ISOLATION: "0",
    PIP_TARGET: "packages",
    PYTHONPATH: "packages",
  },
  // `go mod tidy` asks for modules that nothing here was built with, those for other systems and for tests of others. Where one is not
  // available, it goes on.
  go: { GOFLAGS: "-e", GOPROXY: process.env.GOPROXY },
  yaml: {},
};

/** Lets a project file name the plugin of the packed package as a user's does. */
function linkPackage({ folder }: Project): void {
  commandFolder();
  symlinkSync(join(install().folder, "node_modules"), join(folder, "node_modules"));
}

/** What a program of a language is started with, beside what this process has. */
export async function languageEnvironment(language: Language): Promise<NodeJS.ProcessEnv> {
  const path = await hostsPath();
  if (language === "yaml") return { PATH: path };
  // `go run` keeps what it has linked, and the modules are those that the classes were built with.
  if (language === "go") return { PATH: path, PULUMI_GO_USE_RUN: "true", GOPROXY: "off" };
  return { PATH: [await pythonFolder(), path].join(delimiter), PYTHONPATH: await installedWheel() };
}

async function hostsPath(): Promise<string | undefined> {
  return (await loadToolchain<LanguagesModule>("pulumi-languages.mjs")).builtLanguageHosts();
}

async function pythonFolder(): Promise<string | undefined> {
  return (await loadToolchain<PythonModule>("python.mjs")).installedPython();
}

async function goCommand(): Promise<string | undefined> {
  return (await loadToolchain<ExecutablesModule>("executables.mjs")).findExecutable("go", process.env.PATH);
}

/** What `go mod edit -replace` and `go mod tidy` make of a program that imports the classes. */
function goModule(): Readonly<Record<string, string>> {
  const { name, files } = bareGoModule();
  const linked = `\nrequire ${name} v0.0.0\n\nreplace ${name} => ${join(SDKS, "go")}\n`;
  return { ...files, "go.mod": `${files["go.mod"]}${linked}` };
}

/** A module with what the classes need, and the name of theirs. */
function bareGoModule(): {
  readonly name: string;
  readonly files: { readonly "go.mod": string; readonly "go.sum": string };
} {
  const folder = join(SDKS, "go");
  const classes = readFileSync(join(folder, "go.mod"), "utf8");
  const [name = ""] = /(?<=^module ).*/.exec(classes) ?? [];
  const files = {
    "go.mod": classes.replace(name, "project"),
    "go.sum": readFileSync(join(folder, "go.sum"), "utf8"),
  };
  return { name, files };
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
