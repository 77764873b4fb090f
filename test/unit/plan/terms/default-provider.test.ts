import assert from "node:assert/strict";
import { isDefaultProvider } from "../../../../provider/plan";

describe("a default provider", () => {
  it("is named by the engine, by version and address of its plugin", () => {
    const names = [
      "default",
      "default_0_1_0",
      "default_0_2_0_alpha_1",
      "default_0_1_0_https_//example.com/plugins",
      "default_https_//example.com/plugins",
    ];
    assert.deepEqual(names.filter(isDefaultProvider), names);
  });

  it("is none that a program has named", () => {
    assert.deepEqual(["edge", "defaults", "default_edge", "my_default", "default-1"].filter(isDefaultProvider), []);
  });
});
