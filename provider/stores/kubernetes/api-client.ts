import type { IncomingMessage } from "node:http";
import { type KubeObject, keyOf, type ObjectKey } from "../../objects/kube-object";
import { StoreError } from "../store";
import type { ClusterAccess } from "./access";
import { readAnswer, readShallow } from "./answer-json";
import { ApiError, hasStatus, isExpired } from "./api-error";
import { createCredentialWords } from "./credential-words";
import { type Asked, failureOf } from "./failure";
import { exchange, readText, unpacked } from "./http-exchange";
import { ANSWER_LIMITS, type AnswerLimits, LimitError, tooLong } from "./limits";
import { createListStream } from "./list-stream";
import { FIRST_PAGE, isReadAtOnce, nextPage } from "./page-size";
import { collectionPath, objectPath, type Resource, resourceOf } from "./resources";
import { isTransient, withRetries } from "./retry";

/** What an API server is asked. Requests are sent again while the server is only busy or away for a moment. */
export interface ApiClient {
  /** Address and context, for messages. */
  readonly where: string;
  /** Undefined when there is no such object. */
  get(key: ObjectKey): Promise<KubeObject | undefined>;
  /**
   * Looks at every object of a kind, and keeps what `read` makes of it; undefined when the cluster has no such kind.
   *
   * @param read  sees each object as it comes in, with empty `managedFields`; none is kept. It may see one more than once, and
   *              one that is not there in the end
   */
  list<T>(resource: Resource, read: (object: KubeObject) => T, narrow?: Narrow): Promise<List<T> | undefined>;
  /** Makes an object; "exists" when there is one of this name, "maybe-ours" when an attempt of this call may have made it. */
  post(object: KubeObject, mode?: WriteMode): Promise<KubeObject | "exists" | "maybe-ours">;
  /** Replaces an object by a newer form of what was read; "changed" when someone else was faster, or it is gone. */
  put(object: KubeObject, mode?: WriteMode): Promise<KubeObject | "changed">;
  /** Starts the deletion of exactly the object that was read; "changed" when it is no longer as it was. */
  delete(object: KubeObject): Promise<"deleted" | "deleting" | "absent" | "changed">;
  /** A document that is no object; undefined when there is none. */
  document(path: string): Promise<unknown>;
  /** Events of a kind from a version on, one JSON text per line, until the server ends it. */
  watch(resource: Resource, resourceVersion: string, signal: AbortSignal): Promise<IncomingMessage>;
  /** The value of a line of a watch; it comes without the credentials that were sent, as all other answers do. */
  readLine(text: string): unknown;
}

/** A dry run goes through admission, schema and quota, and is not stored (kubernetes.io/docs/reference/using-api/api-concepts). */
export type WriteMode = "write" | "dry-run";

export interface Narrow {
  readonly namespace?: string;
  readonly labelSelector?: string;
}

export interface List<T> {
  readonly items: readonly T[];
  /** Version of the whole list, for a watch that goes on from there. */
  readonly resourceVersion: string;
}

interface Call {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly accept?: string;
  readonly body?: unknown;
  readonly silenceMs?: number;
  readonly answerMs?: number;
  readonly signal?: AbortSignal;
}

/** A list whose continuation has expired starts over, so often. */
const LIST_ATTEMPTS = 4;
const SILENCE_MS = 30_000;
/** The server ends a watch that nobody ends, in seconds. Bookmarks come every minute; after longer silence it is dead. */
const WATCH_SECONDS = 240;
const WATCH_SILENCE_MS = 150_000;
/** Covers a restart of the server, in milliseconds. */
const PATIENCE_MS = 60_000;
/** How long one may that never answered. */
const FIRST_PATIENCE_MS = 5_000;

const QUERIES: { readonly [M in WriteMode]: Readonly<Record<string, string>> } = {
  write: {},
  "dry-run": { dryRun: "All" },
};

/** @source kubernetes.io/docs/reference/using-api/api-concepts, Metadata-only fetches */
const METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/**
 * Opens a client; nothing is sent before something is asked.
 *
 * @param patienceMs  how long a server that has answered may fail
 */
