import { isUnknown, type SecretPaths } from "../plan";

/** What a program holds secret, struck out of whatever is said or written down. */
export interface Secrets {
  /** takes in every text and number inside a value */
  add(value: unknown): void;
  /** takes in what stands at these places of a resource's arguments */
  addAt(args: Readonly<Record<string, unknown>>, paths: SecretPaths): void;
  strike(text: string): string;
  /** the same of every text inside a value */
  strikeAll<T>(value: T): T;
}

/** What stands for a secret in a sentence. */
const STRUCK = "(secret)";
/** A shorter number stands in too many sentences by chance. */
const SHORTEST_NUMBER = 3;

/** Knows no secrets yet. */
export function createSecrets(): Secrets {
  const words = new Set<string>();
  let pattern: RegExp | undefined;

  function add(value: unknown): void {
    if (Array.isArray(value)) value.forEach(add);
    else if (value !== null && typeof value === "object") Object.values(value).forEach(add);
    else if (typeof value === "string" || typeof value === "number") {
      const word = String(value).trim();
      if (word === "" || (typeof value === "number" && word.length < SHORTEST_NUMBER)) return;
      words.add(word);
      // The ends of a range and the parts of a list are named one by one, and so is what is wrong with a part of an address.
      for (const part of word.split(/\.\.|[,\s]+/)) if (part !== "") words.add(part);
      for (const part of word.split(/[^\p{L}\p{N}]+/u)) if (part.length > 1 && /\p{L}/u.test(part)) words.add(part);
      pattern = undefined;
    }
  }

  /** Whole words, whatever their case: addresses are said in another form than they were written in. */
  function strike(text: string): string {
    if (words.size === 0) return text;
    pattern ??= new RegExp(
      `(?<![\\p{L}\\p{N}])(?:${[...words]
        .sort((a, b) => b.length - a.length)
        .map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"))
        .join("|")})(?![\\p{L}\\p{N}])`,
      "giu",
    );
    return text.replace(pattern, STRUCK);
  }

  function strikeAll<T>(value: T): T {
    if (typeof value === "string") return strike(value) as T;
    if (Array.isArray(value)) return value.map(strikeAll) as T;
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, strikeAll(inner)])) as T;
  }

  return {
    add,
    addAt: (args, paths) => {
      for (const path of paths) add(valueAt(args, path));
    },
    strike,
    strikeAll,
  };
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  const [field, ...rest] = path;
  if (field === undefined || value === null || typeof value !== "object") return isUnknown(value) ? undefined : value;
  return valueAt((value as Readonly<Record<string, unknown>>)[field], rest);
}
