import { type ColumnType, readColumnType, UUID_COLUMN } from "./column-type";
import { OvsdbError } from "./errors";
import type { Json, JsonObject } from "./json-text";

export interface ColumnSchema {
  readonly type: ColumnType;
  /** Whether it can be written after the row was inserted. */
  readonly isMutable: boolean;
}

export interface TableSchema {
  /** With `_uuid` and `_version`, which every table has and nobody writes. */
  readonly columns: ReadonlyMap<string, ColumnSchema>;
}

/** What a database holds. */
export interface DatabaseSchema {
  readonly name: string;
  readonly version: string;
  readonly tables: ReadonlyMap<string, TableSchema>;
}

/**
 * The schema in an `.ovsschema` file or in a reply to `get_schema`.
 *
 * @throws OvsdbError "protocol" where the JSON is no schema
 * @source RFC 7047 section 3.2
 */
export function readSchema(json: Json): DatabaseSchema {
  try {
    const { name, version = "", tables } = json as JsonObject;
    if (typeof name !== "string" || typeof tables !== "object" || tables === null)
      throw new TypeError("no name or no tables");
    return { name, version: String(version), tables: readAll(tables as JsonObject, readTable) };
  } catch (cause) {
    throw new OvsdbError("protocol", { details: `not a database schema: ${(cause as Error).message}`, cause });
  }
}

const OWN_COLUMNS: readonly (readonly [string, ColumnSchema])[] = ["_uuid", "_version"].map((name) => [
  name,
  { type: UUID_COLUMN, isMutable: false },
]);

function readTable(json: Json): TableSchema {
  const { columns } = json as JsonObject;
  return { columns: new Map([...readAll(columns as JsonObject, readColumn), ...OWN_COLUMNS]) };
}

function readColumn(json: Json): ColumnSchema {
  const { type, mutable = true } = json as JsonObject;
  return { type: readColumnType(type), isMutable: mutable !== false };
}

function readAll<T>(members: JsonObject, read: (json: Json) => T): ReadonlyMap<string, T> {
  return new Map(Object.entries(members).map(([name, member]) => [name, read(member)]));
}
