import { encodeConditions } from "./encode-operation";
import { isOvsdbError, OvsdbError } from "./errors";
import { Fault, printFault } from "./fault";
import type { Json, JsonObject } from "./json-text";
import type { Condition } from "./operations";
import type { DatabaseSchema, TableSchema } from "./schema";
import type { Session } from "./session";
import type { ReadRow, TableName, Tables } from "./tables";
import { applyUpdates, type Change, changesBetween, type MonitoredTables, type UpdateForm } from "./updates";
import { type Row, type Uuid, ZERO_UUID } from "./values";

/** What to monitor of a table. */
export interface TableRequest<R> {
  /** Default: all columns of the table. */
  readonly columns?: readonly (keyof R & string)[];
  /** A row is in the replica when one of the conditions holds; default: every row. Needs `monitor_cond`. */
  readonly where?: readonly Condition<R>[];
}

/** The methods in the order in which they are tried: the later ones are for older servers. */
export const MONITOR_METHODS = ["monitor_cond_since", "monitor_cond", "monitor"] as const;

export type MonitorMethod = (typeof MONITOR_METHODS)[number];

export interface MonitorOptions<T extends Tables = Tables> {
  readonly tables: { readonly [N in TableName<T>]?: TableRequest<T[N]> };
  /** Called with everything that one transaction, or one reconnection, changed; not for the first snapshot. */
  readonly onChange?: (changes: readonly Change[]) => void;
  /** The method to start with; default "monitor_cond_since". */
  readonly method?: MonitorMethod;
}

/** A live copy of some tables. */
export interface Replica<T extends Tables = Tables> {
  /** False between the loss of a connection and the next complete snapshot: what is read then is the last known state. */
  readonly isCurrent: boolean;
  /** The rows of a monitored table; a live view. */
  rows<N extends TableName<T>>(table: N): ReadonlyMap<Uuid, ReadRow<T[N]>>;
  /** Replaces the conditions of the tables named. The rows have changed when the promise resolves. */
  setConditions(conditions: { readonly [N in TableName<T>]?: readonly Condition<T[N]>[] }): Promise<void>;
  /** Resolves when the replica is current. @throws OvsdbError "deadline" | "closed" */
  whenCurrent(deadlineMs?: number): Promise<void>;
  /** Ends the monitor. */
  close(): Promise<void>;
}

/** A replica as the client drives it: one method per event of the connection. */
export interface Monitor {
  readonly tables: MonitoredTables;
  readonly isCurrent: boolean;
  /** Whether a notification with this first parameter is about it. */
  isFor(id: Json | undefined): boolean;
  /** Takes a snapshot, or what was missed since the last update. */
  start(session: Session, deadlineMs: number): Promise<void>;
  /** Handles a notification; false where it is of another monitor. @throws OvsdbError "protocol" when the copy is spoilt */
  take(method: string, params: readonly Json[]): boolean;
  stop(): void;
  setConditions(conditions: JsonConditions, deadlineMs: number): Promise<void>;
  cancel(deadlineMs: number): Promise<void>;
}

export type JsonConditions = { readonly [table: string]: readonly Condition<Row>[] };

const FORMS: { readonly [method: string]: UpdateForm } = { update: "update", update2: "update2", update3: "update2" };

let lastMonitorNumber = 0;

