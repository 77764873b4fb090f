import { type Address, sameAddress } from "../../ipam";
import { type Declaration, siblingOf } from "../program/declaration";
import type { Sibling } from "../refusals/messages";
import { type Refusal, refuse } from "../refusals/refusal";
import { type AddressSpace, isSameSpace, spaceOf } from "../terms/address-space";
import { isUnknown } from "../terms/unknown";
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
   * resource of this run, a subnet that changes under a place that was given before, and a place that an AddressPlan decides
   * unless the resource comes before it. What an AddressPlan wants is one search.
   *
   * @param placements  what the check of the declaration has decided
   */
  refusals(declaration: Declaration, placements: readonly Placement[]): readonly Refusal[] {
    const searched = placements.filter(({ picks }) => picks.some(({ why }) => why === "searched"));
    const fresh = searched.filter(({ reservation }) => !this.#isDecided(reservation.owner, declaration));
    const refusals = [
      ...this.#unnamed(declaration, searched),
      ...this.#shifted(declaration),
      ...this.#contested(declaration, fresh, placements),
    ];
    if (refusals.length > 0) return refusals;
    for (const placement of fresh) this.#given.set(placement.reservation.owner, { declaration, placement });
    return [];
  }

  /** Whether an AddressPlan has decided for a resource before it came itself. */
  #isDecided(owner: string, { path }: Declaration): boolean {
    const decided = this.#given.get(owner)?.declaration;
    return decided !== undefined && decided.path !== path && this.#planner.wanted.get(path)?.plan.path === decided.path;
  }

  /** An AddressPlan and a resource that it wants something for, of which nothing says that the plan comes first. */
  #unnamed(declaration: Declaration, searched: readonly Placement[]): readonly Refusal[] {
    return searched.flatMap(({ reservation }) => {
      const earlier = this.#given.get(reservation.owner)?.declaration;
      if (earlier === undefined || earlier.path === declaration.path) return [];
      const [user, plan] = this.#isDecided(reservation.owner, declaration)
        ? [declaration, earlier]
        : [earlier, declaration];
      const { args } = user;
      return args.plan === plan.name || isUnknown(args.plan)
        ? []
        : [refuse("plan", "plan-unnamed", { plan: siblingOf(plan), sibling: siblingOf(user) })];
    });
  }

  #shifted(declaration: Declaration): readonly Refusal[] {
    const { kinds } = this.#planner;
    if (!kinds[declaration.kind].shapesSubnets) return [];
    const alone = new Map<Declaration, Planner>();
    return [...this.#given].flatMap(([owner, { declaration: earlier, placement }]) => {
      if (earlier.path === declaration.path) return [];
      const planner = alone.get(earlier) ?? this.#alone(earlier);
      alone.set(earlier, planner);
      const now = planner.placedFor(owner);
      const moved = searchedIn(placement).find((address) => !has(now, address));
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

  #contested(
    declaration: Declaration,
    searched: readonly Placement[],
    placements: readonly Placement[],
  ): readonly Refusal[] {
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
      // What one of its own has was lost to nobody.
      if (placements.some((own) => isSameSpace(own.reservation, space) && has(own, address))) return [];
      const property = wantedAs(this.#planner, declaration, owner);
      const sibling = this.#holderOf(space, address, owner);
      return [refuse(property, "first-choice-taken", { address, ...space, sibling })];
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

/** The argument that asks for an owner's address: that of an AddressPlan names the resource. */
function wantedAs({ wanted }: Planner, declaration: Declaration, owner: string): string {
  const asked = [...wanted.values()].find(({ plan, want }) => plan.path === declaration.path && want.owner === owner);
  return asked === undefined ? "" : `wants.${asked.want.name}`;
}

function searchedIn({ picks }: Placement): readonly Address[] {
  return picks.filter(({ why }) => why === "searched").map(({ address }) => address);
}

function has(placement: Placement | undefined, address: Address): boolean {
  return placement?.picks.some((pick) => sameAddress(pick.address, address)) === true;
}
