import { readFileSync } from "node:fs";
import path from "node:path";
import {
  type Batch,
  DECLARATION_INPUT,
  type Declaration,
  type DeclarationRef,
  declarationAt,
  readBatch,
  readDeclarationRef,
} from "../plan";
import { BatchError, type Declared, type Run } from "../runtime/declared";
import { unseal } from "../scratch";

/** The batches that program runs hand over in files: `0.sealed`, `1.sealed`, … in one directory for each run. */
export interface BatchFiles {
  /**
   * What the program declared a resource as, by the reference among its inputs; undefined where there is none.
   *
   * @throws BatchError
   */
  declaredIn(news: Readonly<Record<string, unknown>>): Declared | undefined;
}

/** Inputs without what comes in beside the arguments: where the declaration stands, and the provider's code. */
export function argumentsIn(news: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { [DECLARATION_INPUT]: _, __provider: __, ...args } = news;
  return args;
}

/** Each file is read once. */
export function openBatchFiles(): BatchFiles {
  const known = new Map<string, readonly Batch[]>();
  return {
    declaredIn(news) {
      const ref = readDeclarationRef(news[DECLARATION_INPUT]);
      if (ref === undefined) return undefined;
      const directory = path.dirname(ref.file);
      const batches = readBatches(ref, known.get(directory));
      known.set(directory, batches);
      const declaration = declarationIn(batches, ref);
      return { run: runOf(directory, batches), declaration, secrets: ref.secrets ?? [] };
    },
  };
}

function runOf(directory: string, batches: readonly Batch[]): Run {
  const { ownerPrefix = "", dryRun = false } = batches[0] ?? {};
  return { id: directory, ownerPrefix, isPreview: dryRun, batches };
}

/** Reads the batches that a declaration may know of: its own and the earlier ones. */
export function readBatches(ref: DeclarationRef, known: readonly Batch[] = []): readonly Batch[] {
  const directory = path.dirname(ref.file);
  const last = Number(/^(\d{1,6})\.sealed$/.exec(path.basename(ref.file))?.[1] ?? Number.NaN);
  if (Number.isNaN(last)) throw new BatchError(`${ref.file} is not a file of declarations`);
  const batches = [...known];
  for (let i = batches.length; i <= last; i++)
    batches.push(readBatchFile(path.join(directory, `${i}.sealed`), ref.key));
  return batches;
}

/** The declaration a reference points at. */
export function declarationIn(batches: readonly Batch[], ref: DeclarationRef): Declaration {
  const batch = batches[Number.parseInt(path.basename(ref.file), 10)];
  const declaration = batch === undefined ? undefined : declarationAt(batch, ref);
  if (declaration === undefined) throw new BatchError(`${ref.file} has no declaration ${ref.entry}`);
  return declaration;
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
