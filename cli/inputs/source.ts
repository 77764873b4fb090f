import { statSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { readSettings, type Settings } from "../../provider/connect/settings";
import { CommandError, type Surroundings } from "../surroundings";

/** Where a command reads what is held. */
export interface SourceOptions {
  readonly manifests?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly ovnNorthbound?: string;
}

/** What is read where the command is not told: for commands that look at one place. */
const ONE_PLACE = "read a directory of manifests; default: environment KUBEOVN_MANIFESTS, else a cluster";

/** The options that {@link readSource} understands, but for OVN's. */
export function addSourceOptions(command: Command, manifests: string = ONE_PLACE): Command {
  return command
    .option("--manifests <directory>", manifests)
    .option("--kubeconfig <file>", "read the cluster of this kubeconfig; default: as kubectl finds it")
    .option("--context <name>", "context of the kubeconfig");
}

/** Access to OVN, for commands that look at ports. */
export function addNorthboundOption(command: Command): Command {
  return command.option(
    "--ovn-northbound <endpoints>",
    "look at the ports in OVN's northbound database too; default: environment KUBEOVN_OVN_NORTHBOUND, else not",
  );
}

/**
 * What the options name, or what the environment of the provider says, or a stack's configuration. Nothing is opened.
 *
 * @throws CommandError, SettingsError
 */
export function readSource(
  options: SourceOptions,
  { cwd, env }: Surroundings,
  config: Readonly<Record<string, string>> = {},
): Settings {
  const { manifests, kubeconfig, context, ovnNorthbound } = options;
  const given: Readonly<Record<string, string | undefined>> = {
    "kubeovn:manifests": manifests === undefined ? undefined : existingDirectory(manifests, cwd),
    "kubeovn:kubeconfig": kubeconfig === undefined ? undefined : path.resolve(cwd, kubeconfig),
    "kubeovn:context": context,
    "kubeovn:ovnNorthbound": ovnNorthbound,
  };
  const isExplicit = Object.values(given).some((one) => one !== undefined);
  if (!isExplicit) return readSettings((key) => config[key], env, cwd);
  return readSettings((key) => (key === "kubeovn:explicit" ? "true" : given[key]), env, cwd);
}

/** The absolute path of a directory. @throws CommandError when there is none */
function existingDirectory(directory: string, cwd: string): string {
  const absolute = path.resolve(cwd, directory);
  const found = statSync(absolute, { throwIfNoEntry: false });
  if (found === undefined) throw new CommandError(`there is no directory ${directory}`);
  if (!found.isDirectory()) throw new CommandError(`${directory} is not a directory`);
  return absolute;
}
