import * as pulumi from "@pulumi/pulumi";
import { ROOMS, type Spot } from "../provider/kinds";
import type { Kind } from "../provider/plan";
import { perProgram } from "./program";

/** Resources of this program that others have to wait for, by provider and spot. */
function places(): Map<string, pulumi.Resource[]> {
  return perProgram("places", () => new Map());
}

/**
 * Dependencies that follow from names: reservations wait for the Subnet, its PlannedRanges and IPPools, bindings for their
 * Vips; Spiderpool's pools for the SpiderSubnet that becomes theirs, annotations for what they name.
 */
export interface Neighbors {
  /** Known when the batch is closed, so that the order of declarations does not matter. */
  readonly others: Promise<pulumi.Resource[]>;
  /** Enters the resource itself, once it is known which provider it got. */
  join(resource: pulumi.Resource, provider: string): void;
}

export function neighbors(
  kind: Kind,
  name: string,
  args: Readonly<Record<string, unknown>>,
  batch: Promise<unknown>,
): Neighbors {
  const known = places();
  const { standsAt, waitsFor } = ROOMS[kind];
  let own = "";
  // Two providers may have subnets of one name.
  const at = (spot: Spot): string => `${own} ${spot}`;
  const found = (given: typeof args): pulumi.Resource[] => waitsFor(given).flatMap((spot) => known.get(at(spot)) ?? []);
  return {
    // What is told late is told before the registration, which waits for its inputs.
    others: batch.then(async () => found(isEventual(args) ? ((await settled(args)) as typeof args) : args)),
    join: (resource, provider) => {
      own = provider;
      for (const spot of standsAt(name, args)) known.set(at(spot), [...(known.get(at(spot)) ?? []), resource]);
    },
  };
}

/** Whether an Output or a promise stands anywhere in a value. */
function isEventual(value: unknown): boolean {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return true;
  if (value === null || typeof value !== "object" || pulumi.Resource.isInstance(value)) return false;
  return Object.values(value).some(isEventual);
}

/** A value with what its Outputs and promises turn out to be; nothing stands for what is unknown. */
async function settled(value: unknown): Promise<unknown> {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) {
    const output = pulumi.output(value) as pulumi.Output<unknown> & Eventual;
    return (await output.isKnown) ? settled(await output.promise()) : undefined;
  }
  if (Array.isArray(value)) return Promise.all(value.map(settled));
  if (value === null || typeof value !== "object" || pulumi.Resource.isInstance(value)) return value;
  const fields = Object.entries(value).map(async ([field, inner]) => [field, await settled(inner)] as const);
  return Object.fromEntries(await Promise.all(fields));
}

/** Parts of an Output that its type omits. @source pulumi sdk/nodejs/output.ts */
interface Eventual {
  readonly isKnown: Promise<boolean>;
  promise(): Promise<unknown>;
}

/** Finds the AapBinding of this program that lists a Vip, wherever in the program it is declared: the first of several. */
export function bindingFinder(): (vip: pulumi.Resource) => pulumi.Resource | undefined {
  const known = places();
  return (vip) => {
    const [place] = [...known].find(([, resources]) => resources.includes(vip)) ?? [];
    return place === undefined ? undefined : known.get(place.replace(" vip/", " binding/"))?.[0];
  };
}
