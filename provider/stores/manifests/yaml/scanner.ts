import {
  type Cursor,
  codeAt,
  columnOf,
  isBlank,
  isBreak,
  isGap,
  isLineEnd,
  isMarker,
  isWord,
  readBreak,
  SPACE,
  skipComment,
  TAB,
  YamlFault,
} from "./cursor";
import { scanBlock, scanPlain, scanQuoted } from "./scalars";

export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded";

export type TokenType =
  | "alias"
  | "anchor"
  | "block-end"
  | "block-list"
  | "block-map"
  | "dash"
  | "directive"
  | "document-end"
  | "document-start"
  | "entry"
  | "flow-list-end"
  | "flow-list"
  | "flow-map-end"
  | "flow-map"
  | "key"
  | "scalar"
  | "stream-end"
  | "tag"
  | "value";

/** One token, by offsets of the text. */
export interface Token {
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;
  /** of a scalar, what it says; of an anchor or alias, its name; of a tag or directive, its text */
  readonly value: string;
  readonly style: ScalarStyle;
}

/** A place at which a key without `?` may stand: whether one does, the `:` after it tells. */
interface KeyCandidate {
  isPossible: boolean;
  readonly isRequired: boolean;
  readonly number: number;
  readonly at: number;
  readonly line: number;
  readonly column: number;
}

/** Hands out the tokens of a text. */
export interface Scanner {
  peek(): Token;
  skip(): void;
}

