import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadToolchain, repositoryFolder } from "../../support/toolchain";
import { type CommandResult, type RunningCommand, startCommand } from "./commands";
import { install } from "./installation";
import { newStack } from "./new-stack";

const STACK = "dev";

/** A resource as `pulumi stack export` shows it. */
export interface ResourceState {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly initErrors?: readonly string[];
  /** URN; missing for the stack. */
  readonly parent?: string;
  /** Reference of its provider: `<urn>::<id>`. */
  readonly provider?: string;
  readonly protect?: boolean;
  /** `project:///<file>#<line>,<column>` of the program. */
  readonly sourcePosition?: string;
  readonly stackTrace?: readonly { readonly sourcePosition?: string }[];
}

/** What `pulumi stack export` prints; unread parts are kept for `importState`. */
export interface StackState {
  readonly version: number;
  readonly deployment: { readonly resources?: readonly ResourceState[] };
}

/** One step of `pulumi preview --json`. */
export interface PreviewStep {
  /** `create`, `same`, `update`, `replace`, `create-replacement`, `delete-replaced`, `delete`, … */
  readonly op: string;
  readonly urn: string;
  readonly oldState?: ResourceState;
  readonly newState?: ResourceState;
}

export interface Preview {
  readonly steps: readonly PreviewStep[];
  /** Number of steps by operation. */
  readonly changeSummary: Readonly<Record<string, number>>;
}

