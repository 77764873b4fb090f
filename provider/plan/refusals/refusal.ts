import { quote } from "../terms/wording";
import { type Facts, type RefusalCode, SENTENCES } from "./messages";
import { RULE_SENTENCES, type Stage } from "./rule-sentences";

const ALL: { readonly [C in RefusalCode]: (facts: Facts[C], stage: Stage) => string } = {
  ...SENTENCES,
  ...RULE_SENTENCES,
};

/** Something the program asked for that is not done: which argument, why as a code with facts, and the sentence a person reads. */
export interface Refusal {
  /** Argument at fault; empty when it is the resource as a whole. */
  readonly property: string;
  readonly code: RefusalCode;
  readonly facts: Facts[RefusalCode];
  readonly reason: string;
}

/** The sentence as a terminal shows it: it ends with the code, by which the documents explain it. */
export function withCode(reason: string, code: string): string {
  return `${reason} (${code})`;
}

/** Whether a code is one of a resource's refusals. */
export function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(ALL, code);
}

/** A refusal of another resource, said beside the one at which the engine stops. */
export interface OtherRefusal {
  readonly kind: string;
  readonly name: string;
  /** Empty when it is the resource as a whole. */
  readonly property: string;
  readonly reason: string;
}

export function printOther({ kind, name, property, reason }: OtherRefusal): string {
  return `${kind} ${quote(name)} is refused as well: ${property === "" ? "" : `${property}: `}${reason}`;
}

/** Reads what {@link printOther} printed; undefined for other texts. */
export function readOther(text: string): OtherRefusal | undefined {
  const [, kind, name, property = "", reason] =
    /^(\S+) ("(?:[^"\\]|\\.)*") is refused as well: (?:([\w.[\]]+): )?([\s\S]*)$/.exec(text) ?? [];
  if (kind === undefined || name === undefined || reason === undefined) return undefined;
  return { kind, name: String(JSON.parse(name)), property, reason };
}

/** Makes a refusal; the sentence comes from the tables of sentences. */
export function refuse<C extends RefusalCode>(property: string, code: C, facts: Facts[C]): Refusal {
  return { property, code, facts, reason: sentenceOf(code, facts, "declared") };
}

/** What is the matter and the way out, in words. */
export function sentenceOf<C extends RefusalCode>(code: C, facts: Facts[C], stage: Stage): string {
  return ALL[code](facts, stage);
}

/** What is the matter with a live object, without the way out that a sentence ends with. */
export function factOf<C extends RefusalCode>(code: C, facts: Facts[C]): string {
  const sentence = sentenceOf(code, facts, "live");
  const end = sentence.lastIndexOf("; ");
  return end < 0 ? sentence : sentence.slice(0, end);
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