const MAX_KEY_LENGTH = 1_024;
const NO_PLAIN_START = /[-?:,[\]{}#&*!|>'"%@`]/;

/**
 * The tokens of a text, by the rules of the reader that kubectl, Flux and Argo CD use: a port of libyaml's scanner as
 * Go has it. What it accepts beyond YAML's own rules (flow collections and quotes that end at the column of their key),
 * real repositories rely on.
 *
 * @source go-yaml v2 scannerc.go
 */
export function createScanner(text: string): Scanner {
  const cursor: Cursor = { text, at: text.startsWith("\ufeff") ? 1 : 0, lineStart: 0, line: 0 };
  cursor.lineStart = cursor.at;
  let queue: Token[] = [];
  let head = 0;
  let handedOut = 0;
  let flowLevel = 0;
  let indent = -1;
  const indents: number[] = [];
  let isKeyAllowed = true;
  const candidates: KeyCandidate[] = [nothingAt(cursor, 0)];
  // The flow level whose candidate a token may turn out to begin, by the number of the token. A collection without a
  // candidate of its own takes the entry of its first token along when it ends.
  const levels = new Map<number, number>();

  function push(type: TokenType, start: number, end: number, value = "", style: ScalarStyle = "plain"): void {
    queue.push({ type, start, end, value, style });
  }

  /** Puts a token before the one with a number, counted from the start of the text. */
  function insert(number: number, type: TokenType, at: number): void {
    const token = { type, start: at, end: at, value: "", style: "plain" } as const;
    queue.splice(head + number - handedOut, 0, token);
  }

  /** Whether a candidate can still be a key: those without `?` are short and stay on their line. */
  function isStillPossible(candidate: KeyCandidate): boolean {
    if (!candidate.isPossible) return false;
    if (candidate.line === cursor.line && candidate.at + MAX_KEY_LENGTH >= cursor.at) return true;
    giveUp(candidate);
    return false;
  }

  function giveUp(candidate: KeyCandidate): void {
    if (candidate.isPossible && candidate.isRequired) {
      throw new YamlFault(candidate.at, 'a line is neither a key with ":" nor part of the value before it');
    }
    candidate.isPossible = false;
  }

  /** The number that the next token gets. */
  function nextNumber(): number {
    return handedOut + queue.length - head;
  }

  function saveCandidate(): void {
    if (!isKeyAllowed) return;
    dropCandidate();
    const column = columnOf(cursor);
    const isRequired = flowLevel === 0 && indent === column;
    const number = nextNumber();
    candidates[candidates.length - 1] = {
      isPossible: true,
      isRequired,
      number,
      at: cursor.at,
      line: cursor.line,
      column,
    };
    levels.set(number, candidates.length - 1);
  }

  function dropCandidate(): void {
    const candidate = candidates.at(-1) as KeyCandidate;
    if (!candidate.isPossible) return;
    giveUp(candidate);
    levels.delete(candidate.number);
  }

  function beginBlock(column: number, type: TokenType, at: number, number?: number): void {
    if (flowLevel > 0 || indent >= column) return;
    indents.push(indent);
    indent = column;
    if (number === undefined) push(type, at, at);
    else insert(number, type, at);
  }

  function endBlocks(column: number): void {
    if (flowLevel > 0) return;
    while (indent > column) {
      push("block-end", cursor.at, cursor.at);
      indent = indents.pop() as number;
    }
  }

  function skipGap(): void {
    for (;;) {
      let code = codeAt(cursor);
      while (code === SPACE || (code === TAB && (flowLevel > 0 || !isKeyAllowed))) {
        cursor.at += 1;
        code = codeAt(cursor);
      }
      skipComment(cursor);
      if (!isBreak(codeAt(cursor))) return;
      readBreak(cursor);
      if (flowLevel === 0) isKeyAllowed = true;
    }
  }

  function take(type: TokenType, length: number): void {
    push(type, cursor.at, cursor.at + length);
    cursor.at += length;
  }

  function fetchMarker(type: TokenType): void {
    endBlocks(-1);
    dropCandidate();
    isKeyAllowed = false;
    take(type, 3);
  }

  function fetchDirective(): void {
    endBlocks(-1);
    dropCandidate();
    isKeyAllowed = false;
    const start = cursor.at;
    while (!isLineEnd(codeAt(cursor))) cursor.at += 1;
    push("directive", start, cursor.at, text.slice(start, cursor.at));
  }

  function beginFlow(type: TokenType): void {
    saveCandidate();
    flowLevel += 1;
    candidates.push(nothingAt(cursor, nextNumber()));
    isKeyAllowed = true;
    take(type, 1);
  }

  function endFlow(type: TokenType): void {
    dropCandidate();
    if (flowLevel > 0) {
      flowLevel -= 1;
      levels.delete((candidates.pop() as KeyCandidate).number);
    }
    isKeyAllowed = false;
    take(type, 1);
  }

  function fetchComma(): void {
    dropCandidate();
    isKeyAllowed = true;
    take("entry", 1);
  }

  function fetchDash(): void {
    if (flowLevel === 0) {
      if (!isKeyAllowed)
        throw new YamlFault(cursor.at, "a list item begins where none can; begin it on a line of its own");
      beginBlock(columnOf(cursor), "block-list", cursor.at);
    }
    dropCandidate();
    isKeyAllowed = true;
    take("dash", 1);
  }

  function fetchKey(): void {
    if (flowLevel === 0) {
      if (!isKeyAllowed) throw new YamlFault(cursor.at, 'a "? " begins where no key can');
      beginBlock(columnOf(cursor), "block-map", cursor.at);
    }
    dropCandidate();
    isKeyAllowed = flowLevel === 0;
    take("key", 1);
  }

  function fetchValue(): void {
    const candidate = candidates.at(-1) as KeyCandidate;
    if (isStillPossible(candidate)) {
      insert(candidate.number, "key", candidate.at);
      beginBlock(candidate.column, "block-map", candidate.at, candidate.number);
      candidate.isPossible = false;
      levels.delete(candidate.number);
      isKeyAllowed = false;
    } else {
      if (flowLevel === 0) {
        if (!isKeyAllowed) {
          throw new YamlFault(cursor.at, 'a second ": " stands in one line; quote the text that has it');
        }
        beginBlock(columnOf(cursor), "block-map", cursor.at);
      }
      isKeyAllowed = flowLevel === 0;
    }
    take("value", 1);
  }

  function fetchName(type: "alias" | "anchor"): void {
    saveCandidate();
    isKeyAllowed = false;
    const start = cursor.at;
    cursor.at += 1;
    while (isWord(codeAt(cursor))) cursor.at += 1;
    const name = text.slice(start + 1, cursor.at);
    if (name === "" || !(isGap(codeAt(cursor)) || /[?:,\]}%@`]/.test(text[cursor.at] ?? ""))) {
      throw new YamlFault(start, `"${text[start]}" begins no name of an ${type}; quote the text`);
    }
    push(type, start, cursor.at, name);
  }

  function fetchTag(): void {
    saveCandidate();
    isKeyAllowed = false;
    const tag = /!(?:<[^\s>]+>|[\w;/?:@&=+$,.!~*'()[\]%-]*)/y;
    tag.lastIndex = cursor.at;
    const start = cursor.at;
    const value = tag.exec(text)?.[0] ?? "";
    cursor.at += value.length;
    if (value === "" || !isGap(codeAt(cursor)))
      throw new YamlFault(start, 'what follows "!" is no tag; quote the text');
    push("tag", start, cursor.at, value);
  }

  function fetchBlock(style: ScalarStyle): void {
    dropCandidate();
    isKeyAllowed = true;
    const start = cursor.at;
    const { value, end } = scanBlock(cursor, indent);
    push("scalar", start, end, value, style);
  }

  function fetchQuoted(style: ScalarStyle): void {
    saveCandidate();
    isKeyAllowed = false;
    const start = cursor.at;
    const { value, end } = scanQuoted(cursor, codeAt(cursor));
    push("scalar", start, end, value, style);
  }

  function fetchPlain(): void {
    saveCandidate();
    isKeyAllowed = false;
    const start = cursor.at;
    const { value, end, isBroken } = scanPlain(cursor, indent + 1, flowLevel > 0);
    push("scalar", start, end, value);
    if (isBroken) isKeyAllowed = true;
  }

  function fetchEnd(): void {
    // No key is in the line behind the last one.
    cursor.line += 1;
    endBlocks(-1);
    dropCandidate();
    isKeyAllowed = false;
    push("stream-end", cursor.at, cursor.at);
  }

  const indicators: Readonly<Record<string, () => void>> = {
    "[": () => beginFlow("flow-list"),
    "{": () => beginFlow("flow-map"),
    "]": () => endFlow("flow-list-end"),
    "}": () => endFlow("flow-map-end"),
    ",": fetchComma,
    "*": () => fetchName("alias"),
    "&": () => fetchName("anchor"),
    "!": fetchTag,
    "'": () => fetchQuoted("single"),
    '"': () => fetchQuoted("double"),
  };
  const blocks: Readonly<Record<string, () => void>> = {
    "|": () => fetchBlock("literal"),
    ">": () => fetchBlock("folded"),
  };
  const beforeGap: Readonly<Record<string, () => void>> = { "-": fetchDash, "?": fetchKey, ":": fetchValue };

  function fetch(): void {
    skipGap();
    endBlocks(columnOf(cursor));
    fetcherAt(codeAt(cursor))();
  }

  /** What takes the token that begins here. */
  function fetcherAt(code: number): () => void {
    if (Number.isNaN(code)) return fetchEnd;
    if (cursor.at === cursor.lineStart) {
      if (code === 37) return fetchDirective;
      if (isMarker(cursor, 45)) return () => fetchMarker("document-start");
      if (isMarker(cursor, 46)) return () => fetchMarker("document-end");
    }
    const isInFlow = flowLevel > 0;
    const character = text[cursor.at] as string;
    const indicator = indicators[character] ?? (isInFlow ? undefined : blocks[character]);
    if (indicator !== undefined) return indicator;
    const structure = beforeGap[character];
    if (structure !== undefined && (isGap(codeAt(cursor, 1)) || (isInFlow && character !== "-"))) return structure;
    if (structure !== undefined || !(isBlank(code) || NO_PLAIN_START.test(character))) return fetchPlain;
    throw new YamlFault(
      cursor.at,
      code === TAB ? "a tab stands where blanks indent; use blanks" : cannotBegin(character),
    );
  }

  return {
    peek() {
      for (;;) {
        const token = queue[head];
        const level = levels.get(handedOut);
        const candidate = level === undefined ? undefined : candidates[level];
        if (token !== undefined && !(candidate !== undefined && isStillPossible(candidate))) return token;
        fetch();
      }
    },
    skip() {
      levels.delete(handedOut);
      handedOut += 1;
      head += 1;
      if (head === queue.length) {
        queue = [];
        head = 0;
      }
    },
  };
}

function cannotBegin(character: string): string {
  return `"${character}" cannot begin a value; quote the text (a template has to be rendered first)`;
}

function nothingAt({ at, line }: Cursor, number: number): KeyCandidate {
  return { isPossible: false, isRequired: false, number, at, line, column: 0 };
}
