import { type BaseType, type ColumnType, shapeOf } from "./column-type";
import { Fault, type FaultCode } from "./fault";
import type { Json } from "./json-text";
import { isIdentifier, isUuid, type NamedUuid, type WrittenValue } from "./values";

const MIN_INTEGER = -(2n ** 63n);
const MAX_INTEGER = 2n ** 63n - 1n;

/**
 * The wire form of a value, or why the column cannot hold it. All that the server would refuse by the column's type is
 * refused here, because some of it (U+0000, half a surrogate pair) would make the server close the connection.
 *
 * @param size what the column's own limits say, or "any" where the value is not stored: mutations and conditions
 * @source RFC 7047 section 5.1 `<value>`; lib/ovsdb-data.c ovsdb_atom_check_constraints, ovsdb_datum_from_json
 */
export function encodeValue(type: ColumnType, value: WrittenValue, size: "column" | "any" = "column"): Json | Fault {
  const shape = shapeOf(type);
  if (shape === "map") return encodeMap(type, value, size);
  const atoms = atomsOf(value);
  if (atoms === undefined) return new Fault("wrong-type", show(value), type.key.kind);
  if (shape === "atom" && size === "column" && !isAtom(value)) {
    return new Fault("wrong-type", show(value), type.key.kind);
  }
  const wrongSize = size === "column" ? sizeFault(type, atoms.length) : undefined;
  if (wrongSize !== undefined) return wrongSize;
  const encoded: Json[] = [];
  const seen = new Set<Json>();
  for (const atom of atoms) {
    const one = encodeAtom(type.key, atom);
    if (one instanceof Fault) return one;
    if (seen.size < seen.add(identityOf(one)).size) encoded.push(one);
    else return new Fault("duplicate", show(atom));
  }
  return encoded.length === 1 ? (encoded[0] as Json) : ["set", encoded];
}

function encodeMap(type: ColumnType, value: WrittenValue, size: "column" | "any"): Json | Fault {
  const pairs = pairsOf(value);
  if (pairs === undefined) return new Fault("wrong-type", show(value), "map");
  const wrongSize = size === "column" ? sizeFault(type, pairs.length) : undefined;
  if (wrongSize !== undefined) return wrongSize;
  const encoded: Json[] = [];
  const seen = new Set<Json>();
  for (const [key, item] of pairs) {
    const left = encodeAtom(type.key, key);
    const right = encodeAtom(type.value as BaseType, item);
    if (left instanceof Fault) return left;
    if (right instanceof Fault) return right;
    if (seen.size < seen.add(identityOf(left)).size) encoded.push([left, right]);
    else return new Fault("duplicate", show(key));
  }
  return ["map", encoded];
}

/** The wire form of one atom, or why it is not of the type. */
export function encodeAtom(type: BaseType, atom: unknown): Json | Fault {
  const encoded = encodeKind(type, atom);
  if (encoded instanceof Fault) return encoded;
  const found = show(atom);
  if (type.choices !== undefined && !type.choices.includes(encoded as string)) {
    return new Fault("not-a-choice", found, type.choices.map(String).join(", "));
  }
  if (typeof encoded === "number" || typeof encoded === "bigint") {
    if (type.minimum !== undefined && encoded < type.minimum) return new Fault("below-minimum", found, type.minimum);
    if (type.maximum !== undefined && encoded > type.maximum) return new Fault("above-maximum", found, type.maximum);
  }
  if (type.kind === "string" && (type.minLength !== undefined || type.maxLength !== undefined)) {
    const length = [...(encoded as string)].length;
    if (length < (type.minLength ?? 0)) return new Fault("too-short", found, type.minLength as number);
    if (length > (type.maxLength ?? Infinity)) return new Fault("too-long", found, type.maxLength as number);
  }
  return encoded;
}

function encodeKind(type: BaseType, atom: unknown): Json | Fault {
  const wrong = (code: FaultCode): Fault => new Fault(code, show(atom), type.kind);
  switch (type.kind) {
    case "integer":
      if (typeof atom === "bigint") {
        if (atom < MIN_INTEGER || atom > MAX_INTEGER) return wrong("integer-range");
        return Number.isSafeInteger(Number(atom)) ? Number(atom) : atom;
      }
      if (typeof atom !== "number") return wrong("wrong-type");
      if (!Number.isInteger(atom)) return wrong("not-an-integer");
      return Number.isSafeInteger(atom) ? atom + 0 : wrong("integer-range");
    case "real":
      if (typeof atom !== "number") return wrong("wrong-type");
      return Number.isFinite(atom) ? atom : wrong("not-finite");
    case "boolean":
      return typeof atom === "boolean" ? atom : wrong("wrong-type");
    case "string":
      if (typeof atom !== "string") return wrong("wrong-type");
      if (atom.includes("\u0000")) return wrong("null-character");
      return isWellFormed(atom) ? atom : wrong("lone-surrogate");
    case "uuid":
      if (typeof atom === "string") return isUuid(atom) ? ["uuid", atom] : wrong("malformed-uuid");
      if (!isNamedUuid(atom)) return wrong("wrong-type");
      return isIdentifier(atom.namedUuid) ? ["named-uuid", atom.namedUuid] : wrong("malformed-name");
  }
}

/** Whether every surrogate of the text has its other half. */
export function isWellFormed(text: string): boolean {
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}

function isNamedUuid(value: unknown): value is NamedUuid {
  return typeof value === "object" && value !== null && "namedUuid" in value && typeof value.namedUuid === "string";
}

function isAtom(value: unknown): boolean {
  return ["string", "number", "bigint", "boolean"].includes(typeof value) || isNamedUuid(value);
}

function atomsOf(value: WrittenValue): readonly unknown[] | undefined {
  if (value === null) return [];
  if (isAtom(value)) return [value];
  if (Array.isArray(value)) return value;
  return value instanceof Set ? [...value] : undefined;
}

function pairsOf(value: WrittenValue): readonly (readonly [unknown, unknown])[] | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Set) return undefined;
  return value instanceof Map ? [...value] : Object.entries(value);
}

function sizeFault(type: ColumnType, count: number): Fault | undefined {
  if (count < type.min) return new Fault("too-few", String(count), type.min);
  if (count > type.max) return new Fault("too-many", String(count), type.max);
  return undefined;
}

/** Equal for atoms that are the same value on the server: a uuid is an array on the wire. */
function identityOf(encoded: Json): Json {
  return Array.isArray(encoded) ? encoded.join(" ") : encoded;
}

function show(value: unknown): string {
  const text =
    typeof value === "string" ? JSON.stringify(value) : typeof value === "object" ? nameOf(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function nameOf(value: object | null): string {
  if (value === null) return "null";
  return isNamedUuid(value) ? `named ${value.namedUuid}` : (value.constructor?.name ?? "object");
}
