import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";

/** What fast-check is told about one property. */
interface Options extends Pick<fc.Parameters, "numRuns" | "seed" | "interruptAfterTimeLimit"> {
  reporter?<T>(details: fc.RunDetails<T>): void;
}

/**
 * How long a property is tried: `runs` in a plain test, FC_RUNS inputs or FC_MINUTES in a long one, which prints how many that
 * were; FC_SEED repeats a failure.
 */
export function propertyOptions(options: { readonly runs: number }): Options {
  const { FC_RUNS, FC_MINUTES, FC_SEED } = process.env;
  const seed = FC_SEED === undefined ? {} : { seed: Number(FC_SEED) };
  if (FC_MINUTES === undefined) return { numRuns: FC_RUNS === undefined ? options.runs : Number(FC_RUNS), ...seed };
  return {
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: Number(FC_MINUTES) * 60_000,
    reporter(details) {
      console.log(`      ${details.numRuns} inputs, seed ${details.seed}`);
      if (details.failed) throw new Error(fc.defaultReportMessage(details));
    },
    ...seed,
  };
}

/** A new folder, in memory where the system has such a place: a property makes thousands. */
export function propertyFolder(name: string): string {
  return mkdtempSync(path.join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), `${name}-`));
}
