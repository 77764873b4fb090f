import { DEFAULT_RELEASE, type Release } from "../documents";
import type { ServedKind } from "../served-kinds";
import type { Storage } from "../storage";
import { BooksError } from "./books";
import type { Step } from "./cluster";
import { type Life, startLife } from "./work";

export interface ControllerOptions {
  /** Default: 1.13, which the test cluster has. */
  readonly release?: Release;
}

/** Kube-OVN's controller, as far as addresses go; it acts on what is stored, after it has been stored. */
export interface Controller {
  /** Stops it where it is; what it returns lets it go on. */
  pause(): () => void;
  /** Restarts, with what objects tell; what it knew only by heart is forgotten. Resolves when it has caught up. */
  restart(): Promise<void>;
  /** Called before each of its writes, which waits; what it throws is a failure that it tries again. */
  beforeWrites(hook: ((step: Step) => Promise<void> | void) | undefined): void;
  /** Resolves when it has nothing left to do but what has failed. */
  idle(): Promise<void>;
  /** What it has logged, one line per failure. */
  readonly log: readonly string[];
}

export interface ControllerInside extends Controller {
  stop(): void;
}

export function startController(
  storage: Storage,
  kinds: readonly ServedKind[],
  { release = DEFAULT_RELEASE }: ControllerOptions,
): ControllerInside {
  const log: string[] = [];
  const idlers = new Set<() => void>();
  let hook: ((step: Step) => Promise<void> | void) | undefined;
  let paused: Promise<void> | undefined;
  let life: Life;

  const rested = (): void => {
    if (!life.isIdle) return;
    for (const wake of idlers) wake();
    idlers.clear();
  };
  const go = async (): Promise<void> => {
    // Never within the request that caused it.
    await new Promise((resolve) => setImmediate(resolve));
    while (paused !== undefined) await paused;
  };
  const before = async (step: Step): Promise<void> => {
    try {
      await hook?.(step);
    } catch (error) {
      throw new BooksError((error as Error).message);
    }
  };
  const begin = (): Life => startLife({ storage, kinds, release, log, go, before, rested });
  const idle = (): Promise<void> =>
    new Promise((resolve) => {
      idlers.add(resolve);
      setImmediate(rested);
    });
  life = begin();
  return {
    log,
    pause() {
      let resume = (): void => undefined;
      const mine = new Promise<void>((resolve) => {
        resume = resolve;
      });
      paused = mine;
      return () => {
        if (paused === mine) paused = undefined;
        resume();
      };
    },
    restart() {
      life.end();
      life = begin();
      return idle();
    },
    beforeWrites(next) {
      hook = next;
    },
    idle,
    stop: () => life.end(),
  };
}
