import type { Batch, Declaration, SecretPaths } from "../plan";

/** A batch that is not there or not ours. */
export class BatchError extends Error {
  readonly code = "unreadable-declarations";
}

/** What is known of one program run: who runs, and what the program has declared so far. */
export interface Run {
  /** Tells program runs apart. */
  readonly id: string;
  /** Owner keys of this stack begin with this. */
  readonly ownerPrefix: string;
  /** Undefined where a check is not told; nothing is written then before the first create, update or delete. */
  readonly isPreview: boolean | undefined;
  /** In the order in which they came; a longer list of the same run begins with a shorter one. */
  readonly batches: readonly Pick<Batch, "origin" | "declarations" | "secretSettings">[];
}

/** A resource's declaration, and its run with all batches up to its own. */
export interface Declared {
  readonly run: Run;
  readonly declaration: Declaration;
  /** Where secrets stand in the arguments. */
  readonly secrets: SecretPaths;
}
