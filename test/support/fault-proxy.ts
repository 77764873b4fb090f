import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { request as httpsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A request as it passes the proxy. */
export interface Passing {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** How many like this one, by method and path without query, came before. */
  readonly before: number;
}

/** A request and its answer in time, as `performance.now()` has it. */
export interface Exchange {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly begin: number;
  /** When the answer was at its end; undefined before that, as of a watch. */
  end?: number;
}

/** What is done instead of passing a request on. */
export type Fault =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  /** The connection ends before the server hears of it. */
  | "drop"
  /** The server does it, and the connection ends before the answer. */
  | "drop-answer"
  /** The connection ends in the middle of the answer. */
  | "cut"
  | { readonly delayMs: number };

export interface FaultProxy {
  readonly url: string;
  /** Requests that came, as `GET /path?query`. */
  readonly requests: readonly string[];
  /** The same, in time. */
  readonly exchanges: readonly Exchange[];
  /** Decides about every request from now on. */
  inject(fault: (passing: Passing) => Fault | undefined): void;
  close(): Promise<void>;
}

/** A proxy in front of a real server, which passes on what it is not told to spoil; it asks with the caller's headers. */
export async function startFaultProxy(target: { readonly server: string; readonly ca: Buffer }): Promise<FaultProxy> {
  const requests: string[] = [];
  const exchanges: Exchange[] = [];
  const counts = new Map<string, number>();
  let decide: (passing: Passing) => Fault | undefined = () => undefined;

  const pass = (incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer, fault: Fault | undefined): void => {
    const { method, headers } = incoming;
    const url = new URL(incoming.url ?? "/", target.server);
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const forwarded = send(url, { method, headers: { ...headers, host: url.host }, ca: target.ca }, (answer) => {
      if (fault === "drop-answer") {
        answer.resume().on("end", () => outgoing.destroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      if (fault === "cut") {
        answer.once("data", (chunk: Buffer) => {
          outgoing.write(chunk.subarray(0, chunk.length / 2), () => outgoing.destroy());
        });
        return;
      }
      answer.pipe(outgoing);
    });
    forwarded.on("error", () => outgoing.destroy());
    outgoing.on("close", () => forwarded.destroy());
    forwarded.end(body);
  };
  const server = createServer(async (incoming, outgoing) => {
    const { method = "", url: path = "" } = incoming;
    requests.push(`${method} ${path}`);
    const exchange: Exchange = { method, path, begin: performance.now() };
    exchanges.push(exchange);
    outgoing.on("close", () => {
      exchange.end = performance.now();
    });
    const like = `${method} ${path.split("?")[0]}`;
    const before = counts.get(like) ?? 0;
    counts.set(like, before + 1);
    const fault = decide({ method, path, before });
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    if (fault === "drop") outgoing.destroy();
    else if (typeof fault === "object" && "status" in fault) {
      outgoing.writeHead(fault.status, fault.headers).end(fault.body ?? "");
    } else {
      if (typeof fault === "object") await sleep(fault.delayMs);
      pass(incoming, outgoing, Buffer.concat(chunks), fault);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    exchanges,
    inject(fault) {
      decide = fault;
      counts.clear();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
