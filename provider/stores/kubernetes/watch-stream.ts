import type { KubeObject } from "../kube-object";
import { ApiError } from "./api-error";

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
 * @param strike  takes credentials out of a line
 *
 * @throws ApiError when the server ends the watch with a Status, such as 410 for a version that is too old
 * @source k8s.io/apimachinery pkg/apis/meta/v1 WatchEvent
 */
export async function* readWatch(
  chunks: AsyncIterable<Buffer>,
  strike: (text: string) => string = (text) => text,
): AsyncGenerator<WatchEvent> {
  for await (const line of lines(chunks)) {
    const { type, object } = JSON.parse(strike(line)) as { type?: unknown; object?: unknown };
    const { code, reason, message } = (object ?? {}) as { code?: unknown; reason?: unknown; message?: unknown };
    if (type === "ERROR")
      throw new ApiError(Number(code ?? 500), String(reason ?? ""), String(message ?? "watch failed"));
    if (typeof type === "string" && TYPES.includes(type)) yield { type, object } as WatchEvent;
  }
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
    if (length > LINE_LIMIT) throw new Error("the API server sent an event without end");
  }
}
