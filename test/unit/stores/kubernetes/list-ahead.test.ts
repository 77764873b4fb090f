import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ApiClient, createApiClient } from "../../../../provider/stores/kubernetes/api-client";
import { ANSWER_LIMITS, type AnswerLimits } from "../../../../provider/stores/kubernetes/limits";

const VIPS = { apiVersion: "kubeovn.io/v1", kind: "Vip", plural: "vips" };
const PAGES = 4;
const NAMES = Array.from({ length: PAGES }, (_, i) => [`a${i}`, `b${i}`]);

/** What a page says before its items, and the rest. */
function textOf(page: number): readonly [string, string] {
  const metadata = page + 1 < PAGES ? { resourceVersion: "7", continue: `p${page + 1}` } : { resourceVersion: "7" };
  const items = NAMES[page]?.map((name) => ({ metadata: { name } })) ?? [];
  const [before = "", rest = ""] = JSON.stringify({ metadata, items }).split(/(?<="items":\[)/);
  return [before, rest];
}

describe("a list of several pages", () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  /** @param answer  the pages that were asked for so far, the new one last */
  async function serve(
    answer: (asked: readonly number[], response: ServerResponse) => void,
    limits: Partial<AnswerLimits> = {},
  ): Promise<ApiClient> {
    const asked: number[] = [];
    const server = createServer(({ url = "" }, response) => {
      asked.push(Number(new URL(url, "http://server").searchParams.get("continue")?.slice(1) ?? 0));
      answer(asked, response);
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
    return createApiClient(access, 5_000, { ...ANSWER_LIMITS, ...limits });
  }
  const namesIn = async (api: ApiClient): Promise<readonly string[] | undefined> =>
    (await api.list(VIPS, ({ metadata }) => metadata.name))?.items;

  /** The items of a page not before the next one has been asked for. */
  function holdUntilAsked(response: ServerResponse, page: number, asked: readonly number[]): void {
    const [before, rest] = textOf(page);
    response.write(before);
    const wait = setInterval(() => {
      if (!asked.includes(page + 1)) return;
      clearInterval(wait);
      response.end(rest);
    }, 5);
    closing.push(() => clearInterval(wait));
  }

  it("asks for the third while the second comes in, and for no more than that", async () => {
    const seen: (readonly number[])[] = [];
    const api = await serve((asked, response) => {
      const page = asked.at(-1) ?? 0;
      if (page === 1) holdUntilAsked(response, page, asked);
      else response.end(textOf(page).join(""));
      seen.push([...asked]);
    });
    assert.deepEqual(await namesIn(api), NAMES.flat());
    assert.deepEqual(seen.at(-1), [0, 1, 2, 3]);
  });

  it("tells each object once where the connection of one breaks in its items, or the one ahead is refused at first", async () => {
    let isRefused = false;
    const api = await serve((asked, response) => {
      const page = asked.at(-1) ?? 0;
      const [before, rest] = textOf(page);
      const isFirst = asked.filter((one) => one === page).length === 1;
      if (page === 1 && isFirst) {
        response.write(before + rest.slice(0, 30), () => setTimeout(() => response.destroy(), 20));
      } else if (page === 2 && isFirst) {
        isRefused = true;
        response.writeHead(503).end();
      } else response.end(before + rest);
    });
    assert.deepEqual(await namesIn(api), NAMES.flat());
    assert.ok(isRefused);
  });

  it("closes the one ahead when the list ends in an error", async () => {
    let closed: Promise<unknown> | undefined;
    const api = await serve(
      (asked, response) => {
        const page = asked.at(-1) ?? 0;
        if (page === 2) closed = once(response, "close");
        else if (page === 1) holdUntilAsked(response, page, asked);
        else response.end(textOf(page).join(""));
      },
      { objects: 3 },
    );
    await assert.rejects(namesIn(api), /its list has more than 3 objects/);
    await (closed ?? assert.fail("nothing was asked ahead"));
  });
});
