import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { withProgress } from "../../../cli/print/progress";

async function printed(isTTY: boolean, work: () => Promise<string>): Promise<string> {
  const stderr = Object.assign(new PassThrough(), { isTTY });
  const around = { cwd: "", env: {}, stdin: new PassThrough(), stdout: new PassThrough(), stderr };
  await withProgress("pulumi preview runs:", around, work).catch(() => undefined);
  return String(stderr.read() ?? "");
}

describe("withProgress", () => {
  it("shows a line on a terminal, and leaves nothing of it", async () => {
    for (const work of [async () => "done", () => Promise.reject(new Error("no"))]) {
      const shown = await printed(true, work);
      assert.ok(shown.endsWith("pulumi preview runs: 0 s\r\u001b[K"), JSON.stringify(shown));
    }
  });

  it("prints nothing elsewhere", async () => {
    assert.equal(await printed(false, async () => "done"), "");
  });
});
