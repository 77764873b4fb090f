import assert from "node:assert/strict";
import { isFault, parseRange, printRange } from "../../../provider/ipam/index";

describe("parseRange", () => {
  const refused: readonly { text: string; fault: string; cidr?: boolean; canonical?: string }[] = [
    { text: "10.0.0.9..10.0.0.2", fault: "reversed" },
    { text: "fd00::9..fd00::2", fault: "reversed" },
    { text: "10.0.0.1..fd00::2", fault: "mixed-families" },
    { text: "10.0.0.1..10.0.0.2..10.0.0.3", fault: "malformed" },
    { text: "10.0.0.1...10.0.0.3", fault: "malformed" },
    { text: "10.0.0.1-10.0.0.3", fault: "malformed" },
    { text: "..", fault: "malformed" },
    { text: "10.0.0.1..", fault: "malformed" },
    { text: "..fd00::1", fault: "malformed" },
    { text: "10.0.0.1 ..10.0.0.3", fault: "whitespace" },
    { text: "fd00::1.. fd00::3", fault: "whitespace" },
    { text: "10.0.0.01..10.0.0.3", fault: "leading-zero" },
    { text: "10.0.0.0/24", fault: "prefix-length" },
    { text: "fd00::/64", fault: "prefix-length" },
    { text: "10.0.0.1/24", cidr: true, fault: "host-bits", canonical: "10.0.0.0/24" },
    { text: "fd00::1/64", cidr: true, fault: "host-bits", canonical: "fd00::/64" },
    { text: "10.0.0.0/24..10.0.0.5", cidr: true, fault: "prefix-length" },
    { text: "10.0.0.0/33", cidr: true, fault: "prefix-length" },
  ];
  for (const { text, cidr = false, ...facts } of refused) {
    it(`refuses ${JSON.stringify(text)} as ${facts.fault}${cidr ? ", taking CIDRs" : ""}`, () => {
      assert.deepEqual(parseRange(text, { cidr }), { ...facts, text });
    });
  }

  const read: readonly { text: string; cidr?: boolean; expected: string }[] = [
    { text: "10.0.0.5", expected: "10.0.0.5" },
    { text: "FD00::5", expected: "fd00::5" },
    { text: "10.0.0.5..10.0.0.9", expected: "10.0.0.5..10.0.0.9" },
    { text: "fd00::5..FD00::0009", expected: "fd00::5..fd00::9" },
    { text: "10.0.0.5..10.0.0.5", expected: "10.0.0.5" },
    { text: "fd00::5..fd00::5", expected: "fd00::5" },
    { text: "10.0.0.0/30", cidr: true, expected: "10.0.0.0..10.0.0.3" },
    { text: "fd00::/126", cidr: true, expected: "fd00::..fd00::3" },
    { text: "10.0.0.4/32", cidr: true, expected: "10.0.0.4" },
    { text: "10.0.0.5..10.0.0.9", cidr: true, expected: "10.0.0.5..10.0.0.9" },
  ];
  for (const { text, cidr = false, expected } of read) {
    it(`reads ${text}${cidr ? ", taking CIDRs," : ""} as ${expected}`, () => {
      const range = parseRange(text, { cidr });
      assert.ok(!isFault(range));
      assert.equal(printRange(range), expected);
    });
  }

  it("includes both ends", () => {
    assert.deepEqual(parseRange("10.0.0.5..10.0.0.9"), { family: 4, first: 0x0a000005n, last: 0x0a000009n });
  });
});
