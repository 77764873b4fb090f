import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { BOOKKEEPING, DECLARATION_INPUT, type SecretPaths } from "../plan";
import type { Properties } from "../runtime/lifecycle";

/** Marks of a secret on the wire. @source pulumi sdk/nodejs/runtime/rpc.ts specialSigKey, specialSecretSig */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Properties in clear, and where secrets stood in them. */
export interface Opened {
  readonly properties: Properties;
  readonly secrets: SecretPaths;
  /** What says where the resource was declared; undefined where nothing does. */
  readonly declaration?: unknown;
}

/** Reads properties from the wire. */
export function open(struct: Struct | undefined): Opened {
  const secrets: (readonly (string | number)[])[] = [];
  const clear = (value: unknown, path: readonly (string | number)[]): unknown => {
    if (Array.isArray(value)) return value.map((item, i) => clear(item, [...path, i]));
    if (value === null || typeof value !== "object") return value;
    const record = value as Readonly<Record<string, unknown>>;
    if (record[SIGNATURE] === SECRET) {
      secrets.push(path);
      return clear(record.value, path);
    }
    return Object.fromEntries(Object.entries(record).map(([field, inner]) => [field, clear(inner, [...path, field])]));
  };
  const all = clear(struct?.toJavaScript() ?? {}, []) as Properties;
  // The dynamic provider keeps its code among the properties.
  const { __provider: _, [DECLARATION_INPUT]: declaration, ...properties } = all;
  return { properties, secrets: secrets.filter(([field]) => field !== DECLARATION_INPUT), declaration };
}

/**
 * Writes an answer to the wire. What came in as a secret goes out as one, and so does everything that was worked out where
 * a secret went in.
 *
 * @param from  the properties that the answer follows from
 */
export function close(answer: Properties, ...from: readonly Opened[]): Struct {
  const bookkeeping: readonly string[] = BOOKKEEPING;
  const hidden = new Set(from.flatMap(({ secrets }) => secrets.map(([field]) => field)));
  const given = new Set(from.flatMap(({ properties }) => Object.keys(properties)));
  const isSecret = (field: string): boolean =>
    hidden.has(field) || (hidden.size > 0 && !given.has(field) && !bookkeeping.includes(field));
  const marked = Object.entries(answer)
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => [field, isSecret(field) ? { [SIGNATURE]: SECRET, value } : value]);
  // What is undefined inside cannot be said on the wire either.
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(Object.fromEntries(marked))));
}
