/** Where a scan of a text is. The end of the text reads as NaN. */
export interface Cursor {
  readonly text: string;
  at: number;
  /** the offset at which the line in hand begins */
  lineStart: number;
  /** counts from 0 */
  line: number;
}

/** A text that is no YAML, as Kubernetes' reader sees it: thrown inside the reader only. */
export class YamlFault extends Error {
  readonly offset: number;
  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}

export const TAB = 9;
export const SPACE = 32;

/** @source YAML 1.1: next line, line separator and paragraph separator break lines too */
export function isBreak(code: number): boolean {
  return code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;
}

export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** A line break or the end of the text. */
export function isLineEnd(code: number): boolean {
  return isBreak(code) || Number.isNaN(code);
}

/** A blank, a line break, or the end of the text. */
export function isGap(code: number): boolean {
  if (code > SPACE && code < 0x85) return false;
  return code === SPACE || code === 10 || code === TAB || isLineEnd(code);
}

/** What an anchor, a tag handle and a directive's name are made of. */
export function isWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 45
  );
}

export function codeAt({ text, at }: Cursor, ahead = 0): number {
  return text.charCodeAt(at + ahead);
}

export function columnOf({ at, lineStart }: Cursor): number {
  return at - lineStart;
}

/** Takes a line break and answers what a scalar keeps of it. */
export function readBreak(cursor: Cursor): string {
  const code = codeAt(cursor);
  cursor.at += code === 13 && codeAt(cursor, 1) === 10 ? 2 : 1;
  cursor.lineStart = cursor.at;
  cursor.line += 1;
  return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : "\n";
}

/** Skips a comment, if one begins here, up to the end of its line. */
export function skipComment(cursor: Cursor): void {
  if (codeAt(cursor) !== 35) return;
  while (!isLineEnd(codeAt(cursor))) cursor.at += 1;
}

/** Whether `---` or `...` stands here, at the start of a line. */
export function isMarker(cursor: Cursor, character: number): boolean {
  return (
    cursor.at === cursor.lineStart &&
    codeAt(cursor) === character &&
    codeAt(cursor, 1) === character &&
    codeAt(cursor, 2) === character &&
    isGap(codeAt(cursor, 3))
  );
}

/** Line breaks between the words of a folded text: the first one alone is a blank, more of them stay. */
export function fold(first: string, others: string): string {
  if (first !== "\n") return first + others;
  return others === "" ? " " : others;
}
