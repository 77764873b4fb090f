import type { Command } from "commander";
import { newerRelease, oneLine } from "../../provider/plan";
import type { AuditReport } from "../../provider/report";
import { auditStore } from "../inputs/audit";
import { addFormatOption } from "../inputs/format";
import { addNorthboundOption, addSourceOptions, readSource, type SourceOptions } from "../inputs/source";
import { printAuditMarkdown } from "../print/audit-markdown";
import { printAudit } from "../print/audit-terminal";
import { printJson } from "../print/json";
import { hasColors } from "../print/terminal";
import { CommandError, EXIT, type ExitCode, type Surroundings } from "../surroundings";
import { writeOutput } from "../write-output";

interface AuditOptions extends SourceOptions {
  readonly format: "table" | "markdown" | "json";
  readonly output?: string;
  readonly strict?: true;
  readonly color: boolean;
}

const EXAMPLES = `
Examples:
  pulumi-kubeovn audit                            the cluster that kubectl talks to; no Pulumi program is needed
  pulumi-kubeovn audit --manifests manifests      a directory, before it is applied
  pulumi-kubeovn audit --strict --format json     exit with 3 for risks too
  pulumi-kubeovn audit --format markdown --output report.md
                                                  for the summary of a job, an issue, or a comment
  pulumi-kubeovn audit --ovn-northbound tcp:10.0.0.1:6641
                                                  with the ports that Vips need in OVN

Wrong is what Kube-OVN ignores, is stuck with, or has made something else of: duplicates, names that it passes over, addresses that
it never hands out, ports that OVN makes no flow for, lacks, or has for someone else. A risk is what the next restart of its controller,
or the next pod, may take away. Certificates of an ssl: endpoint are named as for the provider: KUBEOVN_OVN_CA_CERT and its like.`;

/** `audit`: everything that is wrong with the reservations of a cluster or directory. */
export function addAuditCommand(program: Command, around: Surroundings, finish: (code: ExitCode) => void): void {
  const command = program
    .command("audit")
    .summary("what is wrong in a cluster or directory")
    .description(
      "Judges every Subnet, IPPool, IP, Vip and external address, and Spiderpool's objects, whoever made them.",
    )
    .option("-o, --output <file>", "write it to a file")
    .option("--strict", "exit with 3 for risks too")
    .option("--no-color", "no colors, as with the environment variable NO_COLOR");
  addFormatOption(command, ["table", "markdown", "json"]);
  addNorthboundOption(addSourceOptions(command))
    .addHelpText("after", EXAMPLES)
    .action(async (options: AuditOptions) => {
      const { report, snapshot, passedOver } = await auditStore(readSource(options, around));
      const newer = newerRelease(snapshot.version);
      if (newer !== undefined) around.stderr.write(`note: ${oneLine(newer)}\n`);
      for (const line of passedOver) around.stderr.write(`passed over: ${oneLine(line)}\n`);
      if (report.objects === 0) throw new CommandError(nothingToJudge(report));
      writeOutput(print(report, options, around), options.output, around);
      const isFailing = report.rows.some(({ level }) => level === "wrong" || options.strict);
      finish(isFailing ? EXIT.found : EXIT.ok);
    });
}

function nothingToJudge({ notJudged }: AuditReport): string {
  const kinds = Object.keys(notJudged);
  const rest =
    kinds.length === 0 ? "no object of Kubernetes is there" : `there are only objects of ${kinds.join(", ")}`;
  return `there is nothing to judge: ${rest}, and none of Kube-OVN or Spiderpool; name another directory or cluster`;
}

function print(report: AuditReport, options: AuditOptions, around: Surroundings): string {
  switch (options.format) {
    case "json":
      return printJson(report);
    case "markdown":
      return printAuditMarkdown(report);
    case "table":
      return printAudit(report, hasColors(options, around));
  }
}
