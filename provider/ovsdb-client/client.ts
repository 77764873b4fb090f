import { createConnector } from "./connector";
import { type Endpoint, parseEndpoints, printEndpoint } from "./endpoint";
import { isOvsdbError, OvsdbError } from "./errors";
import type { Json } from "./json-text";
import { createLocks, type Lock, type LockOptions } from "./locks";
import type { Operation, Results } from "./operations";
import { type ClientOptions, DEFAULT_DEADLINES } from "./options";
import type { MonitorOptions, Replica } from "./replica";
import { createReplicas } from "./replicas";
import type { DatabaseSchema } from "./schema";
import type { Session } from "./session";
import type { Tables } from "./tables";
import { decodeReply, encodeTransaction } from "./transaction";

export interface OvsdbClient<T extends Tables = Tables> {
  /** As the server announced it last. */
  readonly schema: DatabaseSchema;
  /** The endpoint in use; undefined while there is none. */
  readonly endpoint: string | undefined;
  /**
   * Runs the operations as one transaction and returns what each gave.
   *
   * Without a connection it waits for one, within the deadline.
   *
   * @param deadlineMs from the call to the reply; default `deadlines.transactMs` and the time of the `wait` operations
   * @throws OvsdbError "outcome-unknown" when it was sent and no reply came | "not-connected" | "invalid-operation" |
   *         "closed": not applied | every code of the server: not applied
   */
  transact<const O extends readonly Operation<T>[]>(
    operations: O,
    options?: { readonly deadlineMs?: number },
  ): Promise<Results<T, O>>;
  /** A live copy of tables, complete when the promise resolves, kept up across connections until it is closed. */
  monitor(options: MonitorOptions<T>): Promise<Replica<T>>;
  /** Claims a lock; `isHeld` of the result tells whether it was free. */
  lock(name: string, options?: LockOptions): Promise<Lock>;
  /**
   * The result of any other method of the server: `list_dbs`, `get_server_id`, `convert`.
   *
   * @param deadlineMs default `deadlines.requestMs`
   */
  request(method: string, params: readonly Json[], deadlineMs?: number): Promise<Json>;
  /** Ends the connection and every timer. What is pending fails: transactions with "outcome-unknown", the rest with "closed". */
  close(): void;
}

/** Failures after which it is not known what the server did. */
const REPLY_LOST: readonly string[] = ["connection-lost", "connect-failed", "deadline", "protocol", "closed"];

/**
 * A client of one database, connected.
 *
 * @throws OvsdbError "invalid-endpoint" | "not-connected" when no server was of use within `deadlines.requestMs`
 * @example
 * const client = await connect({ endpoints: "unix:/run/openvswitch/db.sock", database: "Open_vSwitch" });
 * const [bridge] = await client.transact([{ op: "insert", table: "Bridge", row: { name: "br0" } }]);
 */
export async function connect<T extends Tables = Tables>(options: ClientOptions): Promise<OvsdbClient<T>> {
  const deadlines = { ...DEFAULT_DEADLINES, ...options.deadlines };
  const locks = createLocks(() => connector.session);
  const replicas = createReplicas(deadlines, (session, error) =>
    options.onEvent?.({ kind: "replica-failed", endpoint: printEndpoint(session.endpoint), error }),
  );
  const connector = createConnector({
    endpoints: endpointsOf(options.endpoints),
    client: options,
    deadlines,
    onSession: (session) => {
      lastSession = session;
      void locks.renew(session, deadlines.requestMs);
      replicas.resume(session);
    },
    onLost: () => {
      locks.lose();
      replicas.suspend();
    },
    onNotification: (session, method, params) => {
      if (!locks.take(method, params[0])) replicas.take(session, method, params);
    },
  });
  let lastSession: Session;

  async function openSession(deadlineMs: number): Promise<Session> {
    const startedAt = performance.now();
    for (;;) {
      const session = await connector.whenOpen(Math.max(0, deadlineMs - (performance.now() - startedAt)));
      // It may have been lost between being there and being handed out.
      if (session.isOpen) return session;
    }
  }

  try {
    lastSession = await openSession(deadlines.requestMs);
  } catch (error) {
    connector.close();
    throw error;
  }

  return {
    get schema() {
      return lastSession.schema;
    },
    get endpoint() {
      return connector.session === undefined ? undefined : printEndpoint(connector.session.endpoint);
    },
    async transact<const O extends readonly Operation<T>[]>(
      operations: O,
      given: { readonly deadlineMs?: number } = {},
    ) {
      const plain = operations as readonly unknown[] as readonly Operation[];
      const deadlineMs = given.deadlineMs ?? deadlines.transactMs + waitingMs(plain);
      const startedAt = performance.now();
      const session = await openSession(deadlineMs);
      const params = await encodeForSession(session, plain);
      const { schema } = session;
      const leftMs = Math.max(0, deadlineMs - (performance.now() - startedAt));
      return session
        .request("transact", params, leftMs, { cancels: true })
        .then((reply) => decodeReply(schema, plain, reply) as Results<T, O>)
        .catch((cause) => {
          if (!isOvsdbError(cause) || !REPLY_LOST.includes(cause.code)) throw cause;
          throw new OvsdbError("outcome-unknown", { details: cause.message.replace(/^ovsdb: /, ""), cause });
        });
    },
    monitor: async (wanted) => replicas.open(await openSession(deadlines.requestMs), wanted),
    lock: async (name, given = {}) =>
      locks.acquire(await openSession(deadlines.requestMs), name, given, deadlines.requestMs),
    request: async (method, params, deadlineMs = deadlines.requestMs) =>
      (await openSession(deadlineMs)).request(method, params, deadlineMs),
    close() {
      replicas.close();
      connector.close();
    },
  };
}

function endpointsOf(given: string | readonly string[]): readonly Endpoint[] {
  const parsed = parseEndpoints(typeof given === "string" ? given : given.join(","));
  if (!("fault" in parsed)) return parsed;
  throw new OvsdbError("invalid-endpoint", { details: `${parsed.fault.replaceAll("-", " ")}: "${parsed.text}"` });
}

/** What the known schema refuses may be right by a newer one. */
async function encodeForSession(session: Session, operations: readonly Operation[]): Promise<readonly Json[]> {
  try {
    return encodeTransaction(session.schema, operations);
  } catch {
    await session.refreshSchema();
    return encodeTransaction(session.schema, operations);
  }
}

function waitingMs(operations: readonly Operation[]): number {
  return operations.reduce((sum, operation) => sum + (operation.op === "wait" ? (operation.timeoutMs ?? 0) : 0), 0);
}
