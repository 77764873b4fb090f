import type { Change, Field } from "../arguments/field";
import type { Kind } from "../terms/kinds";
import type { Reserve } from "./reservation";

/** What a plan has to know of a kind to read a program. */
export interface DeclaredKind {
  readonly fields: Readonly<Record<string, Field>>;
  /** Values that `check` adds to the arguments, and what a change of one does: known in the preview, never written by a program. */
  readonly planned: Readonly<Record<string, Exclude<Change, "replaces">>>;
  /** Kind of the object whose name is the argument `name`; `null` where the name follows from something else, or there is none. */
  readonly object: string | null;
  /**
   * Whether declarations of it decide what subnets and pools are like, or how much is asked of them: all that is worked out from
   * them has to be recomputed then. The others only have addresses.
   */
  readonly shapesSubnets: boolean;
  readonly reserve: Reserve;
  /** Its arguments by what an AddressPlan calls them, where that differs. Missing: an AddressPlan can want nothing for it. */
  readonly wanted?: Readonly<Record<string, string>>;
}

/** What is known of every kind. */
export type Kinds<Known extends DeclaredKind = DeclaredKind> = { readonly [K in Kind]: Known };
