import { type BigIntStats, statSync } from "node:fs";

/**
 * How far back a time stamp has to be before an equal one proves that nothing changed: the coarsest clock of a file
 * system in use (FAT) has steps of two seconds, in milliseconds.
 */
export const DOUBT_MS = 2_500;

/** What tells whether a file is still the one that was read. */
export interface FileSignature {
  readonly stamp: string;
  /** whether a later change could leave the stamp as it is, because the file changed just before it was looked at */
  readonly isDoubtful: boolean;
  readonly isRegular: boolean;
}

/** The signature of a file, links followed; undefined if there is none. */
export function signatureOf(path: string): FileSignature | undefined {
  const stat: BigIntStats | undefined = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  const changedMs = Math.max(Number(stat.mtimeMs), Number(stat.ctimeMs));
  return {
    stamp: `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}`,
    isDoubtful: Date.now() - changedMs < DOUBT_MS,
    isRegular: stat.isFile(),
  };
}
