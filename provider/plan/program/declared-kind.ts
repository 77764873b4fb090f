import type { Change, Field } from "../arguments/field";
import type { Kind } from "../terms/kinds";
import type { Reserve } from "./reservation";

/** Addresses of a Subnet that a resource sets aside for plans; texts as they are declared. */
export interface SetAside {
  readonly subnet: string;
  readonly range: readonly string[];
}

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
  /** What it sets aside, as far as that is known. Missing: it sets nothing aside. */
  readonly setsAside?: (name: string, args: Args) => SetAside | undefined;
  /** Names of the Vips that have namespace and selector from it. Missing: it binds none. */
  readonly binds?: (args: Args) => readonly string[];
  /** Its arguments by what an AddressPlan calls them, where that differs. Missing: an AddressPlan can want nothing for it. */
  readonly wanted?: Readonly<Record<string, string>>;
}

type Args = Readonly<Record<string, unknown>>;

/** Whether the object of a kind is told from others by its namespace, too. */
export function isNamespaced({ fields }: Pick<DeclaredKind, "fields">): boolean {
  return fields.namespace?.at?.[0] === "metadata";
}

/** What is known of every kind. */
export type Kinds<Known extends DeclaredKind = DeclaredKind> = { readonly [K in Kind]: Known };
