import { type Json, printJson } from "./json-text";

/**
 * Error strings of the protocol and the code each one gets here.
 *
 * @source RFC 7047 sections 3.1, 4.1.3 and 5.2; ovsdb/ovsdb-error.c, ovsdb/execution.c and ovsdb/transaction.c of Open
 *         vSwitch 3.1 where the server says more, or spells it differently ("duplicate uuid-name")
 */
const SERVER_CODES = {
  aborted: "aborted",
  canceled: "canceled",
  "cluster error": "cluster-error",
  "constraint violation": "constraint-violation",
  "domain error": "domain-error",
  "duplicate uuid": "duplicate-uuid",
  "duplicate uuid-name": "duplicate-uuid-name",
  "I/O error": "io-error",
  "internal error": "internal-error",
  "not allowed": "not-allowed",
  "not owner": "not-owner",
  "not supported": "not-supported",
  "ovsdb error": "ovsdb-error",
  "permission error": "permission-error",
  "range error": "range-error",
  "referential integrity violation": "referential-integrity-violation",
  "resources exhausted": "resources-exhausted",
  "syntax error": "syntax-error",
  "timed out": "timed-out",
  "unknown database": "unknown-database",
  "unknown method": "unknown-method",
  "unknown monitor": "unknown-monitor",
} as const;

/** What the server said; "server-error" is a string that is not in the table, which `details` then holds. */
export type ServerErrorCode = (typeof SERVER_CODES)[keyof typeof SERVER_CODES] | "server-error";

/**
 * What the client found out by itself.
 *
 * - "invalid-endpoint", "invalid-operation": refused before anything was sent (`details`)
 * - "connect-failed": an endpoint could not be reached, or is of no use (`details`)
 * - "not-connected": no usable server within the deadline; nothing was sent
 * - "connection-lost", "deadline": sent, and no reply came; of a transaction that becomes "outcome-unknown"
 * - "outcome-unknown": the transaction was sent and may or may not have been committed
 * - "protocol": the peer sent something that is not OVSDB, or contradicts its own schema
 * - "closed": the client was closed
 */
export type ClientErrorCode =
  | "invalid-endpoint"
  | "invalid-operation"
  | "connect-failed"
  | "not-connected"
  | "connection-lost"
  | "deadline"
  | "outcome-unknown"
  | "protocol"
  | "closed";

export type OvsdbErrorCode = ServerErrorCode | ClientErrorCode;

export interface OvsdbErrorFacts {
  /** What the server added in its own words, or what the client saw. */
  readonly details?: string;
  /** The JSON the server objected to. */
  readonly syntax?: string;
  /** Place of the failed operation in the transaction; absent when the commit as a whole failed. */
  readonly operationIndex?: number;
  /** The operation in short: `insert Bridge`. */
  readonly operation?: string;
  readonly cause?: unknown;
}

/** Every failure this package reports. Tell them apart by `code`, never by class or text. */
export class OvsdbError extends Error {
  override readonly name = "OvsdbError";
  readonly code: OvsdbErrorCode;
  readonly details: string | undefined;
  readonly syntax: string | undefined;
  readonly operationIndex: number | undefined;
  readonly operation: string | undefined;

  constructor(code: OvsdbErrorCode, facts: OvsdbErrorFacts = {}) {
    super(sentence(code, facts), facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.details = facts.details;
    this.syntax = facts.syntax;
    this.operationIndex = facts.operationIndex;
    this.operation = facts.operation;
  }
}

/** By name, not by class: two copies of this package may live in one process. */
export function isOvsdbError(error: unknown): error is OvsdbError {
  return error instanceof Error && error.name === "OvsdbError" && "code" in error;
}

/** The code of one of the protocol's error strings. */
export function codeOfServerError(text: string): ServerErrorCode {
  return Object.hasOwn(SERVER_CODES, text) ? SERVER_CODES[text as keyof typeof SERVER_CODES] : "server-error";
}

/**
 * The error in an operation's result or a JSON-RPC reply, which is an object with the member `error`, or a bare string.
 *
 * @source RFC 7047 section 3.1 `<error>`; lib/jsonrpc.c of Open vSwitch sends bare strings
 */
export function serverError(
  found: unknown,
  facts: Pick<OvsdbErrorFacts, "operationIndex" | "operation"> = {},
): OvsdbError {
  const { error, details, syntax } =
    typeof found === "object" && found !== null
      ? (found as { readonly error?: unknown; readonly details?: unknown; readonly syntax?: unknown })
      : { error: found };
  const text = typeof error === "string" ? error : printJson((error ?? null) as Json);
  const code = codeOfServerError(text);
  const said = [...(code === "server-error" ? [text] : []), ...(typeof details === "string" ? [details] : [])].join(
    ": ",
  );
  return new OvsdbError(code, {
    ...facts,
    ...(said === "" ? {} : { details: said }),
    ...(typeof syntax === "string" ? { syntax } : {}),
  });
}

function sentence(code: OvsdbErrorCode, { operationIndex, operation, details }: OvsdbErrorFacts): string {
  const what = code.replaceAll("-", " ");
  const where =
    operationIndex === undefined ? "" : `operation ${operationIndex}${operation ? ` (${operation})` : ""} failed: `;
  return `ovsdb: ${where}${what}${details === undefined ? "" : `: ${details}`}`;
}
