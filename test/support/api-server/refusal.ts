import { resourceName, type ServedKind } from "./served-kinds";

/** An answer of 400 and above. */
export class Refusal extends Error {
  readonly status: number;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, reason: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.headers = headers;
  }

  /** @source k8s.io/apimachinery pkg/apis/meta/v1 Status */
  body(): Readonly<Record<string, unknown>> {
    const { status, reason, message } = this;
    return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code: status };
  }
}

// @source k8s.io/apimachinery pkg/api/errors, for all below

export function notFound(kind: ServedKind, name: string): Refusal {
  return new Refusal(404, "NotFound", `${resourceName(kind)} "${name}" not found`);
}

export function noSuchPath(): Refusal {
  return new Refusal(404, "NotFound", "the server could not find the requested resource");
}

export function alreadyExists(kind: ServedKind, name: string): Refusal {
  return new Refusal(409, "AlreadyExists", `${resourceName(kind)} "${name}" already exists`);
}

export function conflict(kind: ServedKind, name: string, why: string): Refusal {
  return new Refusal(409, "Conflict", `Operation cannot be fulfilled on ${resourceName(kind)} "${name}": ${why}`);
}

export function invalid(kind: ServedKind, name: string, why: string): Refusal {
  return new Refusal(422, "Invalid", `${kind.kind} "${name}" is invalid: ${why}`);
}

export function expired(message: string): Refusal {
  return new Refusal(410, "Expired", message);
}

export function tooManyRequests(seconds: number): Refusal {
  const message = "the server has received too many requests and has asked us to try again later";
  return new Refusal(429, "TooManyRequests", message, { "retry-after": String(seconds) });
}

export function internalError(message: string): Refusal {
  return new Refusal(500, "InternalError", `Internal error occurred: ${message}`);
}

/** What an account without a rule is told. */
export function forbidden(kind: ServedKind, verb: string): Refusal {
  const [group] = kind.apiVersion.includes("/") ? kind.apiVersion.split("/") : [""];
  const what = `${resourceName(kind)} is forbidden: User "test" cannot ${verb} resource "${kind.plural}"`;
  return new Refusal(403, "Forbidden", `${what} in API group "${group}" at the cluster scope`);
}

/** What a webhook says that has the last word. */
export function denied(webhook: string, why: string): Refusal {
  return new Refusal(403, "Forbidden", `admission webhook "${webhook}" denied the request: ${why}`);
}
