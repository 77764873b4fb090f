import { isDeepStrictEqual } from "node:util";

/** Whether two plain values say the same; the order of members does not matter, the order of items does. */
export function isSame(left: unknown, right: unknown): boolean {
  return isDeepStrictEqual(left, right);
}

/** A copy with nothing in it that a manifest cannot tell: undefined members dropped, integers in their one form. */
export function toPlain(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value !== "object" || value === null) return value === undefined ? null : value;
  if (Array.isArray(value)) return value.map(toPlain);
  return Object.fromEntries(members(value).map(([key, member]) => [key, toPlain(member)]));
}

/** The members that say something: undefined is absence, as it is in JSON. */
export function members(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, member]) => member !== undefined);
}

/** Whether a value has members: an object that is no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
