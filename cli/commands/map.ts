import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { type Command, Option } from "commander";
import type { Settings } from "../../provider/connect/settings";
import { openStore } from "../../provider/connect/stores";
import type { Snapshot } from "../../provider/plan";
import { mapOf, outcomesOf, type SubnetMap, spiderMapOf, spiderNames } from "../../provider/report";
import { readSnapshots } from "../inputs/snapshots";
import { addSourceOptions, readSource, type SourceOptions } from "../inputs/source";
import { printIndex } from "../map/index-page";
import { type Origin, printPage } from "../map/page";
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
    .argument(
      "[subnet]",
      "name of the Subnet, or SpiderIPPool/NAME, SpiderSubnet/NAME; can be omitted if there is only one",
    )
    .addOption(new Option("--format <format>", "form of the picture").choices(["html", "svg"]).default("html"))
    .option("-o, --output <file>", "write it to a file; on a terminal the default is one named after the subnet")
    .option("--all", "every subnet and pool: a page for each, and index.html, in the folder that --output names")
    .option("--pool <name>", "an IPPool of the subnet instead of the whole")
    .addOption(new Option("--family <family>", "one of the two families of a dual-stack subnet").choices(["4", "6"]))
    .option(
      "--plan <file>",
      'draw in a saved plan, or the output of "pulumi preview --json"; "-" reads standard input',
    );
  addSourceOptions(command)
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
  const drawn = names.flatMap((name) => {
    const found = mapIn(name, options, sides);
    return found === undefined
      ? []
      : [{ ...found, file: `${name.includes("/") ? name.replace("/", "-") : `Subnet-${name}`}.html` }];
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
  const file = `${subnet.replaceAll("/", "-")}.${format}`;
  if (existsSync(path.resolve(cwd, file))) throw new CommandError(`${file} exists already; name a file with --output`);
  return file;
}

interface Found {
  readonly map: SubnetMap;
  readonly origin: Origin;
}

function findMap(subnet: string | undefined, options: MapOptions, sides: readonly Sides[]): Found {
  const names = namesIn(sides);
  const subnets = names.filter((one) => !one.includes("/"));
  const name = subnet ?? [subnets, names].find((some) => some.length === 1)?.[0];
  const known = names.length === 0 ? "there is none" : `there are ${names.join(", ")}`;
  if (name === undefined) throw new CommandError(`which subnet? ${known}`);
  const found = mapIn(name, options, sides);
  if (found !== undefined) return found;
  if (!names.includes(name)) throw new CommandError(`there is no Subnet ${JSON.stringify(name)}; ${known}`);
  const what = [
    options.pool && `IPPool ${JSON.stringify(options.pool)}`,
    options.family && `IPv${options.family} address`,
  ];
  throw new CommandError(
    `Subnet ${JSON.stringify(name)} has no ${what.filter(Boolean).join(" with an ") || "usable cidrBlock"}`,
  );
}

function mapIn(name: string, { pool, family }: MapOptions, sides: readonly Sides[]): Found | undefined {
  for (const { now, after, source } of sides) {
    const map = mapOf(now, name, pool, after) ?? spiderMapOf(now, name, after);
    const families = map?.families.filter((one) => family === undefined || String(one.family) === family) ?? [];
    if (map === undefined || families.length === 0) continue;
    return { map: { ...map, families }, origin: { source, release: now.version.join("."), at: new Date() } };
  }
  return undefined;
}

function namesIn(sides: readonly Sides[]): readonly string[] {
  return [...new Set(sides.flatMap(({ now, after }) => [now, after ?? now].flatMap(drawable)))].sort();
}

/** Subnets by name, pools and subnets of Spiderpool with their kind in front. */
function drawable(snapshot: Snapshot): readonly string[] {
  return [...snapshot.subnets.keys(), ...spiderNames(snapshot)];
}

interface Sides {
  readonly now: Snapshot;
  readonly after?: Snapshot | undefined;
  /** Where it was read, for a reader. */
  readonly source: string;
}

async function readSides(options: MapOptions, around: Surroundings): Promise<readonly Sides[]> {
  return options.plan === undefined ? readLive(options, around) : readPlanned(options.plan, options, around);
}

async function readLive(options: MapOptions, around: Surroundings): Promise<readonly Sides[]> {
  const settings = readSource(options, around);
  return [{ now: await openStore(settings).snapshot(), source: sourceName(settings, around) }];
}

function sourceName({ place }: Settings, { cwd }: Surroundings): string {
  if (place.kind === "manifests") return `directory ${path.relative(cwd, place.directory) || "."}`;
  return place.context === undefined ? "live cluster" : `live cluster, context ${place.context}`;
}

async function readPlanned(plan: string, options: MapOptions, around: Surroundings): Promise<readonly Sides[]> {
  const read = await readRunFile(plan, around);
  const { snapshots, unread } = await readSnapshots(read, options, around);
  for (const [store, why] of unread) throw new CommandError(`${store} cannot be read: ${why}`);
  const { after } = outcomesOf(read.run, snapshots);
  return [...snapshots].map(([store, now]) => ({ now, after: after.get(store), source: `plan for ${store}` }));
}
