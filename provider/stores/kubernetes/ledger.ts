import { setTimeout as sleep } from "node:timers/promises";
import { type Address, printAddress } from "../../ipam";
import type { Holder } from "../../plan";
import type { KubeObject } from "../kube-object";
import { factsOf } from "../kubeovn/facts";
import { type Guard, guardOf } from "../kubeovn/guard";
import { KUBEOVN_API } from "../kubeovn/kinds";
import { takingOf } from "../kubeovn/taking";
import type { AddressClaim } from "../store";
import type { ApiClient } from "./api-client";
import { isExpired } from "./api-error";
import { type Resource, resourceOf } from "./resources";
import { isTransient } from "./retry";
import { readWatch } from "./watch-stream";

/** An IP object or a Vip that has addresses, or wants them. */
export interface Entry {
  /** `IP/<name>`, `Vip/<name>`. */
  readonly id: string;
  readonly uid: unknown;
  /** Key of its holding: a pod, the IP object of its port and the guard of that are one. */
  readonly key: string;
  readonly holder: Holder;
  /** True when the addresses are its own; a Vip may still be waiting for them. */
  readonly isSettled: boolean;
  readonly guard: Guard | undefined;
  /** `metadata.creationTimestamp`, in milliseconds. */
  readonly created: number;
  /** Subnet and address, subnet and MAC: what it is found by. */
  readonly places: readonly string[];
}

/** An object as it came in, and who had its places by then. */
export interface Arrival {
  readonly uid: unknown;
  readonly earlier: readonly Entry[];
}

/**
 * Who has which address, by IP objects and Vips: read once, then kept up to date by one watch per kind as long as
 * somebody uses it.
 */
export interface Ledger {
  /** Runs something while the ledger is up to date. */
  use<T>(action: (view: LedgerView) => Promise<T>): Promise<T>;
}

export interface LedgerView {
  /** Everybody with one of these addresses, or this MAC, apart from one key. */
  holders(claim: AddressClaim, key: string): readonly Entry[];
  guards(): readonly Entry[];
  has(id: string): boolean;
  /** Begins to note the states of an object; to be called before it is made. */
  track(id: string): Tracked;
  /** Waits until `look` has an answer, which is asked after every change; undefined when the time is up. */
  until<T>(look: () => T | undefined, timeoutMs: number): Promise<T | undefined>;
}

/** An object under observation. */
export interface Tracked {
  /** Its last state; undefined before it came and after it went. */
  readonly state: KubeObject | undefined;
  readonly arrival: Arrival | undefined;
  readonly isGone: boolean;
  end(): void;
}

const KINDS: readonly Resource[] = ["IP", "Vip"].map((kind) => resourceOf({ apiVersion: KUBEOVN_API, kind }));
/** How long the watches go on that nobody uses, in milliseconds. */
const IDLE_MS = 2_000;
const PAUSE_MS = 250;

interface MutableTracked {
  state: KubeObject | undefined;
  arrival: Arrival | undefined;
  isGone: boolean;
}

