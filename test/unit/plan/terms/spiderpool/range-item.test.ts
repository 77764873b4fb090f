import assert from "node:assert/strict";
import { familiesOfItem, readItem } from "../../../../../provider/plan/terms/spiderpool/range-item";

describe("familiesOfItem", () => {
  const cases: readonly [item: string, families: readonly number[]][] = [
    ["172.18.40.10", [4]],
    ["172.18.40.1-172.18.40.2", [4]],
    ["abcd:1234::a", [6]],
    ["abcd:1234::1-abcd:1234::2", [6]],
    ["172.18.40.2-172.18.40.1", []],
    ["abcd:1234::2-abcd:1234::1", []],
    ["172.18.40.1-172.18.40.2-172.18.40.3", []],
    ["abcd:1234::1-abcd:1234::2-abcd:1234::3", []],
    ["172.18.40.1-text", []],
    ["text-172.18.40.1", []],
    ["abcd:1234::1-text", []],
    ["text", []],
    ["1.2.3.4-1.2.3.4", [4]],
    ["172.18.40.1 - 172.18.40.2", []],
    ["", []],
    ["-", []],
    ["10.0.0.1-", []],
    ["10.0.0.0/24", []],
    ["010.0.0.1", []],
    ["fd00::1%eth0", []],
    ["FD00::1", [6]],
    ["::ffff:1.2.3.4", [4, 6]],
    ["::ffff:102:304", [6]],
    ["10.0.0.1-fd00::1", []],
    ["10.0.0.1-9", []],
  ];
  for (const [item, families] of cases) {
    it(`takes ${JSON.stringify(item)} for ${families.join(" and ") || "nothing"}`, () => {
      assert.deepEqual(familiesOfItem(item), families);
    });
  }
});

describe("readItem", () => {
  it("reads addresses and ranges of both families", () => {
    assert.deepEqual(readItem("172.18.40.1"), { family: 4, first: 0xac122801n, last: 0xac122801n });
    assert.deepEqual(readItem("172.18.40.1-172.18.40.2"), { family: 4, first: 0xac122801n, last: 0xac122802n });
    assert.deepEqual(readItem("::5-::ff00:0:0:0:1:0"), { fault: "zero-leading" });
    assert.deepEqual(readItem("100::1-100::2"), { family: 6, first: (1n << 120n) + 1n, last: (1n << 120n) + 2n });
  });

  const faults: readonly [item: string, fault: string][] = [
    // Spans that Spiderpool would expand forever, and the nearest ones that it would not.
    ["0.0.0.1-0.0.0.3", "zero-leading"],
    ["0.255.255.254-0.255.255.254", "zero-leading"],
    ["::1-::3", "zero-leading"],
    ["64:ff9b::1-64:ff9b::9", "zero-leading"],
    ["ff:ffff:ffff:ffff:ffff:ffff:ffff:fffe-100::", "zero-leading"],
    ["255.255.255.250-255.255.255.255", "ends-last"],
    ["255.255.255.255-255.255.255.255", "ends-last"],
    ["ffff::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ends-last"],
    ["10.0.0.2-10.0.0.1", "reversed"],
    ["fd00::2-fd00::1", "reversed"],
    ["::ffff:1.2.3.4", "v4-mapped"],
    ["::ffff:102:304", "v4-mapped"],
    ["fd00::1.2.3.4", "mixed-notation"],
  ];
  for (const [item, fault] of faults) {
    it(`refuses ${item}: ${fault}`, () => assert.deepEqual(readItem(item), { fault }));
  }

  for (const item of [
    "0.0.0.5",
    "255.255.255.255",
    "::1",
    "0.255.255.255-1.0.0.0",
    "255.255.255.253-255.255.255.254",
  ]) {
    it(`takes ${item}, which Spiderpool can walk`, () => assert.ok(!("fault" in readItem(item))));
  }
});
