import path from "node:path";
import type { Command } from "commander";
import { readSettings } from "../../provider/runtime/settings";
import { openStore } from "../../provider/runtime/stores";
import type { Store } from "../../provider/stores/store";
import type { Surroundings } from "../surroundings";
import { openGiven } from "./snapshots";

/** Where a command reads what is held. */
export interface SourceOptions {
  readonly manifests?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** The options that {@link openSource} understands. */
export function addSourceOptions(command: Command): Command {
  return command
    .option(
      "--manifests <directory>",
      "read a directory of manifests; default: environment KUBEOVN_MANIFESTS, else a cluster",
    )
    .option("--kubeconfig <file>", "read the cluster of this kubeconfig; default: as kubectl finds it")
    .option("--context <name>", "context of the kubeconfig");
}

/** Opens what the options name, or what the environment of the provider says. Nothing is read yet. */
export function openSource({ manifests, kubeconfig, context }: SourceOptions, around: Surroundings): Store {
  if (manifests !== undefined) return openGiven(manifests, around);
  const isExplicit = kubeconfig !== undefined || context !== undefined;
  const config: Readonly<Record<string, string | undefined>> = {
    "kubeovn:kubeconfig": kubeconfig === undefined ? undefined : path.resolve(around.cwd, kubeconfig),
    "kubeovn:context": context,
    "kubeovn:explicit": isExplicit ? "true" : undefined,
  };
  return openStore(readSettings((key) => config[key], around.env, around.cwd));
}