export function createApiClient(
  access: ClusterAccess,
  patienceMs: number = PATIENCE_MS,
  limits: AnswerLimits = ANSWER_LIMITS,
): ApiClient {
  let hasAnswered = false;
  const words = createCredentialWords();

  const send = async (call: Call): Promise<IncomingMessage> => {
    const url = new URL(`${access.server}${call.path}`);
    for (const [name, value] of Object.entries(call.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    for (let isSecond = false; ; isSecond = true) {
      const { agent, headers } = await access.credentials();
      words.note(headers);
      try {
        const response = await exchange({
          method: call.method,
          url,
          headers: {
            ...headers,
            accept: call.accept ?? "application/json",
            // Events of a watch are not packed: they would wait for each other.
            ...(call.query?.watch === undefined ? { "accept-encoding": "gzip" } : {}),
            ...(body === undefined ? {} : bodyHeaders(body)),
          },
          agent,
          body,
          silenceMs: call.silenceMs ?? SILENCE_MS,
          answerMs: call.query?.watch === undefined ? (call.answerMs ?? limits.answerMs) : undefined,
          signal: call.signal,
          strike: words.strike,
        });
        hasAnswered = true;
        return response;
      } catch (error) {
        if (error instanceof ApiError) hasAnswered = true;
        if (isSecond || !hasStatus(error, 401)) throw error;
        access.renew();
      }
    }
  };
  const ask = async <T>(
    call: Call,
    asked: Omit<Asked, "where">,
    read: (response: IncomingMessage) => Promise<T>,
    onRetry?: () => void,
  ): Promise<T> => {
    try {
      return await withRetries(
        async () => read(await send(call)),
        () => (hasAnswered ? patienceMs : Math.min(patienceMs, FIRST_PATIENCE_MS)),
        onRetry,
      );
    } catch (error) {
      throw failureOf(error, { where: access.where, ...asked });
    }
  };
  const json = async (response: IncomingMessage): Promise<unknown> => readLine(await readText(response, limits.bytes));
  const readWith = (reader: typeof readAnswer, text: string): unknown => {
    try {
      return reader(text, words);
    } catch (error) {
      throw error instanceof LimitError ? error : notKubernetes(access.where);
    }
  };
  const readLine = (text: string): unknown => readWith(readAnswer, text);
  const tooMuch = (fact: string, asked: Omit<Asked, "where">): unknown =>
    failureOf(new LimitError(fact), { where: access.where, ...asked });
  const object = async (response: IncomingMessage): Promise<KubeObject> =>
    readObject(await json(response), access.where);

  const listOnce = async <T>(
    resource: Resource,
    read: (object: KubeObject) => T,
    narrow: Narrow,
  ): Promise<List<T> | undefined> => {
    const path = collectionPath(resource, narrow.namespace);
    const { apiVersion, kind, fieldSelector } = resource;
    const accept = resource.isMetadataOnly === true ? { accept: METADATA_ONLY } : {};
    const items: T[] = [];
    const asked = { verb: "list", resource };
    const until = Date.now() + limits.listMs;
    let bytes = 0;
    const readPage = async (response: IncomingMessage): Promise<Page<T>> => {
      const page: T[] = [];
      const before = bytes;
      const stream = createListStream((text) => {
        if (items.length + page.length === limits.objects)
          throw new LimitError(`its list has more than ${limits.objects} objects`);
        // Items of a list don't say what they are, or call themselves metadata.
        const item = readObject(readWith(readShallow, text), access.where);
        page.push(read(Object.assign(item, { apiVersion, kind })));
      }, limits.bytes);
      for await (const chunk of unpacked(response)) {
        bytes += chunk.length;
        if (bytes > limits.listBytes) throw tooLong(limits.listBytes);
        stream.write(chunk);
      }
      const head = readHead(readLine(stream.end()), page.length, access.where);
      if (Math.max(head.next?.length ?? 0, head.resourceVersion.length) > limits.token)
        throw new LimitError(`its list goes on with more than ${limits.token} characters`);
      return { ...head, items: page, bytes: bytes - before };
    };
    const callFor = (query: Call["query"]): Call => ({
      method: "GET",
      path,
      query: { ...query, fieldSelector, labelSelector: narrow.labelSelector },
      ...accept,
    });
    /**
     * All at once, no older than what has been read: out of what the server watches, where it need not look anything up. Undefined
     * where it takes too long to begin, as one does that packs everything first, or breaks off.
     */
    const readWhole = async (resourceVersion: string): Promise<Page<T> | undefined> => {
      const call = callFor({ resourceVersion, resourceVersionMatch: "NotOlderThan" });
      try {
        return await readPage(await send({ ...call, answerMs: limits.listMs }));
      } catch (error) {
        if (isTransient(error)) return undefined;
        throw failureOf(error, { where: access.where, ...asked });
      }
    };
    let [limit, next]: [number, string | undefined] = [FIRST_PAGE, undefined];
    for (let count = 0; ; count++) {
      if (count === limits.pages) throw tooMuch(`its list goes on after ${count} pages`, asked);
      if (Date.now() > until) throw tooMuch(`its list is not at its end after ${limits.listMs / 1000} s`, asked);
      let page: Page<T> = await ask(callFor({ limit: String(limit), continue: next }), asked, readPage);
      if (count === 0 && isReadAtOnce(page.left)) page = (await readWhole(page.resourceVersion)) ?? page;
      for (const item of page.items) items.push(item);
      if (page.next === undefined) return { items, resourceVersion: page.resourceVersion };
      next = page.next;
      limit = nextPage(page.items.length, page.bytes);
    }
  };

  return {
    where: access.where,
    readLine,
    async get(key) {
      try {
        return await ask({ method: "GET", path: objectPath(key) }, { verb: "get", resource: resourceOf(key) }, object);
      } catch (error) {
        if (hasStatus(error, 404)) return undefined;
        throw error;
      }
    },
    async list(resource, read, narrow = {}) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await listOnce(resource, read, narrow);
        } catch (error) {
          if (hasStatus(error, 404)) return undefined;
          if (!isExpired(error)) throw error;
          if (attempt === LIST_ATTEMPTS) {
            throw new StoreError(
              "unreachable",
              `cluster ${access.where} forgets a list of ${resource.plural} faster than it can be read; try again when it has less to do`,
              { cause: error },
            );
          }
        }
      }
    },
    async post(body, mode = "write") {
      const resource = resourceOf(body);
      const path = collectionPath(resource, body.metadata.namespace);
      const call: Call = { method: "POST", path, body, query: QUERIES[mode] };
      let isRepeated = false;
      try {
        return await ask(call, { verb: "create", resource, tried: triedIn(mode, body) }, object, () => {
          isRepeated = true;
        });
      } catch (error) {
        if (!hasStatus(error, 409)) throw error;
        return isRepeated ? "maybe-ours" : "exists";
      }
    },
    async put(body, mode = "write") {
      const key = keyOf(body);
      try {
        const call: Call = { method: "PUT", path: objectPath(key), body, query: QUERIES[mode] };
        return await ask(call, { verb: "update", resource: resourceOf(key), tried: triedIn(mode, body) }, object);
      } catch (error) {
        if (hasStatus(error, 409) || hasStatus(error, 404)) return "changed";
        throw error;
      }
    },
    async delete(live) {
      const key = keyOf(live);
      const { uid, resourceVersion } = live.metadata;
      const preconditions = { uid, resourceVersion };
      // In the foreground, the garbage collector would have to write the object, which some webhooks refuse it forever.
      const body = { apiVersion: "v1", kind: "DeleteOptions", preconditions, propagationPolicy: "Background" };
      try {
        const call: Call = { method: "DELETE", path: objectPath(key), body };
        const answer = await ask(call, { verb: "delete", resource: resourceOf(key) }, json);
        // Of an object that finalizers keep, the answer is the object.
        return (answer as { kind?: unknown }).kind === "Status" ? "deleted" : "deleting";
      } catch (error) {
        if (hasStatus(error, 404)) return "absent";
        if (hasStatus(error, 409)) return "changed";
        throw error;
      }
    },
    async document(path) {
      try {
        return await ask({ method: "GET", path }, { verb: "get" }, json);
      } catch (error) {
        if (hasStatus(error, 404)) return undefined;
        throw error;
      }
    },
    watch(resource, resourceVersion, signal) {
      const query = {
        watch: "1",
        resourceVersion,
        allowWatchBookmarks: "true",
        timeoutSeconds: String(WATCH_SECONDS),
      };
      const path = collectionPath(resource);
      const call: Call = { method: "GET", path, query, silenceMs: WATCH_SILENCE_MS, signal };
      return ask(call, { verb: "watch", resource }, async (response) => response);
    },
  };
}