export function createLedger(api: ApiClient): Ledger {
  const entries = new Map<string, Entry>();
  const byPlace = new Map<string, Map<string, Entry>>();
  const tracked = new Map<string, MutableTracked>();
  const lookers = new Set<() => void>();
  const versions = new Map<Resource, string>();
  let users = 0;
  let watching: AbortController | undefined;
  let idle: NodeJS.Timeout | undefined;
  let filled: Promise<unknown> | undefined;
  let broken: unknown;

  const forget = (id: string): void => {
    const known = entries.get(id);
    if (known === undefined) return;
    entries.delete(id);
    for (const place of known.places) {
      const there = byPlace.get(place);
      there?.delete(id);
      if (there?.size === 0) byPlace.delete(place);
    }
  };
  const remember = (entry: Entry): void => {
    forget(entry.id);
    entries.set(entry.id, entry);
    for (const place of entry.places) {
      const there = byPlace.get(place);
      if (there === undefined) byPlace.set(place, new Map([[entry.id, entry]]));
      else there.set(entry.id, entry);
    }
  };
  const at = (places: readonly string[], key: string): Entry[] => {
    const found = new Map<string, Entry>();
    for (const place of places) {
      for (const [id, entry] of byPlace.get(place) ?? []) if (entry.key !== key) found.set(id, entry);
    }
    return [...found.values()];
  };
  const saw = (object: KubeObject, isDeleted: boolean): void => {
    const id = `${object.kind}/${object.metadata.name}`;
    const mine = tracked.get(id);
    if (isDeleted) {
      forget(id);
      if (mine?.arrival !== undefined) Object.assign(mine, { state: undefined, isGone: true });
      return;
    }
    const entry = entryOf(object);
    if (mine !== undefined) {
      if (mine.arrival?.uid !== entry.uid) {
        mine.arrival = { uid: entry.uid, earlier: at(entry.places, entry.key) };
        mine.isGone = false;
      }
      mine.state = object;
    }
    remember(entry);
  };
  const wake = (): void => {
    for (const look of [...lookers]) look();
  };

  const fill = async (resource: Resource): Promise<void> => {
    const list = await api.list(resource, entryOf);
    for (const id of [...entries.keys()]) if (id.startsWith(`${resource.kind}/`)) forget(id);
    for (const entry of list?.items ?? []) remember(entry);
    versions.set(resource, list?.resourceVersion ?? "");
  };
  /** After a gap in the watch: what is under observation is looked at by itself, and whoever is there came earlier. */
  const refill = async (resource: Resource): Promise<void> => {
    await fill(resource);
    for (const [id, mine] of tracked) {
      if (!id.startsWith(`${resource.kind}/`)) continue;
      const live = await api.get({ apiVersion: KUBEOVN_API, kind: resource.kind, name: id.slice(id.indexOf("/") + 1) });
      if (live !== undefined) saw(live, false);
      else if (mine.arrival !== undefined) Object.assign(mine, { state: undefined, isGone: true });
    }
  };
  const follow = async (resource: Resource, signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      try {
        const version = versions.get(resource) ?? "";
        for await (const { type, object } of readWatch(await api.watch(resource, version, signal))) {
          versions.set(resource, String(object.metadata.resourceVersion));
          if (type === "BOOKMARK") continue;
          saw({ ...object, apiVersion: resource.apiVersion, kind: resource.kind }, type === "DELETED");
          wake();
        }
      } catch (error) {
        if (signal.aborted) return;
        if (isExpired(error)) await refill(resource);
        else if (!isTransient(error)) throw error;
      }
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  const start = (): void => {
    clearTimeout(idle);
    if (watching !== undefined) return;
    const stop = new AbortController();
    watching = stop;
    for (const resource of KINDS) {
      follow(resource, stop.signal).catch((error) => {
        stop.abort();
        if (watching === stop) watching = undefined;
        broken = error;
        wake();
      });
    }
  };
  const view: LedgerView = {
    holders: ({ subnet, addresses, mac }, key) => at(placesOf(subnet, addresses, mac), key),
    guards: () => [...entries.values()].filter(({ guard }) => guard !== undefined),
    has: (id) => entries.has(id),
    track(id) {
      const mine: MutableTracked = { state: undefined, arrival: undefined, isGone: false };
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
          sleep(timeoutMs, undefined, { signal: timer.signal }).then(
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
    async use(action) {
      filled ??= Promise.all(KINDS.map(fill)).catch((error) => {
        filled = undefined;
        throw error;
      });
      await filled;
      users++;
      broken = undefined;
      start();
      try {
        return await action(view);
      } finally {
        users--;
        if (users === 0) {
          idle = setTimeout(() => {
            watching?.abort();
            watching = undefined;
          }, IDLE_MS).unref();
        }
      }
    },
  };
}

function entryOf(object: KubeObject): Entry {
  const { name, uid, creationTimestamp } = object.metadata;
  const guard = guardOf(object);
  const { holdings } = factsOf(object);
  return {
    id: `${object.kind}/${name}`,
    uid,
    key: holdings[0]?.key ?? "",
    holder: holdings[0]?.holder ?? { kind: object.kind, name },
    isSettled: object.kind === "IP" || takingOf(object) === "taken",
    guard,
    created: Date.parse(String(creationTimestamp)),
    places: holdings.flatMap(({ subnet, addresses, mac }) => placesOf(subnet, addresses, mac)),
  };
}

function placesOf(subnet: string, addresses: readonly Address[], mac: number | undefined): string[] {
  const places = addresses.map((address) => `${subnet} ${printAddress(address)}`);
  return mac === undefined ? places : [...places, `${subnet} mac ${mac}`];
}
