import type { Json, JsonObject } from "./json-text";
import type { Atom } from "./values";

export type AtomKind = "integer" | "real" | "boolean" | "string" | "uuid";

/** What one atom of a column may be. */
export interface BaseType {
  readonly kind: AtomKind;
  /** The only values allowed. */
  readonly choices?: readonly Atom[];
  /** Of "integer" and "real". */
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  /** Of "string", in characters. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Of "uuid": the table whose rows are meant. */
  readonly table?: string;
  readonly isWeak?: boolean;
}

/** The type of a column: how many of `key`, or of pairs of `key` and `value`. */
export interface ColumnType {
  readonly key: BaseType;
  readonly value?: BaseType;
  readonly min: number;
  /** Infinity where the schema says "unlimited". */
  readonly max: number;
}

/** How values of a type look: an atom, null or an atom, an array, a Map. */
export type Shape = "atom" | "optional" | "set" | "map";

export function shapeOf(type: ColumnType): Shape {
  if (type.value !== undefined) return "map";
  if (type.max > 1) return "set";
  return type.min === 0 ? "optional" : "atom";
}

export const UUID_COLUMN: ColumnType = { key: { kind: "uuid" }, min: 1, max: 1 };

/**
 * The type of a column of a schema.
 *
 * @throws TypeError where the schema is none
 * @source RFC 7047 section 3.2 `<type>`, `<base-type>`
 */
export function readColumnType(json: Json | undefined): ColumnType {
  if (typeof json !== "object" || json === null) return { key: readBaseType(json), min: 1, max: 1 };
  const { key, value, min = 1, max = 1 } = json as JsonObject;
  return {
    key: readBaseType(key),
    ...(value === undefined ? {} : { value: readBaseType(value) }),
    min: min as number,
    max: max === "unlimited" ? Infinity : (max as number),
  };
}

const KINDS: readonly AtomKind[] = ["integer", "real", "boolean", "string", "uuid"];

function readBaseType(json: Json | undefined): BaseType {
  const spec: JsonObject = typeof json === "string" ? { type: json } : ((json ?? {}) as JsonObject);
  const kind = KINDS.find((one) => one === spec.type);
  if (kind === undefined) throw new TypeError(`no type of a column: ${String(spec.type)}`);
  const part = <T>(name: string, member: string): { readonly [name: string]: T } =>
    spec[member] === undefined ? {} : { [name]: spec[member] as T };
  return {
    kind,
    ...(spec.enum === undefined ? {} : { choices: readChoices(spec.enum) }),
    ...part<number>("minimum", kind === "real" ? "minReal" : "minInteger"),
    ...part<number>("maximum", kind === "real" ? "maxReal" : "maxInteger"),
    ...part<number>("minLength", "minLength"),
    ...part<number>("maxLength", "maxLength"),
    ...part<string>("table", "refTable"),
    ...(spec.refType === "weak" ? { isWeak: true } : {}),
  };
}

function readChoices(json: Json): readonly Atom[] {
  const isSet = Array.isArray(json) && json[0] === "set";
  return (isSet ? json[1] : [json]) as readonly Atom[];
}
