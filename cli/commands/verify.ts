import type { Command } from "commander";
import { printAddress } from "../../provider/ipam";
import { spaceName } from "../../provider/plan";
import { brokenIn, outcomesOf, takenIn } from "../../provider/report";
import { readSnapshots } from "../inputs/snapshots";
import { addSourceOptions, type SourceOptions } from "../inputs/source";
import { readRunFile } from "../plan-report";
import { plain } from "../print/terminal-table";
import { CommandError, EXIT, type ExitCode, type Surroundings } from "../surroundings";

const EXAMPLES = `
Examples:
  pulumi-kubeovn verify plan.json && pulumi up --plan plan.json --yes

"pulumi up --plan" looks again itself and stops where it would plan another address, without saying who has the planned one: this does. Where and as whom to read is said by options and environment, not by the file; a directory
that the file names is read if it is below the project.`;

/** `verify <file>`: which planned addresses are no longer available. */
export function addVerifyCommand(program: Command, around: Surroundings, finish: (code: ExitCode) => void): void {
  const command = program
    .command("verify")
    .summary("whether planned addresses are still available")
    .description(
      "Reads the cluster or directory of a plan again, and names every planned address that is taken or no longer possible.",
    )
    .argument("<file>", 'a saved plan, or the output of "pulumi preview --json"; "-" reads standard input');
  addSourceOptions(command, "directory to read, where it is not where the plan says")
    .addHelpText("after", EXAMPLES)
    .action(async (file: string, options: SourceOptions) => {
      const read = await readRunFile(file, around);
      const { snapshots, unread } = await readSnapshots(read, options, around);
      for (const [store, why] of unread) throw new CommandError(`${store} cannot be read: ${why}`);
      const { changes, after } = outcomesOf(read.run, snapshots);
      const planned = changes.flatMap(({ after }) => after?.addresses ?? []);
      const taken = takenIn(changes, snapshots);
      for (const { change, space, address, holder } of taken) {
        const { kind, name } = change.entry.resource;
        const at = `${printAddress(address)} in ${spaceName(space)}`;
        around.stdout.write(plain(`${kind} ${JSON.stringify(name)}: ${at} has been taken by ${holder}`));
        around.stdout.write("\n");
      }
      const broken = brokenIn(changes, after);
      for (const { change, text } of broken) {
        const { kind, name } = change.entry.resource;
        around.stdout.write(`${plain(`${kind} ${JSON.stringify(name)}: ${text}`)}\n`);
      }
      const count = `${planned.length} planned ${planned.length === 1 ? "address" : "addresses"}`;
      const parts = [
        ...(taken.length === 0 ? [] : [`${taken.length} taken`]),
        ...(broken.length === 0 ? [] : [`${broken.length} no longer possible`]),
      ];
      const result = parts.length === 0 ? "all still available" : `${parts.join(", ")}; preview again`;
      around.stdout.write(`${count}, ${result}\n`);
      finish(parts.length === 0 ? EXIT.ok : EXIT.found);
    });
}
