import type { Declaration } from "../program/declaration";
import type { Kinds } from "../program/declared-kind";
import type { Program } from "../program/program";
import { reservationObjectName } from "../program/reservation";
import { unreported } from "../refusals/refusal";
import type { SubnetView } from "../subnets/subnet-views";
import type { AddressSpace } from "../terms/address-space";

/** The IP objects of a program, whose names follow from workload and subnet. */
export class IpObjects {
  readonly #declarations = new Map<string, Declaration>();
  #read = 0;

  /** The declaration that each comes from, by object name. */
  read(
    { declarations }: Pick<Program, "declarations">,
    kinds: Kinds,
    viewOf: (space: AddressSpace) => SubnetView,
  ): ReadonlyMap<string, Declaration> {
    for (; this.#read < declarations.length; this.#read++) {
      const declaration = declarations[this.#read] as Declaration;
      const { object, reserve } = kinds[declaration.kind];
      if (object !== null) continue;
      for (const reservation of reserve(declaration, { vipMac: true }, unreported)) {
        const subnet = viewOf(reservation);
        if (typeof subnet !== "object") continue;
        const name = reservationObjectName(reservation, subnet);
        if (!this.#declarations.has(name)) this.#declarations.set(name, declaration);
      }
    }
    return this.#declarations;
  }
}
