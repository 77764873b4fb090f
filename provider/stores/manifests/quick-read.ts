import { MAX_NESTING } from "./nesting";
import { resolvePlain } from "./scalar";
import type { TextSpan } from "./split";

/** A document read at once. Offsets count from the start of the text. */
export interface QuickDocument {
  readonly value: unknown;
  /** the first line that says something */
  readonly contentStart: number;
  /** each item of a top-level `items`; in block style its whole lines, with the comments that follow it */
  readonly items: readonly TextSpan[];
}

/** Thrown inside only: the text uses more of YAML than is read here. */
const BEYOND = Symbol("beyond the quick reader");

const KEY = /^[A-Za-z_.][\w./:-]*$/;
const PLAIN_START = /^[^\s,[\]{}#&*!|>'"%@`?:-]|^[-?:][^\s,[\]{}]/;

/**
 * Reads the part of YAML that kubectl and this program print: block maps and lists, scalars on one line, literal
 * blocks, whole-line comments. Answers undefined for anything else, right or wrong, and the full parser decides.
 *
 * It is there for speed alone: about fifteen times as fast as composing a document with ranges and comments.
 */
export function quickRead(text: string): QuickDocument | undefined {
  if (/[\t\r\ufeff]/.test(text)) return undefined;
  try {
    return createReader(text)();
  } catch (error) {
    if (error === BEYOND) return undefined;
    throw error;
  }
}

function createReader(text: string): () => QuickDocument {
  // The line in hand: `column` is the indent of what is still to be read of it, from `at` up to `end`.
  let lineStart = 0;
  let at = 0;
  let end = 0;
  let column = -1;
  let isDone = false;
  let depth = 0;
  const items: { start: number; end: number }[] = [];

  function beyond(): never {
    throw BEYOND;
  }

  /** Goes to the next line that is neither blank nor a comment, starting at an offset. */
  function seek(offset: number): void {
    for (let start = offset; start < text.length; start = end + 1) {
      lineStart = start;
      end = text.indexOf("\n", start);
      if (end === -1) end = text.length;
      at = start;
      while (at < end && text.charCodeAt(at) === 32) at += 1;
      if (at === end || text.charCodeAt(at) === 35) continue;
      column = at - start;
      return;
    }
    isDone = true;
    column = -1;
    lineStart = text.length;
  }

  function isDash(): boolean {
    return text.charCodeAt(at) === 45 && (at + 1 === end || text.charCodeAt(at + 1) === 32);
  }

  /** Skips blanks on the line; answers whether anything but a comment is left of it. */
  function skipBlanks(): boolean {
    const from = at;
    while (at < end && text.charCodeAt(at) === 32) at += 1;
    if (at < end && text.charCodeAt(at) === 35) {
      if (at === from) beyond();
      return false;
    }
    return at < end;
  }

  /** The map or list that begins here; `isItems` if it is the list of a Kubernetes list. */
  function readCollection(isItems: boolean): unknown {
    if (++depth > MAX_NESTING) beyond();
    const value = isDash() ? readList(column, isItems) : readMap(column, false);
    depth -= 1;
    return value;
  }

  function readMap(indent: number, isTop: boolean): Record<string, unknown> {
    const record: Record<string, unknown> = {};
    while (column === indent && !isDash()) {
      const key = readKey();
      if (Object.hasOwn(record, key)) beyond();
      record[key] = skipBlanks() ? readInline(indent) : readBelow(indent, isTop && key === "items");
    }
    return record;
  }

  /** The value of a key whose line ends after the colon. */
  function readBelow(indent: number, isItems: boolean): unknown {
    seek(end + 1);
    if (column > indent || (column === indent && isDash())) {
      return readCollection(isItems);
    }
    return null;
  }

  function readList(indent: number, isItems: boolean): unknown[] {
    const list: unknown[] = [];
    while (column === indent && isDash()) {
      const start = lineStart;
      at += 1;
      list.push(skipBlanks() ? readItem(indent) : readItemBelow(indent));
      if (isItems) items.push({ start, end: lineStart });
    }
    return list;
  }

  function readItem(indent: number): unknown {
    if (isDash() || startsPair()) {
      column = at - lineStart;
      return readCollection(false);
    }
    return readInline(indent);
  }

  function readItemBelow(indent: number): unknown {
    seek(end + 1);
    return column > indent ? readCollection(false) : null;
  }

  /** Whether the rest of the line is `key: …`, told by the first colon that ends a key. */
  function startsPair(): boolean {
    const first = text.charCodeAt(at);
    const from = first === 34 || first === 39 ? closingQuote(first) + 1 : at;
    if (from > at) return text.charCodeAt(from) === 58;
    return colonFrom(at) !== -1;
  }

  /** The colon that ends a key: the first one before a blank or the end of the line. */
  function colonFrom(from: number): number {
    for (let colon = from; colon < end; colon += 1) {
      if (text.charCodeAt(colon) === 58 && (colon + 1 === end || text.charCodeAt(colon + 1) === 32)) return colon;
    }
    return -1;
  }

  function readKey(): string {
    const first = text.charCodeAt(at);
    if (first === 34 || first === 39) {
      const quoted = readQuoted(first);
      if (text.charCodeAt(at) !== 58 || quoted === "__proto__") beyond();
      at += 1;
      if (at < end && text.charCodeAt(at) !== 32) beyond();
      return quoted;
    }
    const colon = colonFrom(at);
    if (colon === -1) beyond();
    const key = text.slice(at, colon);
    if (!KEY.test(key) || key === "__proto__") beyond();
    at = colon + 1;
    return String(resolvePlain(key));
  }

  /** A value that begins on the line of its key or dash; `indent` is that of the collection it belongs to. */
  function readInline(indent: number): unknown {
    const first = text.charCodeAt(at);
    if (first === 124) return readLiteral(indent);
    let value: unknown;
    if (first === 34 || first === 39) {
      value = readQuoted(first);
      if (skipBlanks()) beyond();
    } else if (text.startsWith("{}", at) || text.startsWith("[]", at)) {
      value = first === 123 ? {} : [];
      at += 2;
      if (skipBlanks()) beyond();
    } else value = resolvePlain(readPlain());
    seek(end + 1);
    return value;
  }

  function readPlain(): string {
    const rest = text.slice(at, end);
    const comment = rest.indexOf(" #");
    const plain = withoutEndBlanks(comment === -1 ? rest : rest.slice(0, comment));
    if (!PLAIN_START.test(plain) || plain.includes(": ") || plain.endsWith(":")) beyond();
    return plain;
  }

  function closingQuote(quote: number): number {
    for (let index = at + 1; index < end; index += 1) {
      const code = text.charCodeAt(index);
      if (code === 92 && quote === 34) index += 1;
      else if (code === quote) {
        if (quote === 34 || text.charCodeAt(index + 1) !== 39) return index;
        index += 1;
      }
    }
    return beyond();
  }

  function readQuoted(quote: number): string {
    const close = closingQuote(quote);
    const inner = text.slice(at + 1, close);
    const source = text.slice(at, close + 1);
    at = close + 1;
    if (quote === 39) return inner.replaceAll("''", "'");
    return inner.includes("\\") ? readEscaped(source) : inner;
  }

  /** JSON's escapes mean the same in YAML; what YAML adds to them is left to the full parser. */
  function readEscaped(source: string): string {
    try {
      return JSON.parse(source) as string;
    } catch {
      return beyond();
    }
  }

  function readLiteral(indent: number): string {
    const chomping = text.slice(at + 1, end);
    if (chomping !== "" && chomping !== "-" && chomping !== "+") beyond();
    const lines: string[] = [];
    let width = -1;
    let start = end + 1;
    while (start < text.length) {
      let stop = text.indexOf("\n", start);
      if (stop === -1) stop = text.length;
      let content = start;
      while (content < stop && text.charCodeAt(content) === 32) content += 1;
      if (content === stop) {
        if (stop - start > Math.max(width, 0)) beyond();
        // Blanks that no line break follows are no line.
        if (stop < text.length) lines.push("");
      } else {
        if (width === -1) width = content - start;
        if (content - start < width) break;
        lines.push(text.slice(start + width, stop));
      }
      start = stop + 1;
    }
    if (width <= Math.max(indent, 0)) beyond();
    seek(start);
    return chomp(lines, chomping);
  }

  return () => {
    const separator = /^---(?: +#[^\n]*| *)(?:\n|$)/.exec(text)?.[0] ?? "";
    seek(separator.length);
    const contentStart = lineStart;
    if (isDone) return { value: null, contentStart, items };
    const value = isDash() ? readList(column, false) : readMap(column, true);
    // Whatever is left stands deeper than what it should belong to.
    if (!isDone) beyond();
    return { value, contentStart, items };
  };
}

function chomp(lines: readonly string[], chomping: string): string {
  let last = lines.length;
  while (last > 0 && lines[last - 1] === "") last -= 1;
  const body = lines.slice(0, last).join("\n");
  if (chomping === "-") return body;
  return chomping === "" ? `${body}\n` : `${body}${"\n".repeat(lines.length - last + 1)}`;
}

/** JavaScript's own trim takes blanks for space that YAML takes for text, the no-break space among them. */
function withoutEndBlanks(text: string): string {
  let end = text.length;
  while (text.charCodeAt(end - 1) === 32) end -= 1;
  return text.slice(0, end);
}
