import { type BackoffOptions, backoffMs } from "./backoff";
import type { ClusterMemory } from "./database-status";
import { type Endpoint, printEndpoint } from "./endpoint";
import { OvsdbError } from "./errors";
import type { Json } from "./json-text";
import type { ClientOptions, ConnectionEvent, Deadlines } from "./options";
import { openSession, type Session } from "./session";

export interface ConnectorOptions {
  readonly endpoints: readonly Endpoint[];
  readonly client: ClientOptions;
  readonly deadlines: Required<Deadlines>;
  readonly onSession: (session: Session) => void;
  readonly onLost: () => void;
  readonly onNotification: (session: Session, method: string, params: readonly Json[]) => void;
}

/** Keeps one session open, whatever happens to servers. */
export interface Connector {
  readonly session: Session | undefined;
  /** An open session. @throws OvsdbError "not-connected" with what each endpoint said last | "closed" */
  whenOpen(deadlineMs: number): Promise<Session>;
  close(): void;
}

interface Waiter {
  readonly resolve: (session: Session) => void;
  readonly reject: (error: OvsdbError) => void;
  readonly timer: NodeJS.Timeout;
}

/** A session shorter than this counts as a failure: a server that drops everyone is not asked in a tight loop. */
const SHORT_SESSION_MS = 1_000;

const BACKOFF: BackoffOptions = { firstMs: 250, maxMs: 8_000 };

export function createConnector(options: ConnectorOptions): Connector {
  const { endpoints, client, deadlines } = options;
  const memory: ClusterMemory = { clusterId: null, index: 0n };
  const waiters = new Set<Waiter>();
  const failures = new Map<string, string>();
  const random = client.backoff?.random ?? Math.random;
  let next = client.shuffle ? Math.floor(random() * endpoints.length) : 0;
  let failedRoundCount = 0;
  let triedInRound = 0;
  let session: Session | undefined;
  let openedAt = 0;
  let isClosed = false;
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  function emit(event: ConnectionEvent): void {
    client.onEvent?.(event);
  }

  async function attempt(): Promise<void> {
    const endpoint = endpoints[next % endpoints.length] as Endpoint;
    const name = printEndpoint(endpoint);
    next += 1;
    try {
      const opened = await openSession(endpoint, {
        ...client.limits,
        ...deadlines,
        database: client.database,
        leaderOnly: client.leaderOnly ?? true,
        tls: client.tls ?? {},
        probeMs: client.probeMs ?? 5_000,
        signal: closing.signal,
        memory,
        onNotification: (method, params) => {
          if (session !== undefined) options.onNotification(session, method, params);
        },
        onClose: (reason) => lose(name, reason),
      });
      if (isClosed) opened.close(new OvsdbError("closed"));
      else if (opened.isOpen) take(opened, name);
    } catch (error) {
      if (!isClosed) retry(name, error as OvsdbError);
    }
  }

  function take(opened: Session, name: string): void {
    session = opened;
    openedAt = performance.now();
    triedInRound = 0;
    failures.clear();
    emit({ kind: "connected", endpoint: name });
    for (const waiter of waiters) {
      clearTimeout(waiter.timer);
      waiter.resolve(opened);
    }
    waiters.clear();
    options.onSession(opened);
  }

  function lose(name: string, error: OvsdbError): void {
    session = undefined;
    options.onLost();
    if (isClosed) return;
    emit({ kind: "disconnected", endpoint: name, error });
    failures.set(name, error.message);
    const wasShort = performance.now() - openedAt < SHORT_SESSION_MS;
    failedRoundCount = wasShort ? failedRoundCount + 1 : 0;
    schedule(wasShort ? backoffMs(failedRoundCount, { ...BACKOFF, ...client.backoff }) : 0);
  }

  function retry(name: string, error: OvsdbError): void {
    failures.set(name, error.message);
    triedInRound += 1;
    const isRoundOver = triedInRound >= endpoints.length;
    if (isRoundOver) {
      triedInRound = 0;
      failedRoundCount += 1;
    }
    const retryInMs = isRoundOver ? backoffMs(failedRoundCount, { ...BACKOFF, ...client.backoff }) : 0;
    emit({ kind: "attempt-failed", endpoint: name, error, retryInMs });
    schedule(retryInMs);
  }

  function schedule(inMs: number): void {
    timer = setTimeout(() => void attempt(), inMs);
  }

  schedule(0);

  return {
    get session() {
      return session;
    },
    whenOpen(deadlineMs) {
      if (isClosed) return Promise.reject(new OvsdbError("closed"));
      if (session?.isOpen) return Promise.resolve(session);
      return new Promise((resolve, reject) => {
        const expire = (): void => {
          if (!waiters.delete(waiter)) return;
          const said = [...failures.values()].join("; ");
          reject(
            new OvsdbError("not-connected", { details: `no server within ${deadlineMs} ms${said && `: ${said}`}` }),
          );
        };
        const waiter: Waiter = { resolve, reject, timer: setTimeout(() => setImmediate(expire), deadlineMs) };
        waiters.add(waiter);
      });
    },
    close() {
      isClosed = true;
      closing.abort();
      clearTimeout(timer);
      for (const waiter of waiters) {
        clearTimeout(waiter.timer);
        waiter.reject(new OvsdbError("closed"));
      }
      waiters.clear();
      session?.close(new OvsdbError("closed"));
    },
  };
}
