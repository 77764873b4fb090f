import type { Command } from "commander";
import { readExport } from "../../provider/stores/kubernetes/export";
import { readSource, type SourceOptions } from "../inputs/source";
import { printExport } from "../print/export";
import { CommandError, EXIT, type ExitCode, type Surroundings } from "../surroundings";
import { writeOutput } from "../write-output";

interface ExportOptions extends Pick<SourceOptions, "kubeconfig" | "context"> {
  readonly output?: string;
}

const EXAMPLES = `
Examples:
  pulumi-kubeovn export -o manifests/cluster.yaml                  the cluster that kubectl talks to
  pulumi-kubeovn export --context lab -o manifests/cluster.yaml

What a preview reads is written and nothing else: Subnets, IPs, Vips, pools and EIPs, the names and network annotations of pods, the
internal addresses of nodes. No containers, no environment, no other annotations. The rights of deploy/cluster-role-preview.yaml are enough.`;

/** `export`: what a cluster says about addresses, as one file of a manifest directory. */
export function addExportCommand(program: Command, around: Surroundings, finish: (code: ExitCode) => void): void {
  program
    .command("export")
    .summary("what a cluster says about addresses, as one file")
    .description(
      "Writes what a cluster says about addresses to one file of a manifest directory, with time, release and cluster.",
    )
    .option("-o, --output <file>", "write it to a file")
    .option("--kubeconfig <file>", "read the cluster of this kubeconfig; default: as kubectl finds it")
    .option("--context <name>", "context of the kubeconfig")
    .addHelpText("after", EXAMPLES)
    .action(async ({ output, ...options }: ExportOptions) => {
      const { KUBEOVN_MANIFESTS: _, ...env } = around.env;
      const { place, version } = readSource(options, { ...around, env });
      if (place.kind !== "cluster") throw new CommandError("a cluster has to be named: --kubeconfig or --context");
      const read = await readExport({ ...place, ...(version === undefined ? {} : { version }) });
      writeOutput(printExport(read, new Date()), output, around);
      finish(EXIT.ok);
    });
}
