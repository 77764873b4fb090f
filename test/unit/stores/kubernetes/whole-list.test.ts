import assert from "node:assert/strict";
import { Agent, createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ApiClient, createApiClient } from "../../../../provider/stores/kubernetes/api-client";
import { ANSWER_LIMITS } from "../../../../provider/stores/kubernetes/limits";

const VIPS = { apiVersion: "kubeovn.io/v1", kind: "Vip", plural: "vips" };

/** A list of these names, at a version; the server says that many more come, and where. */
function listText(
  names: readonly string[],
  resourceVersion: string,
  more?: { continue: string; left: number },
): string {
  const rest = more && { continue: more.continue, remainingItemCount: more.left };
  return JSON.stringify({
    metadata: { resourceVersion, ...rest },
    items: names.map((name) => ({ metadata: { name } })),
  });
}

describe("a list of which a server says that much is left", () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  /** A server whose list has two pages; and what it was asked. @param whole  answers for all of it at once */
  async function serve(
    left: number,
    whole: (response: ServerResponse) => void,
  ): Promise<{ api: ApiClient; asked: readonly string[] }> {
    const asked: string[] = [];
    const server = createServer(({ url = "" }, response) => {
      const query = new URL(url, "http://server").searchParams;
      asked.push([...query].map((pair) => pair.join("=")).join(" "));
      if (query.has("resourceVersion")) whole(response);
      else if (query.has("continue")) response.end(listText(["c", "d"], "7"));
      else response.end(listText(["a", "b"], "7", { continue: "next", left }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const agent = new Agent({ keepAlive: true });
    closing.push(() => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    });
    const where = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const access = { server: where, where, credentials: async () => ({ agent, headers: {} }), renew: () => undefined };
    return { api: createApiClient(access, 1_000, ANSWER_LIMITS), asked };
  }
  const listed = (api: ApiClient): Promise<unknown> => api.list(VIPS, ({ metadata }) => metadata.name);

  it("is read at once, no older than its first page, which counts no longer", async () => {
    const { api, asked } = await serve(501, (response) => void response.end(listText(["a", "x", "y"], "9")));
    assert.deepEqual(await listed(api), { items: ["a", "x", "y"], resourceVersion: "9" });
    assert.deepEqual(asked, ["limit=500", "resourceVersion=7 resourceVersionMatch=NotOlderThan"]);
  });

  it("is read in pages where one more may have the rest", async () => {
    const { api, asked } = await serve(500, () => assert.fail());
    assert.deepEqual(await listed(api), { items: ["a", "b", "c", "d"], resourceVersion: "7" });
    assert.equal(asked.length, 2);
  });

  for (const [what, answer] of [
    ["is not as new yet as it was asked to be", (response: ServerResponse) => void response.writeHead(504).end()],
    ["has too much to do", (response: ServerResponse) => void response.writeHead(429).end()],
    [
      "breaks off",
      (response: ServerResponse) => {
        response.write(listText(["a", "x"], "9").slice(0, -8), () => setTimeout(() => response.destroy(), 20));
      },
    ],
  ] as const) {
    it(`is read in pages from a server that ${what}`, async () => {
      const { api, asked } = await serve(501, answer);
      assert.deepEqual(await listed(api), { items: ["a", "b", "c", "d"], resourceVersion: "7" });
      assert.equal(asked.length, 3);
    });
  }

  it("is refused as a page would be", async () => {
    const { api } = await serve(501, (response) => void response.end("{}"));
    await assert.rejects(listed(api), {
      message: /^what answers at http:.* is no Kubernetes API server; check the address$/,
    });
  });
});
