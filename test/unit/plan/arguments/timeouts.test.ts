import assert from "node:assert/strict";
import { readDuration, timeoutOf } from "../../../../provider/plan/arguments/timeouts";

describe("readDuration", () => {
  const cases: readonly [string, number | undefined][] = [
    ["90s", 90_000],
    ["5m", 300_000],
    ["1h", 3_600_000],
    ["1h30m", 5_400_000],
    ["1m5s", 65_000],
    ["", undefined],
    ["0s", undefined],
    ["5", undefined],
    ["5 m", undefined],
    ["30m1h", undefined],
    ["-5m", undefined],
    ["1.5m", undefined],
    ["99999999s", undefined],
  ];
  for (const [text, expected] of cases) {
    it(`of ${JSON.stringify(text)} is ${expected === undefined ? "nothing" : `${expected} ms`}`, () => {
      assert.equal(readDuration(text), expected);
    });
  }
});

describe("timeoutOf", () => {
  it("is what the resource says of the operation, and nothing where it says nothing", () => {
    assert.equal(timeoutOf({ timeouts: { create: "90s" } }, "create"), 90_000);
    assert.equal(timeoutOf({ timeouts: { create: "90s" } }, "delete"), undefined);
    assert.equal(timeoutOf({}, "create"), undefined);
  });
});
