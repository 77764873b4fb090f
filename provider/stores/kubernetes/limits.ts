/** What one answer may be: a server that is broken, hostile or someone else entirely does not fill memory or wait forever. */
export interface AnswerLimits {
  /** Bytes of one answer, unpacked; of a list, of one of its items, and of what is around them. */
  readonly bytes: number;
  /** From the request to the end of the answer, in milliseconds. */
  readonly answerMs: number;
  /** Pages of one list. */
  readonly pages: number;
  /** All pages of one list, in milliseconds. */
  readonly listMs: number;
  /** All pages of one list, in bytes, unpacked. */
  readonly listBytes: number;
  /** Objects of one list. */
  readonly objects: number;
  /** Characters of what a server says to be sent back in a path: where a list goes on, the version of a list. */
  readonly token: number;
}

export const ANSWER_LIMITS: AnswerLimits = {
  bytes: 128 * 1024 * 1024,
  answerMs: 120_000,
  pages: 4_000,
  listMs: 300_000,
  listBytes: 2 * 1024 * 1024 * 1024,
  objects: 2_000_000,
  token: 16_384,
};

/**
 * Events of one watch, in bytes. Beyond, it is as if its version had expired: what is known is listed again, and who floods a
 * watch fills no memory.
 */
export const WATCH_BYTES = 134_217_728;

/** Objects and lists inside each other: what reads them is recursive, and no definition of Kubernetes comes near it. */
export const DEEPEST = 500;

/** Of an answer of 400 and above, in bytes. */
export const ERROR_BYTES = 1_048_576;

/** An answer beyond what is read; asking again would not help. */
export class LimitError extends Error {
  readonly code = "over-limit";
}

export function tooDeep(): LimitError {
  return new LimitError(`its answer has more than ${DEEPEST} objects inside each other`);
}

export function tooLong(bytes: number): LimitError {
  return new LimitError(`its answer has more than ${Math.round(bytes / 1_048_576)} MiB`);
}
