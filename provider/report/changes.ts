import { type Address, compareAddresses, printMac, sameAddress } from "../ipam";
import {
  type AddressSpace,
  holderName,
  isSameSpace,
  type LiveReservation,
  type Snapshot,
  spaceKey,
  spaceOf,
} from "../plan";
import type { Decision } from "./decisions";
import { type Entry, entriesOf, holdingKey, podNameIn } from "./entries";
import type { Operation, PulumiRun } from "./pulumi-run";

export type Action = "create" | "change" | "keep" | "release";

/** What a reservation has, before or after the run. */
export type Place = AddressSpace & {
  readonly addresses: readonly Address[];
  readonly mac: string | undefined;
};

/** What a run does to one reservation. */
export interface Change {
  readonly action: Action;
  readonly entry: Entry;
  /** What Pulumi does to the resource: "replace" recreates the object, be it at the same address. */
  readonly operation: Operation;
  readonly before: Place | undefined;
  readonly after: Place | undefined;
  readonly decision: Decision | undefined;
  /** Of a released address: who has it all the same, in words; undefined when it is free afterward. */
  readonly staysWith: string | undefined;
  /** The object that had the place before: it goes, or stays as long as `isGivenUp` says. */
  readonly former: Entry["object"];
  /** The object that it had stays, and holds its address until the cluster shows that nothing uses it. */
  readonly isGivenUp: boolean;
}

/** Snapshots by the identity of their store; a store that cannot be read is missing. */
export type Snapshots = ReadonlyMap<string, Snapshot>;

/**
 * What a run does to each reservation, in the order of subnets, addresses and owners.
 *
 * Where the run does not say what was before (a saved plan, a lost state, an adopted object), the live object of the
 * same owner does.
 */
export function changesOf(
  run: PulumiRun,
  snapshots: Snapshots,
  decisions: ReadonlyMap<string, Decision>,
): readonly Change[] {
  const before = new Map<string, Entry>();
  const after = new Map<string, { readonly entry: Entry; readonly operation: Operation }>();
  for (const resource of run.resources) {
    for (const entry of resource.before === undefined ? [] : entriesOf(resource, resource.before)) {
      if (entry.addresses.length > 0 || entry.hidden !== undefined) before.set(keyOf(entry), entry);
    }
    for (const entry of resource.after === undefined ? [] : entriesOf(resource, resource.after)) {
      after.set(keyOf(entry), { entry, operation: resource.operation });
    }
  }
  const live = new LiveOwners(snapshots);
  const changes: Change[] = [];
  for (const [key, { entry, operation }] of after) {
    const old = before.get(key);
    const found = entry.hidden === "secret" ? undefined : live.placeFor(entry);
    const was = old === undefined ? found : placeOf(old);
    const now = placeOf(entry);
    const isSame = was !== undefined && samePlace(was, now) && entry.hidden === undefined;
    const isHiddenBoth = entry.hidden === "secret" && operation === "same";
    const action = isSame || isHiddenBoth ? "keep" : was === undefined && old === undefined ? "create" : "change";
    const decision = entry.hidden === undefined ? decisions.get(entry.owner) : undefined;
    const former = old?.object ?? live.objectOf(entry) ?? entry.object;
    changes.push({
      action,
      entry,
      operation,
      before: was,
      after: now,
      decision,
      staysWith: undefined,
      former,
      isGivenUp: former.name !== entry.object.name && live.isGivenUp(old ?? entry),
    });
  }
  const gone = new Map([...before].filter(([key]) => !after.has(key)));
  for (const resource of run.resources) {
    for (const entry of run.source === "plan" ? live.entriesOf(resource, run) : []) {
      if (!after.has(keyOf(entry)) && !gone.has(keyOf(entry))) gone.set(keyOf(entry), entry);
    }
  }
  for (const entry of gone.values()) {
    const staysWith = live.staysWith(entry);
    const place = placeOf(entry);
    changes.push({
      action: "release",
      entry,
      operation: "delete",
      before: place,
      after: undefined,
      decision: undefined,
      staysWith,
      former: entry.object,
      isGivenUp: live.isGivenUp(entry),
    });
  }
  return changes.sort(compareChanges);
}

/** Live objects by the owner key that they carry. */
class LiveOwners {
  readonly #snapshots: Snapshots;
  readonly #byOwner = new Map<string, LiveReservation>();

  constructor(snapshots: Snapshots) {
    this.#snapshots = snapshots;
    for (const [store, { reservations }] of snapshots) {
      for (const live of reservations.values()) {
        if (live.owner === undefined) continue;
        // An owner of several pods names each object; one of a single object has it to itself.
        this.#byOwner.set(`${store} ${live.owner}`, live);
      }
    }
  }

