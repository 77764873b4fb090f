import assert from "node:assert/strict";
import { PLACEMENT_VERSION, placementHash } from "../../../provider/ipam/index";

describe("placementHash", () => {
  // A plan made by one release is carried out by another: if one of these has to be changed, the function has changed.
  const golden: readonly { text: string; high: number; low: number }[] = [
    { text: "", high: 456911803, low: -1947138002 },
    { text: "a", high: 75763739, low: 1779884229 },
    { text: "ab", high: 1308806866, low: -1637337372 },
    { text: "abc", high: 1343572517, low: -537150570 },
    { text: "default/web-0", high: 462975255, low: 1470664048 },
    { text: "default/web-1", high: -1681585834, low: -1783748720 },
    { text: "acme/shop/prod/kubeovn:ReservedIP/db", high: 1077911638, low: 231509144 },
    { text: "名前", high: 368214473, low: 11876307 },
    { text: "x".repeat(300), high: 1916191357, low: 1713088154 },
  ];
  for (const { text, high, low } of golden) {
    it(`of ${JSON.stringify(text.slice(0, 40))} is what it always was`, () => {
      assert.deepEqual(placementHash(text), { high, low });
    });
  }

  it("tells texts apart that differ only in trailing zero code units", () => {
    const words = ["x", "x\0", "x\0\0", "x\0\0\0"].map((text) => placementHash(text).low);
    assert.equal(new Set(words).size, 4);
  });

  it("gives a hundred thousand numbered owners as many different hashes", () => {
    const hashes = new Set<string>();
    for (let i = 0; i < 100_000; i++) {
      const { high, low } = placementHash(`default/workload-${i}`);
      hashes.add(`${high}/${low}`);
    }
    assert.equal(hashes.size, 100_000);
  });

  it("belongs to version 1 of placement", () => {
    assert.equal(PLACEMENT_VERSION, 1);
  });
});
