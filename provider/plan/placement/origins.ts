import { type Address, sameAddress } from "../../ipam";
import { type Declaration, parentOf, siblingOf } from "../program/declaration";
import { isWantedKind } from "../program/wants";
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
 * Watches over a run whose declarations come from several origins that know nothing of each other: a program that hands over
 * what it declares, a component that is made for a program, a resource that comes alone with its check. What is of one origin
 * comes in the order in which it is declared; what is of several in an order that changes from run to run. Whoever is new gets
 * the place that it has when nothing but its own origin is declared, or nothing: then the answers are those of every other order.
 */
export class Origins {
  readonly #planner: Planner;
  readonly #provider: string;
  readonly #batches: { readonly origin: string; readonly declarations: readonly Declaration[] }[] = [];
  /** By the path of a declaration. */
  readonly #originOf = new Map<string, string>();
  /** Searched places that were answered, by owner. */
  readonly #given = new Map<string, Given>();
  /** Plans of one origin each, as of what was declared so far. */
  readonly #alone = new Map<string, Planner>();

  /**
   * @param planner   gets all that is declared, each batch around what stands
   * @param provider  name of the explicit provider that it answers for, empty for the default one
   */
  constructor(planner: Planner, provider: string) {
    this.#planner = planner;
    this.#provider = provider;
  }

  /** Takes in the next batch of an origin. */
  add(origin: string, declarations: readonly Declaration[]): void {
    this.#planner.addBatch(declarations);
    this.#batches.push({ origin, declarations });
    for (const { path } of declarations) this.#originOf.set(path, origin);
    this.#alone.clear();
  }

  /**
   * Why an answer would be another one in another order: a place that was only given because the first choice has gone to
   * another origin, a subnet that changes under a place that another one was given before, and a place that another one's
   * AddressPlan decides unless the resource comes before it. What an AddressPlan wants is one search.
   *
   * @param placements  what the check of the declaration has decided
   */
  refusals(declaration: Declaration, placements: readonly Placement[]): readonly Refusal[] {
    const searched = placements.filter(({ picks }) => picks.some(({ why }) => why === "searched"));
    const fresh = searched.filter(({ reservation }) => !this.#isDecided(reservation.owner, declaration));
    const isAmongOthers = this.#batches.some(({ origin }) => origin !== this.#batches[0]?.origin);
    const refusals = isAmongOthers
      ? [
          ...this.#unnamed(declaration, searched),
          ...this.#shifted(declaration),
          ...this.#contested(declaration, fresh, placements),
        ]
      : [];
    if (refusals.length > 0) return refusals;
    for (const placement of fresh) this.#given.set(placement.reservation.owner, { declaration, placement });
    return [];
  }

  #isOfOneOrigin(one: Declaration, other: Declaration): boolean {
    return this.#originOf.get(one.path) === this.#originOf.get(other.path);
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
      if (earlier === undefined || this.#isOfOneOrigin(earlier, declaration)) return [];
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
    return [...this.#given].flatMap(([owner, { declaration: earlier, placement }]) => {
      if (this.#isOfOneOrigin(earlier, declaration)) return [];
      const now = this.#aloneWith(earlier).placedFor(owner);
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
    fresh: readonly Placement[],
    placements: readonly Placement[],
  ): readonly Refusal[] {
    if (fresh.length === 0) return [];
    const alone = this.#aloneWith(declaration);
    return fresh.flatMap((placement) => {
      const { owner } = placement.reservation;
      const space = spaceOf(placement.reservation);
      const first = alone.placedFor(owner);
      const lost = searchedIn(placement).find((address) => !has(first, address));
      if (first === undefined || lost === undefined) return [];
      const address = first.picks.map((pick) => pick.address).find(({ family }) => family === lost.family);
      if (address === undefined) return [];
      // What one of its own has was lost to nobody else.
      if (placements.some((own) => isSameSpace(own.reservation, space) && has(own, address))) return [];
      const other = this.#holderOf(space, address, owner);
      if (other !== undefined && this.#isOfOneOrigin(other, declaration)) return [];
      const property = wantedAs(this.#planner, declaration, owner);
      const sibling = other === undefined ? undefined : siblingOf(other);
      return [
        refuse(property, "first-choice-taken", { address, ...space, sibling, mayShare: mayShare(declaration, other) }),
      ];
    });
  }

  /** The plan of a declaration's origin as if nothing but it, and what shapes subnets, were declared. */
  #aloneWith({ path }: Declaration): Planner {
    const own = this.#originOf.get(path) ?? "";
    const known = this.#alone.get(own);
    if (known !== undefined) return known;
    const { snapshot, ownerPrefix, kinds } = this.#planner;
    const alone = new Planner(snapshot, ownerPrefix, this.#provider, kinds);
    const others = this.#batches.filter(({ origin }) => origin !== own).flatMap(({ declarations }) => declarations);
    alone.addBatch(others.filter(({ kind }) => kinds[kind].shapesSubnets));
    for (const { origin, declarations } of this.#batches) if (origin === own) alone.addBatch(declarations);
    this.#alone.set(own, alone);
    return alone;
  }

  #holderOf(space: AddressSpace, address: Address, owner: string): Declaration | undefined {
    const [other] = this.#planner
      .othersAt(space, address, new Set([owner]))
      .flatMap((one) => this.#planner.declarationOf(one) ?? []);
    return other;
  }
}

/** Whether one AddressPlan could want the addresses of both. */
function mayShare(one: Declaration, other: Declaration | undefined): boolean {
  const isPlanned = ({ kind }: Declaration): boolean => isWantedKind(kind) || kind === "AddressPlan";
  return other !== undefined && [one, other].every(isPlanned) && parentOf(one) === parentOf(other);
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
