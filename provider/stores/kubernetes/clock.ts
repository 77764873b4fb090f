import { setTimeout } from "node:timers/promises";

/** The time by which a store waits for others; in milliseconds. */
export interface Clock {
  now(): number;
  /** Rejects when the signal comes first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const MACHINE_CLOCK: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, signal === undefined ? {} : { signal }),
};
