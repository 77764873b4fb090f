import assert from "node:assert/strict";
import { ApiError, readApiError } from "../../../../provider/stores/kubernetes/api-error";
import { isTransient, withRetries } from "../../../../provider/stores/kubernetes/retry";

const busy = (retryAfterMs?: number): ApiError => new ApiError(503, "", "busy", retryAfterMs);
const socketError = (code: string): Error => Object.assign(new Error(code), { code });

describe("isTransient", () => {
  const cases: readonly [string, unknown, boolean][] = [
    ...[429, 500, 502, 503, 504].map((status): [string, unknown, boolean] => [
      `answer ${status}`,
      new ApiError(status, "", ""),
      true,
    ]),
    ...[400, 401, 403, 404, 409, 410, 422].map((status): [string, unknown, boolean] => [
      `answer ${status}`,
      new ApiError(status, "", ""),
      false,
    ]),
    ["a refused connection", socketError("ECONNREFUSED"), true],
    ["a broken connection", socketError("ECONNRESET"), true],
    ["both addresses of a name refused", Object.assign(new Error(), { errors: [socketError("ECONNREFUSED")] }), true],
    ["a name that does not exist", socketError("ENOTFOUND"), false],
    ["a certificate of nobody", socketError("DEPTH_ZERO_SELF_SIGNED_CERT"), false],
  ];
  for (const [name, error, expected] of cases) {
    it(`is ${expected} for ${name}`, () => assert.equal(isTransient(error), expected));
  }
});

describe("withRetries", () => {
  it("repeats until it works, and says each time that it does", async () => {
    let [attempts, told] = [0, 0];
    const answer = await withRetries(
      async () => (++attempts < 4 ? Promise.reject(busy()) : "done"),
      () => 10_000,
      () => told++,
    );
    assert.deepEqual([answer, attempts, told], ["done", 4, 3]);
  });

  it("does not repeat what will not get better", async () => {
    let attempts = 0;
    const attempt = async (): Promise<never> => {
      attempts++;
      throw new ApiError(403, "Forbidden", "no");
    };
    await assert.rejects(
      withRetries(attempt, () => 10_000),
      { status: 403 },
    );
    assert.equal(attempts, 1);
  });

  it("gives up when patience has ended, with the last failure", async () => {
    await assert.rejects(
      withRetries(
        async () => Promise.reject(busy()),
        () => 300,
      ),
      { status: 503 },
    );
  });

  it("does not wait for a server that asks for more than there is", async () => {
    const start = Date.now();
    const failing = withRetries(
      async () => Promise.reject(busy(30_000)),
      () => 20_000,
    );
    await assert.rejects(failing, { status: 503 });
    assert.ok(Date.now() - start < 20_000);
  });
});

describe("readApiError", () => {
  const same = (text: string): string => text;

  it("reads a Status, and how long to wait", () => {
    const status = JSON.stringify({ kind: "Status", reason: "TooManyRequests", message: "slow down", code: 429 });
    const { status: code, reason, message, retryAfterMs } = readApiError(429, status, "3", same);
    assert.deepEqual([code, reason, message, retryAfterMs], [429, "TooManyRequests", "slow down", 3_000]);
  });

  it("reads what is no Status as text, at most so much of it", () => {
    assert.equal(readApiError(502, "<html>Bad Gateway</html>", undefined, same).message, "<html>Bad Gateway</html>");
    assert.equal(readApiError(502, "x".repeat(5_000), undefined, same).message.length, 1_001);
    assert.equal(readApiError(503, "", "Wed, 21 Oct 2026 07:28:00 GMT", same).retryAfterMs, undefined);
    assert.equal(readApiError(503, "", undefined, same).message, "HTTP 503");
  });
});
