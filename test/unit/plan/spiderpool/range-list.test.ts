import assert from "node:assert/strict";
import { rangeSetOf, sizeOf, subtract } from "../../../../provider/ipam";
import { type Refusal, refuse } from "../../../../provider/plan/refusals/refusal";
import { cidrLabel, readCidr } from "../../../../provider/plan/spiderpool/cidr";
import {
  addressesOf,
  expandItems,
  MOST_ADDRESSES,
  readItems,
  sameAddresses,
  storedItems,
} from "../../../../provider/plan/spiderpool/range-list";

const stored = (items: readonly string[]): readonly string[] =>
  storedItems(items, readItems(items, "ips", () => undefined) ?? []);

describe("storedItems", () => {
  const cases: readonly [items: readonly string[], expected: readonly string[]][] = [
    [
      ["172.18.40.10", "172.18.40.1-172.18.40.2", "172.18.40.2-172.18.40.3"],
      ["172.18.40.1-172.18.40.3", "172.18.40.10"],
    ],
    [
      ["abcd:1234::a", "abcd:1234::1-abcd:1234::2", "abcd:1234::2-abcd:1234::3"],
      ["abcd:1234::1-abcd:1234::3", "abcd:1234::a"],
    ],
    [
      ["172.18.40.10", "172.18.40.1", "172.18.40.2"],
      ["172.18.40.1-172.18.40.2", "172.18.40.10"],
    ],
    [
      ["10.0.0.10", "10.0.0.2"],
      ["10.0.0.2", "10.0.0.10"],
    ],
    [["10.0.0.10", "10.0.0.9"], ["10.0.0.9-10.0.0.10"]],
    [["10.0.0.255", "10.0.1.0"], ["10.0.0.255-10.0.1.0"]],
    [["10.0.0.5", "10.0.0.5"], ["10.0.0.5"]],
    [
      ["10.0.0.1-10.0.0.1", "10.0.0.3"],
      ["10.0.0.1", "10.0.0.3"],
    ],
    [["FD00:0:0::A", "fd00::9"], ["fd00::9-fd00::a"]],
    [
      ["::1", "::2"],
      ["::1", "::2"],
    ],
    [
      ["0.255.255.254", "0.255.255.255", "1.0.0.0"],
      ["0.255.255.254", "0.255.255.255-1.0.0.0"],
    ],
    [[], []],
    [["10.0.0.1-10.0.0.1"], ["10.0.0.1-10.0.0.1"]],
    [["FD00::0001"], ["FD00::0001"]],
  ];
  for (const [items, expected] of cases) {
    it(`stores [${items.join(", ")}] as [${expected.join(", ")}]`, () => assert.deepEqual(stored(items), expected));
  }

  it("changes nothing that it has stored", () => {
    for (const [items] of cases) assert.deepEqual(stored(stored(items)), stored(items));
  });
});

describe("readItems", () => {
  const codes = (items: readonly string[]): readonly (readonly [string, string])[] => {
    const found: Refusal[] = [];
    readItems(items, "ips", (property, code, facts) => found.push(refuse(property, code, facts)));
    return found.map(({ property, code }) => [property, code]);
  };

  it("reports every item that is wrong, and draws nothing from the others", () => {
    assert.deepEqual(codes(["10.0.0.1", "text", "10.0.0.0/8"]), [
      ["ips", "spider-item"],
      ["ips", "spider-item"],
    ]);
    assert.equal(
      readItems(["10.0.0.1", "text"], "ips", () => undefined),
      undefined,
    );
  });

  it(`takes ${MOST_ADDRESSES} addresses and no more, of either family`, () => {
    assert.deepEqual(codes(["10.0.0.0-10.0.255.255"]), []);
    assert.deepEqual(codes(["10.0.0.0-10.1.0.0"]), [["ips", "spider-too-many"]]);
    assert.deepEqual(codes(["fd00::-fd00::ffff"]), []);
    assert.deepEqual(codes(["fd00::-fd00::1:0"]), [["ips", "spider-too-many"]]);
    assert.deepEqual(codes(["fd00::1-fd00::ffff:ffff:ffff:ffff"]), [["ips", "spider-too-many"]]);
  });
});

