import {
  type Cursor,
  codeAt,
  columnOf,
  fold,
  isBlank,
  isBreak,
  isGap,
  isLineEnd,
  isMarker,
  readBreak,
  SPACE,
  skipComment,
  TAB,
  YamlFault,
} from "./cursor";

const HYPHEN = 45;
const DOT = 46;
const COLON = 58;

/** The text of a scalar, and the offset at which what says it ends. */
export interface ScannedScalar {
  readonly value: string;
  readonly end: number;
}

/**
 * An unquoted scalar, over several lines if they are indented enough.
 *
 * @param indent  the least column of a further line in block style
 * @returns also whether a line break follows, after which a key may stand
 * @source go-yaml v2 scannerc.go yaml_parser_scan_plain_scalar
 */
export function scanPlain(
  cursor: Cursor,
  indent: number,
  isInFlow: boolean,
): ScannedScalar & { readonly isBroken: boolean } {
  const { text } = cursor;
  const start = cursor.at;
  let value = "";
  let end = start;
  let blanks = "";
  let firstBreak = "";
  let otherBreaks = "";
  let isBroken = false;
  while (!isMarker(cursor, HYPHEN) && !isMarker(cursor, DOT) && codeAt(cursor) !== 35) {
    const from = cursor.at;
    for (let code = codeAt(cursor); !isGap(code); code = text.charCodeAt(++cursor.at)) {
      if (code === COLON && isGap(codeAt(cursor, 1))) break;
      if (isInFlow && isFlowIndicator(code)) break;
    }
    if (cursor.at > from) {
      value += isBroken ? fold(firstBreak, otherBreaks) : blanks;
      value += text.slice(from, cursor.at);
      end = cursor.at;
      isBroken = false;
      blanks = firstBreak = otherBreaks = "";
    }
    if (!isBlank(codeAt(cursor)) && !isBreak(codeAt(cursor))) break;
    for (let code = codeAt(cursor); isBlank(code) || isBreak(code); code = codeAt(cursor)) {
      if (isBreak(code)) {
        if (isBroken) otherBreaks += readBreak(cursor);
        else firstBreak = readBreak(cursor);
        isBroken = true;
        continue;
      }
      if (isBroken && code === TAB && columnOf(cursor) < indent) {
        throw new YamlFault(cursor.at, "a tab stands where blanks indent; use blanks");
      }
      if (!isBroken) blanks += text[cursor.at];
      cursor.at += 1;
    }
    if (!isInFlow && columnOf(cursor) < indent) break;
  }
  return { value, end, isBroken };
}

function isFlowIndicator(code: number): boolean {
  return code === 44 || code === 63 || code === 91 || code === 93 || code === 123 || code === 125;
}

/**
 * A quoted scalar, on one line or several.
 *
 * @source go-yaml v2 scannerc.go yaml_parser_scan_flow_scalar
 */
export function scanQuoted(cursor: Cursor, quote: number): ScannedScalar {
  const { text } = cursor;
  const start = cursor.at;
  cursor.at += 1;
  let value = "";
  for (;;) {
    if (isMarker(cursor, HYPHEN) || isMarker(cursor, DOT)) {
      throw new YamlFault(start, "the document ends inside of a quoted text; close the quote");
    }
    let isBroken = false;
    let from = cursor.at;
    for (let code = codeAt(cursor); !isGap(code); code = codeAt(cursor)) {
      if (code === quote) {
        if (quote === 34 || codeAt(cursor, 1) !== quote) break;
        value += text.slice(from, cursor.at + 1);
        cursor.at += 2;
        from = cursor.at;
      } else if (code === 92 && quote === 34) {
        value += text.slice(from, cursor.at);
        cursor.at += 1;
        if (isBreak(codeAt(cursor))) {
          readBreak(cursor);
          isBroken = true;
        } else value += readEscape(cursor);
        from = cursor.at;
        if (isBroken) break;
      } else cursor.at += 1;
    }
    value += text.slice(from, cursor.at);
    if (Number.isNaN(codeAt(cursor))) throw new YamlFault(start, "a quoted text does not end; close the quote");
    if (codeAt(cursor) === quote && !isBroken) break;
    value += readGap(cursor, isBroken);
  }
  cursor.at += 1;
  return { value, end: cursor.at };
}

/** Blanks and line breaks inside of quotes, folded; after an escaped break nothing of the first one stays. */
function readGap(cursor: Cursor, isEscaped: boolean): string {
  let isBroken = isEscaped;
  let blanks = "";
  let firstBreak = "";
  let otherBreaks = "";
  for (let code = codeAt(cursor); isBlank(code) || isBreak(code); code = codeAt(cursor)) {
    if (isBreak(code)) {
      if (isBroken) otherBreaks += readBreak(cursor);
      else firstBreak = readBreak(cursor);
      isBroken = true;
    } else {
      if (!isBroken) blanks += cursor.text[cursor.at];
      cursor.at += 1;
    }
  }
  return isBroken ? fold(firstBreak, otherBreaks) : blanks;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "'": "'",
  "\\": "\\",
  // Of JSON, which kubectl reads with another reader.
  "/": "/",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};
