import { once } from "node:events";
import { type Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { readApiError } from "./api-error";
import { ERROR_BYTES, LimitError, tooLong } from "./limits";

/** One request as it goes out. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: Agent;
  readonly body: string | undefined;
  /** How long the server may be silent, in milliseconds. */
  readonly silenceMs: number;
  /** How long the whole answer may take, in milliseconds; undefined for a stream. */
  readonly answerMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** Takes credentials out of what the server says of a failure. */
  readonly strike: (text: string) => string;
}

/**
 * Sends one request; resolves when the head of the answer is there.
 *
 * @throws ApiError for 400 and above; the socket's error when there is no answer
 */
export async function exchange(request: HttpRequest): Promise<IncomingMessage> {
  const { method, url, headers, agent, body, silenceMs, answerMs, signal, strike } = request;
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const outgoing = send(url, { method, headers, agent, timeout: silenceMs, ...(signal ? { signal } : {}) });
  let incoming: IncomingMessage | undefined;
  outgoing.on("timeout", () => outgoing.destroy(new SilenceError(silenceMs)));
  const deadline = answerMs === undefined ? undefined : setTimeout(end, answerMs);
  outgoing.once("close", () => clearTimeout(deadline));
  outgoing.end(body);
  const ended = once(outgoing, "close").then(() => {
    throw new Error("it ends the connection without an answer");
  });
  const [response] = (await Promise.race([once(outgoing, "response"), ended])) as [IncomingMessage];
  // Once someone awaits the answer, a broken connection shows there.
  outgoing.on("error", () => undefined);
  incoming = response;
  const status = response.statusCode ?? 0;
  if (status < 400) return response;
  throw readApiError(status, await readText(response, ERROR_BYTES), response.headers["retry-after"], strike);

  function end(): void {
    (incoming ?? outgoing).destroy(new LimitError(`its answer takes longer than ${(answerMs ?? 0) / 1000} s`));
  }
}

/** Unpacked at once, in bytes: each piece is a turn of the event loop and of a thread. */
const PIECE_BYTES = 131_072;

/** The bytes of an answer as they were before the server packed them. */
export function unpacked(response: IncomingMessage): AsyncIterable<Buffer> & Readable {
  // The callback keeps a broken connection from being thrown where nobody catches; the reader sees it too.
  return response.headers["content-encoding"] === "gzip"
    ? pipeline(response, createGunzip({ chunkSize: PIECE_BYTES }), () => undefined)
    : response;
}

/** The server took the request and then said nothing. */
export class SilenceError extends Error {
  readonly code = "ETIMEDOUT";

  constructor(silenceMs: number) {
    super(`no answer within ${silenceMs / 1000} s`);
  }
}

/** The whole body; rejects when the connection breaks before its end. @throws LimitError beyond so many bytes, unpacked */
export async function readText(response: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of unpacked(response)) {
    length += chunk.length;
    if (length > limit) {
      response.destroy();
      throw tooLong(limit);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
