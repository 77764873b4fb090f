import assert from "node:assert/strict";
import fc from "fast-check";
import { type Prefix, parsePrefix, printAddress } from "../../provider/ipam";
import { poolContent } from "../../provider/plan/spiderpool/pool-content";
import {
  addressesOf,
  countOf,
  printItems,
  readItems,
  sameAddresses,
  storedItems,
} from "../../provider/plan/spiderpool/range-list";
import { SpanIndex } from "../../provider/plan/terms/span-index";
import { propertyOptions } from "../support/property";

const options = propertyOptions({ runs: 300 });

/** A stretch of a small network: first and last host part. */
const stretch = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 12 }))
  .map(([a, n]) => [a, a + n] as const);
const stretches = fc.array(stretch, { maxLength: 8 });

const BASE = { 4: 0x0a060000n, 6: 0xfd060000n << 96n } as const;
const CIDR = { 4: "10.6.0.0/24", 6: "fd06::/120" } as const;
const family = fc.constantFrom(4 as const, 6 as const);

const address = (of: 4 | 6, host: number): string => printAddress({ family: of, value: BASE[of] + BigInt(host) });
const item = (of: 4 | 6, [first, last]: readonly [number, number]): string =>
  first === last ? address(of, first) : `${address(of, first)}-${address(of, last)}`;

/** The naive model: every host part by itself. */
function hosts(list: readonly (readonly [number, number])[]): Set<number> {
  const all = new Set<number>();
  for (const [first, last] of list) for (let host = first; host <= last; host++) all.add(host);
  return all;
}

function expand(of: 4 | 6, items: readonly string[]): number[] {
  return addressesOf(of, items).ranges.flatMap(({ first, last }) =>
    Array.from({ length: Number(last - first) + 1 }, (_, i) => Number(first - BASE[of]) + i),
  );
}

const sorted = (set: Set<number>): number[] => [...set].sort((a, b) => a - b);

describe("lists of Spiderpool", () => {
  it("mean the addresses of their items, however they are stored", () => {
    fc.assert(
      fc.property(family, stretches, (of, list) => {
        const items = list.map((one) => item(of, one));
        const stored = storedItems(items, readItems(items, "ips", () => assert.fail("nothing is wrong")) ?? []);
        assert.deepEqual(expand(of, stored), sorted(hosts(list)));
        assert.ok(sameAddresses(items, stored));
        if (items.length > 1) assert.deepEqual(stored, printItems(addressesOf(of, items)));
      }),
      options,
    );
  });

  it("are stored in one way, whatever the order", () => {
    fc.assert(
      fc.property(family, fc.array(stretch, { minLength: 2, maxLength: 8 }), fc.nat(), (of, list, seed) => {
        const items = list.map((one) => item(of, one));
        const turned = [...items.slice(seed % items.length), ...items.slice(0, seed % items.length)];
        const store = (one: readonly string[]): readonly string[] =>
          storedItems(one, readItems(one, "ips", () => undefined) ?? []);
        assert.deepEqual(store(turned), store(items));
        assert.deepEqual(store(store(items)), store(items));
      }),
      options,
    );
  });

  it("count as the webhook counts them", () => {
    fc.assert(
      fc.property(family, stretches, stretches, (of, list, out) => {
        const ips = printItems(
          addressesOf(
            of,
            list.map((one) => item(of, one)),
          ),
        );
        const excluded = out.map((one) => item(of, one));
        const left = sorted(hosts(list)).filter((host) => !hosts(out).has(host));
        const content = poolContent(parsePrefix(CIDR[of]) as Prefix, ips, excluded);
        assert.ok(!("fault" in content));
        assert.equal(content.total, BigInt(left.length));
        assert.equal(countOf(addressesOf(of, ips)), hosts(list).size);
      }),
      options,
    );
  });

  it("find who shares an address with them", () => {
    fc.assert(
      fc.property(family, fc.array(stretches, { maxLength: 5 }), stretch, (of, pools, wanted) => {
        const index = new SpanIndex(
          pools.map((list, i) => {
            const items = list.map((one) => item(of, one));
            return [`p${i}`, addressesOf(of, items)] as const;
          }),
        );
        const [range] = addressesOf(of, [item(of, wanted)]).ranges;
        const expected = pools.flatMap((list, i) =>
          [...hosts([wanted])].some((host) => hosts(list).has(host)) ? [`p${i}`] : [],
        );
        assert.ok(range !== undefined);
        assert.deepEqual([...index.namesIn(range)].sort(), expected);
      }),
      options,
    );
  });
});
