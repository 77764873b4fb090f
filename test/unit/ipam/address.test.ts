import assert from "node:assert/strict";
import {
  type Address,
  compareAddresses,
  isFault,
  parseAddress,
  printAddress,
  sameAddress,
} from "../../../provider/ipam/index";

function must(text: string): Address {
  const address = parseAddress(text);
  assert.ok(!isFault(address), `${text} is refused`);
  return address;
}

describe("parseAddress", () => {
  const refused: readonly { text: string; fault: string }[] = [
    { text: "", fault: "malformed" },
    { text: "1", fault: "malformed" },
    { text: "1.2.3", fault: "malformed" },
    { text: "1.2.3.4.5", fault: "malformed" },
    { text: "1..3.4", fault: "malformed" },
    { text: "1.2.3.256", fault: "malformed" },
    { text: "1.2.3.-4", fault: "malformed" },
    { text: "0x7f.1", fault: "malformed" },
    { text: "0x7f.0.0.1", fault: "malformed" },
    { text: "2130706433", fault: "malformed" },
    { text: "10.16.0.1O", fault: "malformed" },
    { text: "１.2.3.4", fault: "malformed" },
    { text: "010.0.0.1", fault: "leading-zero" },
    { text: "10.0.0.00", fault: "leading-zero" },
    { text: "::010.0.0.1", fault: "leading-zero" },
    { text: " 1.2.3.4", fault: "whitespace" },
    { text: "1.2.3.4\n", fault: "whitespace" },
    { text: "fd00:: 1", fault: "whitespace" },
    { text: "1.2.3.4/24", fault: "prefix-length" },
    { text: "fd00::1/64", fault: "prefix-length" },
    { text: "1.2.3.4%eth0", fault: "zone" },
    { text: "fe80::1%eth0", fault: "zone" },
    { text: "::ffff:1.2.3.4", fault: "v4-mapped" },
    { text: "::ffff:102:304", fault: "v4-mapped" },
    { text: "0:0:0:0:0:FFFF:0102:0304", fault: "v4-mapped" },
    { text: ":", fault: "malformed" },
    { text: ":::", fault: "malformed" },
    { text: ":1:2:3:4:5:6:7", fault: "malformed" },
    { text: "1:2:3:4:5:6:7:", fault: "malformed" },
    { text: "1::2::3", fault: "malformed" },
    { text: "12345::", fault: "malformed" },
    { text: "fd00::g", fault: "malformed" },
    { text: "1:2:3:4:5:6:7", fault: "malformed" },
    { text: "1:2:3:4:5:6:7:8:9", fault: "malformed" },
    { text: "1:2:3:4:5:6:7::8", fault: "malformed" },
    { text: "1:2:3:4:5:6:7:1.2.3.4", fault: "malformed" },
    { text: "1.2.3.4::", fault: "malformed" },
    { text: "::1.2.3", fault: "malformed" },
    { text: "::1.2.3.4:5", fault: "malformed" },
    { text: "[fd00::1]", fault: "malformed" },
  ];
  for (const { text, fault } of refused) {
    it(`refuses ${JSON.stringify(text)} as ${fault}`, () => {
      assert.deepEqual(parseAddress(text), { fault, text });
    });
  }

  const read: readonly { text: string; family: 4 | 6; value: bigint }[] = [
    { text: "0.0.0.0", family: 4, value: 0n },
    { text: "10.16.0.7", family: 4, value: 0x0a100007n },
    { text: "255.255.255.255", family: 4, value: 0xffffffffn },
    { text: "::", family: 6, value: 0n },
    { text: "::1", family: 6, value: 1n },
    { text: "1::", family: 6, value: 1n << 112n },
    { text: "1:2:3:4:5:6:7:8", family: 6, value: 0x00010002000300040005000600070008n },
    { text: "1:2:3:4:5:6:7::", family: 6, value: 0x00010002000300040005000600070000n },
    { text: "::1.2.3.4", family: 6, value: 0x01020304n },
    { text: "64:ff9b::192.0.2.33", family: 6, value: (0x0064ff9bn << 96n) | 0xc0000221n },
    { text: "fd00:0010:0016:0000:0000:0000:0000:00Af", family: 6, value: (0xfd0000100016n << 80n) | 0xafn },
  ];
  for (const { text, family, value } of read) {
    it(`reads ${text}`, () => {
      assert.deepEqual(parseAddress(text), { family, value });
    });
  }
});

describe("printAddress", () => {
  const canonical: readonly { text: string; expected: string }[] = [
    { text: "10.16.0.7", expected: "10.16.0.7" },
    { text: "FD00:0010::00AF", expected: "fd00:10::af" },
    { text: "0:0:0:0:0:0:0:0", expected: "::" },
    { text: "0:0:0:0:0:0:0:1", expected: "::1" },
    { text: "1:0:0:0:0:0:0:0", expected: "1::" },
    { text: "1:0:0:2:0:0:0:3", expected: "1:0:0:2::3" },
    { text: "1:0:0:2:0:0:3:4", expected: "1::2:0:0:3:4" },
    { text: "1:0:2:3:4:5:6:7", expected: "1:0:2:3:4:5:6:7" },
    { text: "::1.2.3.4", expected: "::102:304" },
    { text: "fd00:10:16:0:0:0:0:0", expected: "fd00:10:16::" },
  ];
  for (const { text, expected } of canonical) {
    it(`prints ${text} as ${expected}`, () => {
      assert.equal(printAddress(must(text)), expected);
    });
  }
});

describe("compareAddresses", () => {
  it("orders by number, not by text", () => {
    const sorted = ["10.0.0.10", "10.0.0.9"].map(must).sort(compareAddresses).map(printAddress);
    assert.deepEqual(sorted, ["10.0.0.9", "10.0.0.10"]);
  });

  it("orders IPv4 before IPv6 of any value", () => {
    const sorted = ["::1", "255.255.255.255"].map(must).sort(compareAddresses).map(printAddress);
    assert.deepEqual(sorted, ["255.255.255.255", "::1"]);
  });

  it("is 0 for two spellings of one address", () => {
    assert.equal(compareAddresses(must("FD00::1"), must("fd00:0::1")), 0);
  });
});

describe("sameAddress", () => {
  it("tells families of one number apart", () => {
    assert.equal(sameAddress(must("0.0.0.1"), must("::1")), false);
  });

  it("is true for two spellings of one address", () => {
    assert.equal(sameAddress(must("FD00::1"), must("fd00:0::1")), true);
  });
});
