import type { Command } from "commander";
import { printRange } from "../../provider/ipam";
import { freeIn } from "../../provider/report";
import { addFormatOption } from "../inputs/format";
import { addChoiceOptions, type Choice, findMap, readLive, SUBNET } from "../inputs/maps";
import { addSourceOptions, type SourceOptions } from "../inputs/source";
import { printJson } from "../print/json";
import { layOut } from "../print/terminal-table";
import { EXIT, type ExitCode, type Surroundings } from "../surroundings";

const EXAMPLES = `
Examples:
  pulumi-kubeovn free ovn-default                          what nobody in the subnet has or asks for
  pulumi-kubeovn free ovn-default --pool edge --json       in an IPPool, as JSON
  pulumi-kubeovn free SpiderIPPool/lab --manifests manifests

Addresses of a planned range are free for resources of a Pulumi program, those of an IPPool for pods that name it.`;

interface FreeOptions extends SourceOptions, Choice {
  readonly format: "table" | "json";
}

/** `free [subnet]`: the addresses that nobody has. */
export function addFreeCommand(program: Command, around: Surroundings, finish: (code: ExitCode) => void): void {
  const command = program
    .command("free")
    .summary("the free addresses of a subnet or pool")
    .description("Lists the addresses of a subnet or pool that nobody has or asks for, as ranges.")
    .argument("[subnet]", SUBNET);
  addFormatOption(addSourceOptions(addChoiceOptions(command)), ["table", "json"])
    .addHelpText("after", EXAMPLES)
    .action(async (subnet: string | undefined, options: FreeOptions) => {
      const { map } = findMap(subnet, options, await readLive(options, around));
      const { refused } = map;
      const rows = map.families.flatMap(freeIn).map(({ range, state, label }) => {
        return { range: printRange(range), size: String(range.last - range.first + 1n), state, label };
      });
      const table = [
        ["addresses", "size", ""].map((text) => ({ text })),
        ...rows.map(({ range, size, label }) => [
          { text: range },
          { text: size, align: "right" as const },
          { text: label },
        ]),
      ];
      const lines = [
        rows.length === 0 ? "no address is free" : layOut(table),
        ...(refused === undefined ? [] : [refused]),
      ];
      const text = lines.join("\n");
      around.stdout.write(
        options.format === "json" ? printJson({ subnet: map.subnet, refused, free: rows }) : `${text}\n`,
      );
      finish(EXIT.ok);
    });
}