export function createMonitor(options: MonitorOptions): Monitor {
  let tables: MonitoredTables = new Map();
  let conditions: JsonConditions = Object.fromEntries(
    Object.entries(options.tables).map(([table, request]) => [table, request?.where ?? []]),
  );
  let lastTransactionId: string = ZERO_UUID;
  let isCurrent = false;
  let method: MonitorMethod = options.method ?? "monitor_cond_since";
  let id: Json = null;
  let session: Session | undefined;
  let hadSnapshot = false;

  function report(changes: readonly Change[]): void {
    // Not from within the reader of the socket: what a callback throws is nobody's business here.
    if (changes.length > 0 && options.onChange !== undefined) queueMicrotask(() => options.onChange?.(changes));
  }

  function load(result: Json): void {
    const [isResumed, transactionId, updates] =
      method === "monitor_cond_since" ? (result as readonly Json[]) : [false, ZERO_UUID, result];
    const form: UpdateForm = method === "monitor" ? "update" : "update2";
    const before = tables;
    if (isResumed !== true) tables = emptyTables(options, (session as Session).schema);
    const changes = applyUpdates(tables, updates as Json, form);
    lastTransactionId = transactionId as string;
    isCurrent = true;
    if (hadSnapshot) report(isResumed === true ? changes : changesBetween(before, tables));
    hadSnapshot = true;
  }

  async function request(on: Session, deadlineMs: number): Promise<void> {
    const fresh = emptyTables(options, on.schema);
    // A difference can only be applied to rows with the same columns.
    if (!haveSameColumns(tables, fresh)) lastTransactionId = ZERO_UUID;
    const requests = Object.fromEntries(
      [...fresh].map(([table, { columns, schema }]) => [
        table,
        [requestOf(table, columns, schema, conditions[table] ?? [], method)],
      ]),
    );
    lastMonitorNumber += 1;
    id = ["monitor", on.schema.name, lastMonitorNumber];
    const since = method === "monitor_cond_since" ? [lastTransactionId] : [];
    await on.request(method, [on.schema.name, id, requests, ...since], deadlineMs, { onResult: load });
  }

  return {
    get tables() {
      return tables;
    },
    get isCurrent() {
      return isCurrent;
    },
    isFor: (found) => isSameId(found, id),
    async start(on, deadlineMs) {
      session = on;
      isCurrent = false;
      for (;;) {
        try {
          return await request(on, deadlineMs);
        } catch (error) {
          const next = MONITOR_METHODS[MONITOR_METHODS.indexOf(method) + 1];
          if (!isOvsdbError(error) || error.code !== "unknown-method" || next === undefined) throw error;
          method = next;
        }
      }
    },
    take(notification, params) {
      const form = FORMS[notification];
      if (form === undefined || !isSameId(params[0], id)) return false;
      try {
        report(applyUpdates(tables, params[params.length - 1] as Json, form));
        if (notification === "update3") lastTransactionId = params[1] as string;
        return true;
      } catch (error) {
        lastTransactionId = ZERO_UUID;
        throw error;
      }
    },
    stop() {
      session = undefined;
      isCurrent = false;
      id = null;
    },
    async setConditions(wanted, deadlineMs) {
      const before = conditions;
      conditions = { ...conditions, ...wanted };
      if (session === undefined || !isCurrent) {
        // What was missed under other conditions is not what is missing now.
        lastTransactionId = ZERO_UUID;
        return;
      }
      if (method === "monitor") throw new OvsdbError("not-supported", { details: "the server knows no conditions" });
      const { schema, request: send } = session;
      const changed = Object.fromEntries(
        Object.entries(wanted).map(([table, where]) => [
          table,
          [{ where: encodeWhere(tableOf(schema, table), table, where) }],
        ]),
      );
      try {
        await send("monitor_cond_change", [id, id, changed], deadlineMs);
      } catch (error) {
        conditions = before;
        lastTransactionId = ZERO_UUID;
        throw error;
      }
    },
    async cancel(deadlineMs) {
      const canceled = id;
      const on = session;
      this.stop();
      if (on?.isOpen && canceled !== null) await on.request("monitor_cancel", [canceled], deadlineMs);
    },
  };
}

function emptyTables(options: MonitorOptions, schema: DatabaseSchema): MonitoredTables {
  return new Map(
    Object.entries(options.tables).map(([table, request]) => {
      const tableSchema = tableOf(schema, table);
      const own = [...tableSchema.columns.keys()].filter((column) => !column.startsWith("_"));
      return [table, { schema: tableSchema, columns: request?.columns ?? own, rows: new Map() }];
    }),
  );
}

function requestOf(
  table: string,
  columns: readonly string[],
  schema: TableSchema,
  where: readonly Condition<Row>[],
  method: MonitorMethod,
): JsonObject {
  const unknown = columns.find((column) => !schema.columns.has(column));
  if (unknown !== undefined) throw invalid(table, new Fault("unknown-column", unknown));
  if (where.length === 0) return { columns };
  if (method === "monitor") throw new OvsdbError("not-supported", { details: "the server knows no conditions" });
  return { columns, where: encodeWhere(schema, table, where) };
}

/** @source ovsdb-server(7) section 4.1.12: one of the conditions has to hold; `[]` would hold for no row */
function encodeWhere(schema: TableSchema, table: string, where: readonly Condition<Row>[]): Json {
  if (where.length === 0) return [true];
  const encoded = encodeConditions(schema, where);
  if (encoded instanceof Fault) throw invalid(table, encoded);
  return encoded;
}

function tableOf(schema: DatabaseSchema, table: string): TableSchema {
  const found = schema.tables.get(table);
  if (found === undefined) throw invalid(table, new Fault("unknown-table", table));
  return found;
}

function invalid(table: string, fault: Fault): OvsdbError {
  return new OvsdbError("invalid-operation", { operation: "monitor", details: printFault(fault.in({ table })) });
}

function haveSameColumns(left: MonitoredTables, right: MonitoredTables): boolean {
  return [...right].every(([table, { columns }]) => left.get(table)?.columns.join() === columns.join());
}

function isSameId(left: Json | undefined, right: Json): boolean {
  return (
    Array.isArray(left) &&
    Array.isArray(right) &&
    left.length === right.length &&
    left.every((part, at) => part === right[at])
  );
}
