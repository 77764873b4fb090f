import { isOvsdbError, OvsdbError } from "./errors";
import type { Json } from "./json-text";
import type { Deadlines } from "./options";
import { createMonitor, type JsonConditions, type Monitor, type MonitorOptions, type Replica } from "./replica";
import type { Session } from "./session";
import type { ReadRow, TableName, Tables } from "./tables";
import type { Uuid } from "./values";

/** The replicas of a client, kept up from session to session. */
export interface Replicas {
  open<T extends Tables>(session: Session, options: MonitorOptions<T>): Promise<Replica<T>>;
  /** A new session: every replica takes what it missed. */
  resume(session: Session): void;
  /** The session is gone. */
  suspend(): void;
  /** Handles a notification of the session. */
  take(session: Session, method: string, params: readonly Json[]): void;
  /** Nothing will become current any more. */
  close(): void;
}

interface Entry {
  failureCount: number;
  readonly waiters: Set<(error?: OvsdbError) => void>;
}

const MAX_SNAPSHOT_FACTOR = 8;

export function createReplicas(
  deadlines: Required<Deadlines>,
  onFailure: (session: Session, error: OvsdbError) => void,
): Replicas {
  const entries = new Map<Monitor, Entry>();

  function settle(entry: Entry, error?: OvsdbError): void {
    for (const waiter of entry.waiters) waiter(error);
    entry.waiters.clear();
  }

  async function start(monitor: Monitor, entry: Entry, session: Session): Promise<void> {
    try {
      await monitor.start(session, deadlines.snapshotMs * Math.min(MAX_SNAPSHOT_FACTOR, 2 ** entry.failureCount));
      entry.failureCount = 0;
      settle(entry);
    } catch (error) {
      entry.failureCount += 1;
      throw error;
    }
  }

  function restart(monitor: Monitor, session: Session): void {
    const entry = entries.get(monitor);
    if (entry === undefined) return;
    start(monitor, entry, session).catch((error) => {
      // With the session gone, the next one starts it again.
      if (!session.isOpen) return;
      const found = asOvsdbError(error);
      onFailure(session, found);
      // A server that cannot give the snapshot in time is left; the next attempt has more time.
      if (found.code === "deadline") session.close(found);
    });
  }

  return {
    async open<T extends Tables>(session: Session, options: MonitorOptions<T>) {
      const monitor = createMonitor(options as unknown as MonitorOptions);
      const entry: Entry = { failureCount: 0, waiters: new Set() };
      entries.set(monitor, entry);
      try {
        await start(monitor, entry, session);
      } catch (error) {
        entries.delete(monitor);
        throw error;
      }
      return replicaOf<T>(monitor, entry, () => entries.delete(monitor), deadlines.requestMs);
    },
    resume(session) {
      for (const monitor of entries.keys()) restart(monitor, session);
    },
    suspend() {
      for (const monitor of entries.keys()) monitor.stop();
    },
    take(session, method, params) {
      if (method === "monitor_canceled") {
        // The database was converted, or came back in another role.
        for (const monitor of entries.keys()) {
          if (!monitor.isFor(params[0])) continue;
          monitor.stop();
          session.refreshSchema().then(
            () => restart(monitor, session),
            (error) => session.close(asOvsdbError(error)),
          );
        }
        return;
      }
      for (const monitor of entries.keys()) {
        try {
          if (monitor.take(method, params)) return;
        } catch (error) {
          onFailure(session, asOvsdbError(error));
          restart(monitor, session);
          return;
        }
      }
    },
    close() {
      for (const entry of entries.values()) settle(entry, new OvsdbError("closed"));
      entries.clear();
    },
  };
}

function replicaOf<T extends Tables>(
  monitor: Monitor,
  entry: Entry,
  forget: () => void,
  requestMs: number,
): Replica<T> {
  let isClosed = false;
  return {
    get isCurrent() {
      return monitor.isCurrent;
    },
    rows<N extends TableName<T>>(table: N) {
      const found = monitor.tables.get(table);
      if (found === undefined) throw new TypeError(`table ${table} is not monitored`);
      return found.rows as unknown as ReadonlyMap<Uuid, ReadRow<T[N]>>;
    },
    setConditions: (conditions) => monitor.setConditions(conditions as unknown as JsonConditions, requestMs),
    whenCurrent(deadlineMs = requestMs) {
      if (isClosed) return Promise.reject(new OvsdbError("closed"));
      if (monitor.isCurrent) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const finish = (error?: OvsdbError): void => {
          clearTimeout(timer);
          entry.waiters.delete(finish);
          if (error === undefined) resolve();
          else reject(error);
        };
        const timer = setTimeout(
          () => finish(new OvsdbError("deadline", { details: `no complete snapshot within ${deadlineMs} ms` })),
          deadlineMs,
        );
        entry.waiters.add(finish);
      });
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      forget();
      for (const waiter of entry.waiters) waiter(new OvsdbError("closed"));
      await monitor.cancel(requestMs);
    },
  };
}

function asOvsdbError(error: unknown): OvsdbError {
  return isOvsdbError(error) ? error : new OvsdbError("protocol", { details: String(error), cause: error });
}
