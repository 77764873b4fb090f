import assert from "node:assert/strict";
import type { KubeOvnVersion } from "../../../provider/plan";
import { deletesAtStart } from "../../../provider/plan/controller";

describe("deletesAtStart", () => {
  for (const [version, expected] of [
    [[1, 13], false],
    [[1, 13, 9], false],
    [[1, 14], undefined],
    [[1, 14, 6], false],
    [[1, 14, 7], true],
    [[1, 15], true],
    [[1, 17, 0], true],
  ] as const satisfies readonly (readonly [KubeOvnVersion, boolean | undefined])[]) {
    it(`is ${expected ?? "open"} for ${version.join(".")}`, () => {
      assert.equal(deletesAtStart({ version }), expected);
    });
  }

  it("is open for a release that is only assumed", () => {
    assert.equal(deletesAtStart({ version: [1, 17], isVersionAssumed: true }), undefined);
  });

  it("is false where the controller collects no garbage", () => {
    const flags = (interval: string): { readonly flags: ReadonlyMap<string, string> } => ({
      flags: new Map([["gc-interval", interval]]),
    });
    assert.equal(deletesAtStart({ version: [1, 17], controller: flags("0") }), false);
    assert.equal(deletesAtStart({ version: [1, 17], controller: flags("360") }), true);
    assert.equal(deletesAtStart({ version: [1, 17], isVersionAssumed: true, controller: flags("0") }), false);
  });
});
