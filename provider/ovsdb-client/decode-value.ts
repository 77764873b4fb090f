import { type AtomKind, type BaseType, type ColumnType, shapeOf } from "./column-type";
import { OvsdbError } from "./errors";
import type { Json } from "./json-text";
import { type Atom, type Value, ZERO_UUID } from "./values";

/**
 * The value that a column's JSON stands for.
 *
 * @throws OvsdbError "protocol" where the JSON contradicts the type
 * @source RFC 7047 section 5.1: a set of one element may be the bare element
 */
export function decodeValue(type: ColumnType, json: Json): Value {
  switch (shapeOf(type)) {
    case "map":
      return new Map(
        pairsOf(json).map(([key, value]) => [decodeAtom(type.key, key), decodeAtom(type.value as BaseType, value)]),
      );
    case "set":
      return elementsOf(json).map((element) => decodeAtom(type.key, element));
    case "optional": {
      const [first] = elementsOf(json);
      return first === undefined ? null : decodeAtom(type.key, first);
    }
    case "atom":
      return decodeAtom(type.key, json);
  }
}

/** The value a column has when nobody gave it one. @source RFC 7047 section 5.2.1 */
export function defaultValue(type: ColumnType): Value {
  switch (shapeOf(type)) {
    case "map":
      return type.min === 0
        ? new Map()
        : new Map([[DEFAULT_ATOMS[type.key.kind], DEFAULT_ATOMS[(type.value as BaseType).kind]]]);
    case "set":
      return type.min === 0 ? [] : [DEFAULT_ATOMS[type.key.kind]];
    case "optional":
      return null;
    case "atom":
      return DEFAULT_ATOMS[type.key.kind];
  }
}

const DEFAULT_ATOMS: { readonly [kind in AtomKind]: Atom } = {
  integer: 0,
  real: 0,
  boolean: false,
  string: "",
  uuid: ZERO_UUID,
};

function decodeAtom({ kind }: BaseType, json: Json | undefined): Atom {
  switch (kind) {
    case "integer":
      if (typeof json === "number" || typeof json === "bigint") return json;
      break;
    case "real":
      if (typeof json === "number" || typeof json === "bigint") return Number(json);
      break;
    case "boolean":
      if (typeof json === "boolean") return json;
      break;
    case "string":
      if (typeof json === "string") return json;
      break;
    case "uuid":
      if (Array.isArray(json) && json[0] === "uuid" && typeof json[1] === "string") return json[1];
      break;
  }
  throw new OvsdbError("protocol", { details: `found ${JSON.stringify(json)} where a ${kind} belongs` });
}

function elementsOf(json: Json): readonly Json[] {
  if (!Array.isArray(json) || json[0] !== "set") return [json];
  if (Array.isArray(json[1])) return json[1] as readonly Json[];
  throw new OvsdbError("protocol", { details: "a set without elements" });
}

function pairsOf(json: Json): readonly (readonly Json[])[] {
  if (Array.isArray(json) && json[0] === "map" && Array.isArray(json[1]) && json[1].every(Array.isArray)) {
    return json[1] as readonly (readonly Json[])[];
  }
  throw new OvsdbError("protocol", { details: "a map without pairs" });
}
