import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** How long a property is tried: `runs` in a plain test, FC_RUNS in a long one; FC_SEED repeats a failure. */
export function propertyOptions(options: { readonly runs: number }): { numRuns: number; seed?: number } {
  const { FC_RUNS, FC_SEED } = process.env;
  const numRuns = FC_RUNS === undefined ? options.runs : Number(FC_RUNS);
  return FC_SEED === undefined ? { numRuns } : { numRuns, seed: Number(FC_SEED) };
}

/** A new folder, in memory where the system has such a place: a property makes thousands. */
export function propertyFolder(name: string): string {
  return mkdtempSync(path.join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), `${name}-`));
}
