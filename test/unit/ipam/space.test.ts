import assert from "node:assert/strict";
import { type Address, createSpace, placementHash } from "../../../provider/ipam/index";
import { address, mac, pool, texts } from "./build";

const twoFamilies = () =>
  createSpace({
    v4: pool("10.0.1.0/24", { gateway: "10.0.1.1", excluded: ["10.0.1.250..10.0.1.254"] }),
    v6: pool("fd00::/64", { gateway: "fd00::1", excluded: ["fd00::ff00/120"] }),
  });

describe("Space", () => {
  for (const one of ["10.0.1.7", "10.0.1.250", "10.0.1.0", "192.0.2.1", "fd00::7", "fd00::ff01", "2001:db8::1"]) {
    it(`remembers who holds ${one}`, () => {
      const space = twoFamilies();
      assert.equal(space.isFree(address(one)), true);
      space.hold("pod/a", { addresses: [address(one)] });
      assert.equal(space.isFree(address(one)), false);
      assert.deepEqual(space.ownersOf(address(one)), ["pod/a"]);
      assert.deepEqual(texts(space.addressesOf("pod/a")), [one]);
    });

    it(`lets two owners hold ${one}, and keeps it for the one that stays`, () => {
      const space = twoFamilies();
      space.hold("b", { addresses: [address(one)] });
      space.hold("a", { addresses: [address(one)] });
      assert.deepEqual(space.ownersOf(address(one)), ["a", "b"]);
      space.release("b");
      assert.deepEqual(space.ownersOf(address(one)), ["a"]);
      assert.equal(space.isFree(address(one)), false);
      space.release("a");
      assert.deepEqual(space.ownersOf(address(one)), []);
      assert.equal(space.isFree(address(one)), true);
    });
  }

  it("adds up what an owner holds, IPv4 first and by number", () => {
    const space = twoFamilies();
    space.hold("a", { addresses: [address("fd00::9"), address("10.0.1.10")] });
    space.hold("a", { addresses: [address("10.0.1.9"), address("10.0.1.10"), address("192.0.2.1")] });
    assert.deepEqual(texts(space.addressesOf("a")), ["10.0.1.9", "10.0.1.10", "192.0.2.1", "fd00::9"]);
  });

  it("releases all that an owner holds", () => {
    const space = twoFamilies();
    const held = ["10.0.1.9", "10.0.1.10", "192.0.2.1", "fd00::9", "fd00::a", "2001:db8::1"].map(address);
    space.hold("a", { addresses: held, mac: mac("0a:00:00:00:00:01") });
    space.release("a");
    assert.deepEqual(
      held.map((one) => space.isFree(one)),
      [true, true, true, true, true, true],
    );
    assert.deepEqual(space.addressesOf("a"), []);
    assert.equal(space.macOf("a"), undefined);
    assert.deepEqual(space.ownersOfMac(mac("0a:00:00:00:00:01")), []);
  });

  it("takes the release of someone unknown for nothing", () => {
    const space = twoFamilies();
    space.release("nobody");
    assert.deepEqual(space.usage(4), { usable: 254n, held: 0n, excluded: 6n, free: 248n });
  });

  it("tells owners apart by their exact text", () => {
    const space = twoFamilies();
    space.hold("a", { addresses: [address("10.0.1.7")] });
    space.hold("A", { addresses: [address("10.0.1.8")] });
    space.hold("", { addresses: [address("10.0.1.9")] });
    assert.deepEqual(texts(space.addressesOf("A")), ["10.0.1.8"]);
    assert.deepEqual(texts(space.addressesOf("")), ["10.0.1.9"]);
    assert.deepEqual(texts(space.addressesOf("a ")), []);
  });

  it("does not know an owner for being asked about it", () => {
    const space = twoFamilies();
    assert.deepEqual(space.addressesOf("a"), []);
    space.hold("a", { addresses: [] });
    assert.equal(space.knows("a"), false);
  });

  it("lets two owners have one MAC", () => {
    const space = twoFamilies();
    space.hold("b", { addresses: [], mac: mac("0a:00:00:00:00:01") });
    space.hold("a", { addresses: [], mac: mac("0A-00-00-00-00-01") });
    assert.deepEqual(space.ownersOfMac(0x0a0000000001), ["a", "b"]);
    space.release("b");
    assert.deepEqual(space.ownersOfMac(0x0a0000000001), ["a"]);
  });

  it("replaces the MAC of an owner", () => {
    const space = twoFamilies();
    space.hold("a", { addresses: [], mac: mac("0a:00:00:00:00:01") });
    space.hold("a", { addresses: [], mac: mac("0a:00:00:00:00:02") });
    assert.equal(space.macOf("a"), 0x0a0000000002);
    assert.deepEqual(space.ownersOfMac(0x0a0000000001), []);
  });

  it("keeps a MAC whose upper half is zero", () => {
    const space = twoFamilies();
    space.hold("a", { addresses: [], mac: mac("00:00:5e:00:01:01") });
    assert.equal(space.macOf("a"), 0x00005e000101);
    assert.deepEqual(space.ownersOfMac(0x00005e000101), ["a"]);
  });

  it("counts a /24 exactly", () => {
    const space = twoFamilies();
    // Twice the same address, an excluded one, the network, one outside: three usable ones are held, two of them automatic.
    space.hold("a", { addresses: ["10.0.1.7", "10.0.1.8", "10.0.1.250", "10.0.1.0"].map(address) });
    space.hold("b", { addresses: ["10.0.1.7", "192.0.2.1"].map(address) });
    assert.deepEqual(space.usage(4), { usable: 254n, held: 3n, excluded: 6n, free: 246n });
  });

  it("counts a /64 exactly", () => {
    const space = twoFamilies();
    space.hold("a", { addresses: ["fd00::7", "fd00::8", "fd00::ff01", "fd00::"].map(address) });
    space.hold("b", { addresses: ["fd00::7", "2001:db8::1"].map(address) });
    assert.deepEqual(space.usage(6), {
      usable: 0xffff_ffff_ffff_fffen,
      held: 3n,
      excluded: 257n,
      free: 0xffff_ffff_ffff_fffen - 257n - 2n,
    });
  });

  it("has no addresses of a family without a pool, but remembers them", () => {
    const space = createSpace({ v6: pool("fd00::/64") });
    space.hold("a", { addresses: [address("10.0.1.7")] });
    assert.deepEqual(space.usage(4), { usable: 0n, held: 0n, excluded: 0n, free: 0n });
    assert.deepEqual(space.ownersOf(address("10.0.1.7")), ["a"]);
  });

  it("keeps an IPv4 address apart from the IPv6 address of the same number", () => {
    const space = createSpace({ v4: pool("0.0.0.0/0"), v6: pool("::/0") });
    space.hold("four", { addresses: [address("10.0.1.7")] });
    space.hold("six", { addresses: [address("::a00:107")] });
    assert.deepEqual(space.ownersOf(address("10.0.1.7")), ["four"]);
    assert.deepEqual(space.ownersOf(address("::a00:107")), ["six"]);
  });

  it("tells the address at which a search begins from one that ends alike", () => {
    const space = createSpace({ v6: pool("fd00::/64") });
    const { high, low } = placementHash("a");
    const first = (0xfd00n << 112n) + 1n;
    const ranked = (upper: number): Address => {
      return { family: 6, value: first + (BigInt(upper >>> 0) << 32n) + BigInt(low >>> 0) };
    };
    assert.equal(space.vacanciesOf(6)?.spread(placementHash("a")), ranked(high).value);
    space.hold("a", { addresses: [ranked(high ^ 1)] });
    assert.deepEqual(space.addressesOf("a"), [ranked(high ^ 1)]);
    assert.deepEqual([space.isFree(ranked(high)), space.isFree(ranked(high ^ 1))], [true, false]);
    space.hold("a", { addresses: [ranked(high)] });
    space.hold("b", { addresses: [ranked(high)] });
    space.release("a");
    assert.deepEqual([space.ownersOf(ranked(high)), space.isFree(ranked(high ^ 1))], [["b"], true]);
  });

  it("lists its pools, IPv4 first", () => {
    assert.deepEqual(
      twoFamilies().pools.map((known) => known.spec.prefix.family),
      [4, 6],
    );
  });
});
