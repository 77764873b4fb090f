/** The file whose lines say what of a directory is not read, at its root. */
export const IGNORE_FILE = ".kubeovnignore";

interface Rule {
  readonly steps: readonly Step[];
  readonly isNegated: boolean;
}

/** What a pattern does with a character of a path. */
interface Step {
  /**
   * "one" takes one character, "optional" at most one, "many" any number. "folders" begins any number of folders, of
   * which "inside" is the rest: it ends behind a slash.
   */
  readonly takes: "one" | "optional" | "many" | "folders" | "inside";
  accepts(char: string): boolean;
}

/** Answers whether a file is excluded, by its path relative to the directory. */
export type IgnoreRules = (file: string) => boolean;

/**
 * The rules of a text in the syntax of `.gitignore`. The last line that matches decides, and what is in an excluded
 * folder cannot be taken back.
 *
 * @source git documentation, gitignore
 */
export function readIgnoreRules(lines: readonly string[]): IgnoreRules {
  const rules = lines.flatMap((line) => readRule(line) ?? []);
  const decide = (path: string): boolean => rules.findLast(({ steps }) => matches(steps, path))?.isNegated === false;
  const folders = new Map<string, boolean>();
  return (file) => {
    if (rules.length === 0) return false;
    for (let end = file.indexOf("/"); end >= 0; end = file.indexOf("/", end + 1)) {
      const folder = file.slice(0, end + 1);
      const isExcluded = folders.get(folder) ?? decide(folder);
      folders.set(folder, isExcluded);
      if (isExcluded) return true;
    }
    return decide(file);
  };
}

const any = (): boolean => true;
const isSlash = (char: string): boolean => char === "/";
const isNoSlash = (char: string): boolean => char !== "/";
const FOLDERS: readonly Step[] = [
  { takes: "folders", accepts: any },
  { takes: "inside", accepts: any },
];

/** A folder is shown to a pattern with a slash at its end. */
function readRule(line: string): Rule | undefined {
  const text = line.replace(/\r$/, "").replace(/(?<!\\) +$/, "");
  if (text === "" || text.startsWith("#")) return undefined;
  const isNegated = text.startsWith("!");
  const body = (isNegated ? text.slice(1) : text).replace(/^\\([#!])/, "$1");
  const isFolder = body.endsWith("/");
  const path = body.replace(/\/$/, "");
  const isAnchored = path.includes("/");
  const steps = readSteps(path.replace(/^\//, ""));
  if (steps === undefined) return undefined;
  const end: Step = { takes: isFolder ? "one" : "optional", accepts: isSlash };
  return { isNegated, steps: [...(isAnchored ? [] : FOLDERS), ...steps, end] };
}

/** Goes through the path once with everything that the pattern may stand at: no pattern makes it slow. */
function matches(steps: readonly Step[], path: string): boolean {
  const enter = (states: Set<number>, state: number): void => {
    if (states.has(state)) return;
    states.add(state);
    const takes = steps[state]?.takes;
    if (takes === "many" || takes === "optional") enter(states, state + 1);
    if (takes === "folders") enter(states, state + 2);
  };
  let states = new Set<number>();
  enter(states, 0);
  for (let at = 0; at < path.length && states.size > 0; at++) {
    const char = path.charAt(at);
    const next = new Set<number>();
    for (const state of states) {
      const step = steps[state];
      if (step === undefined || !step.accepts(char)) continue;
      if (step.takes === "many" || step.takes === "inside") enter(next, state);
      else enter(next, state + 1);
      if (isSlash(char) && step.takes === "folders") enter(next, state + 2);
      if (isSlash(char) && step.takes === "inside") enter(next, state + 1);
    }
    states = next;
  }
  return states.has(steps.length);
}

/** Of a range whose end comes before its start, git keeps the start. @source git wildmatch.c dowild */
function withoutEmptyRanges(set: string): string {
  const kept = set.replace(/([\s\S])-([\s\S])/g, (range, start: string, end: string) => (start > end ? start : range));
  return kept === set ? set : withoutEmptyRanges(kept);
}

/** A pattern of the shell, step by step; undefined for one that never matches. */
function readSteps(path: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  const one = (accepts: Step["accepts"]): unknown => steps.push({ takes: "one", accepts });
  const many = (accepts: Step["accepts"]): unknown => steps.push({ takes: "many", accepts });
  for (let at = 0; at < path.length; ) {
    const rest = path.slice(at);
    const wide = /^(?:\*\*\/)+|^\/\*\*$|^\/(?:\*\*\/)+|^\*+/.exec(rest)?.[0];
    const set = /^\[([!^]?)(\]?[^\]]*)\]/.exec(rest);
    if (wide !== undefined) {
      const isFirst = at === 0 || path[at - 1] === "/";
      if (wide.startsWith("/")) one(isSlash);
      if (wide === "/**") one(any);
      if (wide === "/**" || path === "**") many(any);
      else if (wide.startsWith("/") || (wide.endsWith("/") && at === 0)) steps.push(...FOLDERS);
      else {
        // At least one character of a name.
        if (isFirst && !wide.endsWith("/")) one(isNoSlash);
        many(isNoSlash);
        if (wide.endsWith("/")) one(isSlash);
      }
      at += wide.length;
    } else if (set !== null) {
      const chars = withoutEmptyRanges(set[2] as string).replace(/[\\\]^[]/g, "\\$&");
      const pattern = new RegExp(`^(?!/)[${set[1] === "" ? "" : "^"}${chars}]$`);
      one((char) => pattern.test(char));
      at += set[0].length;
    } else if (rest.startsWith("?")) {
      one(isNoSlash);
      at += 1;
    } else {
      const isEscaped = rest.startsWith("\\");
      if (isEscaped && rest.length === 1) return undefined;
      const literal = rest[isEscaped ? 1 : 0];
      one((char) => char === literal);
      at += isEscaped ? 2 : 1;
    }
  }
  return steps;
}
