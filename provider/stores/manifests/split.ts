/** The part of a file that one document takes, from its `---` line (or the top) to the next one. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

const MARKER = /(?<![^\n])---(?=[ \t\r\n]|$)/g;
const ONLY_DIRECTIVES = /^(?:[ \t]*(?:#[^\n]*)?\r?\n|%[^\n]*\n)*$/;

/**
 * The documents of a YAML stream. A line that begins with `---` ends a document wherever it stands, so no parsing is
 * needed to find them; directives (`%YAML 1.1`) stay with the document they introduce.
 *
 * @source YAML 1.2.2 section 9.1.2, rule c-forbidden: no scalar contains a marker at the start of a line
 */
export function splitDocuments(text: string): readonly TextSpan[] {
  const starts = Array.from(text.matchAll(MARKER), (match) => match.index);
  if (starts[0] !== 0) {
    const head = text.slice(0, starts[0]);
    if (starts.length > 0 && head.includes("%") && ONLY_DIRECTIVES.test(head)) starts[0] = 0;
    else starts.unshift(0);
  }
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
}

/** How many lines end between two offsets; from 0, one less than the 1-based number of the line `to` is on. */
export function newlinesBetween(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", from); at !== -1 && at < to; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}
