export interface BackoffOptions {
  /** Milliseconds before the second attempt; default 1_000. */
  readonly firstMs?: number;
  /** Milliseconds that the pause never exceeds; default 8_000. */
  readonly maxMs?: number;
  /** A number in [0, 1); default Math.random. */
  readonly random?: () => number;
}

/**
 * Milliseconds to wait after the given number of failures in a row: doubled each time up to the cap, then a random part of
 * the upper half of it, so that clients which lost the same server do not come back together.
 */
export function backoffMs(failureCount: number, options: BackoffOptions = {}): number {
  const { firstMs = 1_000, maxMs = 8_000, random = Math.random } = options;
  if (failureCount <= 0) return 0;
  const full = Math.min(maxMs, firstMs * 2 ** Math.min(failureCount - 1, 30));
  return full / 2 + (full / 2) * random();
}
