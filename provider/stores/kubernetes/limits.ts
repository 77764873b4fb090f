/** What one answer may be: a server that is broken, hostile or somebody else entirely does not fill memory or wait for ever. */
export interface AnswerLimits {
  /** Bytes of one answer, unpacked: a page of 500 objects of the size that etcd takes at most hardly ever comes near it. */
  readonly bytes: number;
  /** From the request to the end of the answer, in milliseconds. */
  readonly answerMs: number;
  /** Pages of one list. */
  readonly pages: number;
  /** All pages of one list, in milliseconds. */
  readonly listMs: number;
}

export const ANSWER_LIMITS: AnswerLimits = {
  bytes: 128 * 1024 * 1024,
  answerMs: 120_000,
  pages: 4_000,
  listMs: 300_000,
};

/** Of an answer of 400 and above, in bytes. */
export const ERROR_BYTES = 1_048_576;

/** An answer beyond what is read; asking again would not help. */
export class LimitError extends Error {
  readonly code = "over-limit";
}
