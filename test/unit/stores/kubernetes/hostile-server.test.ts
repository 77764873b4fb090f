import assert from "node:assert/strict";
import { Agent, createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { type ApiClient, createApiClient } from "../../../../provider/stores/kubernetes/api-client";
import { ANSWER_LIMITS, type AnswerLimits } from "../../../../provider/stores/kubernetes/limits";
import type { StoreError } from "../../../../provider/stores/store";

const VIPS = { apiVersion: "kubeovn.io/v1", kind: "Vip", plural: "vips" };
const TOKEN = "eyJhbGciOi.secret-token.x_y";

describe("an API server that is hostile or broken", () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  async function serve(answer: RequestListener, limits: Partial<AnswerLimits> = {}): Promise<ApiClient> {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const agent = new Agent();
    closing.push(() => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    });
    const where = `http://127.0.0.1:${port}`;
    const headers = { Authorization: `Bearer ${TOKEN}` };
    const access = { server: where, where, credentials: async () => ({ agent, headers }), renew: () => undefined };
    return createApiClient(access, 300, { ...ANSWER_LIMITS, ...limits });
  }

  async function refusalOf(work: Promise<unknown>): Promise<string> {
    const error = await work.then(
      () => assert.fail("it was believed"),
      (reason: StoreError) => reason,
    );
    assert.ok(["unreachable", "refused", "forbidden"].includes(error.code), error.stack);
    return error.message;
  }

  const list = (api: ApiClient): Promise<unknown> => api.list(VIPS, () => undefined);

  it("whose list never ends is left after so many pages", async () => {
    let requests = 0;
    const api = await serve(
      (_, response) => {
        requests += 1;
        response.end(JSON.stringify({ metadata: { continue: `x${requests}` }, items: [] }));
      },
      { pages: 20 },
    );
    const message = await refusalOf(list(api));
    assert.match(
      message,
      /cannot be read: its list goes on after 20 pages of vips; check that it is the API server that is meant/,
    );
    assert.equal(requests, 20);
  });

  it("whose list takes for ever is left after its time", async () => {
    const api = await serve(
      (_, response) => {
        setTimeout(() => response.end(JSON.stringify({ metadata: { continue: "x" }, items: [] })), 30);
      },
      { listMs: 200 },
    );
    assert.match(await refusalOf(list(api)), /its list is not at its end after 0\.2 s of vips/);
  });

  it("whose answer unpacks to gigabytes is left at the limit", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20));
    const api = await serve((_, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(bomb), {
      bytes: 4 * 1024 * 1024,
    });
    const before = process.memoryUsage().rss;
    assert.match(await refusalOf(list(api)), /its answer has more than 4 MiB of vips/);
    assert.ok(process.memoryUsage().rss - before < 60_000_000);
  });

  for (const [what, status] of [
    ["answer", 200],
    ["error", 403],
  ] as const) {
    it(`whose ${what} comes byte by byte is left after its time`, async () => {
      const timers: NodeJS.Timeout[] = [];
      const api = await serve(
        (_, response) => {
          response.writeHead(status);
          timers.push(setInterval(() => response.write(" "), 20));
        },
        { answerMs: 200 },
      );
      const start = Date.now();
      assert.match(await refusalOf(list(api)), /its answer takes longer than 0\.2 s of vips/);
      assert.ok(Date.now() - start < 2_000);
      timers.forEach(clearInterval);
    });
  }

  it("whose head comes byte by byte is left after its time", async () => {
    const timers: NodeJS.Timeout[] = [];
    const api = await serve(
      ({ socket }) => {
        socket.write("HTTP/1.1 200 OK\r\nx: ");
        timers.push(setInterval(() => socket.write("x"), 20));
      },
      { answerMs: 200 },
    );
    assert.match(await refusalOf(list(api)), /its answer takes longer than 0\.2 s/);
    timers.forEach(clearInterval);
  });

  it("whose error has no end is read to a part of it", async () => {
    const api = await serve((_, response) => void response.writeHead(422).end("x".repeat(8 * 1024 * 1024)));
    assert.match(await refusalOf(list(api)), /its answer has more than 1 MiB/);
    const short = await serve((_, response) => {
      const message = `admission webhook "x" denied: ${"x".repeat(100_000)}`;
      response.writeHead(422).end(JSON.stringify({ kind: "Status", message }));
    });
    assert.ok((await refusalOf(list(short))).length < 1_200);
  });

  for (const [where, status, body] of [
    ["an error", 422, (said: string) => JSON.stringify({ kind: "Status", message: `bad token ${said}` })],
    ["an error that is no Status", 422, (said: string) => `you sent ${said}`],
    ["a failure that lasts", 503, (said: string) => `you sent ${said}`],
  ] as const) {
    it(`that echoes the token in ${where} gets it into no message`, async () => {
      const api = await serve(({ headers }, response) => {
        response.writeHead(status).end(body(String(headers.authorization)));
      });
      const message = await refusalOf(list(api));
      assert.match(message, /\(secret\)/);
      assert.doesNotMatch(message, /secret-token/);
    });
  }

  it("that echoes the token in an object gets it into no object", async () => {
    const api = await serve(({ headers }, response) => {
      const metadata = { name: "a", annotations: { x: headers.authorization } };
      response.end(JSON.stringify({ metadata: {}, items: [{ metadata }] }));
    });
    const read = await api.list(VIPS, ({ metadata }) => metadata.annotations?.x);
    assert.deepEqual(read?.items, ["Bearer (secret)"]);
    assert.equal(api.strike(`x ${TOKEN}`), "x (secret)");
  });
});
