import type { Act } from "./act";
import type { Question } from "./answer";
import type { Meaning, Outcome } from "./outcome";

/** Something that people do by hand, and the same in a program. */
export interface Mistake {
  /** In a few words. */
  readonly what: string;
  /** One after the other, each when the one before has been taken; what comes of the last one is looked at. */
  readonly acts: readonly Act[];
  readonly meaning?: Meaning;
  readonly ours: Question;
  /** What Kube-OVN is known to make of it. */
  readonly expect: Outcome["code"];
}
