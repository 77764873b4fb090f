import { type Command, InvalidArgumentError, Option } from "commander";
import type { PlanReport } from "../../provider/report";
import { addFormatOption } from "../inputs/format";
import { addSourceOptions, type SourceOptions } from "../inputs/source";
import { makePlanReport } from "../plan-report";
import { printJson } from "../print/json";
import { printMarkdown } from "../print/plan-markdown";
import { printForTerminal } from "../print/plan-terminal";
import { hasColors, widthOf } from "../print/terminal";
import { EXIT, type ExitCode, type Surroundings } from "../surroundings";
import { writeOutput } from "../write-output";

interface PlanOptions extends SourceOptions {
  readonly format: "table" | "markdown" | "json";
  readonly output?: string;
  readonly decisions?: string;
  readonly maxUtilization?: number;
  readonly maxUtilisation?: number;
  readonly failOn?: readonly FailingAction[];
  readonly mapUrl?: URL;
  readonly color: boolean;
}

const EXAMPLES = `
Examples:
  pulumi-kubeovn plan                                          preview the program here and show what it does to addresses
  pulumi-kubeovn plan --format markdown --output report.md     the same as a comment for a pull request
  pulumi-kubeovn plan --max-utilization 90 --fail-on change    exit with 3 when a subnet gets too full or an address changes
  pulumi-kubeovn plan -- --stack prod --refresh                with arguments of pulumi preview
  pulumi preview --json --show-sames | pulumi-kubeovn plan -   from a preview that ran elsewhere
  pulumi-kubeovn plan plan.json                                from a plan of "pulumi preview --save-plan plan.json"

A FILE that comes with a decision file of the same run (environment KUBEOVN_DECISIONS, option --decisions) says why each
address was chosen; a preview that this command runs itself has one. How full subnets are is read from the manifest
directory or cluster of the run, or the one given. Of a FILE only a directory below the project is followed: its configuration does not
say where or as whom to read.`;

/**
 * `plan [file]`: what a preview does to addresses.
 *
 * @param passedOn  what stood behind `--` on the command line: arguments of `pulumi preview`
 */
export function addPlanCommand(
  program: Command,
  around: Surroundings,
  passedOn: readonly string[],
  finish: (code: ExitCode) => void,
): void {
  const command = program
    .command("plan")
    .usage("[options] [file] [-- arguments of pulumi preview]")
    .summary("what a preview does to addresses, for reviewers and pipelines")
    .description(
      "Shows what a preview does to addresses: new, changed, kept and released ones, conflicts, and how full subnets get.",
    )
    .argument(
      "[file]",
      'output of "pulumi preview --json", or a saved plan; "-" reads standard input; none: runs a preview',
    )
    .option("-o, --output <file>", "write it to a file")
    .option("--decisions <file>", "decision file of the run")
    .option(
      "--max-utilization <percent>",
      "exit with 3 when a subnet, planned range or pool gets fuller than this",
      percent,
    )
    .addOption(new Option("--max-utilisation <percent>").argParser(percent).hideHelp())
    .option(
      "--fail-on <actions>",
      "exit with 3 when an address is changed, released or new: change,release,create",
      actions,
    )
    .option("--map-url <url>", "where the pipeline publishes a map of the run; the Markdown links to it", webAddress)
    .option("--no-color", "no colors, as with the environment variable NO_COLOR");
  addFormatOption(command, ["table", "markdown", "json"]);
  addSourceOptions(command, "where what is held is read; default: what the run was planned against")
    .addHelpText("after", EXAMPLES)
    .action(async (file: string | undefined, options: PlanOptions) => {
      finish(await plan(file, passedOn, options, around));
    });
}

async function plan(
  file: string | undefined,
  previewArguments: readonly string[],
  options: PlanOptions,
  around: Surroundings,
): Promise<ExitCode> {
  const report = await makePlanReport({ file, previewArguments, ...options, ...limitOf(options) }, around);
  writeOutput(print(report, options, around), options.output, around);
  const isFailing = report.conflicts.length > 0 || (options.failOn ?? []).some((action) => report.summary[action] > 0);
  return isFailing ? EXIT.found : EXIT.ok;
}

/** The limit, whichever way it is spelled. */
function limitOf({ maxUtilization, maxUtilisation }: PlanOptions): { readonly maxUtilization?: number } {
  const limit = maxUtilization ?? maxUtilisation;
  return limit === undefined ? {} : { maxUtilization: limit };
}

function print(report: PlanReport, options: PlanOptions, around: Surroundings): string {
  switch (options.format) {
    case "json":
      return printJson(report);
    case "markdown":
      return printMarkdown(report, options.mapUrl === undefined ? {} : { mapUrl: options.mapUrl });
    case "table":
      return printForTerminal(report, hasColors(options, around), { width: widthOf(options, around) });
  }
}

const ACTIONS_TO_FAIL_ON = ["change", "release", "create"] as const;
type FailingAction = (typeof ACTIONS_TO_FAIL_ON)[number];

function actions(text: string, before: readonly FailingAction[] = []): readonly FailingAction[] {
  const named = text.split(",").map((item) => {
    const action = ACTIONS_TO_FAIL_ON.find((known) => known === item.trim());
    if (action === undefined) throw new InvalidArgumentError(`It must be one of ${ACTIONS_TO_FAIL_ON.join(", ")}.`);
    return action;
  });
  return [...before, ...named];
}

function webAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
    throw new InvalidArgumentError('It must be a URL that begins with "https://" or "http://".');
  }
  return url;
}

function percent(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 100))
    throw new InvalidArgumentError("It must be a number from 0 to 100.");
  return value;
}
