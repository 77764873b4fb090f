import assert from "node:assert/strict";
import { backoffMs } from "../../../provider/ovsdb-client";

describe("backoffMs", () => {
  const pauses = (random: number): readonly number[] =>
    [0, 1, 2, 3, 4, 5, 1000].map((count) => backoffMs(count, { firstMs: 100, maxMs: 1000, random: () => random }));

  it("doubles up to the cap", () => {
    assert.deepEqual(pauses(1), [0, 100, 200, 400, 800, 1000, 1000]);
  });

  it("is never less than half of that", () => {
    assert.deepEqual(pauses(0), [0, 50, 100, 200, 400, 500, 500]);
  });
});