const HEX_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** What stands after a backslash. */
function readEscape(cursor: Cursor): string {
  const start = cursor.at - 1;
  const name = cursor.text[cursor.at] ?? "";
  cursor.at += 1;
  const plain = ESCAPES[name];
  if (plain !== undefined) return plain;
  const length = HEX_LENGTHS[name];
  if (length === undefined) throw new YamlFault(start, `the escape "\\${name}" means nothing in YAML`);
  const digits = cursor.text.slice(cursor.at, cursor.at + length);
  const code = Number.parseInt(digits, 16);
  if (!/^[\da-fA-F]+$/.test(digits) || digits.length < length || code > 0x10ffff) {
    throw new YamlFault(start, `the escape "\\${name}${digits}" is no character`);
  }
  cursor.at += length;
  // Halves of a pair are of JSON, too.
  return String.fromCodePoint(code);
}

const HEADER = /(?:([-+])([1-9])?|([1-9])([-+])?)?/y;

/**
 * A literal or folded block, from its `|` or `>` on.
 *
 * @param parentIndent  the column of the collection that it stands in; -1 at the top
 * @source go-yaml v2 scannerc.go yaml_parser_scan_block_scalar
 */
export function scanBlock(cursor: Cursor, parentIndent: number): ScannedScalar {
  const { text } = cursor;
  const start = cursor.at;
  const isLiteral = codeAt(cursor) === 124;
  HEADER.lastIndex = start + 1;
  const [header = "", chompingFirst, digitSecond, digitFirst, chompingSecond] = HEADER.exec(text) ?? [];
  const chomping = chompingFirst ?? chompingSecond;
  const digit = digitFirst ?? digitSecond;
  cursor.at += 1 + header.length;
  while (isBlank(codeAt(cursor))) cursor.at += 1;
  skipComment(cursor);
  if (!isLineEnd(codeAt(cursor))) {
    throw new YamlFault(start, `what follows "${text[start]}" is no indicator and no comment`);
  }
  if (isBreak(codeAt(cursor))) readBreak(cursor);
  const given = digit === undefined ? 0 : Math.max(parentIndent, 0) + Number(digit);
  const head = skipBlockBreaks(cursor, given, parentIndent, start);
  const { indent } = head;
  let { end } = head;
  let value = "";
  let lastBreak = "";
  let otherBreaks = head.breaks;
  let wasBlank = false;
  while (columnOf(cursor) === indent && !Number.isNaN(codeAt(cursor))) {
    const startsBlank = isBlank(codeAt(cursor));
    const isFolding = !isLiteral && !wasBlank && !startsBlank && lastBreak === "\n";
    value += isFolding ? (otherBreaks === "" ? " " : otherBreaks) : lastBreak + otherBreaks;
    wasBlank = startsBlank;
    const from = cursor.at;
    while (!isLineEnd(codeAt(cursor))) cursor.at += 1;
    value += text.slice(from, cursor.at);
    lastBreak = isBreak(codeAt(cursor)) ? readBreak(cursor) : "";
    const next = skipBlockBreaks(cursor, indent, parentIndent, start);
    otherBreaks = next.breaks;
    end = next.end;
  }
  if (chomping !== "-") value += lastBreak;
  if (chomping === "+") value += otherBreaks;
  return { value, end };
}

interface BlockBreaks {
  readonly breaks: string;
  readonly indent: number;
  readonly end: number;
}

/** Skips empty lines and the indent of the next one; an indent of 0 is found here. */
function skipBlockBreaks(cursor: Cursor, given: number, parentIndent: number, start: number): BlockBreaks {
  let end = cursor.at;
  let deepest = 0;
  let breaks = "";
  for (;;) {
    while ((given === 0 || columnOf(cursor) < given) && codeAt(cursor) === SPACE) cursor.at += 1;
    deepest = Math.max(deepest, columnOf(cursor));
    if ((given === 0 || columnOf(cursor) < given) && codeAt(cursor) === TAB) {
      throw new YamlFault(start, "a tab stands where blanks indent a block; use blanks");
    }
    if (!isBreak(codeAt(cursor))) break;
    breaks += readBreak(cursor);
    end = cursor.at;
  }
  return { breaks, end, indent: given === 0 ? Math.max(deepest, parentIndent + 1, 1) : given };
}
