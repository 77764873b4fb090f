import { MAX_NESTING } from "./nesting";
import { printKey, resolvePlain } from "./scalar";
import type { TextSpan } from "./split";
import { type Cursor, YamlFault } from "./yaml/cursor";
import { type ScannedScalar, scanBlock, scanPlain, scanQuoted } from "./yaml/scalars";

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

/** Tabs, breaks other than a line feed, a byte order mark, and what is no text: rare, and looked at line by line then. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the point
const ODD = /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;

/**
 * Reads the part of YAML that kubectl and this program print: block maps and lists, scalars, whole-line comments.
 * Answers undefined for anything else, right or wrong, and the full reader decides. It does so for single items of a
 * Kubernetes list: the others do not pay for them.
 *
 * It is there for speed alone: it makes no tree.
 *
 * @param readItem  the full reader, for the whole lines of one item
 */
export function quickRead(
  text: string,
  readItem: (item: string) => { readonly value: unknown } | undefined = () => undefined,
): QuickDocument | undefined {
  try {
    // kubectl reads line by line and ends the last one, too.
    return createReader(text.endsWith("\n") ? text : `${text}\n`, readItem)();
  } catch (error) {
    if (error === BEYOND || error instanceof YamlFault) return undefined;
    throw error;
  }
}

function createReader(
  text: string,
  readWhole: (item: string) => { readonly value: unknown } | undefined,
): () => QuickDocument {
  const isOdd = ODD.test(text);
  // The line in hand: `column` is the indent of what is still to be read of it, from `at` up to `end`.
  let lineStart = 0;
  let at = 0;
  let end = 0;
  let nextStart = 0;
  let column = -1;
  let isDone = false;
  let depth = 0;
  const items: { start: number; end: number }[] = [];

  function beyond(): never {
    throw BEYOND;
  }

  /** Goes to the next line that is neither blank nor a comment, starting at an offset. */
  function seek(offset: number): void {
    for (let start = offset; start < text.length; start = nextStart) {
      lineStart = start;
      end = text.indexOf("\n", start);
      if (end === -1) end = text.length;
      nextStart = end + 1;
      if (isOdd) checkLine();
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

  /** Leaves the carriage return before a line feed out of the line; anything else that is odd is not for this reader. */
  function checkLine(): void {
    if (end < text.length && text.charCodeAt(end - 1) === 13 && end > lineStart) end -= 1;
    if (ODD.test(text.slice(lineStart, end))) beyond();
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
      // Of a repeated key the last one counts, as for kubectl; but then the places of the items would be in doubt.
      if (isTop && key === "items" && items.length > 0) beyond();
      record[key] = skipBlanks() ? readInline(indent) : readBelow(indent, isTop && key === "items");
    }
    return record;
  }

  /** The value of a key whose line ends after the colon. */
  function readBelow(indent: number, isItems: boolean): unknown {
    seek(nextStart);
    if (column > indent || (column === indent && isDash())) {
      return readCollection(isItems);
    }
    return null;
  }

  function readList(indent: number, isItems: boolean): unknown[] {
    const list: unknown[] = [];
    while (column === indent && isDash()) {
      const start = lineStart;
      list.push(isItems ? readListItem(indent) : readDashed(indent));
      if (isItems) items.push({ start, end: lineStart });
    }
    return list;
  }

  function readDashed(indent: number): unknown {
    at += 1;
    return skipBlanks() ? readItem(indent) : readItemBelow(indent);
  }

  /** An item of the list that is the document, by the full reader where it needs that. */
  function readListItem(indent: number): unknown {
    const start = lineStart;
    const depthBefore = depth;
    try {
      const value = readDashed(indent);
      if (isDone || column <= indent) return value;
    } catch (error) {
      if (error !== BEYOND && !(error instanceof YamlFault)) throw error;
    }
    depth = depthBefore;
    const stop = endOfItem(start, indent);
    const read = readWhole(text.slice(start, stop));
    if (read === undefined || !Array.isArray(read.value) || read.value.length !== 1) beyond();
    seek(stop);
    return read.value[0];
  }

  /** Where the next line begins that is no part of an item: one that is not indented more than its dash. */
  function endOfItem(start: number, indent: number): number {
    const line = /\n( *)([^ \r\n#])/g;
    line.lastIndex = start;
    for (let match = line.exec(text); match !== null; match = line.exec(text)) {
      if ((match[1] as string).length <= indent) return match.index + 1;
      line.lastIndex = match.index + 1;
    }
    return text.length;
  }

  function readItem(indent: number): unknown {
    if (isDash() || startsPair()) {
      column = at - lineStart;
      return readCollection(false);
    }
    return readInline(indent);
  }

  function readItemBelow(indent: number): unknown {
    seek(nextStart);
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
    return printKey(resolvePlain(key) ?? beyond(), key);
  }

  /** A value that begins on the line of its key or dash; `indent` is that of the collection it belongs to. */
  function readInline(indent: number): unknown {
    const first = text.charCodeAt(at);
    if (first === 124) return readLiteral(indent);
    if (first === 62) return readScanned((cursor) => scanBlock(cursor, indent));
    if (first === 34 || first === 39) return readQuotedValue(first);
    if (text.startsWith("{}", at) || text.startsWith("[]", at)) {
      at += 2;
      if (skipBlanks()) beyond();
      seek(nextStart);
      return first === 123 ? {} : [];
    }
    return readPlain(indent);
  }

  function readQuotedValue(quote: number): string {
    if (!closesOnLine(quote)) return readScanned((cursor) => scanQuoted(cursor, quote));
    const value = readQuoted(quote);
    if (skipBlanks()) beyond();
    seek(nextStart);
    return value;
  }

  /** A scalar of several lines, up to the line on which it ends. */
  function readScanned(scan: (cursor: Cursor) => ScannedScalar): string {
    if (isOdd) beyond();
    const cursor: Cursor = { text, at, lineStart, line: 0 };
    const { value } = scan(cursor);
    if (cursor.at === cursor.lineStart || text.slice(cursor.lineStart, cursor.at).trim() === "") {
      seek(cursor.lineStart);
      return value;
    }
    lineStart = cursor.lineStart;
    at = cursor.at;
    end = text.indexOf("\n", at);
    if (end === -1) end = text.length;
    nextStart = end + 1;
    if (skipBlanks()) beyond();
    seek(nextStart);
    return value;
  }

  function readPlain(indent: number): unknown {
    const rest = text.slice(at, end);
    const comment = rest.indexOf(" #");
    const plain = withoutEndBlanks(comment === -1 ? rest : rest.slice(0, comment));
    if (!PLAIN_START.test(plain) || plain.includes(": ") || plain.endsWith(":")) beyond();
    const start = at;
    const startOfLine = lineStart;
    seek(nextStart);
    if (isDone || column <= indent) return resolvePlain(plain);
    // It goes on in the next line.
    at = start;
    lineStart = startOfLine;
    return resolvePlain(readScanned((cursor) => scanPlain(cursor, indent + 1, false)));
  }

  function closesOnLine(quote: number): boolean {
    for (let index = at + 1; index < end; index += 1) {
      const code = text.charCodeAt(index);
      if (code === 92 && quote === 34) index += 1;
      else if (code === quote) {
        if (quote === 34 || text.charCodeAt(index + 1) !== 39) return true;
        index += 1;
      }
    }
    return false;
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
    if (chomping !== "" && chomping !== "-" && chomping !== "+") {
      return readScanned((cursor) => scanBlock(cursor, indent));
    }
    const lines: string[] = [];
    let width = -1;
    let start = nextStart;
    while (start < text.length) {
      let stop = text.indexOf("\n", start);
      if (stop === -1) stop = text.length;
      if (isOdd && ODD.test(text.slice(start, stop))) beyond();
      let content = start;
      while (content < stop && text.charCodeAt(content) === 32) content += 1;
      if (content === stop) {
        if (stop - start > Math.max(width, 0)) beyond();
        lines.push("");
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