function triedIn(mode: WriteMode, object: KubeObject): ObjectKey | undefined {
  return mode === "dry-run" ? keyOf(object) : undefined;
}

/** Node omits the length for a DELETE, and the server reads the body as the next request. */
function bodyHeaders(body: string): Record<string, string> {
  return { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) };
}

interface Head {
  readonly resourceVersion: string;
  /** How many objects come after these; 0 where the server does not say. */
  readonly left: number;
  readonly next: string | undefined;
}

interface Page<T> extends Head {
  readonly items: readonly T[];
  readonly bytes: number;
}

/** What is said of a page around its items, each of which is a zero here. */
function readHead(answer: unknown, count: number, where: string): Head {
  const { items, metadata } = (answer ?? {}) as { items?: unknown; metadata?: Record<string, unknown> };
  // An empty list of metadata has null for items.
  const isList =
    items === null || (Array.isArray(items) && items.length === count && items.every((item) => item === 0));
  if (metadata === undefined || !isList) throw notKubernetes(where);
  const { resourceVersion, continue: next, remainingItemCount: left } = metadata;
  return {
    resourceVersion: typeof resourceVersion === "string" ? resourceVersion : "",
    left: typeof left === "number" ? left : 0,
    next: typeof next === "string" && next !== "" ? next : undefined,
  };
}

/** What every object of an API server is, whoever made it; the rest is for those who read its fields. */
function readObject(value: unknown, where: string): KubeObject {
  const { metadata } = (value ?? {}) as { metadata?: Readonly<Record<string, unknown>> };
  const isObject =
    typeof metadata?.name === "string" &&
    (metadata.namespace === undefined || typeof metadata.namespace === "string") &&
    isTextMap(metadata.labels) &&
    isTextMap(metadata.annotations);
  if (!isObject) throw notKubernetes(where);
  return value as KubeObject;
}

function isTextMap(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return (
    typeof value === "object" && !Array.isArray(value) && Object.values(value).every((one) => typeof one === "string")
  );
}

function notKubernetes(where: string): StoreError {
  return new StoreError("unreachable", `what answers at ${where} is no Kubernetes API server; check the address`);
}
