import type { CredentialWords } from "./credential-words";
import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, OPEN_BRACE, OPEN_BRACKET, QUOTE } from "./json-characters";
import { DEEPEST, tooDeep } from "./limits";

type Words = Pick<CredentialWords, "strike" | "strikeAll">;

/** What writes a character otherwise than `JSON.stringify` does, whose form of a word is known, too. */
const OTHER_ESCAPE = /\\[u/]/;

/**
 * The value of a text that a server sent, without the credentials that it was asked with, however they are escaped.
 *
 * @throws LimitError for a value that is nested too deep to be read; SyntaxError for what is no JSON
 */
export function readAnswer(text: string, words: Words): unknown {
  refuseDeep(text);
  return readShallow(text, words);
}

/** The same of a text whose nesting was looked at. */
export function readShallow(text: string, { strike, strikeAll }: Words): unknown {
  const value: unknown = JSON.parse(strike(text));
  return OTHER_ESCAPE.test(text) ? strikeAll(value) : value;
}

/** Looks at nesting alone: what is no JSON is the parser's to refuse. */
function refuseDeep(text: string): void {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) at = endOfString(text, at);
    else if (unit === OPEN_BRACE || unit === OPEN_BRACKET) {
      depth += 1;
      if (depth > DEEPEST) throw tooDeep();
    } else if (unit === CLOSE_BRACE || unit === CLOSE_BRACKET) depth -= 1;
  }
}

/** Where the string that begins at a quote ends. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return at;
  }
  return text.length;
}
