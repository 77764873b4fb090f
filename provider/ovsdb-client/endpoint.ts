/** Where a server listens. */
export type Endpoint =
  | { readonly kind: "unix"; readonly path: string }
  | { readonly kind: "tcp" | "ssl"; readonly host: string; readonly port: number };

export interface EndpointFault {
  readonly fault: "empty" | "unknown-kind" | "no-path" | "no-host" | "bad-port";
  readonly text: string;
}

/** The port that IANA assigned to OVSDB. */
const DEFAULT_PORT = 6640;

/**
 * The endpoint of a text like `unix:/run/db.sock`, `tcp:127.0.0.1:6641`, `ssl:[fd00::1]:6641` or `ssl:db.example`, whose port
 * is 6640.
 *
 * @source ovsdb(7), "Connection Methods"
 */
export function parseEndpoint(text: string): Endpoint | EndpointFault {
  const trimmed = text.trim();
  if (trimmed === "") return { fault: "empty", text };
  const colon = trimmed.indexOf(":");
  const kind = trimmed.slice(0, Math.max(0, colon));
  const rest = trimmed.slice(colon + 1);
  if (kind === "unix") return rest === "" ? { fault: "no-path", text } : { kind, path: rest };
  if (kind !== "tcp" && kind !== "ssl") return { fault: "unknown-kind", text };
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<name>[^:[\]]+))(?::(?<port>.*))?$/.exec(rest);
  const host = match?.groups?.v6 ?? match?.groups?.name;
  if (host === undefined) return { fault: "no-host", text };
  const digits = match?.groups?.port ?? String(DEFAULT_PORT);
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
  return port >= 1 && port <= 65_535 ? { kind, host, port } : { fault: "bad-port", text };
}

/** The endpoints of a comma separated list, or the first fault in it. */
export function parseEndpoints(text: string): readonly Endpoint[] | EndpointFault {
  const parsed = text.split(",").map(parseEndpoint);
  return parsed.find((one) => "fault" in one) ?? (parsed as readonly Endpoint[]);
}

export function printEndpoint(endpoint: Endpoint): string {
  if (endpoint.kind === "unix") return `unix:${endpoint.path}`;
  const { kind, host, port } = endpoint;
  return `${kind}:${host.includes(":") ? `[${host}]` : host}:${port}`;
}
