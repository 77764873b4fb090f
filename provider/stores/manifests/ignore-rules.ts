/** The file whose lines say what of a directory is not read, at its root. */
export const IGNORE_FILE = ".kubeovnignore";

interface Rule {
  readonly pattern: RegExp;
  readonly isNegated: boolean;
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
  const decide = (path: string): boolean => rules.findLast(({ pattern }) => pattern.test(path))?.isNegated === false;
  return (file) => {
    if (rules.length === 0) return false;
    const segments = file.split("/");
    return segments.some((_, index) => {
      const path = segments.slice(0, index + 1).join("/");
      return decide(index === segments.length - 1 ? path : `${path}/`);
    });
  };
}

/** A folder is shown to a pattern with a slash at its end. */
function readRule(line: string): Rule | undefined {
  const text = line.replace(/\r$/, "").replace(/(?<!\\) +$/, "");
  if (text === "" || text.startsWith("#")) return undefined;
  const isNegated = text.startsWith("!");
  const body = (isNegated ? text.slice(1) : text).replace(/^\\([#!])/, "$1");
  const isFolder = body.endsWith("/");
  const path = body.replace(/\/$/, "");
  const isAnchored = path.includes("/");
  const source = toSource(path.replace(/^\//, ""));
  if (source === undefined) return undefined;
  return { isNegated, pattern: new RegExp(`^${isAnchored ? "" : "(?:.*/)?"}${source}${isFolder ? "/" : "/?"}$`) };
}

/** Of a range whose end comes before its start, git keeps the start. @source git wildmatch.c dowild */
function withoutEmptyRanges(set: string): string {
  const kept = set.replace(/([\s\S])-([\s\S])/g, (range, start: string, end: string) => (start > end ? start : range));
  return kept === set ? set : withoutEmptyRanges(kept);
}

/** A pattern of the shell as a regular expression; undefined for one that never matches. */
function toSource(path: string): string | undefined {
  let source = "";
  for (let at = 0; at < path.length; ) {
    const rest = path.slice(at);
    const wide = /^(?:\*\*\/)+|^\/\*\*$|^\/(?:\*\*\/)+|^\*+/.exec(rest)?.[0];
    const set = /^\[([!^]?)(\]?[^\]]*)\]/.exec(rest);
    if (wide !== undefined) {
      if (wide === "/**") source += "/.+";
      else if (wide.startsWith("/")) source += "/(?:.*/)?";
      else if (wide.endsWith("/")) source += at === 0 ? "(?:.*/)?" : "[^/]*/";
      else source += path === "**" ? ".*" : at === 0 || path[at - 1] === "/" ? "(?=[^/])[^/]*" : "[^/]*";
      at += wide.length;
    } else if (set !== null) {
      source += `(?!/)[${set[1] === "" ? "" : "^"}${withoutEmptyRanges(set[2] as string).replace(/[\\\]^[]/g, "\\$&")}]`;
      at += set[0].length;
    } else if (rest.startsWith("?")) {
      source += "[^/]";
      at += 1;
    } else {
      const isEscaped = rest.startsWith("\\");
      if (isEscaped && rest.length === 1) return undefined;
      source += (rest[isEscaped ? 1 : 0] as string).replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
      at += isEscaped ? 2 : 1;
    }
  }
  return source;
}
