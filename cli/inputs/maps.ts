import path from "node:path";
import { type Command, Option } from "commander";
import type { Settings } from "../../provider/connect/settings";
import { openStore } from "../../provider/connect/stores";
import type { Snapshot } from "../../provider/plan";
import { mapsOf, type SubnetMap, spiderMapFault, spiderMapsOf, spiderNames } from "../../provider/report";
import type { Origin } from "../map/page";
import { CommandError, type Surroundings } from "../surroundings";
import { readSource, type SourceOptions } from "./source";

/** What the argument of a command that looks at one subnet says in its help. */
export const SUBNET =
  "name of the Subnet, or SpiderIPPool/NAME, SpiderSubnet/NAME; can be omitted if there is only one";

/** Which part of a subnet is looked at. */
export interface Choice {
  readonly pool?: string;
  readonly family?: "4" | "6";
}

export function addChoiceOptions(command: Command): Command {
  return command
    .option("--pool <name>", "an IPPool of the subnet instead of the whole")
    .addOption(new Option("--family <family>", "one of the two families of a dual-stack subnet").choices(["4", "6"]));
}

/** A subnet or pool as it is drawn, and where it was read. */
export interface Found {
  readonly map: SubnetMap;
  readonly origin: Origin;
}

/**
 * The subnet or pool that a command names; without a name the only one.
 *
 * @throws CommandError with the names there are
 */
export function findMap(subnet: string | undefined, options: Choice, sides: readonly Sides[]): Found {
  const names = namesIn(sides);
  const subnets = names.filter((one) => !one.includes("/"));
  const name = subnet ?? [subnets, names].find((some) => some.length === 1)?.[0];
  const known = names.length === 0 ? "there is none" : `there are ${names.join(", ")}`;
  if (name === undefined) throw new CommandError(`which subnet? ${known}`);
  const found = mapsIn(sides, options)(name);
  if (found !== undefined) return found;
  if (!names.includes(name)) throw new CommandError(`there is no Subnet ${JSON.stringify(name)}; ${known}`);
  for (const { now, after } of sides) {
    const fault = spiderMapFault(after ?? now, name) ?? spiderMapFault(now, name);
    if (fault !== undefined) throw new CommandError(fault);
  }
  const what = [
    options.pool && `IPPool ${JSON.stringify(options.pool)}`,
    options.family && `IPv${options.family} address`,
  ];
  throw new CommandError(
    `Subnet ${JSON.stringify(name)} has no ${what.filter(Boolean).join(" with an ") || "usable cidrBlock"}`,
  );
}

/** What draws a subnet or pool by its name, from the first side that has it. */
export function mapsIn(sides: readonly Sides[], { pool, family }: Choice): (name: string) => Found | undefined {
  const drawn = sides.map(({ now, after, source }) => ({
    ofKubeOvn: mapsOf(now, after),
    ofSpiderpool: spiderMapsOf(now, after),
    origin: { source, release: now.version.join("."), at: new Date() },
  }));
  return (name) => {
    for (const { ofKubeOvn, ofSpiderpool, origin } of drawn) {
      const map = ofKubeOvn(name, pool) ?? ofSpiderpool(name);
      const families = map?.families.filter((one) => family === undefined || String(one.family) === family) ?? [];
      if (map !== undefined && families.length > 0) return { map: { ...map, families }, origin };
    }
    return undefined;
  };
}

export function namesIn(sides: readonly Sides[]): readonly string[] {
  return [...new Set(sides.flatMap(({ now, after }) => [now, after ?? now].flatMap(drawable)))].sort();
}

/** Subnets by name, pools and subnets of Spiderpool with their kind in front. */
function drawable(snapshot: Snapshot): readonly string[] {
  return [...snapshot.subnets.keys(), ...spiderNames(snapshot)];
}

/** What is live, and what it becomes where a plan is drawn in. */
export interface Sides {
  readonly now: Snapshot;
  readonly after?: Snapshot | undefined;
  /** Where it was read, for a reader. */
  readonly source: string;
}

/** What the options name, as it is now. */
export async function readLive(options: SourceOptions, around: Surroundings): Promise<readonly Sides[]> {
  const settings = readSource(options, around);
  return [{ now: await openStore(settings).snapshot(), source: sourceName(settings, around) }];
}

function sourceName({ place }: Settings, { cwd }: Surroundings): string {
  if (place.kind === "manifests") return `directory ${path.relative(cwd, place.directory) || "."}`;
  return place.context === undefined ? "live cluster" : `live cluster, context ${place.context}`;
}
