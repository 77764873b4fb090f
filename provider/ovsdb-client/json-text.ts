import { isUtf8 } from "node:buffer";

/** JSON with exact integers: beyond ±(2^53 - 1) they are bigint. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: Json;
}

export type JsonTextFault = "bad-utf-8" | "bad-json";

/** The server refuses U+0000 in strings (lib/json.c), so that this can mark an integer that JSON.parse would round. */
const MARK = "\u0000";

/** A string, or a number, as a whole. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs;

/** The value of one JSON text, or why there is none. */
export function parseJson(bytes: Buffer): { readonly value: Json } | { readonly fault: JsonTextFault } {
  if (!isUtf8(bytes)) return { fault: "bad-utf-8" };
  const text = bytes.toString("utf8");
  try {
    return { value: /\d{16}/.test(text) ? parseExactly(text) : (JSON.parse(text) as Json) };
  } catch {
    return { fault: "bad-json" };
  }
}

function parseExactly(text: string): Json {
  const marked = text.replace(TOKEN, (token) =>
    token.startsWith('"') || !/^-?\d{16,}$/.test(token) || Number.isSafeInteger(Number(token))
      ? token
      : JSON.stringify(MARK + token),
  );
  return JSON.parse(marked, (_name, value) =>
    typeof value === "string" && value.startsWith(MARK) ? BigInt(value.slice(1)) : value,
  ) as Json;
}

/** JSON text of a value; what parseJson reads back as the same value. */
export function printJson(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch {
    // JSON.stringify knows no bigint. Looking for one beforehand would cost every other message a walk.
    const marked = JSON.stringify(value, (_name, part) => (typeof part === "bigint" ? `${MARK}${part}` : part));
    return marked.replace(/"\\u0000(-?\d+)"/g, "$1");
  }
}
