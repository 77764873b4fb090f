import assert from "node:assert/strict";
import type { KubeOvnVersion } from "../../../../provider/plan";
import { deletesAtStart, namesPodsAfterVms } from "../../../../provider/plan/live/controller";

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

describe("namesPodsAfterVms", () => {
  const running = (flags: Readonly<Record<string, string>>): Parameters<typeof namesPodsAfterVms>[0] => ({
    version: [1, 13],
    controller: { flags: new Map(Object.entries(flags)) },
  });

  it("is true without the flag, which is on by default, and with every spelling of true", () => {
    assert.equal(namesPodsAfterVms(running({})), true);
    for (const value of ["true", "T", "1"]) assert.equal(namesPodsAfterVms(running({ "keep-vm-ip": value })), true);
  });

  it("is false with every spelling of false that Go reads", () => {
    for (const value of ["false", "False", "FALSE", "f", "F", "0"])
      assert.equal(namesPodsAfterVms(running({ "keep-vm-ip": value })), false, value);
  });

  it("is open where the flags could not be read, and true where no controller was asked for", () => {
    assert.equal(namesPodsAfterVms({ version: [1, 13], isControllerHidden: true }), undefined);
    assert.equal(namesPodsAfterVms({ version: [1, 13] }), true);
  });
});
