import { MAX_NESTING } from "./nesting";
import { isRecord } from "./plain";
import type { QuickDocument } from "./quick-read";
import type { TextSpan } from "./split";

const QUOTE = 34;
const COLON = 58;
const BACKSLASH = 92;
const ITEMS_KEY = '"items"';

type Read = (text: string) => { readonly value: unknown } | undefined;

/**
 * Reads a JSON document where JSON's own parser loses nothing: no integer that a number cannot hold. Answers undefined
 * for anything else, right or wrong, and the full reader decides; it does so for single items of a Kubernetes list.
 *
 * Like `quickRead` it is there for speed alone.
 *
 * @param readItem  the full reader, for the text of one item
 */
export function quickJson(text: string, readItem: Read = () => undefined): QuickDocument | undefined {
  const contentStart = text.search(/\S/);
  if (text[contentStart] !== "{") return undefined;
  try {
    const scan = scanTokens(text);
    if (scan === undefined || scan.isInexact) return undefined;
    const { list, items } = scan;
    if (list === undefined) return { value: JSON.parse(text) as unknown, contentStart, items: [] };
    const value: unknown = JSON.parse(`${text.slice(0, list.start)}null${text.slice(list.end)}`);
    if (!areSeparated(text, list, items)) return undefined;
    const read = items.map((item) => parseItem(text.slice(item.start, item.end), item.isInexact, readItem));
    if (!isRecord(value) || read.some((item) => item === undefined)) return undefined;
    return { value: { ...value, items: read.map((item) => item?.value) }, contentStart, items };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether one comma stands between two items, and nothing else. */
function areSeparated(text: string, list: TextSpan, items: readonly TextSpan[]): boolean {
  const starts = [...items.map(({ start }) => start), list.end - 1];
  return starts.every((start, index) => {
    const between = text.slice(items[index - 1]?.end ?? list.start + 1, start).trim();
    return between === (index === 0 || index === items.length ? "" : ",");
  });
}

function parseItem(text: string, isInexact: boolean, read: Read): { readonly value: unknown } | undefined {
  return isInexact ? read(text) : { value: JSON.parse(text) as unknown };
}

interface JsonScan {
  /** the brackets of the top-level `items`, if there is one and all in it are collections */
  readonly list: TextSpan | undefined;
  readonly items: readonly (TextSpan & { readonly isInexact: boolean })[];
  /** outside of the items, a number that loses something stands, or nothing there can be said */
  readonly isInexact: boolean;
}

/** Finds the items of a list and the numbers that would not be read exactly; undefined if it goes too far for JSON. */
function scanTokens(text: string): JsonScan | undefined {
  const items: (TextSpan & { isInexact: boolean })[] = [];
  let list: TextSpan | undefined;
  let listStart = 0;
  let depth = 0;
  let itemStart = 0;
  let key = "";
  let listCount = 0;
  let isInItems = false;
  let isPlain = true;
  let isInexact = false;
  let isItemInexact = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const start = at;
      for (at += 1; at < text.length && text.charCodeAt(at) !== QUOTE; at += 1) {
        if (text.charCodeAt(at) === BACKSLASH) at += 1;
      }
      if (depth === 1) key = text.slice(start, at + 1);
      else if (depth === 2 && isInItems) isPlain = false;
    } else if (code === COLON || code === 0x2c || code <= 0x20) continue;
    else if (code === 0x5b || code === 0x7b) {
      if (depth === 1) {
        isInItems = key === ITEMS_KEY && code === 0x5b;
        listStart = at;
      }
      if (depth === 2) {
        itemStart = at;
        isItemInexact = false;
      }
      depth += 1;
      if (depth > MAX_NESTING) return undefined;
    } else if (code === 0x5d || code === 0x7d) {
      depth -= 1;
      if (depth === 2 && isInItems) items.push({ start: itemStart, end: at + 1, isInexact: isItemInexact });
      if (depth === 1 && isInItems) {
        isInItems = false;
        listCount += 1;
        list = { start: listStart, end: at + 1 };
      }
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      let end = at + 1;
      while (isNumberPart(text.charCodeAt(end))) end += 1;
      const digits = text.slice(at, end);
      if (/^-?\d{16,}$/.test(digits) || digits === "-0" || !Number.isFinite(Number(digits))) {
        if (depth > 2 && isInItems) isItemInexact = true;
        else isInexact = true;
      }
      if (depth === 2 && isInItems) isPlain = false;
      at = end - 1;
    } else if (depth === 2 && isInItems) isPlain = false;
  }
  return listCount === 1 && isPlain
    ? { list, items, isInexact }
    : { list: undefined, items: [], isInexact: isInexact || items.some((item) => item.isInexact) };
}

function isNumberPart(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) || code === 0x2e || code === 0x2b || code === 0x2d || code === 0x45 || code === 0x65
  );
}
