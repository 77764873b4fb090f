import type { KubeObject } from "../../objects/kube-object";
import { ApiError } from "./api-error";
import { WATCH_BYTES } from "./limits";

/** One thing that happened to an object; a bookmark only says how far the stream is. */
export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly object: KubeObject;
}

const TYPES: readonly string[] = ["ADDED", "MODIFIED", "DELETED", "BOOKMARK"] satisfies WatchEvent["type"][];
/** An object of the API server has at most 3 MB (etcd's request limit, doubled for encoding). */
const LINE_LIMIT = 8_000_000;

/**
 * Reads a watch: one JSON text per line.
 *
 * @param readLine  the value of a line
 * @param limit     bytes that are read
 *
 * @throws ApiError when the server ends the watch with a Status, such as 410 for a version that is too old, and 410 too beyond
 *   the limit
 * @source k8s.io/apimachinery pkg/apis/meta/v1 WatchEvent
 */
export async function* readWatch(
  chunks: AsyncIterable<Buffer>,
  readLine: (text: string) => unknown = JSON.parse,
  limit: number = WATCH_BYTES,
): AsyncGenerator<WatchEvent> {
  let bytes = 0;
  for await (const line of lines(chunks)) {
    bytes += line.length;
    if (bytes > limit) throw tooMuch(`more than ${limit} bytes of events`);
    const { type, object } = (readLine(line) ?? {}) as { type?: unknown; object?: unknown };
    if (type === "ERROR") throw statusOf(object);
    if (typeof type === "string" && TYPES.includes(type) && hasMetadata(object)) {
      yield { type, object } as WatchEvent;
    }
  }
}

/** As of a version that has expired: what there is can still be listed. */
function tooMuch(fact: string): ApiError {
  return new ApiError(410, "Expired", fact);
}

function statusOf(object: unknown): ApiError {
  const { code, reason, message } = (object ?? {}) as { code?: unknown; reason?: unknown; message?: unknown };
  return new ApiError(
    typeof code === "number" ? code : 500,
    typeof reason === "string" ? reason : "",
    typeof message === "string" ? message : "watch failed",
  );
}

function hasMetadata(object: unknown): boolean {
  const { metadata } = (object ?? {}) as { metadata?: unknown };
  return typeof metadata === "object" && metadata !== null;
}

async function* lines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const begun: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      begun.push(chunk.subarray(from, end));
      yield Buffer.concat(begun).toString("utf8");
      begun.length = 0;
      length = 0;
      from = end + 1;
    }
    begun.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > LINE_LIMIT) throw tooMuch("an event without end");
  }
}
