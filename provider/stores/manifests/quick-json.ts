import { MAX_NESTING } from "./nesting";
import { isRecord } from "./plain";
import type { QuickDocument } from "./quick-read";
import type { TextSpan } from "./split";

const QUOTE = 34;
const COLON = 58;
const BACKSLASH = 92;
const ITEMS_KEY = '"items"';

/**
 * Reads a JSON document where JSON's own parser loses nothing: no member named twice, no integer that a number cannot
 * hold. Answers undefined for anything else, right or wrong, and the full parser decides.
 *
 * Like `quickRead` it is there for speed alone: a hundred times that of composing the text as YAML.
 */
export function quickJson(text: string): QuickDocument | undefined {
  const contentStart = text.search(/\S/);
  if (text[contentStart] !== "{") return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const scan = scanTokens(text);
    if (scan === undefined || scan.memberCount !== countMembers(value)) return undefined;
    const count = isRecord(value) && Array.isArray(value.items) ? value.items.length : 0;
    // Items that are no collections have no place of their own: then none is told.
    return { value, contentStart, items: scan.items.length === count ? scan.items : [] };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Counts the members that a valid JSON text names and finds its list items; undefined if it goes too far for JSON. */
function scanTokens(text: string): { memberCount: number; items: readonly TextSpan[] } | undefined {
  const items: TextSpan[] = [];
  let memberCount = 0;
  let depth = 0;
  let itemStart = 0;
  let key = "";
  let isInItems = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const start = at;
      for (at += 1; text.charCodeAt(at) !== QUOTE; at += 1) if (text.charCodeAt(at) === BACKSLASH) at += 1;
      if (depth === 1) key = text.slice(start, at + 1);
    } else if (code === COLON) memberCount += 1;
    else if (code === 0x5b || code === 0x7b) {
      if (depth === 1) isInItems = key === ITEMS_KEY && code === 0x5b;
      if (depth === 2) itemStart = at;
      depth += 1;
      if (depth > MAX_NESTING) return undefined;
    } else if (code === 0x5d || code === 0x7d) {
      depth -= 1;
      if (depth === 2 && isInItems) items.push({ start: itemStart, end: at + 1 });
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      const number = /[-+.\deE]+/y;
      number.lastIndex = at;
      const digits = number.exec(text)?.[0] ?? "";
      if (/^-?\d{16,}$/.test(digits) || digits === "-0") return undefined;
      at += digits.length - 1;
    }
  }
  return { memberCount, items };
}

function countMembers(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((count: number, item) => count + countMembers(item), 0);
  if (!isRecord(value)) return 0;
  let count = 0;
  for (const member of Object.values(value)) count += 1 + countMembers(member);
  return count;
}
