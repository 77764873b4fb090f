import { type ClusterMemory, DATABASE_TABLE, type DatabaseStatus, statusOf, unusableBecause } from "./database-status";
import { type Endpoint, printEndpoint } from "./endpoint";
import { isOvsdbError, OvsdbError } from "./errors";
import type { JsonStreamLimits } from "./json-stream";
import { type Json, type JsonObject, parseJson } from "./json-text";
import { createRpc, type Rpc } from "./rpc";
import { type DatabaseSchema, readSchema } from "./schema";
import { decodeRow } from "./transaction";
import { connectTo, type TlsOptions } from "./transport";

export interface SessionOptions extends JsonStreamLimits {
  readonly database: string;
  readonly leaderOnly: boolean;
  readonly tls: TlsOptions;
  readonly connectMs: number;
  readonly handshakeMs: number;
  readonly probeMs: number;
  /** Gives up on a session that is not open yet. */
  readonly signal: AbortSignal;
  /** Kept from session to session. */
  readonly memory: ClusterMemory;
  readonly onNotification: (method: string, params: readonly Json[]) => void;
  readonly onClose: (reason: OvsdbError) => void;
}

/** A connection to a server that may serve the database. */
export interface Session {
  readonly endpoint: Endpoint;
  /** The newest the server announced. */
  readonly schema: DatabaseSchema;
  readonly isOpen: boolean;
  /** Asks for the schema: a server without a cluster does not announce a new one. */
  refreshSchema(): Promise<void>;
  readonly request: Rpc["request"];
  /** Every pending request fails with the reason. */
  close(reason: OvsdbError): void;
}

interface RowUpdate {
  readonly old?: JsonObject;
  readonly new?: JsonObject;
}

const STATUS_MONITOR = "_Server";
const STATUS_COLUMNS = [...DATABASE_TABLE.columns.keys()];

/**
 * Connects and asks the server whether it may serve the database, from then on too: a server that loses its leadership, or
 * the contact to its cluster, ends the session.
 *
 * @throws OvsdbError "connect-failed"
 */
export async function openSession(endpoint: Endpoint, options: SessionOptions): Promise<Session> {
  const { database, leaderOnly, memory, handshakeMs, signal } = options;
  const stream = await connectTo(endpoint, options.connectMs, options.tls, signal);
  let isOpen = true;
  let isReady = false;
  let status: DatabaseStatus | undefined;
  let schema: DatabaseSchema | undefined;
  let schemaText: string | null = null;

  function takeStatus(updates: Json): void {
    const rows = Object.values(((updates as JsonObject).Database ?? {}) as JsonObject) as readonly RowUpdate[];
    const now = rows.find((row) => row.new?.name === database)?.new;
    // A server that has just started lists nothing, not even itself, and sends its list before it answers the next request.
    if (rows.length === 0) return;
    const isGone = rows.some(({ old, new: row }) => old?.name === database && row === undefined);
    if (now !== undefined) status = statusOf(decodeRow(DATABASE_TABLE, now));
    else if (isGone) status = undefined;
    if (now !== undefined && typeof status?.schemaText === "string" && status.schemaText !== schemaText) {
      schemaText = status.schemaText;
      schema = readSchemaText(schemaText);
    }
    judge();
    if (status?.index === null || status?.index === undefined) return;
    memory.clusterId = status.clusterId;
    memory.index = status.index;
  }

  function judge(): void {
    const reason = unusableBecause(status, leaderOnly, memory);
    if (reason !== undefined) throw unusable(endpoint, reason);
  }

  const rpc = createRpc(stream, {
    ...options,
    onNotification: (method, params) => {
      if (method !== "update" || params[0] !== STATUS_MONITOR) return options.onNotification(method, params);
      try {
        takeStatus(params[1] as Json);
      } catch (error) {
        rpc.close(isOvsdbError(error) ? error : unusable(endpoint, String(error)));
      }
    },
    onClose: (reason) => {
      isOpen = false;
      if (isReady) options.onClose(reason);
    },
  });

  async function refreshSchema(): Promise<void> {
    await rpc.request("get_schema", [database], handshakeMs, {
      onResult: (result) => {
        schema = readSchema(result);
      },
    });
  }

  const abort = (): void => rpc.close(new OvsdbError("closed"));
  signal.addEventListener("abort", abort);
  try {
    const requests = { Database: [{ columns: STATUS_COLUMNS }] };
    const hasStatus = await rpc
      .request("monitor", [STATUS_MONITOR, STATUS_MONITOR, requests], handshakeMs, { onResult: takeStatus })
      .then(
        () => true,
        (error) => {
          if (isOvsdbError(error) && error.code === "unknown-database") return false;
          throw error;
        },
      );
    if (hasStatus) {
      await rpc.request("set_db_change_aware", [true], handshakeMs);
      judge();
    }
    if (schema === undefined) await refreshSchema();
  } catch (error) {
    const reason = isOvsdbError(error) && error.code === "connect-failed" ? error : unusable(endpoint, error);
    rpc.close(reason);
    throw reason;
  } finally {
    signal.removeEventListener("abort", abort);
  }
  isReady = true;

  return {
    endpoint,
    get schema() {
      return schema as DatabaseSchema;
    },
    get isOpen() {
      return isOpen;
    },
    refreshSchema,
    request: rpc.request,
    close: rpc.close,
  };
}

function readSchemaText(text: string): DatabaseSchema {
  const parsed = parseJson(Buffer.from(text));
  if ("fault" in parsed) throw new OvsdbError("protocol", { details: `schema: ${parsed.fault}` });
  return readSchema(parsed.value);
}

function unusable(endpoint: Endpoint, why: unknown): OvsdbError {
  const details = `${printEndpoint(endpoint)}: ${why instanceof Error ? why.message.replace(/^ovsdb: /, "") : String(why)}`;
  return new OvsdbError("connect-failed", { details, ...(why instanceof Error ? { cause: why } : {}) });
}
