import type { Declarer } from "../live/identity";
import type { Snapshot } from "../live/snapshot";
import type { DeclaredKind } from "../program/declared-kind";
import type { CheckContext, Inputs } from "./check-context";

/** What a check has to know of a kind. */
export interface CheckedKind extends DeclaredKind {
  readonly check: (context: CheckContext) => Inputs;
  /** The objects that a resource with these inputs or outputs makes, as far as their names are known. */
  readonly made: Made;
  /** What carries its mark where that is no object of its own. Default: what it makes. */
  readonly marks?: (properties: Readonly<Record<string, unknown>>) => readonly string[];
  /** What a resource made, as its state says, and is no longer there: as sentences name it. Default: the objects that are gone. */
  readonly missing?: Missing;
}

/** An object, by the name that tells it from others of its kind: a namespaced one's is `namespace/name`. */
export interface MadeObject {
  readonly kind: string;
  readonly name: string;
}

export type Made = (properties: Readonly<Record<string, unknown>>) => readonly MadeObject[];

export type Missing = (
  olds: Readonly<Record<string, unknown>>,
  declarer: Declarer,
  snapshot: Snapshot,
) => readonly string[];
