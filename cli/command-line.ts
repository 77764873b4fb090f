import { readFileSync } from "node:fs";
import path from "node:path";
import { Command, CommanderError } from "commander";
import { isExpected } from "../provider/connect/expected";
import { fewLines } from "../provider/plan";
import { addAuditCommand } from "./commands/audit";
import { addCompletionCommand } from "./commands/completion";
import { addExplainCommand } from "./commands/explain";
import { addExportCommand } from "./commands/export";
import { addFreeCommand } from "./commands/free";
import { addImportCommand } from "./commands/import";
import { addListCommand } from "./commands/list";
import { addMapCommand } from "./commands/map";
import { addPlanCommand } from "./commands/plan";
import { addPruneCommand } from "./commands/prune";
import { addStateCommand } from "./commands/state";
import { addVerifyCommand } from "./commands/verify";
import { EXIT, type ExitCode, type Surroundings } from "./surroundings";

const AFTER = `
Exit codes:
  0  done, and nothing found
  1  the command could not do its work
  2  invalid arguments
  3  done, and there is something to look at: a conflict, a taken address, a limit that is passed

Run pulumi-kubeovn help <command> for the options and examples of one.`;

/**
 * Runs one command.
 *
 * @param args  what follows the program's name
 * @returns the exit code; nothing ends the process
 */
export async function runCommandLine(args: readonly string[], around: Surroundings): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const dashes = args.indexOf("--");
  const own = dashes < 0 ? args : args.slice(0, dashes);
  const passedOn = dashes < 0 ? [] : args.slice(dashes + 1);
  const program = new Command("pulumi-kubeovn")
    .description("What a Pulumi program does to the addresses of Kube-OVN, for people and pipelines.")
    .version(packageVersion(), "-v, --version")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => around.stdout.write(text),
      writeErr: (text) => around.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, "pulumi-kubeovn: ")),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText("after", AFTER);
  const finish = (ended: ExitCode): void => {
    code = ended;
  };
  addPlanCommand(program, around, passedOn, finish);
  addVerifyCommand(program, around, finish);
  addListCommand(program, around, finish);
  addFreeCommand(program, around, finish);
  addMapCommand(program, around, finish);
  addAuditCommand(program, around, finish);
  addExplainCommand(program, around, finish);
  addImportCommand(program, around, finish);
  addExportCommand(program, around, finish);
  addPruneCommand(program, around, finish);
  addStateCommand(program, around, finish);
  addCompletionCommand(program, around, finish);
  try {
    await program.parseAsync([...own], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (!isExpected(error)) throw error;
    around.stderr.write(`pulumi-kubeovn: ${fewLines(error.message)}\n`);
    return EXIT.failed;
  }
  return code;
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(__dirname, "..", "..", "package.json"), "utf8"));
  return (manifest as { version: string }).version;
}
