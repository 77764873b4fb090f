import type { Duplex } from "node:stream";
import { isOvsdbError, OvsdbError, serverError } from "./errors";
import { createJsonStream, type JsonStreamLimits } from "./json-stream";
import { type Json, type JsonObject, parseJson, printJson } from "./json-text";

export interface RpcOptions extends JsonStreamLimits {
  /** Milliseconds without a byte after which the peer is asked for an echo, and as many again until it is given up. 0 = never. */
  readonly probeMs: number;
  /** Called for every notification of the peer, in the order of arrival. */
  readonly onNotification: (method: string, params: readonly Json[]) => void;
  /** Called once, when no further message will come. */
  readonly onClose: (reason: OvsdbError) => void;
}

export interface RequestOptions {
  /** Whether a deadline also tells the peer to forget the request; default false. */
  readonly cancels?: boolean;
  /** Called with the result before any later message is handled; what it throws is what the request fails with. */
  readonly onResult?: (result: Json) => void;
}

/** JSON-RPC 1.0 over one stream. */
export interface Rpc {
  /**
   * The peer's result.
   *
   * @param deadlineMs Infinity = wait forever
   * @throws OvsdbError one of the server's codes | "deadline" | "connection-lost" | "protocol" | "closed"
   */
  request(method: string, params: readonly Json[], deadlineMs: number, options?: RequestOptions): Promise<Json>;
  /** Ends the stream; every pending request fails with the reason. */
  close(reason: OvsdbError): void;
}

interface Pending {
  readonly method: string;
  readonly onResult: ((result: Json) => void) | undefined;
  readonly resolve: (result: Json) => void;
  readonly reject: (error: OvsdbError) => void;
  readonly timer: NodeJS.Timeout | undefined;
}

/** How much of our answers a peer may leave unread. */
const MAX_UNREAD_BYTES = 1_048_576;

/**
 * @source RFC 7047 section 4; error replies without the member `result` come from lib/jsonrpc.c of Open vSwitch
 */
export function createRpc(stream: Duplex, options: RpcOptions): Rpc {
  const pending = new Map<number, Pending>();
  const readChunk = createJsonStream(options);
  let lastId = 0;
  let closedBy: OvsdbError | undefined;
  let heard = 0;
  let unreadBytes = 0;
  let probe: NodeJS.Timeout | undefined;

  function close(reason: OvsdbError): void {
    if (closedBy !== undefined) return;
    closedBy = reason;
    clearTimeout(probe);
    stream.destroy();
    for (const one of pending.values()) {
      clearTimeout(one.timer);
      one.reject(reason);
    }
    pending.clear();
    options.onClose(reason);
  }

  function send(message: JsonObject): void {
    stream.write(printJson(message));
  }

  /** A peer that asks and never reads would have its answers pile up here. */
  function reply(message: JsonObject): void {
    const text = printJson(message);
    unreadBytes = stream.write(text) ? 0 : unreadBytes + text.length;
    if (unreadBytes > MAX_UNREAD_BYTES) close(protocolError("the server asks without end, and reads no answer"));
  }

  function settle(id: number): Pending | undefined {
    const one = pending.get(id);
    pending.delete(id);
    clearTimeout(one?.timer);
    return one;
  }

  function handle(message: JsonObject): void {
    const { id = null, method, params, result, error } = message;
    if (typeof method === "string") {
      if (!Array.isArray(params)) close(protocolError(`params of ${method} are no array`));
      else if (id === null) options.onNotification(method, params as readonly Json[]);
      else if (method === "echo") reply({ id, result: params as readonly Json[], error: null });
      else reply({ id, result: null, error: "unknown method" });
      return;
    }
    const one = typeof id === "number" ? settle(id) : undefined;
    // A reply to what the deadline has given up on is old news, not a fault.
    if (one === undefined) return;
    if (error !== undefined && error !== null) one.reject(serverError(error));
    else if (result === undefined) one.reject(protocolError(`the reply to ${one.method} has neither result nor error`));
    else {
      try {
        one.onResult?.(result);
        one.resolve(result);
      } catch (cause) {
        one.reject(isOvsdbError(cause) ? cause : protocolError(`the result of ${one.method} is malformed: ${cause}`));
      }
    }
  }

  function read(chunk: Buffer): void {
    heard += 1;
    const { texts, fault } = readChunk(chunk);
    for (const text of texts) {
      if (closedBy !== undefined) return;
      const parsed = parseJson(text);
      if ("fault" in parsed) close(protocolError(parsed.fault));
      else handle(parsed.value as JsonObject);
    }
    if (fault !== undefined) close(protocolError(fault));
  }

  function watch(heardBefore: number, isAsked: boolean): void {
    probe = setTimeout(() => {
      // A process that was busy for long fires its timers before it reads what has arrived meanwhile.
      setImmediate(() => {
        if (closedBy !== undefined) return;
        if (heard !== heardBefore) watch(heard, false);
        else if (isAsked) close(lost(`silent for ${2 * options.probeMs} ms`));
        else {
          send({ id: "probe", method: "echo", params: [] });
          watch(heard, true);
        }
      });
    }, options.probeMs);
  }

  stream.on("data", read);
  stream.on("drain", () => {
    unreadBytes = 0;
  });
  stream.on("error", (cause) => close(lost(cause.message, cause)));
  stream.once("end", () => close(lost("closed by the server")));
  stream.once("close", () => close(lost("closed by the server")));
  if (options.probeMs > 0) watch(heard, false);

  return {
    close,
    request(method, params, deadlineMs, { cancels = false, onResult } = {}) {
      if (closedBy !== undefined) return Promise.reject(closedBy);
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const expire = (): void => {
          if (settle(id) === undefined) return;
          if (cancels) send({ id: null, method: "cancel", params: [id] });
          reject(new OvsdbError("deadline", { details: `no reply to ${method} within ${deadlineMs} ms` }));
        };
        const timer = deadlineMs === Infinity ? undefined : setTimeout(() => setImmediate(expire), deadlineMs);
        pending.set(id, { method, onResult, resolve, reject, timer });
        send({ id, method, params });
      });
    },
  };
}

function protocolError(details: string): OvsdbError {
  return new OvsdbError("protocol", { details });
}

function lost(details: string, cause?: unknown): OvsdbError {
  return new OvsdbError("connection-lost", { details, ...(cause === undefined ? {} : { cause }) });
}