export interface ProjectOptions {
  /** Files by path in the project; they win over those of the example. */
  readonly files?: Readonly<Record<string, string>>;
  /** Folder below examples/ to start from. */
  readonly example?: string;
  /** Folder of a template that `pulumi new` makes the project of, in the place of all files and examples. */
  readonly template?: string;
  /** Stack configuration, e.g. `{ "kubeovn:manifests": "manifests" }`. */
  readonly config?: Readonly<Record<string, string>>;
  /** Added to the environment of every command. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A Pulumi project in a folder of its own, with our package installed, a local backend and the stack `dev`. */
export interface Project {
  readonly folder: string;
  /** Writes or replaces a file of the project. */
  write(path: string, text: string): void;
  /** Runs any command of the CLI, without terminal. */
  pulumi(...args: readonly string[]): Promise<CommandResult>;
  /** Starts a command of the CLI that the test wants to interrupt. */
  start(...args: readonly string[]): RunningCommand;
  /** Runs a script of Node in the project, with the environment that the CLI gets. */
  node(...args: readonly string[]): Promise<CommandResult>;
  /** Starts a script of Node that the test wants to interrupt. */
  startNode(...args: readonly string[]): RunningCommand;
  /** Runs a text in bash, as a pipeline does: it ends with the first command that fails. */
  shell(script: string, env?: NodeJS.ProcessEnv): Promise<CommandResult>;
  preview(...args: readonly string[]): Promise<CommandResult>;
  /** @throws Error when the preview fails, with its output */
  previewJson(...args: readonly string[]): Promise<Preview>;
  /** Updates without showing a preview first. */
  up(...args: readonly string[]): Promise<CommandResult>;
  refresh(...args: readonly string[]): Promise<CommandResult>;
  destroy(...args: readonly string[]): Promise<CommandResult>;
  /** @throws Error when the stack cannot be read */
  outputs(): Promise<Readonly<Record<string, unknown>>>;
  /** @throws Error when the stack cannot be read */
  exportState(): Promise<StackState>;
  importState(state: StackState): Promise<void>;
  /** Loses the state file: an empty stack of the same name remains. */
  removeState(): Promise<void>;
}

interface EnvironmentModule {
  pulumiEnvironment(options: { path: string; folder: string; home: string; stack: string }): NodeJS.ProcessEnv;
}

/**
 * A new project. Programs in TypeScript are not type-checked here: compiling them is the job of `npm run check`.
 *
 * @param options  without a Pulumi.yaml among the files, index.ts or else index.js is the program
 */
export async function createProject(options: ProjectOptions): Promise<Project> {
  const { pulumiEnvironment } = await loadToolchain<EnvironmentModule>("pulumi-environment.mjs");
  const installation = install();
  const folder = mkdtempSync(join(installation.folder, "project-"));
  const state = join(folder, ".state");
  const env = {
    ...pulumiEnvironment({ path: process.env.PATH ?? "", folder: state, home: installation.home, stack: STACK }),
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    ...options.env,
  };

  const write = (path: string, text: string): void => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const start = (...args: readonly string[]): RunningCommand => {
    const quiet = ["--non-interactive", "--color=never"];
    return startCommand("pulumi", [...args, ...quiet], folder, env);
  };
  const pulumi = (...args: readonly string[]): Promise<CommandResult> => start(...args).result;
  const succeed = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await pulumi(...args);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} failed (exit code ${code}):\n${stdout}${stderr}`);
    return stdout;
  };

  if (options.template === undefined) writeProgram(folder, options, write);
  else await succeed("new", options.template, "--generate-only", "--force", "--yes", "--name", "project");
  const initStack = (): Promise<void> => newStack(folder, state, STACK, () => succeed("stack", "init", STACK));
  await initStack();

  return {
    folder,
    write,
    pulumi,
    start,
    node: (...args) => startCommand(process.execPath, args, folder, env).result,
    startNode: (...args) => startCommand(process.execPath, args, folder, env),
    shell: (script, more = {}) =>
      startCommand("bash", ["-e", "-o", "pipefail", "-c", script], folder, { ...env, ...more }).result,
    preview: (...args) => pulumi("preview", "--suppress-progress", ...args),
    previewJson: async (...args) => {
      const { code, stdout, stderr } = await pulumi("preview", "--json", ...args);
      if (code !== 0) throw new Error(`pulumi preview failed (exit code ${code}):\n${diagnosticsOf(stdout)}${stderr}`);
      return JSON.parse(stdout);
    },
    up: (...args) => pulumi("up", "--yes", "--skip-preview", "--suppress-progress", ...args),
    refresh: (...args) => pulumi("refresh", "--yes", "--skip-preview", "--suppress-progress", ...args),
    destroy: (...args) => pulumi("destroy", "--yes", "--skip-preview", "--suppress-progress", ...args),
    outputs: async () => JSON.parse(await succeed("stack", "output", "--json")),
    exportState: async () => stateIn(state),
    importState: async (exported) => {
      write(".state/import.json", JSON.stringify(exported));
      await succeed("stack", "import", "--file", join(state, "import.json"));
    },
    removeState: async () => {
      rmSync(state, { recursive: true });
      mkdirSync(state);
      await initStack();
    },
  };
}

/** The state of {@link STACK} as the CLI keeps it: what `pulumi stack export` prints, without a start of the CLI for it. */
function stateIn(folder: string): StackState {
  const stacks = join(folder, ".pulumi", "stacks");
  const [project = ""] = readdirSync(stacks);
  const { version, checkpoint } = JSON.parse(readFileSync(join(stacks, project, `${STACK}.json`), "utf8"));
  return { version, deployment: checkpoint.latest ?? {} };
}

/** What a person would have been told, out of the JSON of a preview that failed; the text itself when it is none. */
function diagnosticsOf(stdout: string): string {
  try {
    const { diagnostics = [] } = JSON.parse(stdout) as { diagnostics?: { message: string }[] };
    return diagnostics.map(({ message }) => message).join("");
  } catch {
    return stdout;
  }
}

function writeProgram(folder: string, options: ProjectOptions, write: (path: string, text: string) => void): void {
  if (options.example !== undefined) {
    cpSync(join(repositoryFolder, "examples", options.example), folder, { recursive: true });
  }
  for (const [path, text] of Object.entries(options.files ?? {})) write(path, text);
  const isTypeScript = existsSync(join(folder, "index.ts"));
  if (!existsSync(join(folder, "Pulumi.yaml"))) {
    const runtime = `{ name: nodejs, options: { typescript: ${isTypeScript} } }`;
    write("Pulumi.yaml", `name: project\nruntime: ${runtime}\nmain: ${isTypeScript ? "index.ts" : "index.js"}\n`);
  }
  if (!existsSync(join(folder, "package.json"))) write("package.json", `{ "private": true }\n`);
  const config = Object.entries(options.config ?? {});
  if (config.length > 0) {
    const lines = config.map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}\n`);
    write(`Pulumi.${STACK}.yaml`, `config:\n${lines.join("")}`);
  }
}
