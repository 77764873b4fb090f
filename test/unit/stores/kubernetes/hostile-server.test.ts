import assert from "node:assert/strict";
import { Agent, createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { type ApiClient, createApiClient } from "../../../../provider/stores/kubernetes/api-client";
import { isExpired } from "../../../../provider/stores/kubernetes/api-error";
import type { Clock } from "../../../../provider/stores/kubernetes/clock";
import { ANSWER_LIMITS, type AnswerLimits } from "../../../../provider/stores/kubernetes/limits";
import { createObserver } from "../../../../provider/stores/kubernetes/observer";
import { readWatch } from "../../../../provider/stores/kubernetes/watch-stream";
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

  it("whose list takes forever is left after its time", async () => {
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
      assert.match(await refusalOf(list(api)), /its answer takes longer than 0\.2 s of vips/);
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
    ["an error that is longer than what is shown", 422, (said: string) => `${"x".repeat(975)} ${said}`],
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

  for (const [how, said] of [
    ["as it is", (text: string) => text],
    [
      "escaped",
      (text: string) => text.replace(/./g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`),
    ],
  ] as const) {
    it(`that echoes the token in an object, ${how}, gets it into no object`, async () => {
      const api = await serve(({ headers }, response) => {
        const annotations = `{"x": "${said(String(headers.authorization))}", "${said(TOKEN)}": "y"}`;
        response.end(`{"metadata": {}, "items": [{"metadata": {"name": "a", "annotations": ${annotations}}}]}`);
      });
      const read = await api.list(VIPS, ({ metadata }) => metadata.annotations);
      assert.deepEqual(read?.items, [{ x: "Bearer (secret)", "(secret)": "y" }]);
      assert.deepEqual(api.readLine(`{"x": "${said(TOKEN)}"}`), { x: "(secret)" });
    });
  }

  it("whose pages are too much together is left at the limit", async () => {
    const page = JSON.stringify({
      metadata: { continue: "x" },
      items: [{ metadata: { name: "a".repeat(1_000_000) } }],
    });
    const api = await serve((_, response) => void response.end(page), { listBytes: 4 * 1024 * 1024 });
    assert.match(await refusalOf(list(api)), /its answer has more than \d MiB of vips/);
  });

  it("that sends more objects than it was asked for is left at the limit", async () => {
    const items = Array.from({ length: 30 }, (_, i) => ({ metadata: { name: `a${i}` } }));
    const page = JSON.stringify({ metadata: { continue: "x" }, items });
    const api = await serve((_, response) => void response.end(page), { objects: 50 });
    assert.match(await refusalOf(list(api)), /its list has more than 50 objects of vips/);
  });

  for (const field of ["continue", "resourceVersion"]) {
    it(`that wants megabytes sent back as ${field} is left at the first page`, async () => {
      let requests = 0;
      const api = await serve((_, response) => {
        requests += 1;
        response.end(JSON.stringify({ metadata: { continue: "x", [field]: "c".repeat(20_000) }, items: [] }));
      });
      assert.match(await refusalOf(list(api)), /its list goes on with more than 16384 characters of vips/);
      assert.equal(requests, 1);
    });
  }

  for (const [what, deep] of [
    ["lists", (depth: number) => "[".repeat(depth) + "]".repeat(depth)],
    ["objects", (depth: number) => `${'{"a":'.repeat(depth)}"}"${"}".repeat(depth)}`],
    [
      "objects in texts that look like their end",
      (depth: number) => `${'{"\\"}":'.repeat(depth)}1${"}".repeat(depth)}`,
    ],
    ["lists without end", (depth: number) => "[".repeat(depth)],
  ] as const) {
    it(`whose answer has ${what} inside each other is left at the limit`, async () => {
      const api = await serve((_, response) => {
        response.end(`{"metadata": {}, "items": [{"metadata": {"name": "a"}, "spec": ${deep(20_000)}}]}`);
      });
      assert.match(await refusalOf(list(api)), /its answer has more than 500 objects inside each other of vips/);
      const key = { apiVersion: "kubeovn.io/v1", kind: "Vip", name: "a" };
      assert.match(await refusalOf(api.get(key)), /its answer has more than 500 objects inside each other/);
    });
  }

  for (const [what, head] of [
    ["sends elsewhere", "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n"],
    ["switches protocols", "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"],
    ["has a head without end", `HTTP/1.1 200 OK\r\nx: ${"x".repeat(200_000)}\r\n\r\n`],
    ["speaks something else", "SSH-2.0-OpenSSH_9.2\r\n"],
    ["breaks off", ""],
    ["says a length that is none", "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}"],
    ["packs what is not packed", "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}"],
  ] as const) {
    it(`that ${what} is told`, async () => {
      const api = await serve(({ socket }) => socket.end(head));
      assert.match(await refusalOf(list(api)), /cannot be reached|is no Kubernetes API server/);
    });
  }
});

describe("a watch of an API server that is hostile or broken", () => {
  const live = { apiVersion: "kubeovn.io/v1", kind: "Vip", metadata: { name: "a", uid: "1", resourceVersion: "1" } };
  const line = (object: unknown): Buffer => Buffer.from(`${JSON.stringify({ type: "ADDED", object })}\n`);

  it("is as if expired beyond its limit, and for an event without end", async () => {
    async function* flood(chunk: Buffer): AsyncGenerator<Buffer> {
      for (;;) yield chunk;
    }
    for (const chunk of [line(live), Buffer.alloc(65_536, 0x20)]) {
      await assert.rejects(async () => {
        for await (const _ of readWatch(flood(chunk), JSON.parse, 100_000));
      }, isExpired);
    }
  });

  it("gives no event of what is no object", async () => {
    async function* odd(): AsyncGenerator<Buffer> {
      for (const object of [null, 1, "x", [], {}, { metadata: null }]) yield line(object);
      yield Buffer.from("null\n1\n[]\n");
    }
    for await (const event of readWatch(odd())) assert.fail(JSON.stringify(event));
  });

  it("that ends at once, again and again, is not asked without a pause", async () => {
    let watches = 0;
    const pauses: number[] = [];
    const state = { ...live, status: { ready: true } };
    const api = {
      async watch() {
        watches += 1;
        return Readable.from(watches > 20 ? [line(state)] : []) as IncomingMessage;
      },
      readLine: (text: string): unknown => JSON.parse(text),
    } as unknown as ApiClient;
    const clock: Clock = {
      now: Date.now,
      async sleep(ms, signal) {
        // Looks and the end of the wait never come; a pause, and the end of an idle watch, come with the next turn.
        if (ms > 2_000) await new Promise((_, reject) => signal?.addEventListener("abort", reject));
        await setImmediate();
        pauses.push(ms);
      },
    };
    const look = (seen: KubeObject | undefined): true | undefined => (seen?.status === undefined ? undefined : true);
    assert.equal(await createObserver(api, clock).until(live, look, 60_000), true);
    assert.ok(pauses.length >= 20, `${pauses.length} pauses of ${watches} watches`);
  });
});
