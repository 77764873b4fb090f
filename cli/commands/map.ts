import { existsSync } from "node:fs";
import path from "node:path";
import { type Command, Option } from "commander";
import type { Snapshot } from "../../provider/plan";
import { mapOf, outcomesOf, type SubnetMap, spiderMapOf, spiderNames } from "../../provider/report";
import { openStore } from "../../provider/runtime/stores";
import { readSnapshots } from "../inputs/snapshots";
import { addSourceOptions, readSource, type SourceOptions } from "../inputs/source";
import { printPage } from "../map/page";
import { printSvg } from "../map/svg-file";
import { readRunFile } from "../plan-report";
import { CommandError, EXIT, type ExitCode, type Surroundings } from "../surroundings";
import { writeOutput } from "../write-output";

interface MapOptions extends SourceOptions {
  readonly format: "html" | "svg";
  readonly output?: string;
  readonly pool?: string;
  readonly family?: "4" | "6";
  readonly plan?: string;
}

const EXAMPLES = `
Examples:
  pulumi-kubeovn map ovn-default -o map.html                      a subnet of the cluster that kubectl talks to
  pulumi-kubeovn map ovn-default --manifests manifests -o map.html
  pulumi-kubeovn map ovn-default --plan plan.json -o map.html     with what a plan, or the output of a preview, takes and releases
  pulumi-kubeovn map SpiderIPPool/lab -o lab.html
  pulumi-kubeovn map ovn-default --format svg --family 4 -o map.svg

The page is one file that loads nothing. Subnets of up to 1,024 addresses have a cell for each of them, larger ones a tile for each
block of 256; stretches in which nothing happens are folded.`;

/** `map [subnet]`: a picture of a subnet or pool. */
export function addMapCommand(program: Command, around: Surroundings, finish: (code: ExitCode) => void): void {
  const command = program
    .command("map")
    .summary("a picture of a subnet or pool, as a page or an image")
    .description("Draws who has which address of a subnet or pool, as a page of HTML or an image (SVG).")
    .argument(
      "[subnet]",
      "name of the Subnet, or SpiderIPPool/NAME, SpiderSubnet/NAME; may be left out where there is one only",
    )
    .addOption(new Option("--format <format>", "form of the picture").choices(["html", "svg"]).default("html"))
    .option("-o, --output <file>", "write it to a file; on a terminal the default is one named after the subnet")
    .option("--pool <name>", "an IPPool of the subnet instead of the whole")
    .addOption(new Option("--family <family>", "one of the two families of a dual-stack subnet").choices(["4", "6"]))
    .option(
      "--plan <file>",
      'draw in a saved plan, or the output of "pulumi preview --json"; "-" reads standard input',
    );
  addSourceOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (subnet: string | undefined, options: MapOptions) => {
      const map = await readMap(subnet, options, around);
      const output = options.output ?? fileOnTerminal(map, options, around);
      writeOutput(options.format === "svg" ? printSvg(map) : printPage(map), output, around);
      if (output !== options.output) around.stderr.write(`wrote ${output}\n`);
      finish(EXIT.ok);
    });
}

/** A page is nothing to read on a terminal: it goes to a file there, but not over one. */
function fileOnTerminal(
  { subnet }: SubnetMap,
  { format }: MapOptions,
  { cwd, stdout }: Surroundings,
): string | undefined {
  if (stdout.isTTY !== true) return undefined;
  const file = `${subnet.replaceAll("/", "-")}.${format}`;
  if (existsSync(path.resolve(cwd, file))) throw new CommandError(`${file} exists already; name a file with --output`);
  return file;
}

async function readMap(subnet: string | undefined, options: MapOptions, around: Surroundings): Promise<SubnetMap> {
  const sides = options.plan === undefined ? await readLive(options, around) : await readPlanned(options, around);
  const names = [...new Set(sides.flatMap(({ now, after }) => [now, after ?? now].flatMap(drawable)))];
  const subnets = names.filter((one) => !one.includes("/"));
  const name = subnet ?? [subnets, names].find((some) => some.length === 1)?.[0];
  const known = names.length === 0 ? "there is none" : `there are ${names.sort().join(", ")}`;
  if (name === undefined) throw new CommandError(`which subnet? ${known}`);
  for (const { now, after } of sides) {
    const map = mapOf(now, name, options.pool, after) ?? spiderMapOf(now, name, after);
    if (map === undefined) continue;
    const families = map.families.filter(
      ({ family }) => options.family === undefined || String(family) === options.family,
    );
    if (families.length > 0) return { ...map, families };
  }
  if (!names.includes(name)) throw new CommandError(`there is no Subnet ${JSON.stringify(name)}; ${known}`);
  const what = [
    options.pool && `IPPool ${JSON.stringify(options.pool)}`,
    options.family && `IPv${options.family} address`,
  ];
  throw new CommandError(
    `Subnet ${JSON.stringify(name)} has no ${what.filter(Boolean).join(" with an ") || "usable cidrBlock"}`,
  );
}

/** Subnets by name, pools and subnets of Spiderpool with their kind in front. */
function drawable(snapshot: Snapshot): readonly string[] {
  return [...snapshot.subnets.keys(), ...spiderNames(snapshot)];
}

interface Sides {
  readonly now: Snapshot;
  readonly after?: Snapshot | undefined;
}

async function readLive(options: MapOptions, around: Surroundings): Promise<readonly Sides[]> {
  return [{ now: await openStore(readSource(options, around)).snapshot() }];
}

async function readPlanned(options: MapOptions, around: Surroundings): Promise<readonly Sides[]> {
  const read = await readRunFile(options.plan ?? "-", around);
  const { snapshots, unread } = await readSnapshots(read, options, around);
  for (const [store, why] of unread) throw new CommandError(`${store} cannot be read: ${why}`);
  const { after } = outcomesOf(read.run, snapshots);
  return [...snapshots].map(([store, now]) => ({ now, after: after.get(store) }));
}
