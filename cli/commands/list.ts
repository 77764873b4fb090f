import type { Command } from "commander";
import { openStore } from "../../provider/connect/stores";
import { printAddress } from "../../provider/ipam";
import { printCounts, refusedSubnets, regionName, usageOfAll } from "../../provider/report";
import { addFormatOption } from "../inputs/format";
import { addChoiceOptions, type Choice, findMap, readLive, SUBNET } from "../inputs/maps";
import { addSourceOptions, readSource, type SourceOptions } from "../inputs/source";
import { printJson } from "../print/json";
import { type Cell, layOut } from "../print/terminal-table";
import { COUNTS, countTitle } from "../print/words";
import { CommandError, EXIT, type ExitCode, type Surroundings } from "../surroundings";

const EXAMPLES = `
Examples:
  pulumi-kubeovn list                            every subnet and pool, and how full it is
  pulumi-kubeovn list ovn-default                who has which address
  pulumi-kubeovn list ovn-default --family 6 --json`;

interface ListOptions extends SourceOptions, Choice {
  readonly format: "table" | "json";
}

interface Listing {
  readonly rows: readonly (readonly Cell[])[];
  /** Lines below the table. */
  readonly notes?: readonly string[];
  readonly json: unknown;
}

/** `list [subnet]`: subnets and pools, or who has the addresses of one. */
export function addListCommand(program: Command, around: Surroundings, finish: (code: ExitCode) => void): void {
  const command = program
    .command("list")
    .summary("subnets and pools, or who has which address of one")
    .description("Lists every subnet and pool with its counts, or the addresses of one with who has or asks for them.")
    .argument("[subnet]", SUBNET.replace("; can be omitted if there is only one", ""));
  addFormatOption(addSourceOptions(addChoiceOptions(command)), ["table", "json"])
    .addHelpText("after", EXAMPLES)
    .action(async (subnet: string | undefined, options: ListOptions) => {
      const {
        rows,
        notes = [],
        json,
      } = subnet === undefined ? await regions(options, around) : await held(subnet, options, around);
      const text = [layOut(rows, around.stdout.columns), ...notes, ""].join("\n");
      around.stdout.write(options.format === "json" ? printJson(json) : text);
      finish(EXIT.ok);
    });
}

async function regions(options: ListOptions, around: Surroundings): Promise<Listing> {
  if (options.pool !== undefined) throw new CommandError("--pool is of one subnet; name that, too");
  const snapshot = await openStore(readSource(options, around)).snapshot();
  const usages = usageOfAll(snapshot);
  const refused = refusedSubnets(snapshot);
  const listed = usages
    .filter(({ family }) => options.family === undefined || options.family === String(family))
    .map(({ counts, ...region }) => ({ ...region, ...printCounts(counts) }));
  const head: Cell[] = [
    { text: "of" },
    { text: "range" },
    ...COUNTS.map((field): Cell => ({ text: countTitle(field), align: "right" })),
  ];
  const rows = listed.map((one): Cell[] => [
    { text: regionName(one) },
    { text: one.range },
    ...COUNTS.map((field): Cell => ({ text: `${one[field]}${field === "utilisation" ? " %" : ""}`, align: "right" })),
  ]);
  return { rows: [head, ...rows], notes: refused.map(({ why }) => why), json: { regions: listed, refused } };
}

async function held(subnet: string, options: ListOptions, around: Surroundings): Promise<Listing> {
  const { map } = findMap(subnet, options, await readLive(options, around));
  const addresses = map.families.flatMap(({ family, occupants }) =>
    occupants.map(({ value, state, label }) => ({ address: printAddress({ family, value }), state, holder: label })),
  );
  const rows = addresses.map(({ address, state, holder }): Cell[] => [
    { text: address },
    { text: state },
    { text: holder },
  ]);
  return {
    rows: [["address", "is", "held by"].map((text) => ({ text })), ...rows],
    json: { subnet: map.subnet, addresses },
  };
}
