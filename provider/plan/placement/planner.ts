import {
  type Address,
  assign,
  type Family,
  type Mac,
  type PassedOver,
  passedOver,
  type Space,
  sameAddress,
  type Want,
} from "../../ipam";
import { isClaim } from "../live/demand";
import { baseOwner } from "../live/identity";
import { LiveIndex } from "../live/live-index";
import { isGuestOf } from "../live/sharing";
import type { Holder, Snapshot } from "../live/snapshot";
import type { Declaration } from "../program/declaration";
import type { DeclaredKind, Kinds } from "../program/declared-kind";
import { learned, wellFormed } from "../program/known-late";
import { createProgram, type GrowingProgram } from "../program/program";
import { hasMac, type Reservation, reservationObjectName, sameWish } from "../program/reservation";
import type { PlannedSubnet } from "../program/subnet-shape";
import { type Wanted, wantsOf } from "../program/wants";
import type { Exhaustion } from "../refusals/messages";
import { unreported } from "../refusals/refusal";
import { LiveContext } from "../rules/live-context";
import { SpiderPlan } from "../spiderpool/spider-plan";
import { type SubnetView, SubnetViews } from "../subnets/subnet-views";
import { type AddressSpace, isSameSpace, spaceAt, spaceKey } from "../terms/address-space";
import { featuresOf } from "../terms/version";
import { IpObjects } from "./ip-objects";
import { KeptObjects } from "./kept";
import { PlacedSpaces } from "./placed-spaces";
import { joinPlacement, type Pick, type Placement, type Settled } from "./placement";
import { topHoldersOf } from "./top-holders";

/**
 * Decides the addresses of a run: a function of the snapshot and of the program's batches, not of the order in which
 * the engine asks. What arrives one resource at a time (old inputs, late declarations) is placed around what stands.
 */
export class Planner<Known extends DeclaredKind = DeclaredKind> {
  readonly snapshot: Snapshot;
  readonly live: LiveIndex;
  readonly ownerPrefix: string;
  /** Which live object each reservation keeps its place from. */
  readonly kept: KeptObjects;
  readonly program: GrowingProgram = createProgram();
  /** What AddressPlans want, by the path of the resource that it is for; of several, the first one's. */
  readonly wanted: Map<string, Wanted> = new Map();
  /** The subnets as this run leaves them. */
  views: SubnetViews;
  /** Spiderpool's objects before the run and as it leaves them. */
  spider: SpiderPlan;
  /** What there is to know of every kind. */
  readonly kinds: Kinds<Known>;

  readonly #provider: string;
  readonly #spaces: PlacedSpaces;
  readonly #answered = new Set<string>();
  readonly #topHolders = new Map<string, Exhaustion["topHolders"]>();
  #ipObjects = new IpObjects();
  #around: LiveContext | undefined;

  /**
   * @param provider  name of the explicit provider this planner answers for, empty for the default one
   * @param kinds     what there is to know of every kind
   */
  constructor(snapshot: Snapshot, ownerPrefix: string, provider: string, kinds: Kinds<Known>) {
    this.snapshot = snapshot;
    this.live = new LiveIndex(snapshot);
    this.kept = new KeptObjects(snapshot, this.live);
    this.spider = new SpiderPlan(snapshot.spider, this.program, ownerPrefix);
    this.views = new SubnetViews(snapshot, this.program, this.spider);
    this.#spaces = new PlacedSpaces(this.live, this.views);
    this.ownerPrefix = ownerPrefix;
    this.#provider = provider;
    this.kinds = kinds;
  }

