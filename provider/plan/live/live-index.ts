import { type AddressSpace, spaceKey } from "../terms/address-space";
import { quote } from "../terms/wording";
import { baseOwner, makerOf, type Stamp } from "./identity";
import type { Holder, Holding, LiveReservation, PairPod, Snapshot } from "./snapshot";
import { TABLES } from "./tables";
import { byVip } from "./virtual-parents";

/** Something that says who made it. */
export interface Stamped {
  /** `<kind>/<name>` of an object, `range/<subnet>` or `binding/<vip>`. */
  readonly entry: string;
  /** As sentences name it. */
  readonly text: string;
  readonly stamp: Stamp;
}

/**
 * The snapshot's holders by the key of their holding, and our objects by owner key and by the place of their maker; each
 * index is made when it is first asked for.
 */
export class LiveIndex {
  readonly #snapshot: Snapshot;
  #holdings: ReadonlyMap<string, Holding> | undefined;
  #sharesWith: ReadonlyMap<string, string> | undefined;
  #claimants: ReadonlyMap<string, Holder> | undefined;
  #keyed: ReadonlyMap<string, readonly Stamped[]> | undefined;
  #made: readonly LiveReservation[] | undefined;
  #allStamped: readonly Stamped[] | undefined;
  #claims: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  #guards: ReadonlyMap<string, Holding> | undefined;
  #bySpace: ReadonlyMap<string, readonly Holding[]> | undefined;
  #pairPods: ReadonlyMap<string, readonly PairPod[]> | undefined;

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  /** Who is behind the key of a holding. */
  holderOf(key: string): Holder | undefined {
    return this.holdingOf(key)?.holder;
  }

  /** Who asks for addresses under the key of a demand; undefined for one that has some. */
  claimantOf(key: string): Holder | undefined {
    this.#claimants ??= new Map(this.#snapshot.demands.map((demand) => [demand.key, demand.claimant]));
    return this.#claimants.get(key);
  }

  /** What someone holds, by its key; in one of its subnets where it has several. */
  holdingOf(key: string): Holding | undefined {
    this.#holdings ??= byKey(this.#snapshot.holdings);
    return this.#holdings.get(key);
  }

  /** What a guard has for an object that is still to be made, by the key of its holding. */
  guardedFor(key: string): Holding | undefined {
    this.#guards ??= byKey(this.#snapshot.holdings.filter(({ guard }) => guard !== undefined));
    return this.#guards.get(key);
  }

  /** Key of the object that a holder shares its address with intentionally. */
  sharesWith(key: string): string | undefined {
    this.#sharesWith ??= sharedKeys(this.#snapshot.holdings);
    return this.#sharesWith.get(key);
  }

  /** What is held in a space. */
  holdingsIn(space: AddressSpace): readonly Holding[] {
    this.#bySpace ??= Map.groupBy(this.#snapshot.holdings, spaceKey);
    return this.#bySpace.get(spaceKey(space)) ?? [];
  }

  /** Pods that ask for a Vip as an allowed-address pair. */
  pairPodsOf(vip: string): readonly PairPod[] {
    this.#pairPods ??= byVip(this.#snapshot.pairPods);
    return this.#pairPods.get(vip) ?? [];
  }

  /** Reservations that say of themselves, or of a binding, who made them: of other people's costs each one look. */
  get made(): readonly LiveReservation[] {
    this.#made ??= [...this.#snapshot.reservations.values()].filter(
      (live) => makerOf(live) !== undefined || live.claim !== undefined || live.bound !== undefined,
    );
    return this.#made;
  }

  /** Everything that says which place in a program made it, or which owner key a program chose for it. */
  get #stamped(): readonly Stamped[] {
    this.#allStamped ??= [...stampedIn(this.#snapshot, this.made)];
    return this.#allStamped;
  }

  /** What carries an owner key that a program chose, and says who wrote it. */
  keyed(owner: string): readonly Stamped[] {
    this.#keyed ??= Map.groupBy(
      this.#stamped.filter(({ stamp }) => stamp.declaredBy !== undefined),
      ({ stamp }) => baseOwner(stamp.owner ?? ""),
    );
    return this.#keyed.get(owner) ?? [];
  }

  /** Claims on what a place in a program has made. */
  claimsOf(place: string): ReadonlySet<string> {
    this.#claims ??= claimsByPlace(this.#stamped);
    return this.#claims.get(place) ?? NONE;
  }
}

const NONE: ReadonlySet<string> = new Set();

/** Without a pair for each: there may be a hundred thousand. */
function byKey(holdings: readonly Holding[]): ReadonlyMap<string, Holding> {
  const known = new Map<string, Holding>();
  for (const holding of holdings) known.set(holding.key, holding);
  return known;
}

function sharedKeys(holdings: readonly Holding[]): ReadonlyMap<string, string> {
  const shared = new Map<string, string>();
  for (const { key, sharesWith } of holdings) if (sharesWith !== undefined) shared.set(key, sharesWith);
  return shared;
}

function claimsByPlace(all: readonly Stamped[]): ReadonlyMap<string, ReadonlySet<string>> {
  const claims = new Map<string, Set<string>>();
  for (const { stamp } of all) {
    const maker = makerOf(stamp);
    if (maker === undefined || stamp.claim === undefined) continue;
    const place = baseOwner(maker);
    const known = claims.get(place);
    if (known === undefined) claims.set(place, new Set([stamp.claim]));
    else known.add(stamp.claim);
  }
  return claims;
}

function* stampedIn(snapshot: Snapshot, made: readonly LiveReservation[]): Iterable<Stamped> {
  for (const live of made) {
    const { bound, kind, name, claim, declaredBy } = live;
    if (claim !== undefined || declaredBy !== undefined) yield object(`${kind}/${name}`, live);
    if (bound !== undefined)
      yield { entry: `binding/${name}`, text: `the binding of Vip ${quote(name)}`, stamp: bound };
  }
  for (const [kind, table] of Object.entries(TABLES))
    for (const [name, stamp] of table(snapshot)) yield object(`${kind}/${name}`, stamp);
  for (const [name, { plannedRanges }] of snapshot.subnets)
    for (const stamp of plannedRanges)
      yield { entry: `range/${name}`, text: `the planned range of Subnet ${quote(name)}`, stamp };
}

function object(entry: string, stamp: Stamp): Stamped {
  const slash = entry.indexOf("/");
  return {
    entry,
    stamp,
    get text() {
      return `${entry.slice(0, slash)} ${quote(entry.slice(slash + 1))}`;
    },
  };
}
