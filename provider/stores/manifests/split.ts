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
  return starts.flatMap((start, index) => splitJson(text, { start, end: starts[index + 1] ?? text.length }));
}

/**
 * The objects of a stream of JSON, which need nothing between them.
 *
 * @source kubernetes apimachinery util/yaml YAMLOrJSONDecoder: as long as a text is JSON, it is read as a stream
 */
function splitJson(text: string, span: TextSpan): readonly TextSpan[] {
  // No search in all that follows: of many documents each would go to the end.
  const own = text.slice(span.start, span.end);
  if (!/^\s*\{/.test(own.slice(0, 1_000)) || !/\}\s*\{/.test(own)) return [span];
  const spans: TextSpan[] = [];
  let depth = 0;
  let start = span.start;
  for (let at = span.start; at < span.end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      for (at += 1; at < span.end && text.charCodeAt(at) !== 34; at += 1) if (text.charCodeAt(at) === 92) at += 1;
    } else if (code === 0x7b) depth += 1;
    else if (code === 0x7d && --depth === 0) {
      spans.push({ start, end: at + 1 });
      start = at + 1;
    }
  }
  const last = spans.at(-1);
  if (last === undefined || spans.length < 2 || text.slice(start, span.end).trim() !== "") return [span];
  const whole = [...spans.slice(0, -1), { start: last.start, end: span.end }];
  return whole.every((one) => isJson(text.slice(one.start, one.end))) ? whole : [span];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** How many lines end between two offsets; from 0, one less than the 1-based number of the line `to` is on. */
export function newlinesBetween(text: string, from: number, to: number): number {
  let count = 0;
  // No search for the next one: in a file of one long line each would go to its end.
  for (let at = from; at < to; at += 1) if (text.charCodeAt(at) === 10) count += 1;
  return count;
}
