import { setTimeout as sleep } from "node:timers/promises";

const INTERVAL_MS = 50;

/**
 * The first truthy value that a look gives; an error it throws means "not yet".
 *
 * @template T
 * @param {() => T | Promise<T>} look
 * @param {object} options
 * @param {number} options.timeoutMs
 * @param {string} [options.about]       what is waited for, for the message
 * @param {() => void} [options.giveUp]  asked before every look; throws to end the waiting
 * @returns {Promise<T>}
 * @throws {Error} after timeoutMs, with the last error in its text and as its cause
 */
export async function waitFor(look, { timeoutMs, about = "it", giveUp }) {
  const end = performance.now() + timeoutMs;
  /** @type {unknown} */
  let cause;
  do {
    giveUp?.();
    try {
      const value = await look();
      if (value) return value;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await sleep(INTERVAL_MS);
  } while (performance.now() < end);
  const reason = cause instanceof Error ? `: ${cause.message}` : "";
  throw new Error(`waited ${Math.round(timeoutMs / 1000)} s without success for ${about}${reason}`, { cause });
}
