import { type KubeObject, keyOf } from "../../objects/kube-object";
import type { ApiClient } from "./api-client";
import type { Clock } from "./clock";
import { collectionPath, type Resource, resourceOf } from "./resources";
import { createIdleTimer, follow } from "./watch-loop";

/** Tells what becomes of objects, with one watch per kind however many are waited for. */
export interface Observer {
  /**
   * Waits until an object is in a state that `look` has an answer for.
   *
   * @param live  the object as it was seen last, which is looked at first
   * @param look  sees each later state; undefined when the object is gone
   * @throws WaitTimeout after `timeoutMs`
   */
  until<T>(live: KubeObject, look: Look<T>, timeoutMs: number): Promise<T>;
  /** Begins to keep the states of an object, so that none is missed between a write and the wait for what becomes of it. */
  observe(live: KubeObject): Observation;
}

export interface Observation {
  /** Goes on with the first state that was not looked at yet; ends as {@link Observer.until} does. */
  until<T>(look: Look<T>, timeoutMs: number): Promise<T>;
  end(): void;
}

type Look<T> = (state: KubeObject | undefined) => T | undefined;

/** The time was up. */
export class WaitTimeout extends Error {
  /** What was seen last. */
  readonly last: KubeObject;

  constructor(last: KubeObject) {
    super("not in time");
    this.last = last;
  }
}

interface Waiter {
  see(state: KubeObject | undefined): void;
  fail(error: unknown): void;
}

/** Every so often an awaited object is looked at without the watch, in milliseconds. */
const LOOK_MS = 5_000;
/** States of objects that nobody waited for yet: an event may be here before the answer to the request that caused it. */
const RECENT_LIMIT = 2_048;
/** States of an object that are kept for who waits later: between a write and its wait come a few. */
const UNSEEN_LIMIT = 256;

export function createObserver(api: ApiClient, clock: Clock): Observer {
  const watches = new Map<Resource, KindWatch>();
  const observe = (live: KubeObject): Observation => {
    const resource = resourceOf(live);
    const watch = watches.get(resource) ?? startWatch(api, clock, resource, () => watches.delete(resource));
    watches.set(resource, watch);
    return startObservation(api, clock, watch, live);
  };
  return {
    observe,
    async until(live, look, timeoutMs) {
      const now = look(live);
      if (now !== undefined) return now;
      const observation = observe(live);
      try {
        return await observation.until(look, timeoutMs);
      } finally {
        observation.end();
      }
    },
  };
}

function startObservation(api: ApiClient, clock: Clock, watch: KindWatch, live: KubeObject): Observation {
  const unseen: (KubeObject | undefined)[] = [];
  let last = live;
  let broken: { readonly error: unknown } | undefined;
  let wake = (): void => undefined;
  const waiter: Waiter = {
    see(state) {
      unseen.push(state);
      if (unseen.length > UNSEEN_LIMIT) unseen.shift();
      wake();
    },
    fail(error) {
      broken = { error };
      wake();
    },
  };
  const lookEvery = async (signal: AbortSignal): Promise<void> => {
    try {
      for (;;) {
        await clock.sleep(LOOK_MS, signal);
        const state = await api.get(keyOf(live));
        waiter.see(state?.metadata.uid === live.metadata.uid ? state : undefined);
      }
    } catch (error) {
      if (!signal.aborted) waiter.fail(error);
    }
  };
  watch.add(live, waiter);
  return {
    async until(look, timeoutMs) {
      const timers = new AbortController();
      const { signal } = timers;
      let isOver = false;
      clock.sleep(timeoutMs, signal).then(
        () => {
          isOver = true;
          wake();
        },
        () => undefined,
      );
      void lookEvery(signal);
      try {
        for (;;) {
          while (unseen.length > 0) {
            const state = unseen.shift();
            last = state ?? last;
            const answer = look(state);
            if (answer !== undefined) return answer;
          }
          if (broken !== undefined) throw broken.error;
          if (isOver) throw new WaitTimeout(last);
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      } finally {
        timers.abort();
      }
    },
    end: () => watch.remove(live, waiter),
  };
}

/** A running watch; it ends when nobody has waited for a while. */
interface KindWatch {
  add(live: KubeObject, waiter: Waiter): void;
  remove(live: KubeObject, waiter: Waiter): void;
}

function startWatch(api: ApiClient, clock: Clock, resource: Resource, ended: () => void): KindWatch {
  const stop = new AbortController();
  const waiters = new Map<unknown, Set<Waiter>>();
  const recent = new Map<unknown, KubeObject | undefined>();
  let isStarted = false;

  const start = (version: string): Promise<void> =>
    follow(
      { api, clock },
      resource,
      {
        cursor: { version },
        saw: (object, isDeleted) => saw(object, isDeleted ? undefined : object),
        // What happened meanwhile is found by looking at each awaited object.
        relist() {
          recent.clear();
          return currentVersion(api, resource);
        },
      },
      stop.signal,
    );
  const saw = ({ metadata: { uid } }: KubeObject, state: KubeObject | undefined): void => {
    recent.delete(uid);
    recent.set(uid, state);
    if (recent.size > RECENT_LIMIT) recent.delete(recent.keys().next().value);
    for (const waiter of waiters.get(uid) ?? []) waiter.see(state);
  };
  const end = (): void => {
    stop.abort();
    ended();
  };
  const idle = createIdleTimer(clock, end);
  return {
    add({ metadata: { uid, resourceVersion } }, waiter) {
      idle.stop();
      const mine = waiters.get(uid) ?? new Set();
      waiters.set(uid, mine.add(waiter));
      if (recent.has(uid)) waiter.see(recent.get(uid));
      if (isStarted) return;
      isStarted = true;
      start(String(resourceVersion)).catch((error) => {
        end();
        for (const set of waiters.values()) for (const one of set) one.fail(error);
      });
    },
    remove({ metadata: { uid } }, waiter) {
      const mine = waiters.get(uid);
      mine?.delete(waiter);
      if (mine?.size === 0) waiters.delete(uid);
      if (waiters.size > 0) return;
      idle.start();
    },
  };
}

async function currentVersion(api: ApiClient, resource: Resource): Promise<string> {
  const list = (await api.document(`${collectionPath(resource)}?limit=1`)) as {
    metadata?: { resourceVersion?: unknown };
  };
  return String(list?.metadata?.resourceVersion ?? "");
}
