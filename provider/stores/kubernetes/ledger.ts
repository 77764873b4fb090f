import { type AddressClaim, placesOf } from "../../objects/address-claim";
import type { KubeObject } from "../../objects/kube-object";
import { type Facts, factsOf } from "../../objects/kubeovn/facts";
import { KUBEOVN_API } from "../../objects/kubeovn/kinds";
import type { ApiClient, List } from "./api-client";
import type { Clock } from "./clock";
import { createEntries, type Entry, entryId, entryOf } from "./ledger-entries";
import { type Resource, resourceOf } from "./resources";
import { type Cursor, createIdleTimer, follow } from "./watch-loop";

/** An object as it came in, and who had its places by then. */
export interface Arrival {
  readonly uid: unknown;
  readonly earlier: readonly Entry[];
}

/**
 * Who has which address, by IP objects, Vips, and objects of other kinds once one of them claims addresses: read once, then
 * kept up to date by one watch per kind as long as someone uses it.
 */
export interface Ledger {
  /**
   * Lists a kind for someone who wants its facts. With the first list of a kind that the ledger is about, it has read that
   * kind, and its watch goes on from there; it may be old by then, since the server says so of a version that it has forgotten.
   */
  list(resource: Resource): Promise<List<Facts> | undefined>;
  /** Runs something while the ledger is up to date. @param resource  a kind that it has to be about from now on */
  use<T>(action: (view: LedgerView) => Promise<T>, resource?: Resource): Promise<T>;
}

export interface LedgerView {
  /** Everybody with one of these addresses, or this MAC, apart from one key. */
  holders(claim: AddressClaim, key: string): readonly Entry[];
  guards(): readonly Entry[];
  has(id: string): boolean;
  /** Whether it is about a kind. */
  follows(kind: string): boolean;
  /** Begins to note the states of an object that is there, or is about to be created. */
  track(id: string): Tracked;
  /** Waits until `look` has an answer, which is asked after every change; undefined when the time is up. */
  until<T>(look: () => T | undefined, timeoutMs: number): Promise<T | undefined>;
}

/** An object under observation. */
export interface Tracked {
  /** Its last state that came with the watch; undefined before that and after the object went. */
  readonly state: KubeObject | undefined;
  readonly arrival: Arrival | undefined;
  readonly isGone: boolean;
  end(): void;
}

const KINDS: readonly Resource[] = ["IP", "Vip"].map((kind) => resourceOf({ apiVersion: KUBEOVN_API, kind }));

interface MutableTracked {
  state: KubeObject | undefined;
  arrival: Arrival | undefined;
  isGone: boolean;
}

