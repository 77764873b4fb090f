import type { Facts, RefusalCode } from "../refusals/messages";
import type { PortCode } from "../refusals/port-sentences";
import { sentenceOf } from "../refusals/refusal";
import { isAtLeast, type KubeOvnVersion } from "../terms/version";
import type { LiveContext } from "./live-context";

/** What a live object breaks: something is not as the object says now, or may be lost later. */
export type Level = "wrong" | "risk";

/**
 * What becomes of an object that breaks a rule. A level that is missing: the rule has nothing to say there.
 *
 * - `new`: one that a program declares
 * - `adopted`: one that is there and that a program takes over or has made
 * - `live`: one that is there, whoever made it
 */
export interface Levels {
  readonly new?: "refused";
  readonly adopted?: "refused" | "noted";
  readonly live?: Level;
}

/** How far the controller is with a live object when it is judged. */
export type Phase = "written" | "taken" | "leaving";

/**
 * How far the controller is with an object.
 *
 * - `taken`: its addresses are in the controller's books
 * - `waiting`: nothing that is known of keeps the controller from taking it
 * - `stuck`: it tries again and again, and writes nothing
 * - `ignored`: it has looked once and will not look again
 * - `leaving`: it is being deleted
 */
export type Standing = "taken" | "waiting" | "stuck" | "ignored" | "leaving";

/** One rule without what it looks for: what documents and schemas tell of it. */
export interface RuleRow {
  /** Stable: a reader of reports may rely on it. */
  readonly code: RefusalCode | PortCode;
  /** Kinds of the objects it is about. */
  readonly kinds: readonly string[];
  /** First release in which it counts. */
  readonly since?: KubeOvnVersion;
  /** First release in which it no longer counts. */
  readonly until?: KubeOvnVersion;
  /** Field of the object, and argument of the resource. */
  readonly looksAt: string;
  readonly levels: Levels;
  /** Where the controller does so. */
  readonly source: string;
}

/** A rule over subjects of one form. */
export interface Rule<Subject> extends RuleRow {
  readonly code: RefusalCode;
  /** Phases of a live object in which it counts. Default: before and after it is taken. */
  readonly phases?: readonly Phase[];
  /** What the controller does with an object at this point; missing where it goes on. */
  readonly stops?: Standing | ((version: KubeOvnVersion, phase: Phase) => Standing | undefined);
  /** Not told of an object at which the controller stops, or that breaks one of these. */
  readonly unless?: readonly (RefusalCode | "stopped")[];
  /** The facts, once for each time that the rule is broken. */
  readonly look: (subject: Subject, around: LiveContext) => readonly Facts[RefusalCode][];
}

/** A rule that is broken. */
export type Finding = {
  readonly [C in RefusalCode]: {
    readonly code: C;
    readonly looksAt: string;
    readonly facts: Facts[C];
    readonly levels: Levels;
  };
}[RefusalCode];

/** What the controller makes of one live object. */
export interface Findings {
  readonly standing: Standing;
  /** Why the controller does not take it, or does not let it go. */
  readonly stop?: Finding;
  /** All that it breaks, the stop included. Of an object that is wrong no risk is told. */
  readonly found: readonly Finding[];
}

/** Makes rules over one form of subject; the code decides the form of the facts. */
export function rulesOf<Subject>() {
  return <C extends RefusalCode>(
    code: C,
    rule: Omit<Rule<Subject>, "code" | "look"> & {
      readonly look: (subject: Subject, around: LiveContext) => readonly Facts[C][];
    },
  ): Rule<Subject> => ({ ...rule, code });
}

const STANDINGS: { readonly [P in Phase]: Standing } = { written: "waiting", taken: "taken", leaving: "leaving" };
const BOTH: readonly Phase[] = ["written", "taken"];

/** Judges a live object by rules in the controller's order: where it stops, it does not come to the next stop. */
export function judgeLive<Subject>(
  rules: readonly Rule<Subject>[],
  subject: Subject,
  phase: Phase,
  around: LiveContext,
): Findings {
  const { version } = around;
  let standing = STANDINGS[phase];
  let stop: Finding | undefined;
  const found: Finding[] = [];
  const isBroken = (code: RefusalCode | "stopped"): boolean =>
    code === "stopped" ? stop !== undefined : found.some((finding) => finding.code === code);
  for (const rule of rules) {
    if (!(rule.phases ?? BOTH).includes(phase) || !isInForce(rule, version)) continue;
    const stops = typeof rule.stops === "function" ? rule.stops(version, phase) : rule.stops;
    if ((stops !== undefined && stop !== undefined) || rule.unless?.some(isBroken)) continue;
    for (const facts of rule.look(subject, around)) {
      const finding = findingOf(rule, facts);
      found.push(finding);
      if (stops === undefined || stop !== undefined) continue;
      stop = finding;
      standing = stops;
    }
  }
  const isWrong = found.some(({ levels }) => levels.live === "wrong");
  const told = isWrong ? found.filter(({ levels }) => levels.live === "wrong") : found;
  return stop === undefined ? { standing, found: told } : { standing, stop, found: told };
}

/** What of a declared object is refused. */
export function judgeDeclared<Subject>(
  rules: readonly Rule<Subject>[],
  subject: Subject,
  around: LiveContext,
): readonly Finding[] {
  const found: Finding[] = [];
  for (const rule of rules) {
    if (rule.levels.new !== "refused" || !isInForce(rule, around.version)) continue;
    for (const facts of rule.look(subject, around)) found.push(findingOf(rule, facts));
  }
  return found;
}

function findingOf({ code, looksAt, levels }: RuleRow, facts: Facts[RefusalCode]): Finding {
  return { code, looksAt, facts, levels } as Finding;
}

/** The controller does not begin with an object; one that it has taken stays as it is. */
export function stuckWhileWritten(_: unknown, phase: Phase): Standing | undefined {
  return phase === "written" ? "stuck" : undefined;
}

/** A finding about a live object in words. */
export function findingSentence({ code, facts }: Pick<Finding, "code" | "facts">): string {
  return sentenceOf(code, facts, "live");
}

function isInForce({ since, until }: RuleRow, version: KubeOvnVersion): boolean {
  return (since === undefined || isAtLeast(version, since)) && (until === undefined || !isAtLeast(version, until));
}
