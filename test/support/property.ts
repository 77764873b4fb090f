import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";

/** What fast-check is told about one property. */
interface Options extends Pick<fc.Parameters, "numRuns" | "seed" | "interruptAfterTimeLimit"> {
  reporter?<T>(details: fc.RunDetails<T>): void;
}

/** Of a plain test: its outcome tells what a change did, not which inputs it was lucky with. */
const PLAIN_SEED = 20_261_130;

/** Of `count` random inputs, how many are tried: QUICK_RUN stands for a plain `npm test` (scripts/test.mjs), which is to be over soon. */
export function inputsOf(count: number): number {
  return process.env.QUICK_RUN === undefined ? count : Math.ceil(count / 3);
}

/**
 * How long a property is tried: in a plain test `runs` inputs, the same ones each time; in a long one FC_RUNS inputs or
 * FC_MINUTES, new ones each time, and it prints how many that were. FC_SEED repeats a failure.
 */
export function propertyOptions(options: { readonly runs: number }): Options {
  const { FC_RUNS, FC_MINUTES, FC_SEED } = process.env;
  const isPlain = FC_RUNS === undefined && FC_MINUTES === undefined;
  const seed = FC_SEED === undefined ? (isPlain ? { seed: PLAIN_SEED } : {}) : { seed: Number(FC_SEED) };
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
