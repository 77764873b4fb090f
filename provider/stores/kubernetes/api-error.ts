/** What an API server answered instead of an object: its Status, as far as it said one. */
export class ApiError extends Error {
  /** HTTP status. */
  readonly status: number;
  /** `AlreadyExists`, `Conflict`, `Forbidden`, `Expired`, …; empty when it said none. */
  readonly reason: string;
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, reason: string, message: string, retryAfterMs?: number) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Of what a server says, in characters: what to do about it stands behind it. */
const TEXT_LIMIT = 1_000;

/**
 * Reads an answer of 400 and above, which need not come from Kubernetes: a proxy answers in its own words.
 *
 * @param retryAfter  the header, in seconds; its date form counts as none
 * @param strike      takes credentials out of a text: of what is whole, because a part of a token is not found any more
 * @source RFC 9110 section 10.2.3; k8s.io/apimachinery pkg/apis/meta/v1 Status
 */
export function readApiError(
  status: number,
  body: string,
  retryAfter: string | undefined,
  strike: (text: string) => string,
): ApiError {
  const seconds = /^\d{1,6}$/.test(retryAfter ?? "") ? Number(retryAfter) : undefined;
  const retryAfterMs = seconds === undefined ? undefined : seconds * 1000;
  const { reason, message } = readStatus(body);
  const said = strike(message || body).trim();
  const text = said.length > TEXT_LIMIT ? `${said.slice(0, TEXT_LIMIT)}…` : said;
  return new ApiError(status, reason, text || `HTTP ${status}`, retryAfterMs);
}

function readStatus(body: string): { reason: string; message: string } {
  try {
    const { reason, message } = JSON.parse(body) as { reason?: unknown; message?: unknown };
    return {
      reason: typeof reason === "string" ? reason : "",
      message: typeof message === "string" ? message : "",
    };
  } catch {
    return { reason: "", message: "" };
  }
}

/** True for an answer with this HTTP status. */
export function hasStatus(error: unknown, status: number): error is ApiError {
  return error instanceof ApiError && error.status === status;
}

/** True when the server no longer knows the resource version that was asked from. */
export function isExpired(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 410 || error.reason === "Expired");
}
