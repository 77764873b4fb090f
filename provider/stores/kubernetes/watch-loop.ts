import type { KubeObject } from "../../objects/kube-object";
import type { ApiClient } from "./api-client";
import { isExpired } from "./api-error";
import type { Clock } from "./clock";
import type { Resource } from "./resources";
import { isTransient } from "./retry";
import { readWatch } from "./watch-stream";

/** Where a watch is; whoever keeps it begins the next watch from there. */
export interface Cursor {
  /** Version that the next watch begins behind; undefined where the kind has to be listed first. */
  version: string | undefined;
}

/** Who follows a kind. */
export interface Follower {
  readonly cursor: Cursor;
  /** One change, in the order of the server. */
  readonly saw: (object: KubeObject, isDeleted: boolean) => void;
  /**
   * Finds out what happened since a version that the server has forgotten.
   *
   * @returns the version of what it found, from which the watch goes on
   */
  readonly relist: () => Promise<string>;
}

/** Between the end of a watch and the next one, in milliseconds. */
const PAUSE_MS = 250;
/** How long a watch goes on that nobody uses, in milliseconds: the next create comes soon, or never. */
const IDLE_MS = 2_000;

/**
 * Follows a kind: a watch from the cursor on, the next one from where it ended, a list where the server has forgotten that.
 * Ends with the signal.
 *
 * @throws whatever a further attempt would not mend
 */
export async function follow(
  { api, clock }: { readonly api: ApiClient; readonly clock: Clock },
  resource: Resource,
  { cursor, saw, relist }: Follower,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const { version } = cursor;
      if (version === undefined) {
        const found = await relist();
        // Another watch may have the cursor by now.
        if (signal.aborted) return;
        cursor.version = found;
      } else {
        for await (const { type, object } of readWatch(await api.watch(resource, version, signal), api.readLine)) {
          cursor.version = String(object.metadata.resourceVersion);
          if (type !== "BOOKMARK") saw(object, type === "DELETED");
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isExpired(error)) {
        const isForgotten = cursor.version !== undefined;
        cursor.version = undefined;
        // A list that expires itself is no faster without a pause.
        if (isForgotten) continue;
      } else if (!isTransient(error)) throw error;
    }
    await clock.sleep(PAUSE_MS, signal).catch(() => undefined);
  }
}

/** Ends something that nobody has used for a while. */
export interface IdleTimer {
  start(): void;
  stop(): void;
}

export function createIdleTimer(clock: Clock, end: () => void): IdleTimer {
  let running: AbortController | undefined;
  return {
    start() {
      running?.abort();
      running = new AbortController();
      clock.sleep(IDLE_MS, running.signal).then(end, () => undefined);
    },
    stop: () => running?.abort(),
  };
}