  /** Takes in the next batch and places all of it, around what earlier batches were given. */
  addBatch(batch: readonly Declaration[]): void {
    // Arguments of the wrong shape are refused in their resource's own check; here they count as not set.
    const wanted = batch.flatMap((plan) => this.#want(plan));
    const declarations = [...wanted, ...batch].map((one) => wellFormed(one, this.kinds, this.snapshot.version));
    const own = declarations.filter((declaration) => declaration.provider === this.#provider);
    this.program.add(own, this.kinds);
    if (own.some(({ kind }) => this.kinds[kind].shapesSubnets)) this.#reshape();
    this.#placeNew(declarations);
  }

  /** What an AddressPlan wants, entered under the resources that it wants it for; nothing of another kind. */
  #want(plan: Declaration): readonly Declaration[] {
    const wants = wantsOf(plan, this.kinds);
    for (const want of wants) if (!this.wanted.has(want.path)) this.wanted.set(want.path, { plan, want });
    return wants;
  }

  /** What declarations reserve, as far as their arguments tell. */
  reservationsOf(declarations: readonly Declaration[]): readonly Reservation[] {
    const known = { vipMac: featuresOf(this.snapshot.version).vipMacHonored, spiderCidr: this.spider.cidrOf };
    return declarations.flatMap((one) => this.kinds[one.kind].reserve(one, known, unreported));
  }

  /** Places what has no place yet, all of it together. */
  #placeNew(declarations: readonly Declaration[]): void {
    this.#spaces.settle();
    const fresh = new Map<string, Reservation>();
    for (const one of this.reservationsOf(declarations))
      if (!this.#spaces.placements.has(one.owner) && !fresh.has(one.owner)) fresh.set(one.owner, one);
    this.#place(fresh.values());
  }

  /**
   * Takes in what a declaration of the batches did not know, now that its own check has it: what waits for that resource is
   * decided by it.
   */
  learn({ owner, path, kind }: Declaration, given: Readonly<Record<string, unknown>>): void {
    const old = this.program.byOwner.get(owner);
    const now = old?.path === path && learned(old, given, this.kinds, this.snapshot.version);
    if (old === undefined || !now) return;
    this.program.replace(old, now, this.kinds);
    const wanted = this.#want(now).filter((want) => !this.program.byOwner.has(want.owner));
    if (wanted.length > 0) this.addBatch(wanted);
    if (!this.kinds[kind].shapesSubnets) return;
    this.#reshape();
    this.#placeNew(this.program.declarations);
  }

  /** Forgets all that follows from what the subnets are like. */
  #reshape(): void {
    this.spider = this.spider.with(this.program);
    this.views = new SubnetViews(this.snapshot, this.program, this.spider);
    this.#spaces.reshape(this.views);
    this.#ipObjects = new IpObjects();
    this.#topHolders.clear();
  }

