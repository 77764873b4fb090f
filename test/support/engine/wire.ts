/** Properties of a resource, as they stand in requests and in the state. */
export type Properties = Record<string, unknown>;

/** Mark of a secret on the wire. @source pulumi sdk/nodejs/runtime/rpc.ts specialSigKey, specialSecretSig */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/**
 * What becomes of a value between engine and provider: JSON, in which `undefined` cannot be said, with secrets in clear text.
 *
 * @throws Error as protobuf's Struct.fromJavaScript does, for what is no JSON
 */
export function overTheWire<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (value === null || ["string", "boolean", "number"].includes(typeof value)) return value;
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value === "object" && [Object.prototype, null].includes(Object.getPrototypeOf(value))) {
    if (SIGNATURE in (value as object) && "value" in (value as object))
      return copy((value as { value: unknown }).value);
    return Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, copy(inner)]));
  }
  throw new Error(`Unexpected struct type: ${typeof value}`);
}