export function createLedger(api: ApiClient, clock: Clock): Ledger {
  const entries = createEntries();
  const tracked = new Map<string, MutableTracked>();
  const lookers = new Set<() => void>();
  const cursors = new Map<Resource, Cursor>();
  let users = 0;
  /** The kinds that it is about, and those that are watched. */
  const followed = new Set<Resource>(KINDS);
  const watched = new Set<Resource>();
  let watching: AbortController | undefined;
  const idle = createIdleTimer(clock, () => {
    watching?.abort();
    watching = undefined;
  });
  const filled = new Map<Resource, Promise<void>>();
  let broken: unknown;

  const cursorOf = (resource: Resource): Cursor => {
    const known = cursors.get(resource) ?? { version: undefined };
    cursors.set(resource, known);
    return known;
  };
  const saw = (object: KubeObject, isDeleted: boolean): void => {
    const id = entryId(object);
    const mine = tracked.get(id);
    if (isDeleted) {
      entries.forget(id);
      if (mine?.arrival !== undefined) Object.assign(mine, { state: undefined, isGone: true });
      return;
    }
    const entry = entryOf(object);
    if (mine !== undefined) {
      if (mine.arrival?.uid !== entry.uid) {
        mine.arrival = { uid: entry.uid, earlier: entries.at(entry.places, entry.key) };
        mine.isGone = false;
      }
      mine.state = object;
    }
    entries.remember(entry);
  };
  const wake = (): void => {
    for (const look of [...lookers]) look();
  };

  /**
   * Everything of a kind at one version. Of what is under observation, after a gap in the watch, it tells the state, and
   * whoever is there counts as earlier: what the list does not have comes with the watch, in its order.
   *
   * @param signal  of the watch that goes on from there: by another one, the list would be a step back
   */
  const fill = async <T>(
    resource: Resource,
    keep: (facts: Facts) => T,
    signal?: AbortSignal,
  ): Promise<List<T> | undefined> => {
    const list = await api.list(resource, (object) => {
      const facts = factsOf(object);
      const entry = entryOf(object, facts);
      return { entry, kept: keep(facts), state: tracked.has(entry.id) ? object : undefined };
    });
    if (signal?.aborted) return undefined;
    const items = list?.items ?? [];
    entries.replace(
      resource.kind,
      items.map(({ entry }) => entry),
    );
    cursorOf(resource).version = list?.resourceVersion ?? "";
    for (const { state } of items) if (state !== undefined) saw(state, false);
    for (const [id, mine] of tracked) {
      const isLost = id.startsWith(`${resource.kind}/`) && mine.arrival !== undefined && entries.get(id) === undefined;
      if (isLost) Object.assign(mine, { state: undefined, isGone: true });
    }
    return list === undefined ? undefined : { ...list, items: items.map(({ kept }) => kept) };
  };
  const begin = <T>(resource: Resource, keep: (facts: Facts) => T): Promise<List<T> | undefined> => {
    const list = fill(resource, keep);
    const end = list.then(() => undefined);
    filled.set(resource, end);
    end.catch(() => filled.delete(resource));
    return list;
  };
  const keepUp = (resource: Resource, signal: AbortSignal): Promise<void> => {
    const { apiVersion, kind } = resource;
    const cursor = cursorOf(resource);
    return follow(
      { api, clock },
      resource,
      {
        cursor,
        saw(object, isDeleted) {
          saw({ ...object, apiVersion, kind }, isDeleted);
          wake();
        },
        async relist() {
          const list = await fill(resource, () => undefined, signal);
          wake();
          return list?.resourceVersion ?? "";
        },
      },
      signal,
    );
  };
  const start = (): void => {
    idle.stop();
    if (watching === undefined) {
      watching = new AbortController();
      watched.clear();
    }
    const stop = watching;
    for (const resource of followed) {
      if (watched.has(resource)) continue;
      watched.add(resource);
      keepUp(resource, stop.signal).catch((error) => {
        stop.abort();
        if (watching === stop) watching = undefined;
        broken = error;
        wake();
      });
    }
  };
  const view: LedgerView = {
    holders: (claim, key) => entries.at(placesOf(claim), key),
    guards: entries.guards,
    has: (id) => entries.get(id) !== undefined,
    follows: (kind) => [...followed].some((resource) => resource.kind === kind),
    track(id) {
      const there = entries.get(id);
      const arrival = there === undefined ? undefined : { uid: there.uid, earlier: [] };
      const mine: MutableTracked = { state: undefined, arrival, isGone: false };
      tracked.set(id, mine);
      return Object.assign(mine, { end: () => void tracked.delete(id) });
    },
    async until(look, timeoutMs) {
      const timer = new AbortController();
      try {
        return await new Promise((resolve, reject) => {
          const ask = (): void => {
            try {
              if (broken !== undefined) throw broken;
              const answer = look();
              if (answer === undefined) return;
              lookers.delete(ask);
              resolve(answer);
            } catch (error) {
              lookers.delete(ask);
              reject(error);
            }
          };
          lookers.add(ask);
          ask();
          clock.sleep(timeoutMs, timer.signal).then(
            () => {
              lookers.delete(ask);
              resolve(undefined);
            },
            () => undefined,
          );
        });
      } finally {
        timer.abort();
      }
    },
  };
  return {
    list: (resource) =>
      followed.has(resource) && !filled.has(resource) ? begin(resource, (facts) => facts) : api.list(resource, factsOf),
    async use(action, also) {
      if (also !== undefined) followed.add(also);
      await Promise.all([...followed].map((resource) => filled.get(resource) ?? begin(resource, () => undefined)));
      users++;
      broken = undefined;
      start();
      try {
        return await action(view);
      } finally {
        users--;
        if (users === 0) idle.start();
      }
    },
  };
}
