import type { Command } from "commander";
import { openStore } from "../../provider/connect/stores";
import { importProgram } from "../../provider/report";
import { addSourceOptions, readSource, type SourceOptions } from "../inputs/source";
import { EXIT, type ExitCode, type Surroundings } from "../surroundings";
import { writeOutput } from "../write-output";

interface ImportOptions extends SourceOptions {
  readonly output?: string;
}

const EXAMPLES = `
Examples:
  pulumi-kubeovn import -o index.ts                      from the cluster that kubectl talks to
  pulumi-kubeovn import --manifests manifests -o index.ts

The program has "adopt: true" on everything: its first preview changes no address, and what is destroyed later is given back, not
deleted. What cannot be taken over stands in it as a comment with the reason. Objects that a program owns already are omitted.`;

/** `import`: the program text for reservations that exist. */
export function addImportCommand(program: Command, around: Surroundings, finish: (code: ExitCode) => void): void {
  const command = program
    .command("import")
    .summary("the program text for reservations that exist")
    .description("Writes a program in TypeScript that takes over every reservation of a cluster or directory as it is.")
    .option("-o, --output <file>", "write it to a file");
  addSourceOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (options: ImportOptions) => {
      const snapshot = await openStore(readSource(options, around)).snapshot();
      const { text: written, count, refused } = importProgram(snapshot);
      writeOutput(written, options.output, around);
      const rest = refused === 0 ? "" : `, ${refused} omitted for the reasons that stand in the comments`;
      around.stderr.write(`${count} ${count === 1 ? "reservation" : "reservations"}${rest}\n`);
      finish(EXIT.ok);
    });
}
