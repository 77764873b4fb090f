import { type Facts, SENTENCES } from "./messages";

export type RefusalCode = keyof Facts;

/** Something the program asked for that is not done: which argument, why as a code with facts, and the sentence a person reads. */
export interface Refusal {
  /** Argument at fault; empty when it is the resource as a whole. */
  readonly property: string;
  readonly code: RefusalCode;
  readonly facts: Facts[RefusalCode];
  readonly reason: string;
}

/** Makes a refusal; the sentence comes from the one table of sentences. */
export function refuse<C extends RefusalCode>(property: string, code: C, facts: Facts[C]): Refusal {
  return { property, code, facts, reason: SENTENCES[code](facts) };
}

/** Where a check puts what it finds, so that all problems of a resource come out together. */
export type Report = <C extends RefusalCode>(property: string, code: C, facts: Facts[C]) => void;

/** A report that keeps what it is told, each sentence once. */
export function collectRefusals(): { readonly report: Report; readonly refusals: Refusal[] } {
  const refusals: Refusal[] = [];
  const report: Report = (property, code, facts) => {
    const refusal = refuse(property, code, facts);
    if (!refusals.some((known) => known.property === property && known.reason === refusal.reason))
      refusals.push(refusal);
  };
  return { report, refusals };
}

/** A report for reading what is live: problems there are not the program's. */
export const unreported: Report = () => undefined;
