import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A comment as the API returns it. */
export interface Comment {
  readonly id: number;
  body: string;
  /** Who wrote it: on GitHub its type, on GitLab its number. */
  readonly user: { readonly type: "Bot" | "User" };
  readonly author: { readonly id: number };
}

/**
 * A stand-in for the comments of one pull request of GitHub, or the notes of one merge request of GitLab: lists them by page, takes new
 * ones and changes old ones.
 *
 * @source docs.github.com/en/rest/issues/comments; docs.gitlab.com/api/notes
 */
export interface CommentsApi {
  readonly url: string;
  readonly comments: Comment[];
  /** Method and path of every request that was let in, with what was sent to a path that only takes. */
  readonly requests: string[];
  close(): Promise<void>;
}

export interface CommentsApiOptions {
  /** Path of the list. */
  readonly list: string;
  /** Path of one comment, without its number. */
  readonly one: string;
  readonly update: "PATCH" | "PUT";
  /** Header that must be there, with its value. */
  readonly secret: readonly [name: string, value: string];
  /** What else is asked for, by path with its query. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** A path that only takes. */
  readonly takes?: string;
}

const US = { user: { type: "Bot" }, author: { id: 1 } } as const;
const SOMEONE = { user: { type: "User" }, author: { id: 2 } } as const;

/** Starts one on loopback, with comments of someone else in it. */
export async function startCommentsApi(options: CommentsApiOptions): Promise<CommentsApi> {
  const comments: Comment[] = Array.from({ length: 130 }, (_, i) => ({ id: i + 1, body: `comment ${i}`, ...SOMEONE }));
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    };
    const [name, value] = options.secret;
    if (request.headers[name] !== value) return answer(401, { message: "Bad credentials" });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const content = chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString("utf8"));
    const isTaken = request.method === "POST" && url.pathname === options.takes;
    requests.push(`${request.method} ${url.pathname}${isTaken ? ` ${JSON.stringify(content)}` : ""}`);
    if (isTaken) return answer(201, {});
    const known = request.method === "GET" ? options.answers[url.pathname + url.search] : undefined;
    if (typeof known === "function") return void response.writeHead(200).end(known());
    if (known !== undefined) return answer(200, known);
    if (request.method === "GET" && url.pathname === options.list) {
      const [size, page] = [Number(url.searchParams.get("per_page") ?? 30), Number(url.searchParams.get("page") ?? 1)];
      return answer(200, comments.slice((page - 1) * size, page * size));
    }
    if (request.method === "POST" && url.pathname === options.list) {
      const made = { id: comments.length + 1, body: String(content.body), ...US };
      comments.push(made);
      return answer(201, made);
    }
    const old = comments.find(({ id }) => url.pathname === `${options.one}${id}`);
    if (request.method !== options.update || old === undefined) return answer(404, { message: "Not Found" });
    old.body = String(content.body);
    return answer(200, old);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    comments,
    requests,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