  /** What is around an object that rules judge: what is live, in the subnets as this run leaves them. */
  get around(): LiveContext {
    if (this.#around?.views !== this.views) this.#around = new LiveContext(this.snapshot, { views: this.views });
    return this.#around;
  }

  /** The Subnet of that name as this run leaves it. */
  subnet(name: string): SubnetView {
    return this.views.get(name);
  }

  /** What addresses are planned in, as this run leaves it. */
  viewOf(space: AddressSpace): SubnetView {
    return this.views.in(space);
  }

  /** The placement of a reservation; one that the batches did not have, or had otherwise, is placed now. */
  placementOf(reservation: Reservation): Placement | undefined {
    const planned = this.#spaces.placements.get(reservation.owner);
    if (planned === undefined || !sameWish(planned.reservation, reservation)) this.#place([reservation]);
    return this.#spaces.placements.get(reservation.owner);
  }

  /** Gives a reservation addresses and a MAC that it had before, in place of searched ones. */
  restore(placement: Placement, addresses: readonly Address[], mac: Mac | undefined): Placement {
    const { reservation } = placement;
    const picks = placement.picks.map((pick) => {
      const before = addresses.find((address) => address.family === pick.address.family);
      return pick.why === "searched" && before !== undefined ? { address: before, why: "state" as const } : pick;
    });
    const missing = addresses
      .filter((address) => !picks.some((pick) => pick.address.family === address.family))
      .map((address) => ({ address, why: "state" as const }));
    return this.#settle([{ reservation, picks: [...picks, ...missing], mac, takesMac: true }])[0] ?? placement;
  }

  /** Searches again for those of a block that have no answer yet, beside those that went back to where they were. */
  regroup(owners: readonly string[]): void {
    const placements = owners.flatMap((owner) => this.#spaces.placements.get(owner) ?? []);
    if (!placements.some(({ picks }) => picks.some(({ why }) => why === "state"))) return;
    const entries = placements.map(({ reservation, picks, mac }): Settled => {
      if (this.isAnswered(reservation.owner)) return { reservation, picks, mac, takesMac: true };
      this.#spaces.release(reservation.owner);
      const known = picks.filter(({ why }) => why !== "searched");
      return { reservation, picks: known, mac: reservation.fixedMac, takesMac: true };
    });
    this.#settle(entries);
  }

  /** Moves a sibling, whose address was searched for, to its next place: `address` goes to an heir who had it before. */
  displace(owner: string, address: Address, heir: string): void {
    const placement = this.#spaces.placements.get(owner);
    if (placement === undefined) return;
    const { reservation } = placement;
    this.#spaces.of(reservation)?.hold(heir, { addresses: [address] });
    this.#spaces.release(owner);
    const picks = placement.picks.filter((pick) => !sameAddress(pick.address, address));
    this.#settle([{ reservation, picks, mac: undefined, takesMac: true }]);
  }

  /** Marks an owner's place as said: from now on nothing takes it away in this run. */
  answer(owner: string): void {
    this.#answered.add(owner);
  }

  isAnswered(owner: string): boolean {
    return this.#answered.has(owner);
  }

  /** Whether another holder has this reservation's address because it is meant to: a pod that uses the Vip, a switch-LB rule in front of it. */
  sharesOnPurpose(other: string, reservation: Reservation): boolean {
    const { object } = reservation;
    if (object.kind === "IP") return false;
    const key = this.kept.keyOf(other);
    const host = { key: `${object.kind}/${object.name}`, type: object.type };
    return isGuestOf({ key, sharesWith: this.live.sharesWith(key) }, host);
  }

  /** True for a reservation that another provider of this program declares: perhaps in another cluster, so no conflict. */
  isOtherProviders(owner: string): boolean {
    // Who is live is asked last: the index of holders is made for the first who needs it.
    return (
      !this.program.byOwner.has(baseOwner(owner)) &&
      this.#spaces.placements.has(owner) &&
      this.holderOf(owner) === undefined
    );
  }

  /**
   * Who has an address in a subnet, in the cluster or by this plan, apart from `mine`: owner keys of this program's, keys of
   * holdings of everybody else.
   */
  othersAt(space: AddressSpace, address: Address, mine: ReadonlySet<string>): readonly string[] {
    return this.#others(this.#spaces.of(space)?.ownersOf(address) ?? NONE, mine);
  }

  othersWithMac(space: AddressSpace, mac: Mac, mine: ReadonlySet<string>): readonly string[] {
    return this.#others(this.#spaces.of(space)?.ownersOfMac(mac) ?? NONE, mine);
  }

  #others(found: readonly string[], mine: ReadonlySet<string>): readonly string[] {
    const others = found.filter((one) => !mine.has(one) && !isClaim(one)).map((one) => this.kept.holderAt(one));
    return others.length > 1
      ? [...new Set(others)].filter((one) => !mine.has(one))
      : others.filter((one) => !mine.has(one));
  }

  /** The live object behind a holder; undefined for what is only planned. */
  holderOf(other: string): Holder | undefined {
    return this.live.holderOf(this.kept.keyOf(other));
  }

  /** Whether another resource of this run is to have the object of that kind and name. */
  isWantedByOther({ kind, name }: { readonly kind: string; readonly name: string }, owner: string): boolean {
    return [...this.#spaces.placements.values()].some(({ reservation }) => {
      const subnet = this.viewOf(reservation);
      return (
        reservation.owner !== owner &&
        reservation.object.kind === kind &&
        typeof subnet === "object" &&
        reservationObjectName(reservation, subnet) === name
      );
    });
  }

  /** The declaration behind a holder: of a planned reservation, or of a live object that carries its owner key. */
  declarationOf(other: string): Declaration | undefined {
    return this.program.byOwner.get(baseOwner(this.live.holderOf(other)?.owner ?? other));
  }

  /** The placement that this plan gave an owner, if it did. */
  placedFor(owner: string): Placement | undefined {
    return this.#spaces.placements.get(owner);
  }

  /** The declaration that each IP object of this program comes from, by object name. */
  ipObjects(): ReadonlyMap<string, Declaration> {
    return this.#ipObjects.read(this.program, this.kinds, (space) => this.viewOf(space));
  }

  /** What stands in this plan of the owners that were placed after the first `count`, of other providers' reservations too. */
  placementsAfter(count: number): readonly Placement[] {
    return this.#spaces.placementsAfter(count);
  }

  /** Who has or asks for most of a family's addresses, counted once: every refusal of a full subnet names them. */
  topHoldersIn(space: AddressSpace, family: Family): Exhaustion["topHolders"] {
    const key = `${spaceKey(space)}/${family}`;
    const known = this.#topHolders.get(key);
    if (known !== undefined) return known;
    const asking = this.views.demandsIn(space).map(({ claimant, addresses }) => ({ holder: claimant, addresses }));
    const found = topHoldersOf([...this.live.holdingsIn(space), ...asking], family);
    this.#topHolders.set(key, found);
    return found;
  }