  /** The object that carries the owner key now. */
  objectOf(entry: Entry): Entry["object"] | undefined {
    const own = this.#byOwner.get(keyOf(entry));
    return own === undefined ? undefined : { kind: own.kind, name: own.name };
  }

  /** What the reservation has now, by its own object or the one it adopts. */
  placeFor(entry: Entry): Place | undefined {
    const own = this.#byOwner.get(keyOf(entry));
    const named = this.#snapshots.get(entry.store)?.reservations.get(`${entry.object.kind}/${entry.object.name}`);
    const live = own ?? (entry.isAdopted ? named : undefined);
    return live === undefined ? undefined : livePlace(live);
  }

  /** The reservations that a resource has now: a plan says neither what goes nor which members of a set do. */
  entriesOf({ kind, name, urn }: PulumiRun["resources"][number], run: PulumiRun): readonly Entry[] {
    const entries: Entry[] = [];
    const own = new RegExp(
      `(?:^|/)${escapePattern(run.project)}/${escapePattern(run.stack)}/(?:.*\\$)?${kind}/${escapePattern(name)}(?:#|$)`,
    );
    for (const [key, live] of this.#byOwner) {
      const store = key.slice(0, key.length - (live.owner ?? "").length - 1);
      if (live.owner === undefined || !own.test(live.owner)) continue;
      entries.push({
        owner: live.owner,
        resource: { kind, name, urn },
        object: { kind: live.kind, name: live.name },
        store,
        ...spaceOf(live),
        addresses: live.addresses,
        mac: live.mac === undefined ? undefined : printMac(live.mac),
        pod: live.kind === "IP" ? podNameIn(live.written) : undefined,
        hidden: undefined,
        isAdopted: false,
      });
    }
    return entries;
  }

  /** Who keeps the address of a reservation that is released: the pod that uses it, or the adopted object itself. */
  staysWith(entry: Entry): string | undefined {
    const { isAdopted, object, store } = entry;
    if (isAdopted) return `${object.kind} ${JSON.stringify(object.name)}, which was there before`;
    const key = holdingKey(object);
    const user = this.#snapshots
      .get(store)
      ?.holdings.find((holding) => holding.key === key && isSameSpace(holding, entry) && holding.holder.kind === "Pod");
    if (user !== undefined) return holderName({ ...user.holder, owner: undefined });
    const stays = `${object.kind} ${JSON.stringify(object.name)}`;
    if (this.isGivenUp({ isAdopted, store })) return `${stays} until the cluster shows that nothing uses it`;
    const isListed = this.#snapshots.get(store)?.delivery?.listed.has(`${object.kind}/${object.name}`) === true;
    return isListed ? `${stays} until the export does not list it any more` : undefined;
  }

  /** Whether an object that is released stands for the time being. */
  isGivenUp({ isAdopted, store }: Pick<Entry, "isAdopted" | "store">): boolean {
    return !isAdopted && this.#snapshots.get(store)?.delivery?.isInTwoSteps === true;
  }
}

function keyOf({ store, owner }: Entry): string {
  return `${store} ${owner}`;
}

function placeOf(entry: Entry): Place {
  return { ...spaceOf(entry), addresses: entry.addresses, mac: entry.mac };
}

function livePlace(live: LiveReservation): Place {
  const { addresses, mac } = live;
  return { ...spaceOf(live), addresses, mac: mac === undefined ? undefined : printMac(mac) };
}

/** A MAC that one side does not know is no change: Kube-OVN fills it in. */
function samePlace(a: Place, b: Place): boolean {
  return (
    isSameSpace(a, b) &&
    a.addresses.length === b.addresses.length &&
    a.addresses.every((address) => b.addresses.some((other) => sameAddress(address, other))) &&
    (a.mac === undefined || b.mac === undefined || a.mac === b.mac)
  );
}

function compareChanges(a: Change, b: Change): number {
  const [placeA, placeB] = [a.after ?? a.before, b.after ?? b.before];
  return (
    compareTexts(a.entry.store, b.entry.store) ||
    compareTexts(placeA === undefined ? "" : spaceKey(placeA), placeB === undefined ? "" : spaceKey(placeB)) ||
    compareFirst(placeA?.addresses[0], placeB?.addresses[0]) ||
    compareTexts(a.entry.owner, b.entry.owner) ||
    compareTexts(a.entry.resource.urn, b.entry.resource.urn)
  );
}

function compareFirst(a: Address | undefined, b: Address | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  return compareAddresses(a, b);
}

export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
