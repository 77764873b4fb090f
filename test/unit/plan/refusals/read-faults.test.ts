import assert from "node:assert/strict";
import { isFault, parseAddress, parsePrefix, parseRange } from "../../../../provider/ipam";
import { whyNot } from "../../../../provider/plan/refusals/read-faults";

const PARSERS = {
  address: parseAddress,
  range: parseRange,
  cidr: parsePrefix,
} as const;

describe("whyNot", () => {
  for (const [form, text, expected] of [
    ["address", "10.16.0.1O", '"1O" is not a number from 0 to 255 (did you mean "10.16.0.10"?)'],
    ["address", "10.16.0.256", '"256" is not a number from 0 to 255'],
    ["address", "10.16..9", '"" is not a number from 0 to 255'],
    ["address", "10.16.9", "an IPv4 address has four numbers with dots between"],
    ["address", "web", "an IPv4 address has four numbers with dots between"],
    ["address", "fd00::1O", '"1O" is not a hexadecimal number of up to four digits (did you mean "fd00::10"?)'],
    ["address", "fd00:1:2", 'an IPv6 address has eight groups, or fewer and one "::"'],
    ["address", "fd00::1::2", 'an IPv6 address has eight groups, or fewer and one "::"'],
    ["address", "010.16.0.09", 'a number has leading zeros, which some programs read as octal; write "10.16.0.9"'],
    ["address", " 10.16.0.9", 'it has white space; write "10.16.0.9"'],
    ["address", "fe80::1%eth0", "it has a zone; omit the zone"],
    ["address", "10.16.0.9/24", "it has a prefix length; write the address alone"],
    ["range", "10.16.0.5-10.16.0.9", 'ranges are written with two dots; write "10.16.0.5..10.16.0.9"'],
    ["range", "fd00::5-fd00::9", 'ranges are written with two dots; write "fd00::5..fd00::9"'],
    ["range", "10.16.0.5..10.16.0.300", '"300" is not a number from 0 to 255'],
    ["range", "fd00::5..fd00::12345", '"12345" is not a hexadecimal number of up to four digits'],
    ["range", "10.16.0.0/24", "it has a prefix length; write its first and last address"],
    ["range", "10.16.0.5..fd00::9", "its ends are of different families; write a range for each family"],
    ["cidr", "10.16.0.x/24", '"x" is not a number from 0 to 255'],
    ["cidr", "10.16.0.0/024", 'a number has leading zeros, which some programs read as octal; write "10.16.0.0/24"'],
    ["cidr", "fd00::/129", "the prefix length must be 0 to 32 (IPv4) or 0 to 128 (IPv6)"],
  ] as const) {
    it(`says of ${form} ${JSON.stringify(text)}: ${expected}`, () => {
      const read = PARSERS[form](text);
      assert.ok(isFault(read));
      assert.equal(whyNot(form, text, read), expected);
    });
  }
});
