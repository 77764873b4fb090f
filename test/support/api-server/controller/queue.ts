import { BooksError } from "./books";

/** Works on names one after the other; a failure is tried again, later each time. */
export interface Queue {
  add(name: string): void;
  /** True when nothing is left to do but what has failed. */
  readonly isIdle: boolean;
  stop(): void;
}

/** @source client-go util/workqueue DefaultTypedControllerRateLimiter */
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 1_000_000;

/** What a queue is for. */
export interface QueueOptions {
  /** Throws BooksError for a failure that is tried again. */
  work(name: string): Promise<void>;
  /** Resolves when the next piece of work may begin. */
  mayWork(): Promise<void>;
  /** Called when there is nothing left to do. */
  rested(): void;
  failed(name: string, why: string): void;
}

export function createQueue({ work, mayWork, rested, failed }: QueueOptions): Queue {
  const waiting = new Set<string>();
  const failures = new Map<string, number>();
  const timers = new Set<NodeJS.Timeout>();
  let isWorking = false;
  let isStopped = false;

  const again = (name: string): void => {
    const before = failures.get(name) ?? 0;
    failures.set(name, before + 1);
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        add(name);
      },
      Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** before),
    ).unref();
    timers.add(timer);
  };
  const run = async (): Promise<void> => {
    for (;;) {
      await mayWork();
      const [name] = waiting;
      if (name === undefined || isStopped) break;
      waiting.delete(name);
      try {
        await work(name);
        failures.delete(name);
      } catch (error) {
        if (!(error instanceof BooksError)) throw error;
        failed(name, error.message);
        again(name);
      }
    }
    isWorking = false;
    rested();
  };
  const add = (name: string): void => {
    if (isStopped) return;
    waiting.add(name);
    if (isWorking) return;
    isWorking = true;
    void run();
  };
  return {
    add,
    get isIdle() {
      return !isWorking && waiting.size === 0;
    },
    stop() {
      isStopped = true;
      waiting.clear();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
