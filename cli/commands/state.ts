import type { Command } from "commander";
import { readText } from "../inputs/text-file";
import { forClasses } from "../state/for-classes";
import { EXIT, type ExitCode, type Surroundings } from "../surroundings";
import { writeOutput } from "../write-output";

interface StateOptions {
  readonly output?: string;
}

const EXAMPLES = `
Examples:
  pulumi stack export --file plugin.json
  pulumi-kubeovn state plugin.json -o classes.json
  pulumi stack import --file classes.json

Nothing outside of the state is read or written. What is encrypted in it stays encrypted. Keep the export: importing it again goes back.`;

/** `state`: a state of the plugin for programs with the classes. */
export function addStateCommand(program: Command, around: Surroundings, finish: (code: ExitCode) => void): void {
  program
    .command("state")
    .summary("a state of the provider plugin, for programs with the classes")
    .description(
      "Rewrites a state that the plugin pulumi-resource-kubeovn has written for programs with the classes of this package, for previews, updates, refreshes and destroys.",
    )
    .argument("<file>", 'output of "pulumi stack export", or "-" for standard input')
    .option("-o, --output <file>", "write it to a file")
    .addHelpText("after", EXAMPLES)
    .action(async (file: string, { output }: StateOptions) => {
      const { text, resources } = forClasses(await readText(file, around));
      writeOutput(text, output, around);
      around.stderr.write(`${resources} ${resources === 1 ? "resource" : "resources"} of the plugin rewritten\n`);
      finish(EXIT.ok);
    });
}
