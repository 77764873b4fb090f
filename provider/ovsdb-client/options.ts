import type { BackoffOptions } from "./backoff";
import type { OvsdbError } from "./errors";
import type { JsonStreamLimits } from "./json-stream";
import type { TlsOptions } from "./transport";

/** Milliseconds. */
export interface Deadlines {
  /** Socket and TLS of one endpoint; default 5_000. */
  readonly connectMs?: number;
  /** Each request before the session can be used; default 10_000. */
  readonly handshakeMs?: number;
  /** A monitor's first reply; doubled after each failure, up to eight times; default 60_000. */
  readonly snapshotMs?: number;
  /** A transaction from call to reply, the wait for a server included; `wait` operations add their own time; default 30_000. */
  readonly transactMs?: number;
  /** Every other request, and `connect` itself; default 15_000. */
  readonly requestMs?: number;
}

/** What happened to the connection. */
export type ConnectionEvent =
  | { readonly kind: "connected"; readonly endpoint: string }
  | {
      readonly kind: "attempt-failed";
      readonly endpoint: string;
      readonly error: OvsdbError;
      readonly retryInMs: number;
    }
  | { readonly kind: "disconnected"; readonly endpoint: string; readonly error: OvsdbError }
  /** A replica could not be brought up to date; the next connection, or the next schema, tries again. */
  | { readonly kind: "replica-failed"; readonly endpoint: string; readonly error: OvsdbError };

export interface ClientOptions {
  /** `unix:`, `tcp:` or `ssl:` endpoints of one database or cluster: a list, or one text with commas. */
  readonly endpoints: string | readonly string[];
  /** The database's name, such as "Open_vSwitch". */
  readonly database: string;
  /** Of a cluster, use the leader alone; default true. Followers may answer reads with old data. */
  readonly leaderOnly?: boolean;
  /** Begin at a random endpoint; default false, which begins at the first. */
  readonly shuffle?: boolean;
  readonly tls?: TlsOptions;
  readonly deadlines?: Deadlines;
  /** Pause after a round in which no endpoint was of use; 250 to 8_000 ms by default. */
  readonly backoff?: BackoffOptions;
  /** Silence in milliseconds after which the server is asked for a sign of life, and as long again given up; default 5_000, 0 = never. */
  readonly probeMs?: number;
  /** Bounds of what a server may send. */
  readonly limits?: JsonStreamLimits;
  readonly onEvent?: (event: ConnectionEvent) => void;
}

export const DEFAULT_DEADLINES: Required<Deadlines> = {
  connectMs: 5_000,
  handshakeMs: 10_000,
  snapshotMs: 60_000,
  transactMs: 30_000,
  requestMs: 15_000,
};
