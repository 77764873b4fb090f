import { type Command, Option } from "commander";

/** The option that says in which form a report is written, and its short form. */
export function addFormatOption(command: Command, formats: readonly string[]): Command {
  return command
    .addOption(new Option("--format <format>", "form of the report").choices(formats).default(formats[0]))
    .addOption(new Option("--json", "short for --format json").implies({ format: "json" }));
}
