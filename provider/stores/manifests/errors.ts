/**
 * What can go wrong with a manifest directory.
 *
 * - `unreadable`: a file or folder cannot be read, is missing, or is larger than what is read
 * - `not-yaml`: a file is not YAML, or a document in it is not shaped like a Kubernetes object
 * - `duplicate`: two documents describe the same object
 * - `not-found`: the object to change stands nowhere
 * - `already-exists` / `file-exists`: the object, or the file it should go to, is there already
 * - `outside`: a path leaves the directory, or would not be read back from it
 * - `locked`: another run holds the directory, or took it over
 * - `unwritable`: the disk refuses, or the text cannot be changed without touching what is not ours
 */
export type ManifestErrorCode =
  | "unreadable"
  | "not-yaml"
  | "not-found"
  | "already-exists"
  | "file-exists"
  | "duplicate"
  | "locked"
  | "outside"
  | "unwritable";

/** Where it went wrong: `file` is relative to the directory ("." is the directory itself), lines count from 1. */
export interface ManifestErrorDetails {
  readonly file: string;
  readonly line?: number;
  readonly key?: string;
  readonly other?: { readonly file: string; readonly line: number };
}

/** A manifest directory that cannot be read or written as asked; nothing is half done. */
export class ManifestError extends Error {
  override readonly name = "ManifestError";
  readonly code: ManifestErrorCode;
  readonly details: ManifestErrorDetails;

  constructor(code: ManifestErrorCode, message: string, details: ManifestErrorDetails, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}

/** Throws what is wrong, all of it at once; nothing if nothing is. */
export function joinFaults(faults: readonly ManifestError[]): void {
  const [first, ...others] = faults;
  if (first === undefined) return;
  if (others.length === 0) throw first;
  const lines = faults.map(({ message }) => `\n  ${message}`).join("");
  const message = `${faults.length} things leave it in doubt what the manifest directory says:${lines}`;
  throw new ManifestError(first.code, message, first.details);
}

/** The code that an error carries ("ENOENT", "ELOCKED"), or undefined. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

/** Whether an error is a system call's, and not someone's own that has a code too. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  const { errno, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return error instanceof Error && typeof errno === "number" && typeof syscall === "string";
}
