import path from "node:path";
import type { Command } from "commander";
import { readSettings, type Settings } from "../../provider/runtime/settings";
import type { Surroundings } from "../surroundings";
import { existingDirectory } from "./snapshots";

/** Where a command reads what is held. */
export interface SourceOptions {
  readonly manifests?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly ovnNorthbound?: string;
}

/** The options that {@link readSource} understands, but for OVN's. */
export function addSourceOptions(command: Command): Command {
  return command
    .option(
      "--manifests <directory>",
      "read a directory of manifests; default: environment KUBEOVN_MANIFESTS, else a cluster",
    )
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

/** What the options name, or what the environment of the provider says. Nothing is opened. @throws CommandError, SettingsError */
export function readSource(options: SourceOptions, { cwd, env }: Surroundings): Settings {
  const { manifests, kubeconfig, context, ovnNorthbound } = options;
  const isExplicit = [manifests, kubeconfig, context, ovnNorthbound].some((one) => one !== undefined);
  const config: Readonly<Record<string, string | undefined>> = {
    "kubeovn:manifests": manifests === undefined ? undefined : existingDirectory(manifests, cwd),
    "kubeovn:kubeconfig": kubeconfig === undefined ? undefined : path.resolve(cwd, kubeconfig),
    "kubeovn:context": context,
    "kubeovn:ovnNorthbound": ovnNorthbound,
    "kubeovn:explicit": isExplicit ? "true" : undefined,
  };
  return readSettings((key) => config[key], env, cwd);
}
