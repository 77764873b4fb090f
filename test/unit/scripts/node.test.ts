import assert from "node:assert/strict";
import { loadToolchain } from "../../support/toolchain";

describe("isSupportedNode", () => {
  const module = loadToolchain<{ isSupportedNode(version: string, declared: string): boolean }>("node.mjs");
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["v22.0.0", ">=22", true],
    ["v24.1.0", ">=22", true],
    ["v20.20.2", ">=22", false],
    ["v22.12.9", ">=22.13", false],
    ["v22.13.0", ">=22.13", true],
    ["v24.1.0", ">=22.13", true],
    ["v22.13.1", ">=22.13.1", true],
    ["v22.13.0", ">=22.13.1", false],
    ["v22.13.0-nightly", ">=22.13.0", true],
  ];
  for (const [version, declared, supported] of cases) {
    it(`${supported ? "takes" : "refuses"} ${version} for ${declared}`, async () => {
      assert.equal((await module).isSupportedNode(version, declared), supported);
    });
  }
});
