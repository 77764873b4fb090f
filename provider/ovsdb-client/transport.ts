import { connect as connectTcp, isIP } from "node:net";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { type Endpoint, printEndpoint } from "./endpoint";
import { OvsdbError } from "./errors";

/** What `ssl:` endpoints need; PEM texts. */
export interface TlsOptions {
  /** Authorities that may have signed the server's certificate; default those of Node. */
  readonly ca?: string | Buffer;
  /** The client's certificate, which most servers ask for. */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly passphrase?: string;
  /** The name the server's certificate must be for; default the endpoint's host. */
  readonly serverName?: string;
  /** False checks the chain alone, as Open vSwitch's own programs do; default true. */
  readonly verifyIdentity?: boolean;
}

/**
 * A connected stream to the endpoint.
 *
 * @param timeoutMs until the socket, and TLS on it, are up
 * @param signal    gives up at once
 * @throws OvsdbError "connect-failed" (cause: what the socket said)
 */
export function connectTo(
  endpoint: Endpoint,
  timeoutMs: number,
  tls: TlsOptions = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const alive = { noDelay: true, keepAlive: true };
    const socket =
      endpoint.kind === "unix"
        ? connectTcp({ path: endpoint.path })
        : endpoint.kind === "tcp"
          ? connectTcp({ host: endpoint.host, port: endpoint.port, ...alive })
          : connectTls({ host: endpoint.host, port: endpoint.port, ...alive, ...tlsOptions(endpoint.host, tls) });
    const timer = setTimeout(() => fail(new Error(`no connection within ${timeoutMs} ms`)), timeoutMs);
    const abort = (): void => fail(new Error("given up"));
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    };
    const fail = (cause: Error): void => {
      settle();
      socket.destroy();
      const details = `${printEndpoint(endpoint)}: ${cause.message || ("code" in cause ? String(cause.code) : cause.name)}`;
      reject(new OvsdbError("connect-failed", { details, cause }));
    };
    signal.addEventListener("abort", abort);
    socket.once("error", fail);
    socket.once(endpoint.kind === "ssl" ? "secureConnect" : "connect", () => {
      settle();
      socket.off("error", fail);
      resolve(socket);
    });
  });
}

function tlsOptions(host: string, tls: TlsOptions): ConnectionOptions {
  const { ca, cert, key, passphrase, serverName, verifyIdentity = true } = tls;
  const name = serverName ?? (isIP(host) === 0 ? host : undefined);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(name === undefined ? {} : { servername: name }),
    ...(verifyIdentity ? {} : { checkServerIdentity: () => undefined }),
  };
}
