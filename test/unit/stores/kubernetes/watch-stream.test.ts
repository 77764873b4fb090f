import assert from "node:assert/strict";
import { ApiError } from "../../../../provider/stores/kubernetes/api-error";
import { readWatch, type WatchEvent } from "../../../../provider/stores/kubernetes/watch-stream";

const vip = (name: string) => ({ kind: "Vip", metadata: { name, resourceVersion: "7" } });
const line = (type: string, object: object): string => `${JSON.stringify({ type, object })}\n`;

async function* inPieces(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string, size: number = text.length): Promise<readonly WatchEvent[]> {
  const events: WatchEvent[] = [];
  for await (const event of readWatch(inPieces(text, size))) events.push(event);
  return events;
}

describe("readWatch", () => {
  const text = line("ADDED", vip("grün")) + line("BOOKMARK", { metadata: {} }) + line("DELETED", vip("b"));

  for (const size of [1, 2, 3, 7, 64, 4096]) {
    it(`reads one event per line, in pieces of ${size} bytes`, async () => {
      const events = await read(text, size);
      assert.deepEqual(
        events.map(({ type, object }) => [type, object.metadata.name]),
        [
          ["ADDED", "grün"],
          ["BOOKMARK", undefined],
          ["DELETED", "b"],
        ],
      );
    });
  }

  it("omits what it does not know", async () => {
    assert.deepEqual(await read(line("RENAMED", vip("a"))), []);
  });

  it("ends with the reason that the server gives", async () => {
    const status = { kind: "Status", code: 410, reason: "Expired", message: "too old resource version" };
    await assert.rejects(read(line("ADDED", vip("a")) + line("ERROR", status)), (error: ApiError) => {
      assert.ok(error instanceof ApiError);
      assert.deepEqual([error.status, error.reason, error.message], [410, "Expired", "too old resource version"]);
      return true;
    });
  });

  it("reads no line without end", async () => {
    await assert.rejects(read("x".repeat(9_000_000), 1_000_000), /an event without end/);
  });
});
