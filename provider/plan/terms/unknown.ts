/**
 * The text by which Pulumi's engine says "not known before the update", whatever the declared type.
 *
 * @source pulumi sdk/nodejs/runtime/rpc.ts unknownValue
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** True for the sentinel itself. */
export function isUnknown(value: unknown): boolean {
  return value === UNKNOWN;
}

/** True if the sentinel stands anywhere inside a JSON value. */
export function hasUnknown(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasUnknown);
  if (value !== null && typeof value === "object") return Object.values(value).some(hasUnknown);
  return isUnknown(value);
}
