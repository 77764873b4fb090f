import assert from "node:assert/strict";
import { printCount } from "../../../cli/print/count";

describe("printCount", () => {
  for (const [count, text] of [
    [0n, "0"],
    [1_234n, "1,234"],
    [999_999_999_999n, "999,999,999,999"],
    [2n ** 64n, "2⁶⁴"],
    [2n ** 64n - 3n, "2⁶⁴ − 3"],
    [2n ** 64n + 65_540n, "2⁶⁴ + 65,540"],
    [2n ** 63n + 2n ** 40n, "9.2 × 10¹⁸"],
    [2n ** 128n - 1n, "2¹²⁸ − 1"],
  ] as const) {
    it(`writes ${count} as ${text}`, () => assert.equal(printCount(count), text));
  }
});