  /** Free and held addresses of a subnet's family, as they are with this plan. */
  usage(subnet: string, family: Family): ReturnType<Space["usage"]> | undefined {
    return this.#spaces.of({ subnet })?.usage(family);
  }

  /** The places at which the search for a placement looked first, and who has them. */
  passedOver({ reservation, picks }: Placement): readonly PassedOver[] {
    const { owner, block } = reservation;
    const subnet = this.viewOf(reservation);
    const space = this.#spaces.of(reservation);
    if (typeof subnet !== "object" || space === undefined || subnet.strategy !== "spread" || block !== undefined)
      return NONE;
    const searched = picks.filter(({ why }) => why === "searched").map(({ address }) => address.family);
    const addresses = picks.map(({ address }) => address);
    return passedOver(space, owner, addresses, searched);
  }

  #place(reservations: Iterable<Reservation>): void {
    const settled: Settled[] = [];
    for (const reservation of reservations) {
      const subnet = this.viewOf(reservation);
      if (typeof subnet === "object") settled.push(this.#known(reservation, subnet));
    }
    this.#settle(settled);
  }

  /** What needs no search: explicit addresses, those of its live object, and what an earlier wish of the same owner got. */
  #known(reservation: Reservation, subnet: PlannedSubnet): Settled {
    const kept = this.kept.find(reservation, subnet);
    this.kept.link(reservation.owner, kept?.live.key);
    const before = this.#spaces.placements.get(reservation.owner);
    const earlier = before !== undefined && isSameSpace(before.reservation, reservation) ? before.picks : NONE;
    const { fixed, undecided } = reservation;
    if (kept === undefined && earlier.length === 0 && fixed.length === 0) {
      return { reservation, picks: NONE, mac: reservation.fixedMac, takesMac: true };
    }
    const picks: Pick[] = [];
    for (const { family } of subnet.prefixes) {
      if (undecided.includes(family)) continue;
      const asked = fixed.find((address) => address.family === family);
      const live = kept?.live.addresses.find((address) => address.family === family);
      const given = earlier.find((pick) => pick.why !== "explicit" && pick.address.family === family);
      if (asked !== undefined) picks.push({ address: asked, why: "explicit" });
      else if (kept !== undefined && live !== undefined) picks.push({ address: live, why: kept.why });
      else if (given !== undefined) picks.push(given);
    }
    return { reservation, picks, mac: reservation.fixedMac ?? kept?.live.mac, takesMac: kept?.isGuard !== false };
  }

  /** Sets everything known aside, then searches for the rest, space by space in the order of their names. */
  #settle(entries: readonly Settled[]): Placement[] {
    const bySpace = new Map<string, Settled[]>();
    for (const entry of entries) {
      const key = spaceKey(entry.reservation);
      const group = bySpace.get(key);
      if (group === undefined) bySpace.set(key, [entry]);
      else group.push(entry);
    }
    return [...bySpace]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([key, group]) => this.#settleIn(spaceAt(key), group));
  }

  #settleIn(where: AddressSpace, entries: readonly Settled[]): Placement[] {
    const subnet = this.viewOf(where);
    const space = this.#spaces.of(where);
    if (typeof subnet !== "object" || space === undefined) return [];
    const macs = hasMac(subnet.provider);
    const all = subnet.prefixes.map((prefix) => prefix.family);
    const wants: Want[] = [];
    for (const { reservation, picks, mac, takesMac } of entries) {
      const { owner, withoutMac, undecided, block, blockOrder } = reservation;
      const known = picks.length === 0 ? NONE : picks.map((pick) => pick.address);
      const plansMac = macs && !withoutMac;
      if (plansMac && mac !== undefined) space.hold(owner, { addresses: known, mac });
      else if (known.length > 0) space.hold(owner, { addresses: known });
      const families = undecided.length === 0 ? all : all.filter((family) => !undecided.includes(family));
      const want: Want = {
        owner,
        families,
        mac: plansMac && takesMac && mac === undefined && undecided.length === 0,
        known,
      };
      wants.push(block === undefined ? want : { ...want, block, blockOrder });
    }
    const answers = assign(space, wants, subnet.strategy);
    const placements = entries.map((entry, i) => {
      const mac = macs && !entry.reservation.withoutMac ? entry.mac : undefined;
      return joinPlacement(entry, mac, answers[i]);
    });
    this.#spaces.add(subnet, placements);
    return placements;
  }
}

const NONE: readonly never[] = [];
