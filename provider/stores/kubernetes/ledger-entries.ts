import { takingOf } from "../../kinds";
import { placesOf } from "../../objects/address-claim";
import type { KubeObject } from "../../objects/kube-object";
import { namedHoldings } from "../../objects/kubeovn/fact";
import { type Facts, factsOf } from "../../objects/kubeovn/facts";
import { type Guard, guardOf } from "../../objects/kubeovn/guard";
import type { Holder } from "../../plan";
import { createPlaceTable } from "../place-table";

/** An object that has addresses, or wants them. */
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

/** The entries of all objects, found by where they are. */
export interface Entries {
  get(id: string): Entry | undefined;
  /** Everybody with one of these places, apart from one key. */
  at(places: readonly string[], key: string): readonly Entry[];
  guards(): readonly Entry[];
  remember(entry: Entry): void;
  forget(id: string): void;
  /** Has these and no others of a kind from now on. */
  replace(kind: string, entries: readonly Entry[]): void;
}

export function createEntries(): Entries {
  const byId = new Map<string, Entry>();
  const byPlace = createPlaceTable<Entry>();
  const guards = new Map<string, Entry>();

  const remember = (entry: Entry): void => {
    forget(entry.id);
    byId.set(entry.id, entry);
    if (entry.guard !== undefined) guards.set(entry.id, entry);
    byPlace.add(entry, entry.places);
  };
  const forget = (id: string): void => {
    const known = byId.get(id);
    if (known === undefined) return;
    byId.delete(id);
    guards.delete(id);
    byPlace.remove(known, known.places);
  };
  return {
    get: (id) => byId.get(id),
    at: (places, key) => byPlace.at(places).filter((entry) => entry.key !== key),
    guards: () => [...guards.values()],
    remember,
    forget,
    replace(kind, entries) {
      for (const id of [...byId.keys()]) if (id.startsWith(`${kind}/`)) forget(id);
      for (const entry of entries) remember(entry);
    },
  };
}

export function entryId({ kind, metadata }: KubeObject): string {
  return `${kind}/${metadata.name}`;
}

export function entryOf(object: KubeObject, facts: Facts = factsOf(object)): Entry {
  const holdings = namedHoldings(facts);
  const { name, uid, creationTimestamp } = object.metadata;
  return {
    id: entryId(object),
    uid,
    key: holdings[0]?.key ?? "",
    holder: holdings[0]?.holder ?? { kind: object.kind, name },
    isSettled: object.kind === "IP" || takingOf(object) === "taken",
    guard: guardOf(object),
    created: Date.parse(String(creationTimestamp)),
    places: holdings.flatMap(placesOf),
  };
}
