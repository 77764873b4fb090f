import { decodeValue } from "./decode-value";
import { encodeOperation } from "./encode-operation";
import { OvsdbError, serverError } from "./errors";
import { Fault, printFault } from "./fault";
import type { Json, JsonObject } from "./json-text";
import type { Operation } from "./operations";
import type { DatabaseSchema, TableSchema } from "./schema";
import type { Row } from "./values";

/**
 * The parameters of a `transact` request.
 *
 * @throws OvsdbError "invalid-operation", with the place of the operation
 */
export function encodeTransaction(schema: DatabaseSchema, operations: readonly Operation[]): readonly Json[] {
  const encoded = operations.map((operation, operationIndex) => {
    const one = encodeOperation(schema, operation);
    if (!(one instanceof Fault)) return one;
    throw new OvsdbError("invalid-operation", {
      operationIndex,
      operation: nameOf(operation),
      details: printFault(one),
    });
  });
  return [schema.name, ...encoded];
}

/**
 * What each operation gave.
 *
 * @throws OvsdbError the server's code, of the first operation that failed or of the commit
 * @source RFC 7047 section 4.1.3: null follows the failed operation; a failed commit is one more result than operations
 */
export function decodeReply(schema: DatabaseSchema, operations: readonly Operation[], reply: Json): readonly unknown[] {
  if (!Array.isArray(reply)) throw new OvsdbError("protocol", { details: "the result of a transaction is no array" });
  const results: readonly Json[] = reply;
  const failed = results.findIndex((result) => hasError(result));
  const operation = operations[failed];
  if (failed >= 0) {
    throw serverError(
      results[failed],
      operation === undefined ? {} : { operationIndex: failed, operation: nameOf(operation) },
    );
  }
  if (results.length !== operations.length) {
    throw new OvsdbError("protocol", { details: `${results.length} results of ${operations.length} operations` });
  }
  return operations.map((one, index) => decodeResult(schema, one, results[index] as Json));
}

function decodeResult(schema: DatabaseSchema, operation: Operation, result: Json): unknown {
  const { uuid, rows, count } = (result ?? {}) as JsonObject;
  switch (operation.op) {
    case "insert":
      return Array.isArray(uuid) && typeof uuid[1] === "string" ? uuid[1] : malformed(operation);
    case "select": {
      if (!Array.isArray(rows)) return malformed(operation);
      const table = schema.tables.get(operation.table) as TableSchema;
      return rows.map((row) =>
        typeof row === "object" && row !== null ? decodeRow(table, row) : malformed(operation),
      );
    }
    case "update":
    case "mutate":
    case "delete":
      return typeof count === "number" ? count : malformed(operation);
    case "wait":
    case "commit":
    case "abort":
    case "comment":
    case "assert":
      return null;
  }
}

/** The columns that are in the JSON of a row; those the schema does not know are omitted. */
export function decodeRow(table: TableSchema, row: JsonObject): Row {
  return Object.fromEntries(
    Object.entries(row).flatMap(([column, json]) => {
      const schema = table.columns.get(column);
      return schema === undefined ? [] : [[column, decodeValue(schema.type, json)]];
    }),
  );
}

function hasError(result: Json): boolean {
  return typeof result === "object" && result !== null && "error" in result && result.error !== null;
}

function malformed(operation: Operation): never {
  throw new OvsdbError("protocol", { details: `the result of ${nameOf(operation)} is malformed` });
}

function nameOf(operation: Operation): string {
  return "table" in operation ? `${operation.op} ${operation.table}` : operation.op;
}