describe("addressesOf", () => {
  it("passes over what Spiderpool cannot walk", () => {
    const items = ["10.0.0.9-10.0.0.1", "text", "10.0.0.1-10.0.0.2-10.0.0.3", "fd00::1", "10.0.0.4"];
    assert.deepEqual(addressesOf(4, items).ranges, [{ family: 4, first: 0x0a000004n, last: 0x0a000004n }]);
    assert.deepEqual(addressesOf(6, items).ranges.length, 1);
  });

  it("makes the total of a pool with the addresses that are taken out", () => {
    const total = (family: 4 | 6, ips: string[], out: string[]): bigint =>
      sizeOf(subtract(addressesOf(family, ips), addressesOf(family, out)));
    assert.equal(
      total(4, ["172.18.40.10", "172.18.40.1-172.18.40.2"], ["172.18.40.10", "172.18.40.2-172.18.40.3"]),
      1n,
    );
    assert.equal(
      total(6, ["abcd:1234::a", "abcd:1234::1-abcd:1234::2"], ["abcd:1234::a", "abcd:1234::2-abcd:1234::3"]),
      1n,
    );
  });
});

describe("sameAddresses", () => {
  it("looks at addresses, not at how they are written", () => {
    assert.ok(sameAddresses(["10.0.0.1-10.0.0.2"], ["10.0.0.2", "10.0.0.1"]));
    assert.ok(sameAddresses(["FD00::0001"], ["fd00::1-fd00::1"]));
    assert.ok(!sameAddresses(["10.0.0.1"], ["10.0.0.2"]));
    assert.ok(!sameAddresses(["10.0.0.1"], ["10.0.0.1", "fd00::1"]));
  });
});

describe("expandItems", () => {
  it("lists addresses of both families, and none of a list that is too long", () => {
    assert.deepEqual(expandItems(["10.0.0.1-10.0.0.2", "fd00::1"], 3), [
      { family: 4, value: 0x0a000001n },
      { family: 4, value: 0x0a000002n },
      { family: 6, value: (0xfd00n << 112n) + 1n },
    ]);
    assert.deepEqual(expandItems(["fd00::-fd00::ffff:ffff:ffff:ffff"], 65_536), []);
  });
});

describe("readCidr", () => {
  const read = (text: string): string[] => {
    const codes: string[] = [];
    readCidr(text, "subnet", (_, code) => codes.push(code));
    return codes;
  };

  it("takes what is canonical, and nothing else", () => {
    assert.deepEqual(["172.10.0.0/16", "fc00:f853:ccd:e793::/64"].flatMap(read), []);
    assert.deepEqual(read("172.10.5.0/16"), ["spider-cidr"]);
    assert.deepEqual(read("fc00:f853:ccd:e793::ee/64"), ["spider-cidr"]);
    assert.deepEqual(read("0.0.0.0.0/16"), ["malformed-cidr"]);
    assert.deepEqual(read("10.6.0.0/33"), ["malformed-cidr"]);
  });
});

describe("cidrLabel", () => {
  it("writes what a label may not have as dashes", () => {
    assert.equal(cidrLabel("172.18.40.0/24"), "172-18-40-0-24");
    assert.equal(cidrLabel("abcd:1234::/120"), "abcd-1234---120");
  });
});

describe("the sets under the lists", () => {
  it("are those of the addresses themselves", () => {
    const of = (...items: string[]): string[] =>
      rangeSetOf(4, addressesOf(4, items).ranges).ranges.map(({ first, last }) => `${first}-${last}`);
    assert.deepEqual(of("10.0.0.1-10.0.0.2", "10.0.0.2-10.0.0.3"), [`${0x0a000001}-${0x0a000003}`]);
  });
});
