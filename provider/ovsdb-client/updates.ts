import { type ColumnType, shapeOf } from "./column-type";
import { decodeValue, defaultValue } from "./decode-value";
import { OvsdbError } from "./errors";
import type { Json, JsonObject } from "./json-text";
import type { TableSchema } from "./schema";
import { decodeRow } from "./transaction";
import type { Atom, Row, Uuid, Value } from "./values";

/** Before and after of one row; null where there was, or is, none. */
export interface Change<R = Row> {
  readonly table: string;
  readonly uuid: Uuid;
  readonly before: R | null;
  readonly after: R | null;
}

/** One table of a monitor: what is monitored, and its rows. */
export interface MonitoredTable {
  readonly schema: TableSchema;
  readonly columns: readonly string[];
  readonly rows: Map<Uuid, Row>;
}

export type MonitoredTables = ReadonlyMap<string, MonitoredTable>;

/** Which of the three forms updates have: of `monitor`, or of `monitor_cond` and `monitor_cond_since`. */
export type UpdateForm = "update" | "update2";

/**
 * Applies what a notification or a first reply holds: all of it, or nothing where a part does not fit.
 *
 * @throws OvsdbError "protocol" where the updates do not fit the rows, which are then of no use any more
 * @source RFC 7047 section 4.1.6; ovsdb-server(7) sections 4.1.14 and 4.1.15
 */
export function applyUpdates(tables: MonitoredTables, updates: Json, form: UpdateForm): readonly Change[] {
  const changes: Change[] = [];
  for (const [table, rows] of Object.entries(updates as JsonObject)) {
    const monitored = tables.get(table);
    if (monitored === undefined) throw misfit(`an update of table ${table}`);
    for (const [uuid, update] of Object.entries(rows as JsonObject)) {
      const before = monitored.rows.get(uuid as Uuid) ?? null;
      const after = form === "update" ? replaced(monitored, uuid, update) : merged(monitored, uuid, before, update);
      if (before !== after) changes.push({ table, uuid: uuid as Uuid, before, after });
    }
  }
  for (const { table, uuid, after } of changes) {
    if (after === null) tables.get(table)?.rows.delete(uuid);
    else tables.get(table)?.rows.set(uuid, after);
  }
  return changes;
}

/** What turns the rows of `from` into those of `to`. */
export function changesBetween(from: MonitoredTables, to: MonitoredTables): readonly Change[] {
  return [...to].flatMap(([table, { rows }]) => {
    const old = from.get(table)?.rows ?? new Map<Uuid, Row>();
    const gone = [...old].flatMap(([uuid, before]) => (rows.has(uuid) ? [] : [{ table, uuid, before, after: null }]));
    const here = [...rows].flatMap(([uuid, after]) => {
      const before = old.get(uuid) ?? null;
      return before !== null && isSameRow(before, after) ? [] : [{ table, uuid, before, after }];
    });
    return [...gone, ...here];
  });
}

function replaced({ schema }: MonitoredTable, uuid: string, update: Json): Row | null {
  const { new: row } = update as { readonly new?: JsonObject | null };
  return row === undefined || row === null ? null : { _uuid: uuid, ...decodeRow(schema, row) };
}

function merged(table: MonitoredTable, uuid: string, before: Row | null, update: Json): Row | null {
  const { initial, insert, modify } = update as { readonly [kind: string]: JsonObject | undefined };
  const fresh = initial ?? insert;
  if (fresh !== undefined) return { ...defaultsOf(table, uuid), ...decodeRow(table.schema, fresh) };
  if (modify !== undefined) {
    if (before === null) throw misfit(`a change of row ${uuid}, which does not exist`);
    const changed = Object.entries(modify).map(([column, difference]) => {
      const type = table.schema.columns.get(column)?.type;
      const value = before[column];
      if (type === undefined || value === undefined) throw misfit(`a change of column ${column}`);
      return [column, applyDifference(type, value, difference)];
    });
    return changed.length === 0 ? before : { ...before, ...Object.fromEntries(changed) };
  }
  if ("delete" in (update as JsonObject)) return null;
  throw misfit("an update of no known kind");
}

/**
 * The new value of a column. Of a column that can hold more than one element the difference holds elements that were added
 * or removed, and pairs whose value is the new one, or the old one where the pair was removed.
 *
 * @source lib/ovsdb-data.c ovsdb_datum_apply_diff of Open vSwitch
 */
function applyDifference(type: ColumnType, value: Value, difference: Json): Value {
  const given = decodeValue(type, difference);
  if (type.max <= 1) return given;
  if (shapeOf(type) === "set") {
    const elements = new Set(value as readonly Atom[]);
    for (const element of given as readonly Atom[]) if (!elements.delete(element)) elements.add(element);
    return [...elements];
  }
  const pairs = new Map(value as ReadonlyMap<Atom, Atom>);
  for (const [key, item] of given as ReadonlyMap<Atom, Atom>) {
    if (pairs.get(key) === item) pairs.delete(key);
    else pairs.set(key, item);
  }
  return pairs;
}

function defaultsOf({ schema, columns }: MonitoredTable, uuid: string): Row {
  const defaults = columns.flatMap((column) => {
    const type = schema.columns.get(column)?.type;
    return type === undefined ? [] : [[column, defaultValue(type)] as const];
  });
  return { _uuid: uuid, ...Object.fromEntries(defaults) };
}

function isSameRow(left: Row, right: Row): boolean {
  const columns = Object.keys(left);
  return columns.length === Object.keys(right).length && columns.every((name) => isSameValue(left[name], right[name]));
}

/** The order of elements and pairs has no meaning. */
function isSameValue(left: Value | undefined, right: Value | undefined): boolean {
  if (left instanceof Map && right instanceof Map) {
    return left.size === right.size && [...left].every(([key, item]) => right.get(key) === item);
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    const elements = new Set(right);
    return left.length === right.length && left.every((element) => elements.has(element));
  }
  return left === right;
}

function misfit(what: string): OvsdbError {
  return new OvsdbError("protocol", { details: `the server sent ${what}` });
}
