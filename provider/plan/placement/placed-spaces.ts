import { createSpace, type Space } from "../../ipam";
import type { LiveIndex } from "../live/live-index";
import type { PlannedSubnet } from "../program/subnet-shape";
import type { SubnetViews } from "../subnets/subnet-views";
import { type AddressSpace, spaceKey } from "../terms/address-space";
import { heldBy, type Placement } from "./placement";

/** Who has or asks for which address in each subnet, live and by this plan. */
export class PlacedSpaces {
  readonly #live: LiveIndex;
  #views: SubnetViews;
  readonly #spaces = new Map<string, Space>();
  readonly #placements = new Map<string, Placement>();
  /** Every owner with a placement, in the order in which they got their first one. */
  readonly #placed: string[] = [];
  /** By space, what was ever placed in it, in portions; {@link #placements} tells what still stands. */
  readonly #placedIn = new Map<string, (readonly Placement[])[]>();
  /** Whether an owner was placed again: what it had before may still be in the spaces. */
  #hasMoved = false;

  constructor(live: LiveIndex, views: SubnetViews) {
    this.#live = live;
    this.#views = views;
  }

  /** What stands in this plan, by owner. */
  get placements(): ReadonlyMap<string, Placement> {
    return this.#placements;
  }

  /** What stands of the owners that were placed after the first `count`. */
  placementsAfter(count: number): readonly Placement[] {
    return this.#placed.slice(count).flatMap((owner) => this.#placements.get(owner) ?? []);
  }

  /** Goes on with subnets that are different by now. */
  reshape(views: SubnetViews): void {
    this.#views = views;
    this.#spaces.clear();
  }

  /** Forgets what owners had before they were placed again. */
  settle(): void {
    if (this.#hasMoved) this.#spaces.clear();
    this.#hasMoved = false;
  }

  /** The addresses of a space; undefined where its content is not known or not in order. */
  of(where: AddressSpace): Space | undefined {
    const known = this.#spaces.get(spaceKey(where));
    if (known !== undefined) return known;
    const subnet = this.#views.in(where);
    if (typeof subnet !== "object") return undefined;
    const space = createSpace(subnet.pools);
    for (const mate of this.#views.matesOf(where)) {
      for (const { key, addresses, mac } of this.#live.holdingsIn(mate)) {
        space.hold(key, mac === undefined ? { addresses } : { addresses, mac });
      }
      for (const { key, addresses, mac } of this.#views.demandsIn(mate)) {
        space.hold(key, mac === undefined ? { addresses } : { addresses, mac });
      }
      for (const portion of this.#placedIn.get(spaceKey(mate)) ?? []) {
        for (const placement of portion) {
          const { owner } = placement.reservation;
          if (this.#placements.get(owner) === placement) space.hold(owner, heldBy(placement));
        }
      }
    }
    this.#spaces.set(spaceKey(where), space);
    return space;
  }

  /** Takes away what an owner has, in every subnet. */
  release(owner: string): void {
    for (const space of this.#spaces.values()) space.release(owner);
  }

  /** Notes what was placed in a subnet, whose own space has it already. */
  add(subnet: PlannedSubnet, placements: readonly Placement[]): void {
    for (const placement of placements) {
      const { owner } = placement.reservation;
      this.#placements.set(owner, placement);
      if (this.#placements.size > this.#placed.length) this.#placed.push(owner);
      else this.#hasMoved = true;
      this.#holdOnSameVlan(subnet, placement);
    }
    const key = spaceKey(subnet.space);
    const portions = this.#placedIn.get(key);
    if (portions === undefined) this.#placedIn.set(key, [placements]);
    else portions.push(placements);
  }

  #holdOnSameVlan(subnet: PlannedSubnet, placement: Placement): void {
    if (subnet.vlan === "") return;
    for (const name of this.#views.ofVlan(subnet.vlan)) {
      if (name !== subnet.name)
        this.#spaces.get(spaceKey({ subnet: name }))?.hold(placement.reservation.owner, heldBy(placement));
    }
  }
}
