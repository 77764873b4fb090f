import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, OPEN_BRACE, OPEN_BRACKET, QUOTE } from "./json-characters";
import { DEEPEST, tooDeep, tooLong } from "./limits";

/** How deep the list of the items is, and each of them. */
const [ITEMS, ITEM] = [2, 3] as const;
const ITEMS_NAME = /(?<!\\)"items"\s*:\s*$/;
/** Enough for that name and what may stand around it. */
const NAME_BYTES = 64;
const MANAGED_FIELDS = Buffer.from('"managedFields":');
const FIRST_BYTES = 65_536;

/** Takes a list as its bytes come. */
export interface ListStream {
  write(chunk: Uint8Array): void;
  /** The JSON text around the items, each of which is a zero there. */
  end(): string;
}

/**
 * Reads a list item by item, so that no more than one is in memory. Whether all this is JSON is for a parser to say, of each
 * item and of the text around them.
 *
 * @param tell   is told the text of each item, with empty `managedFields`: they are half of many an object, and nobody asks who wrote what
 * @param limit  bytes of an item, and of the text around the items
 * @throws LimitError beyond that, and for what is nested too deep
 */
export function createListStream(tell: (item: string) => void, limit: number): ListStream {
  /** Bytes that came: up to `begun` they are done with, from `scanned` on nobody has looked at them. */
  let held = Buffer.allocUnsafe(FIRST_BYTES);
  let [begun, scanned, used] = [0, 0, 0];
  let around = "";
  let depth = 0;
  let [isInText, isInItems, isInItem] = [false, false, false];
  /** What stands between the brackets of `managedFields`, counted from the beginning of the item, and how deep that is. */
  let managed: { readonly depth: number; readonly from: number; to?: number } | undefined;

  const hold = (chunk: Uint8Array): void => {
    if (begun > 0) held.copyWithin(0, begun, used);
    [begun, scanned, used] = [0, scanned - begun, used - begun];
    if (Math.max(around.length, used) + chunk.length > limit) throw tooLong(limit);
    if (used + chunk.length > held.length) {
      const wider = Buffer.allocUnsafe(2 * (used + chunk.length));
      held.copy(wider, 0, 0, used);
      held = wider;
    }
    held.set(chunk, used);
    used += chunk.length;
  };
  const textBetween = (from: number, to: number): string => held.toString("utf8", from, to);
  const open = (at: number, isList: boolean): void => {
    depth += 1;
    if (depth > DEEPEST) throw tooDeep();
    if (isInItem) {
      if (isList && managed === undefined && isManagedFields(at)) managed = { depth, from: at + 1 - begun };
    } else if (!isInItems) {
      isInItems = isList && depth === ITEMS && ITEMS_NAME.test(textBetween(Math.max(begun, at - NAME_BYTES), at));
    } else if (!isList && depth === ITEM) {
      around += `${textBetween(begun, at)}0`;
      begun = at;
      isInItem = true;
    }
  };
  const isManagedFields = (at: number): boolean => {
    const from = at - MANAGED_FIELDS.length;
    return from > 0 && MANAGED_FIELDS.compare(held, from, at) === 0 && held[from - 1] !== BACKSLASH;
  };
  const close = (at: number): void => {
    if (managed?.depth === depth) managed.to ??= at - begun;
    if (isInItem && depth === ITEM) endItem(at + 1);
    else if (depth === ITEMS) isInItems = false;
    depth -= 1;
  };
  const endItem = (end: number): void => {
    const { from = 0, to = from } = managed ?? {};
    tell(textBetween(begun, begun + from) + textBetween(begun + to, end));
    begun = end;
    isInItem = false;
    managed = undefined;
  };
  return {
    write(chunk) {
      hold(chunk);
      // What each byte needs stands in locals: this is where reading spends its time.
      const [bytes, end] = [held, used];
      let [at, isText] = [scanned, isInText];
      for (; at < end; at++) {
        if (isText) {
          while (at < end && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
          if (at >= end) break;
          isText = false;
          continue;
        }
        const byte = bytes[at];
        if (byte === QUOTE) isText = true;
        else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) open(at, byte === OPEN_BRACKET);
        else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) close(at);
      }
      [scanned, isInText] = [at, isText];
    },
    end: () => around + textBetween(begun, used),
  };
}
