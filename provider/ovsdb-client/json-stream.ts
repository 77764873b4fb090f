export interface JsonStreamLimits {
  /** Bytes of one text; default 268_435_456. */
  readonly maxBytes?: number;
  /** Objects and arrays inside each other; default 1000, as in lib/json.c of Open vSwitch. */
  readonly maxDepth?: number;
}

export type JsonStreamFault = "not-an-object" | "too-long" | "too-deep";

export interface JsonStreamOutput {
  /** The bytes of every object that the chunk completed. */
  readonly texts: readonly Buffer[];
  /** Set when the rest of the stream cannot be read. */
  readonly fault?: JsonStreamFault;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACE = 0x7d;
const CLOSE_BRACKET = 0x5d;

/**
 * Cuts a byte stream into the JSON objects that follow each other in it, without delimiter or length.
 *
 * Every byte is looked at once, however the stream is chunked. Only the nesting is read, not the grammar: `{]` is a text
 * as well, for the parser to refuse. No byte of a multi-byte UTF-8 character equals one of the bytes compared here.
 *
 * @source RFC 7047 section 4 (JSON-RPC 1.0 over a stream)
 */
export function createJsonStream(limits: JsonStreamLimits = {}): (chunk: Buffer) => JsonStreamOutput {
  const { maxBytes = 268_435_456, maxDepth = 1000 } = limits;
  let held: Buffer[] = [];
  let heldBytes = 0;
  let depth = 0;
  let inString = false;
  let isEscaped = false;
  let fault: JsonStreamFault | undefined;

  function take(tail: Buffer): Buffer {
    const text = held.length === 0 ? tail : Buffer.concat([...held, tail]);
    held = [];
    heldBytes = 0;
    return text;
  }

  return (chunk) => {
    const texts: Buffer[] = [];
    const fail = (found: JsonStreamFault): JsonStreamOutput => {
      fault = found;
      held = [];
      return { texts, fault };
    };
    if (fault !== undefined) return { texts, fault };

    let start = 0;
    const last = chunk.length - 1;
    for (let at = 0; at < chunk.length; at++) {
      let byte = chunk[at] as number;
      if (inString) {
        if (isEscaped) {
          isEscaped = false;
          continue;
        }
        while (byte !== QUOTE && byte !== BACKSLASH && at < last) {
          at += 1;
          byte = chunk[at] as number;
        }
        if (byte === QUOTE) inString = false;
        else if (byte === BACKSLASH) isEscaped = true;
      } else if (byte === QUOTE && depth > 0) {
        inString = true;
      } else if (byte === OPEN_BRACE || (byte === OPEN_BRACKET && depth > 0)) {
        if (depth === 0) start = at;
        depth += 1;
        if (depth > maxDepth) return fail("too-deep");
      } else if (depth === 0) {
        if (!isWhitespace(byte)) return fail("not-an-object");
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        depth -= 1;
        if (depth > 0) continue;
        if (heldBytes + at + 1 - start > maxBytes) return fail("too-long");
        texts.push(take(chunk.subarray(start, at + 1)));
        start = at + 1;
      }
    }
    if (depth > 0) {
      heldBytes += chunk.length - start;
      if (heldBytes > maxBytes) return fail("too-long");
      held.push(chunk.subarray(start));
    }
    return { texts };
  };
}

function isWhitespace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
