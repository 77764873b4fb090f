import assert from "node:assert/strict";
import type { Range } from "../../../../provider/ipam";
import { addressesOf } from "../../../../provider/plan/spiderpool/range-list";
import { SpanIndex } from "../../../../provider/plan/terms/span-index";

const index = (pools: Readonly<Record<string, readonly string[]>>, family: 4 | 6 = 4): SpanIndex =>
  new SpanIndex(Object.entries(pools).map(([name, items]) => [name, addressesOf(family, items)]));
const range = (item: string, family: 4 | 6 = 4): Range => addressesOf(family, [item]).ranges[0] as Range;

describe("SpanIndex", () => {
  it("finds a pool that touches, and none that is beside", () => {
    const pools = index({ a: ["172.18.40.2-172.18.40.3"] });
    assert.deepEqual(pools.namesIn(range("172.18.40.1-172.18.40.2")), ["a"]);
    assert.deepEqual(pools.namesIn(range("172.18.40.4")), []);
    const six = index({ a: ["fd00::2-fd00::3"] }, 6);
    assert.deepEqual(six.namesIn(range("fd00::1-fd00::2", 6)), ["a"]);
    assert.deepEqual(six.namesIn(range("fd00::4", 6)), []);
  });

  it("finds a long range behind short ones, each pool once", () => {
    const pools = index({ long: ["10.0.0.1-10.0.0.250"], short: ["10.0.0.5", "10.0.0.7"], far: ["10.0.1.1"] });
    assert.deepEqual(pools.namesIn(range("10.0.0.200-10.0.0.210")), ["long"]);
    assert.deepEqual([...pools.namesIn(range("10.0.0.4-10.0.0.8"))].sort(), ["long", "short"]);
  });

  it("finds an address in a pool that is larger than any number of them", () => {
    const pools = index({ huge: ["fd12:3456:789a:baba::11-fd12:3456:789a:baba:ffff:ffff:ffff:ffff"] }, 6);
    assert.deepEqual(pools.namesIn(range("fd12:3456:789a:baba::11-fd12:3456:789a:baba::12", 6)), ["huge"]);
  });
});
