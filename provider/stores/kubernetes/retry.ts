import { setTimeout as sleep } from "node:timers/promises";
import { ApiError } from "./api-error";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** What a server asks for beyond this is not waited for. */
const LONGEST_RETRY_AFTER_MS = 60_000;

/** Answers that say "not now": too many requests, a failing or starting server, a gateway without one. */
const TRANSIENT_STATUS = new Set([429, 500, 502, 503, 504]);
const TRANSIENT_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
  "EAI_AGAIN",
  "ERR_STREAM_PREMATURE_CLOSE",
]);

/** True for a failure that may be over a moment later: the same request can be sent again. */
export function isTransient(error: unknown): boolean {
  if (error instanceof ApiError) return TRANSIENT_STATUS.has(error.status);
  return TRANSIENT_CODES.has(codeOf(error)) || (error as Error | undefined)?.message === "aborted";
}

/** The system's code of a socket failure; of several addresses tried at once, the first one's. */
export function codeOf(error: unknown): string {
  const { code, errors } = (error ?? {}) as { code?: unknown; errors?: readonly unknown[] };
  if (typeof code === "string") return code;
  return errors === undefined || errors.length === 0 ? "" : codeOf(errors[0]);
}

/**
 * Repeats an attempt while it fails transiently, with growing pauses of random length, or as long as the server says.
 *
 * @param patienceMs  how long to retry from the first failure on
 * @param onRetry     called before every further attempt
 * @throws the last failure, when it is not transient or patience has ended
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  patienceMs: () => number,
  onRetry: () => void = () => undefined,
): Promise<T> {
  let failingSince: number | undefined;
  for (let failures = 0; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isTransient(error)) throw error;
      failingSince ??= Date.now();
      const pause = pauseMs(error, failures);
      if (Date.now() + pause > failingSince + patienceMs()) throw error;
      onRetry();
      await sleep(pause);
    }
  }
}

/** @source exponential backoff with full jitter; the server's Retry-After is a lower bound */
function pauseMs(error: unknown, failures: number): number {
  const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
  const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
  return Math.min(asked, LONGEST_RETRY_AFTER_MS) + Math.random() * ceiling;
}
