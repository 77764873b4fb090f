import assert from "node:assert/strict";
import fc from "fast-check";
import * as ipaddr from "ipaddr.js";
import { isFault, parseAddress, printAddress } from "../../provider/ipam";
import { propertyOptions } from "../support/property";

/** Runs of zero groups of every length, so that compression has something to decide. */
const ipv6 = fc
  .array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 8, maxLength: 8 })
  .filter((groups) => !(groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff))
  .map((groups) => groups.map((group) => group.toString(16)).join(":"));
const ipv4 = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 }).map((octets) => octets.join("."));

describe("parseAddress and printAddress, beside ipaddr.js", () => {
  it("agree on the canonical text of every address", () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), (text) => {
        const address = parseAddress(text);
        assert.ok(!isFault(address));
        const peer = ipaddr.parse(text);
        assert.equal(printAddress(address), peer instanceof ipaddr.IPv6 ? peer.toRFC5952String() : peer.toString());
      }),
      propertyOptions({ runs: 2_000 }),
    );
  });

  it("take nothing that ipaddr.js does not take", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-f.:x%/ -]{1,24}$/), (text) => {
        if (!isFault(parseAddress(text))) assert.ok(ipaddr.isValid(text), text);
      }),
      propertyOptions({ runs: 2_000 }),
    );
  });
});
