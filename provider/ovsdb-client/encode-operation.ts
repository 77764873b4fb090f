import type { ColumnType } from "./column-type";
import { encodeValue, isWellFormed } from "./encode-value";
import { Fault } from "./fault";
import type { Json, JsonObject } from "./json-text";
import type { Operation } from "./operations";
import type { ColumnSchema, DatabaseSchema, TableSchema } from "./schema";
import { isIdentifier, isUuid, type WrittenValue } from "./values";

type Encoded = Json | Fault;

/**
 * The wire form of an operation, or the first thing in it that the schema does not allow.
 *
 * @source RFC 7047 section 5.2
 */
export function encodeOperation(schema: DatabaseSchema, operation: Operation): JsonObject | Fault {
  const { op } = operation;
  switch (op) {
    case "commit":
      return { op, durable: operation.durable };
    case "abort":
      return { op };
    case "comment": {
      const comment = encodeText(operation.comment);
      return comment instanceof Fault ? comment : { op, comment };
    }
    case "assert":
      return isIdentifier(operation.lock) ? { op, lock: operation.lock } : new Fault("malformed-name", operation.lock);
    case "insert":
    case "select":
    case "update":
    case "mutate":
    case "delete":
    case "wait":
      return encodeOnTable(schema, operation);
    default:
      return new Fault("unknown-operation", String((operation as { readonly op: unknown }).op));
  }
}

type TableOperation = Exclude<Operation, { readonly op: "commit" | "abort" | "comment" | "assert" }>;

function encodeOnTable(schema: DatabaseSchema, operation: TableOperation): JsonObject | Fault {
  const { op, table } = operation;
  const tableSchema = schema.tables.get(table);
  if (tableSchema === undefined) return new Fault("unknown-table", table);
  const members = membersOf(tableSchema, operation);
  for (const [, member] of members) if (member instanceof Fault) return member.in({ table });
  return { op, table, ...(Object.fromEntries(members) as JsonObject) };
}

function membersOf(table: TableSchema, operation: TableOperation): readonly (readonly [string, Encoded])[] {
  switch (operation.op) {
    case "insert": {
      const { row, uuid, uuidName } = operation;
      return [
        ["row", encodeRow(table, row, "insert")],
        ...optional("uuid", uuid, (given) => (isUuid(given) ? given : new Fault("malformed-uuid", String(given)))),
        ...optional("uuid-name", uuidName, encodeName),
      ];
    }
    case "select":
      return [
        ["where", encodeConditions(table, operation.where)],
        ...optional("columns", operation.columns, columnsOf(table)),
      ];
    case "update":
      return [
        ["where", encodeConditions(table, operation.where)],
        ["row", encodeRow(table, operation.row, "update")],
      ];
    case "mutate":
      return [
        ["where", encodeConditions(table, operation.where)],
        ["mutations", firstFault(operation.mutations.map((one) => encodeMutation(table, one)))],
      ];
    case "delete":
      return [["where", encodeConditions(table, operation.where)]];
    case "wait":
      return [
        ["where", encodeConditions(table, operation.where)],
        ["until", operation.until],
        ["rows", firstFault(operation.rows.map((row) => encodeRow(table, row, "compare")))],
        ["timeout", operation.timeoutMs ?? 0],
        ...optional("columns", operation.columns, columnsOf(table)),
      ];
  }
}

function optional<T>(
  member: string,
  given: T | undefined,
  encode: (given: T) => Encoded,
): readonly (readonly [string, Encoded])[] {
  return given === undefined ? [] : [[member, encode(given)]];
}

function encodeName(name: string): Encoded {
  return isIdentifier(name) ? name : new Fault("malformed-name", name);
}

function columnsOf(table: TableSchema): (names: readonly string[]) => Encoded {
  return (names) => firstFault(names.map((name) => (table.columns.has(name) ? name : unknownColumn(name))));
}

/** The wire form of a `where`. */
export function encodeConditions(
  table: TableSchema,
  where: readonly (readonly [string, string, WrittenValue])[],
): Encoded {
  return firstFault(
    where.map(([column, compare, value]) => {
      const encoded = encodeColumn(table, column, value, ({ type }) => encodeValue(type, value, "any"));
      return encoded instanceof Fault ? encoded : [column, compare, encoded];
    }),
  );
}

function encodeRow(
  table: TableSchema,
  row: { readonly [column: string]: WrittenValue | undefined },
  purpose: "insert" | "update" | "compare",
): Encoded {
  const members: [string, Json][] = [];
  for (const [column, value] of Object.entries(row)) {
    const encoded = encodeColumn(table, column, value, ({ type, isMutable }, given) =>
      (purpose === "insert" && column.startsWith("_")) || (purpose === "update" && !isMutable)
        ? new Fault("read-only-column", column)
        : encodeValue(type, given),
    );
    if (encoded instanceof Fault) return encoded;
    members.push([column, encoded]);
  }
  return Object.fromEntries(members);
}

function encodeMutation(
  table: TableSchema,
  [column, mutator, value]: readonly [string, string, WrittenValue],
): Encoded {
  const encoded = encodeColumn(table, column, value, ({ type, isMutable }) =>
    isMutable ? encodeValue(mutationType(type, mutator, value), value, "any") : new Fault("read-only-column", column),
  );
  return encoded instanceof Fault ? encoded : [column, mutator, encoded];
}

/** @source ovsdb/mutation.c ovsdb_mutation_from_json: arithmetic is free of the column's limits, keys alone delete pairs */
function mutationType(type: ColumnType, mutator: string, value: WrittenValue): ColumnType {
  if (mutator === "insert") return type;
  if (mutator !== "delete") return { key: { kind: type.key.kind }, min: 1, max: 1 };
  const isKeys = Array.isArray(value) || value instanceof Set;
  return type.value !== undefined && isKeys ? { key: type.key, min: 0, max: Infinity } : type;
}

function encodeColumn(
  table: TableSchema,
  column: string,
  value: WrittenValue | undefined,
  encode: (schema: ColumnSchema, given: WrittenValue) => Encoded,
): Encoded {
  const schema = table.columns.get(column);
  if (schema === undefined) return unknownColumn(column);
  if (value === undefined) return new Fault("missing-value", "undefined", undefined, { column });
  const encoded = encode(schema, value);
  return encoded instanceof Fault ? encoded.in({ column }) : encoded;
}

function unknownColumn(column: string): Fault {
  return new Fault("unknown-column", column, undefined, { column });
}

function firstFault(encoded: readonly Encoded[]): Encoded {
  return encoded.find((one) => one instanceof Fault) ?? (encoded as readonly Json[]);
}

function encodeText(text: string): string | Fault {
  if (text.includes("\u0000")) return new Fault("null-character", "comment");
  return isWellFormed(text) ? text : new Fault("lone-surrogate", "comment");
}
