import assert from "node:assert/strict";
import { isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import {
  type Address,
  type Family,
  isFault,
  type Mac,
  parseAddress,
  parseMac,
  parsePrefix,
  parseRange,
  prefixContains,
  printAddress,
  printMac,
  printPrefix,
  printRange,
} from "../../provider/ipam/index";
import { propertyOptions } from "../support/property";

const options = propertyOptions({ runs: 3000 });

/** Zero groups are frequent, so that runs of them of every length and place come up. */
const sparseV6 = fc
  .array(fc.oneof({ weight: 2, arbitrary: fc.constant(0n) }, fc.bigInt({ min: 0n, max: 0xffffn })), {
    minLength: 8,
    maxLength: 8,
  })
  .map((groups) => groups.reduce((value, group) => (value << 16n) | group, 0n))
  .filter((value) => value >> 32n !== 0xffffn);
const v4: fc.Arbitrary<Address> = fc
  .bigInt({ min: 0n, max: 0xffff_ffffn })
  .map((value) => ({ family: 4 as const, value }));
const v6: fc.Arbitrary<Address> = sparseV6.map((value) => ({ family: 6 as const, value }));
const address = fc.oneof(v4, v6);

/** Any text, and what a hand makes of a valid one: characters lost, doubled, swapped, put in between. */
const spoiled = fc
  .tuple(
    fc.oneof(
      address.map(printAddress),
      fc.constantFrom(
        "010.0.0.1",
        "0x7f.1",
        "::ffff:1.2.3.4",
        "fe80::1%eth0",
        "fd00::1.2.3.4",
        "10.0.0.0/8",
        "fd00::/64",
        "1.1.1.1..1.1.1.2..1.1.1.3",
      ),
      fc.tuple(address, address).map(([a, b]) => `${printAddress(a)}..${printAddress(b)}`),
    ),
    fc.array(
      fc.tuple(fc.nat(60), fc.constantFrom("", "0", "1", "f", "F", "x", ":", "::", ".", "..", "/", "%", " ", "٣")),
      {
        maxLength: 4,
      },
    ),
    fc.boolean(),
  )
  .map(([text, edits, upper]) => {
    const edited = edits.reduce((t, [at, piece]) => t.slice(0, at) + piece + t.slice(at + Number(piece === "")), text);
    return upper ? edited.toUpperCase() : edited;
  });
const anyText = fc.oneof({ weight: 3, arbitrary: spoiled }, fc.string(), fc.string({ unit: "binary" }));

describe("address text", () => {
  it("reads every address from what it prints, and prints it the same again", () => {
    fc.assert(
      fc.property(address, (one) => {
        assert.deepEqual(parseAddress(printAddress(one)), one);
      }),
      options,
    );
  });

  it("is canonical in IPv6 as the URL standard has it", () => {
    fc.assert(
      fc.property(v6, (one) => {
        assert.equal(new URL(`http://[${printAddress(one)}]/`).hostname, `[${printAddress(one)}]`);
      }),
      options,
    );
  });

  it("is read where Node reads it, but for zones and mapped addresses", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const read = parseAddress(text);
        const family: Family | undefined = isIPv4(text) ? 4 : isIPv6(text) ? 6 : undefined;
        if (isFault(read)) {
          if (family !== undefined) assert.ok(read.fault === "zone" || read.fault === "v4-mapped", read.fault);
        } else {
          assert.equal(read.family, family);
          assert.notEqual(read.value >> 32n, 0xffffn);
        }
      }),
      options,
    );
  });

  it("is never read as another address", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const read = parseAddress(text);
        if (isFault(read)) return assert.equal(read.text, text);
        if (read.family === 4) assert.equal(printAddress(read), text);
        else assert.equal(new URL(`http://[${text}]/`).hostname, `[${printAddress(read)}]`);
      }),
      options,
    );
  });
});

describe("prefix text", () => {
  it("is read if and only if it is canonical up to the spelling of its address", () => {
    fc.assert(
      fc.property(address, fc.nat(140), ({ family, value }, length) => {
        const bits = family === 4 ? 32 : 128;
        const text = `${printAddress({ family, value })}/${length}`;
        const read = parsePrefix(text);
        if (length > bits) return assert.deepEqual(read, { fault: "prefix-length", text });
        const host = BigInt(bits - length);
        const network = (value >> host) << host;
        if (network === value) {
          assert.deepEqual(read, { family, network, length });
          assert.equal(printPrefix({ family, network, length }), text);
        } else {
          const canonical = `${printAddress({ family, value: network })}/${length}`;
          assert.deepEqual(read, { fault: "host-bits", text, canonical });
        }
      }),
      options,
    );
  });

  it("is refused or contains its own address, whatever it says", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const read = parsePrefix(text);
        if (isFault(read)) return assert.equal(read.text, text);
        const own = parseAddress(text.slice(0, text.indexOf("/")));
        assert.ok(!isFault(own) && prefixContains(read, own));
        assert.deepEqual(parsePrefix(printPrefix(read)), read);
      }),
      options,
    );
  });
});

describe("range text", () => {
  it("reads every range from what it prints", () => {
    fc.assert(
      fc.property(fc.oneof(fc.tuple(v4, v4), fc.tuple(v6, v6)), ([a, b]) => {
        const [first, last] = a.value < b.value ? [a, b] : [b, a];
        const range = { family: a.family, first: first.value, last: last.value };
        assert.deepEqual(parseRange(printRange(range)), range);
      }),
      options,
    );
  });

  it("is refused or read back the same from its canonical form, whatever it says", () => {
    fc.assert(
      fc.property(anyText, fc.boolean(), (text, cidr) => {
        const read = parseRange(text, { cidr });
        if (isFault(read)) return assert.equal(read.text, text);
        assert.ok(read.first <= read.last);
        assert.deepEqual(parseRange(printRange(read)), read);
        const [left = "", right = left, ...rest] = text.split("..");
        assert.deepEqual(rest, []);
        if (text.includes("/")) return;
        assert.deepEqual(parseAddress(left), { family: read.family, value: read.first });
        assert.deepEqual(parseAddress(right), { family: read.family, value: read.last });
      }),
      options,
    );
  });
});

describe("MAC text", () => {
  const mac: fc.Arbitrary<Mac> = fc
    .maxSafeNat()
    .map((n) => n % 2 ** 48)
    .filter((n) => n !== 0 && Math.floor(n / 2 ** 40) % 2 === 0);

  it("reads every unicast MAC from what it prints, in all forms", () => {
    fc.assert(
      fc.property(mac, (one) => {
        const text = printMac(one);
        const digits = text.replaceAll(":", "");
        const dotted = `${digits.slice(0, 4)}.${digits.slice(4, 8)}.${digits.slice(8)}`;
        for (const form of [text, text.toUpperCase(), text.replaceAll(":", "-"), dotted])
          assert.equal(parseMac(form), one);
      }),
      options,
    );
  });

  it("is refused or made of exactly its own digits, whatever it says", () => {
    const near = fc
      .tuple(mac.map(printMac), fc.nat(16), fc.constantFrom("", ":", "-", ".", "0", "g", " "))
      .map(([text, at, piece]) => text.slice(0, at) + piece + text.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(near, fc.string(), anyText), (text) => {
        const read = parseMac(text);
        if (typeof read !== "number") return assert.equal(read.text, text);
        assert.equal(printMac(read).replaceAll(":", ""), text.replace(/[-:.]/g, "").toLowerCase());
        assert.equal(new Set(text.replace(/[0-9a-f]/gi, "")).size, 1);
      }),
      options,
    );
  });
});
