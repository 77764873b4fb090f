import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { repositoryFolder } from "../../support/toolchain";

const FOLDER = join(repositoryFolder, "dist", "plugin");

/** What `npm run plugin` has made. */
export interface PluginForms {
  /** The folder with one file for Node. */
  readonly node: string;
  /** The folder with the executable. */
  readonly executable: string;
  /** `<os>-<arch>`, as the CLI names the platform of this machine. */
  readonly platform: string;
  /** The folder with the archive and its SHA-256. */
  readonly release: string;
  /** File name of the archive. */
  readonly archive: string;
}

/** The forms of the plugin; undefined where `npm run plugin` has not made all of them. */
export function pluginForms(): PluginForms | undefined {
  const [node, release] = [join(FOLDER, "node"), join(FOLDER, "release")];
  const platform = existsSync(FOLDER) ? readdirSync(FOLDER).find((name) => /^[a-z]+-[a-z0-9]+$/.test(name)) : undefined;
  const archive = existsSync(release) ? readdirSync(release).find((name) => name.endsWith(".tar.gz")) : undefined;
  if (platform === undefined || archive === undefined) return undefined;
  return { node, executable: join(FOLDER, platform), platform, release, archive };
}

/** A plugin that runs outside of the CLI. */
export interface StartedPlugin {
  readonly port: number;
  /** What it has printed on standard error so far, which the CLI shows. */
  said(): string;
  stop(): void;
}

/**
 * Starts a plugin as the CLI does, for an engine that is not there, and waits for the port that it prints.
 *
 * @throws Error when it ends before that
 */
export async function startPlugin(command: string, ...args: readonly string[]): Promise<StartedPlugin> {
  const child = spawn(command, [...args, "127.0.0.1:1"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  for await (const line of createInterface({ input: child.stdout }))
    return { port: Number(line), said: () => said, stop: () => void child.kill("SIGKILL") };
  throw new Error(`${command} has printed no port:\n${said}`);
}
