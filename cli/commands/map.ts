import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { type Command, Option } from "commander";
import { outcomesOf, type SubnetMap } from "../../provider/report";
import { addChoiceOptions, type Choice, findMap, mapsIn, namesIn, readLive, type Sides, SUBNET } from "../inputs/maps";
import { readSnapshots } from "../inputs/snapshots";
import { addSourceOptions, type SourceOptions } from "../inputs/source";
import { inFileName } from "../map/file-name";
import { printIndex } from "../map/index-page";
import { printPage } from "../map/page";
import { printSvg } from "../map/svg-file";
import { readRunFile } from "../plan-report";
import { CommandError, EXIT, type ExitCode, type Surroundings } from "../surroundings";
import { writeOutput } from "../write-output";

interface MapOptions extends SourceOptions, Choice {
  readonly format: "html" | "svg";
  readonly output?: string;
  readonly plan?: string;
  readonly all?: boolean;
}

const EXAMPLES = `
Examples:
  pulumi-kubeovn map ovn-default -o map.html                      a subnet of the cluster that kubectl talks to
  pulumi-kubeovn map ovn-default --manifests manifests -o map.html
  pulumi-kubeovn map ovn-default --plan plan.json -o map.html     with what a plan, or the output of a preview, takes and releases
  pulumi-kubeovn map SpiderIPPool/lab -o lab.html
  pulumi-kubeovn map ovn-default --format svg --family 4 -o map.svg
  pulumi-kubeovn map --all -o maps                                a page for each subnet and pool, and an index of them

A page is one file that loads nothing. Subnets of up to 1,024 addresses have a cell for each of them, larger ones a row for each
block of 256; stretches in which nothing happens are folded.`;

/** `map [subnet]`: a picture of a subnet or pool. */
export function addMapCommand(program: Command, around: Surroundings, finish: (code: ExitCode) => void): void {
  const command = program
    .command("map")
    .summary("a picture of a subnet or pool, as a page or an image")
    .description("Draws who has which address of a subnet or pool, as a page of HTML or an image (SVG).")
    .argument("[subnet]", SUBNET)
    .addOption(new Option("--format <format>", "form of the picture").choices(["html", "svg"]).default("html"))
    .option("-o, --output <file>", "write it to a file; on a terminal the default is one named after the subnet")
    .option("--all", "every subnet and pool: a page for each, and index.html, in the folder that --output names")
    .option(
      "--plan <file>",
      'draw in a saved plan, or the output of "pulumi preview --json"; "-" reads standard input',
    );
  addSourceOptions(addChoiceOptions(command))
    .addHelpText("after", EXAMPLES)
    .action(async (subnet: string | undefined, options: MapOptions) => {
      if (options.all === true) await drawAll(subnet, options, around);
      else await drawOne(subnet, options, around);
      finish(EXIT.ok);
    });
}

async function drawOne(subnet: string | undefined, options: MapOptions, around: Surroundings): Promise<void> {
  const { map, origin } = findMap(subnet, options, await readSides(options, around));
  const output = options.output ?? fileOnTerminal(map, options, around);
  writeOutput(options.format === "svg" ? printSvg(map) : printPage(map, origin), output, around);
  if (output !== options.output) around.stderr.write(`wrote ${output}\n`);
}

async function drawAll(subnet: string | undefined, options: MapOptions, around: Surroundings): Promise<void> {
  const { output, format, pool } = options;
  if (subnet !== undefined || pool !== undefined) throw new CommandError("--all draws every subnet; name none");
  if (output === undefined) throw new CommandError("--all writes a page for each subnet; name a folder with --output");
  if (format === "svg") throw new CommandError("--all writes pages; omit --format svg");
  const sides = await readSides(options, around);
  const names = namesIn(sides);
  if (names.length === 0) throw new CommandError("there is no subnet or pool to draw");
  mkdirSync(path.resolve(around.cwd, output), { recursive: true });
  const mapIn = mapsIn(sides, options);
  const drawn = names.flatMap((name) => {
    const found = mapIn(name);
    return found === undefined ? [] : [{ ...found, file: `${found.map.kind}-${inFileName(found.map.subnet)}.html` }];
  });
  for (const { file, map, origin } of drawn) writeOutput(printPage(map, origin), path.join(output, file), around);
  const [{ origin } = { origin: undefined }] = drawn;
  if (origin === undefined) throw new CommandError("no subnet has a usable cidrBlock");
  writeOutput(printIndex(drawn, origin), path.join(output, "index.html"), around);
  around.stderr.write(`wrote ${drawn.length + 1} pages; open ${path.join(output, "index.html")}\n`);
}

/** A page is nothing to read on a terminal: it goes to a file there, but not over one. */
function fileOnTerminal(
  { subnet }: SubnetMap,
  { format }: MapOptions,
  { cwd, stdout }: Surroundings,
): string | undefined {
  if (stdout.isTTY !== true) return undefined;
  const file = `${inFileName(subnet)}.${format}`;
  if (existsSync(path.resolve(cwd, file))) throw new CommandError(`${file} exists already; name a file with --output`);
  return file;
}

async function readSides(options: MapOptions, around: Surroundings): Promise<readonly Sides[]> {
  return options.plan === undefined ? readLive(options, around) : readPlanned(options.plan, options, around);
}

async function readPlanned(plan: string, options: MapOptions, around: Surroundings): Promise<readonly Sides[]> {
  const read = await readRunFile(plan, around);
  const { snapshots, unread } = await readSnapshots(read, options, around);
  for (const [store, why] of unread) throw new CommandError(`${store} cannot be read: ${why}`);
  const { after } = outcomesOf(read.run, snapshots);
  return [...snapshots].map(([store, now]) => ({ now, after: after.get(store), source: `plan for ${store}` }));
}
