import { type Address, sameAddress } from "../../ipam";
import { type Declaration, siblingOf } from "../program/declaration";
import type { Sibling } from "../refusals/messages";
import { type Refusal, refuse } from "../refusals/refusal";
import { type AddressSpace, spaceOf } from "../terms/address-space";
import type { Placement } from "./placement";
import { Planner } from "./planner";

interface Given {
  readonly declaration: Declaration;
  readonly placement: Placement;
}

/**
 * Watches over a program of which nobody hands over the declarations, so that each is planned when its check comes, in an
 * order that changes from run to run. Whoever is new gets the first place of its own search, or nothing: then the answers
 * are those of every other order.
 */
export class OneByOne {
  readonly #planner: Planner;
  /** Searched places that were answered, by owner. */
  readonly #given = new Map<string, Given>();

  /** @param planner  has all that was declared so far, around which it places the next */
  constructor(planner: Planner) {
    this.#planner = planner;
  }

  /**
   * Why an answer would be another one in another order: a place that was only given because the first choice has gone to a
   * resource of this run, and a subnet that changes under a place that was given before.
   *
   * @param placements  what the check of the declaration has decided
   */
  refusals(declaration: Declaration, placements: readonly Placement[]): readonly Refusal[] {
    const searched = placements.filter(({ picks }) => picks.some(({ why }) => why === "searched"));
    const refusals = [...this.#shifted(declaration), ...this.#contested(declaration, searched)];
    if (refusals.length > 0) return refusals;
    for (const placement of searched) this.#given.set(placement.reservation.owner, { declaration, placement });
    return [];
  }

  #shifted(declaration: Declaration): readonly Refusal[] {
    const { kinds } = this.#planner;
    if (!kinds[declaration.kind].shapesSubnets) return [];
    return [...this.#given].flatMap(([owner, { declaration: earlier, placement }]) => {
      if (earlier.path === declaration.path) return [];
      const alone = this.#alone(earlier).placedFor(owner);
      const moved = searchedIn(placement).find((address) => !has(alone, address));
      return moved === undefined
        ? []
        : [
            refuse("", "planned-before", {
              address: moved,
              ...spaceOf(placement.reservation),
              sibling: siblingOf(earlier),
            }),
          ];
    });
  }

  #contested(declaration: Declaration, searched: readonly Placement[]): readonly Refusal[] {
    if (searched.length === 0) return [];
    const alone = this.#alone(declaration);
    return searched.flatMap((placement) => {
      const { owner } = placement.reservation;
      const space = spaceOf(placement.reservation);
      const first = alone.placedFor(owner);
      const lost = searchedIn(placement).find((address) => !has(first, address));
      if (first === undefined || lost === undefined) return [];
      const address = first.picks.map((pick) => pick.address).find(({ family }) => family === lost.family);
      if (address === undefined) return [];
      return [refuse("", "first-choice-taken", { address, ...space, sibling: this.#holderOf(space, address, owner) })];
    });
  }

  /** A resource as if nothing but it, and what shapes subnets, were declared. */
  #alone(declaration: Declaration): Planner {
    const { snapshot, ownerPrefix, kinds, program } = this.#planner;
    const shapes = program.declarations.filter(
      ({ kind, path }) => kinds[kind].shapesSubnets && path !== declaration.path,
    );
    const alone = new Planner(snapshot, ownerPrefix, declaration.provider, kinds);
    alone.addBatch([...shapes, declaration]);
    return alone;
  }

  #holderOf(space: AddressSpace, address: Address, owner: string): Sibling | undefined {
    const [other] = this.#planner
      .othersAt(space, address, new Set([owner]))
      .flatMap((one) => this.#planner.declarationOf(one) ?? []);
    return other === undefined ? undefined : siblingOf(other);
  }
}

function searchedIn({ picks }: Placement): readonly Address[] {
  return picks.filter(({ why }) => why === "searched").map(({ address }) => address);
}

function has(placement: Placement | undefined, address: Address): boolean {
  return placement?.picks.some((pick) => sameAddress(pick.address, address)) === true;
}
