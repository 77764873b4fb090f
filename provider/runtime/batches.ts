import { readFileSync } from "node:fs";
import path from "node:path";
import { type Batch, type Declaration, type DeclarationRef, readBatch } from "../plan";
import { unseal } from "../scratch";

/** A batch file that is not there or not ours. */
export class BatchError extends Error {
  readonly code = "unreadable-declarations";
}

/** The batches of one program run, up to and including one of them: `0.sealed`, `1.sealed`, … in one directory. */
export interface Run {
  /** Tells program runs apart. */
  readonly directory: string;
  readonly batches: readonly Batch[];
}

/** Reads the batches that a declaration may know of: its own and the earlier ones. */
export function readRun(ref: DeclarationRef, known: readonly Batch[] = []): Run {
  const directory = path.dirname(ref.file);
  const last = Number(/^(\d{1,6})\.sealed$/.exec(path.basename(ref.file))?.[1] ?? Number.NaN);
  if (Number.isNaN(last)) throw new BatchError(`${ref.file} is not a file of declarations`);
  const batches = [...known];
  for (let i = batches.length; i <= last; i++)
    batches.push(readBatchFile(path.join(directory, `${i}.sealed`), ref.key));
  return { directory, batches };
}

/** The place of a batch in its run. */
export function batchIndex(ref: DeclarationRef): number {
  return Number.parseInt(path.basename(ref.file), 10);
}

/** The declaration a reference points at, with what the reference tells of it besides. */
export function declarationAt(run: Run, ref: DeclarationRef): Declaration {
  const declaration = run.batches[batchIndex(ref)]?.declarations[ref.entry];
  if (declaration === undefined) throw new BatchError(`${ref.file} has no declaration ${ref.entry}`);
  const former = [...new Set([...(declaration.former ?? []), ...(ref.former ?? [])])];
  return former.length === 0 ? declaration : { ...declaration, former };
}

/** @throws BatchError */
export function readBatchFile(file: string, key: string): Batch {
  let json: unknown;
  try {
    json = JSON.parse(unseal(readFileSync(file), key));
  } catch (error) {
    throw new BatchError(`the program's declarations cannot be read: ${(error as Error).message}`);
  }
  const batch = readBatch(json);
  if (batch === undefined) {
    throw new BatchError(
      `${file} was written by another version of pulumi-kubeovn; install one version for program and provider`,
    );
  }
  return batch;
}
