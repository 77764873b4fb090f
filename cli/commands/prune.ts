import type { Command } from "commander";
import { openStore } from "../../provider/connect/stores";
import { givenUpIn } from "../../provider/plan";
import { removeUnused } from "../../provider/stores/remove-unused";
import { readSource, type SourceOptions } from "../inputs/source";
import { printGivenUp } from "../print/given-up";
import { CommandError, EXIT, type ExitCode, type Surroundings } from "../surroundings";

interface PruneOptions extends Pick<SourceOptions, "manifests" | "kubeconfig" | "context"> {
  readonly unlisted?: true;
}

const EXAMPLES = `
Examples:
  pulumi-kubeovn prune --manifests manifests                    what exports in the directory show to be unused
  pulumi-kubeovn prune --manifests manifests --context lab      what the cluster shows to be unused just now
  pulumi-kubeovn prune --manifests manifests --unlisted         also what the cluster does not have: only when no commit that creates it
                                                                is still to be applied

What leaves a program is given up first: its file and its address stay until the cluster shows it so, and nothing that uses it. "pulumi up" then
removes the files of its stack; this command removes those of all stacks, and is what is left to do after "pulumi destroy".`;

/** `prune`: removes the files of what was given up and nothing uses. */
export function addPruneCommand(program: Command, around: Surroundings, finish: (code: ExitCode) => void): void {
  program
    .command("prune")
    .summary("removes the files of what was given up and nothing uses")
    .description(
      "Removes the files of reservations that left their programs, once the cluster shows that nothing uses them.",
    )
    .option("--manifests <directory>", "the directory; default: environment KUBEOVN_MANIFESTS")
    .option("--kubeconfig <file>", "look at the cluster of this kubeconfig instead of exports")
    .option("--context <name>", "look at the cluster of this context instead of exports")
    .option("--unlisted", "also remove files of what the cluster does not have")
    .addHelpText("after", EXAMPLES)
    .action(async ({ manifests, unlisted, ...cluster }: PruneOptions) => {
      const settings = readSource(manifests === undefined ? {} : { manifests }, around);
      const { place } = settings;
      if (place.kind !== "manifests") throw new CommandError("a directory has to be named: --manifests");
      const isLive = cluster.kubeconfig !== undefined || cluster.context !== undefined;
      const live = isLive ? readSource(cluster, around).place : undefined;
      const store = openStore({ ...settings, place: live?.kind === "cluster" ? { ...place, cluster: live } : place });
      const given = givenUpIn(await store.snapshot());
      const removed = await removeUnused(store, given, { isUnlistedToo: unlisted === true });
      around.stdout.write(printGivenUp(given, removed));
      finish(removed.length === given.length ? EXIT.ok : EXIT.found);
    });
}
