import { ROOMS, type Spot } from "../kinds";
import type { Declaration } from "../plan";

/** Which resources of a program wait for which others, as far as names tell; with the classes for TypeScript the program knows. */
export interface Neighbors {
  /**
   * Takes in a batch.
   *
   * @returns for each of its declarations, the paths of those that are made before it, of this batch and of earlier ones
   */
  join(declarations: readonly Declaration[]): readonly (readonly string[])[];
}

export function createNeighbors(): Neighbors {
  const places = new Map<string, string[]>();
  // Two providers may have subnets of one name.
  const keysOf = (provider: string, spots: readonly Spot[]): readonly string[] =>
    spots.map((spot) => `${provider} ${spot}`);
  return {
    join(declarations) {
      for (const { kind, name, args, provider, path } of declarations)
        for (const key of keysOf(provider, ROOMS[kind].standsAt(name, args)))
          places.set(key, [...(places.get(key) ?? []), path]);
      return declarations.map(({ kind, args, provider }) =>
        keysOf(provider, ROOMS[kind].waitsFor(args)).flatMap((key) => places.get(key) ?? []),
      );
    },
  };
}
