import assert from "node:assert/strict";
import {
  firstAddress,
  gatewayByDefault,
  isFault,
  lastAddress,
  type Prefix,
  parseAddress,
  parsePrefix,
  prefixContains,
  prefixContainsPrefix,
  prefixesOverlap,
  prefixSize,
  printAddress,
  printPrefix,
} from "../../../provider/ipam/index";

function must(text: string): Prefix {
  const prefix = parsePrefix(text);
  assert.ok(!isFault(prefix), `${text} is refused`);
  return prefix;
}

describe("parsePrefix", () => {
  const refused: readonly { text: string; fault: string; canonical?: string }[] = [
    { text: "10.1.2.3/24", fault: "host-bits", canonical: "10.1.2.0/24" },
    { text: "FD00:1::2/112", fault: "host-bits", canonical: "fd00:1::/112" },
    { text: "10.0.0.0", fault: "prefix-length" },
    { text: "fd00::", fault: "prefix-length" },
    { text: "10.0.0.0/", fault: "prefix-length" },
    { text: "10.0.0.0/33", fault: "prefix-length" },
    { text: "fd00::/129", fault: "prefix-length" },
    { text: "10.0.0.0/-1", fault: "prefix-length" },
    { text: "10.0.0.0/255.0.0.0", fault: "prefix-length" },
    { text: "10.0.0.0/08", fault: "leading-zero" },
    { text: "fd00::/064", fault: "leading-zero" },
    { text: "010.0.0.0/8", fault: "leading-zero" },
    { text: "10.0.0.0/8/8", fault: "malformed" },
    { text: "10.0.0/8", fault: "malformed" },
    { text: "/8", fault: "malformed" },
    { text: "10.0.0.0 /8", fault: "whitespace" },
    { text: "10.0.0.0/ 8", fault: "whitespace" },
    { text: "fe80::%eth0/64", fault: "zone" },
    { text: "::ffff:0:0/96", fault: "v4-mapped" },
  ];
  for (const { text, ...facts } of refused) {
    it(`refuses ${JSON.stringify(text)} as ${facts.fault}`, () => {
      assert.deepEqual(parsePrefix(text), { ...facts, text });
    });
  }

  it("reads an IPv4 prefix", () => {
    assert.deepEqual(parsePrefix("10.16.0.0/16"), { family: 4, network: 0x0a100000n, length: 16 });
  });

  it("reads an IPv6 prefix in any spelling", () => {
    assert.deepEqual(parsePrefix("FD00:10:16::0/64"), { family: 6, network: 0xfd0000100016n << 80n, length: 64 });
  });

  it("reads the shortest and the longest prefixes", () => {
    assert.deepEqual(["0.0.0.0/0", "10.0.0.1/32", "::/0", "::1/128"].map(must).map(printPrefix), [
      "0.0.0.0/0",
      "10.0.0.1/32",
      "::/0",
      "::1/128",
    ]);
  });
});

describe("prefixSize", () => {
  it("counts network and last address", () => {
    assert.equal(prefixSize(must("10.0.0.0/24")), 256n);
    assert.equal(prefixSize(must("fd00::/64")), 0x1_0000_0000_0000_0000n);
    assert.equal(prefixSize(must("10.0.0.1/32")), 1n);
  });
});

describe("firstAddress and lastAddress", () => {
  it("are the network and the all-ones address", () => {
    assert.equal(printAddress(firstAddress(must("10.0.1.0/24"))), "10.0.1.0");
    assert.equal(printAddress(lastAddress(must("10.0.1.0/24"))), "10.0.1.255");
    assert.equal(printAddress(firstAddress(must("fd00::100/120"))), "fd00::100");
    assert.equal(printAddress(lastAddress(must("fd00::100/120"))), "fd00::1ff");
  });
});

describe("prefixContains", () => {
  const cases = [
    { prefix: "10.0.1.0/24", address: "10.0.1.255", expected: true },
    { prefix: "10.0.1.0/24", address: "10.0.2.0", expected: false },
    { prefix: "0.0.0.0/0", address: "255.255.255.255", expected: true },
    { prefix: "fd00::/64", address: "fd00::ffff:ffff:ffff:ffff", expected: true },
    { prefix: "fd00::/64", address: "fd00:0:0:1::", expected: false },
    { prefix: "::/0", address: "10.0.0.1", expected: false },
  ] as const;
  for (const { prefix, address, expected } of cases) {
    it(`is ${expected} for ${address} in ${prefix}`, () => {
      const parsed = parseAddress(address);
      assert.ok(!isFault(parsed));
      assert.equal(prefixContains(must(prefix), parsed), expected);
    });
  }
});

describe("prefixContainsPrefix and prefixesOverlap", () => {
  const cases = [
    { a: "10.0.0.0/8", b: "10.16.0.0/16", contains: true, overlap: true },
    { a: "10.16.0.0/16", b: "10.0.0.0/8", contains: false, overlap: true },
    { a: "10.16.0.0/16", b: "10.17.0.0/16", contains: false, overlap: false },
    { a: "fd00::/48", b: "fd00:0:0:1::/64", contains: true, overlap: true },
    { a: "fd00::/64", b: "fd00:0:0:1::/64", contains: false, overlap: false },
    { a: "0.0.0.0/0", b: "::/0", contains: false, overlap: false },
  ] as const;
  for (const { a, b, contains, overlap } of cases) {
    it(`knows ${a} and ${b}`, () => {
      assert.equal(prefixContainsPrefix(must(a), must(b)), contains);
      assert.equal(prefixesOverlap(must(a), must(b)), overlap);
      assert.equal(prefixesOverlap(must(b), must(a)), overlap);
    });
  }
});

describe("gatewayByDefault", () => {
  const cases = [
    { prefix: "10.16.0.0/16", expected: "10.16.0.1" },
    { prefix: "fd00:10:16::/64", expected: "fd00:10:16::1" },
    { prefix: "10.0.0.2/31", expected: "10.0.0.2" },
    { prefix: "fd00::2/127", expected: "fd00::2" },
    { prefix: "10.0.0.2/32", expected: undefined },
    { prefix: "fd00::2/128", expected: undefined },
  ] as const;
  for (const { prefix, expected } of cases) {
    it(`is ${expected ?? "nothing"} for ${prefix}`, () => {
      const gateway = gatewayByDefault(must(prefix));
      assert.equal(gateway && printAddress(gateway), expected);
    });
  }
});
