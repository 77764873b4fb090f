import { isMine, makerOf, mayTake, placesOf } from "../live/identity";
import type { LiveIndex } from "../live/live-index";
import type { LiveReservation, Snapshot } from "../live/snapshot";
import { type Reservation, reservationObjectName } from "../program/reservation";
import type { PlannedSubnet } from "../program/subnet-shape";
import { isSameSpace, spaceOf } from "../terms/address-space";

/** The live object that a reservation keeps its place from. */
export interface Kept {
  readonly live: LiveReservation;
  readonly why: "live" | "adopted";
  /** Whether only its guard is there: addresses without a MAC, as the IP object is still to be made. */
  readonly isGuard: boolean;
}

/** Which live object each reservation of a run keeps its place from: the plan's answer to "is this holder me?". */
export class KeptObjects {
  readonly #snapshot: Pick<Snapshot, "reservations">;
  readonly #live: LiveIndex;
  readonly #keys = new Map<string, string>();
  readonly #owners = new Map<string, string>();
  #byMaker: ReadonlyMap<string, readonly LiveReservation[]> | undefined;

  constructor(snapshot: Pick<Snapshot, "reservations">, live: LiveIndex) {
    this.#snapshot = snapshot;
    this.#live = live;
  }

  /** Its own object, under the name that it will have or, as its state says, had; or the one it is to adopt. */
  find(reservation: Reservation, subnet: PlannedSubnet): Kept | undefined {
    const { object, had, declarer, adopt } = reservation;
    const at = (name: string): Pick<Kept, "live" | "isGuard"> | undefined => {
      const made = this.#snapshot.reservations.get(`${object.kind}/${name}`);
      const live = made ?? (object.kind === "IP" ? this.#guarded(name) : undefined);
      return live !== undefined && isSameSpace(live, subnet.space) ? { live, isGuard: made === undefined } : undefined;
    };
    const named = at(reservationObjectName(reservation, subnet));
    if (named !== undefined && mayTake(named.live, declarer)) return { ...named, why: "live" };
    const old = had === undefined ? undefined : at(had);
    if (old !== undefined && isMine(old.live, declarer)) return { ...old, why: "live" };
    return adopt && named !== undefined ? { ...named, why: "adopted" } : undefined;
  }

  /**
   * An object of another name that a resource made which this run knows no state of: a new one, or one whose state the engine
   * holds back because it is to be replaced whatever its inputs are. Undefined for one whose objects are meant to stay.
   */
  underOtherName({ object, declarer, isRetained }: Reservation, subnet: PlannedSubnet): LiveReservation | undefined {
    if (declarer.hasState === true || isRetained) return undefined;
    this.#byMaker ??= byMaker(this.#live.made);
    return placesOf(declarer)
      .flatMap((place) => this.#byMaker?.get(place) ?? [])
      .find((live) => live.kind === object.kind && isSameSpace(live, subnet.space) && !this.#owners.has(live.key));
  }

  /** From now on this owner stands for that holding, or for none. */
  link(owner: string, key: string | undefined): void {
    const earlier = this.#keys.get(owner);
    if (earlier !== undefined && earlier !== key) {
      this.#keys.delete(owner);
      if (this.#owners.get(earlier) === owner) this.#owners.delete(earlier);
    }
    if (key === undefined) return;
    this.#keys.set(owner, key);
    if (!this.#owners.has(key)) this.#owners.set(key, owner);
  }

  /** The holder behind the key of a holding: the owner that keeps its place from it, or the holding itself. */
  holderAt(key: string): string {
    return this.#owners.get(key) ?? key;
  }

  /** The key of the holding behind a holder. */
  keyOf(holder: string): string {
    return this.#keys.get(holder) ?? holder;
  }

  /** Holders that are this reservation itself: its owner key, and what it keeps its place from. */
  selvesOf({ owner }: Reservation): ReadonlySet<string> {
    return new Set([owner, this.keyOf(owner)]);
  }

  /** An IP object that a killed run has not come to make: its guard has the address for it. */
  #guarded(name: string): LiveReservation | undefined {
    const holding = this.#live.guardedFor(`port/${name}`);
    if (holding === undefined) return undefined;
    const { key, addresses, holder } = holding;
    return { kind: "IP", name, owner: holder.owner, key, ...spaceOf(holding), addresses };
  }
}

function byMaker(reservations: readonly LiveReservation[]): ReadonlyMap<string, readonly LiveReservation[]> {
  const found = new Map<string, LiveReservation[]>();
  for (const live of reservations) {
    const maker = makerOf(live);
    if (maker === undefined) continue;
    const others = found.get(maker);
    if (others === undefined) found.set(maker, [live]);
    else others.push(live);
  }
  return found;
}
