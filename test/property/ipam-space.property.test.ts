import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Address,
  compareAddresses,
  createSpace,
  type Family,
  type Mac,
  makePool,
  placementHash,
  printAddress,
  rankOf,
  type Space,
} from "../../provider/ipam/index";
import { propertyOptions } from "../support/property";

const options = propertyOptions({ runs: 80 });

const V4 = 0x0a000100n;
const V6 = 0xfd00n << 112n;
const range = (family: Family, first: bigint, last: bigint) => ({ family, first, last });
const pools = {
  v4: makePool({
    prefix: { family: 4, network: V4, length: 27 },
    gateway: { family: 4, value: V4 + 1n },
    excluded: [range(4, V4 + 8n, V4 + 11n)],
    named: [{ name: "n", ranges: [range(4, V4 + 20n, V4 + 22n)] }],
    planned: [],
  }),
  smallV6: makePool({
    prefix: { family: 6, network: V6, length: 123 },
    excluded: [range(6, V6 + 8n, V6 + 11n)],
    named: [],
    planned: [range(6, V6 + 4n, V6 + 9n), range(6, V6 + 16n, V6 + 40n)],
  }),
  middleV6: makePool({ prefix: { family: 6, network: V6, length: 100 }, excluded: [], named: [], planned: [] }),
  wideV6: makePool({
    prefix: { family: 6, network: V6, length: 64 },
    excluded: [range(6, V6 + 8n, V6 + 11n)],
    named: [],
    planned: [],
  }),
};

/** Who holds what, as one would write it without thinking of speed. */
interface Model {
  readonly addresses: Map<string, Map<string, Address>>;
  readonly macs: Map<string, Mac>;
}

// Two addresses outside every pool beside those around the edges of them.
const address: fc.Arbitrary<Address> = fc.oneof(
  fc.nat(33).map((n) => ({ family: 4 as const, value: V4 - 1n + BigInt(n) })),
  fc.nat(33).map((n) => ({ family: 6 as const, value: V6 + BigInt(n) })),
  fc.constantFrom<Address>(
    { family: 4, value: 7n },
    { family: 6, value: V6 + (1n << 64n) },
    { family: 6, value: V4 + 5n },
  ),
);
const owner = fc.nat(11).map((n) => `owner-${n}`);
/** Few, some of them ending like the MAC that is derived for an owner first, one with a zero upper half. */
const mac: fc.Arbitrary<Mac> = fc.oneof(
  fc.nat(5).map((n) => 0x0a0000000000 + n),
  fc.constant(0x5e000101),
  fc.tuple(owner, fc.constantFrom(0, 0x0a01, 0x0a02)).map(([text, upper]) => {
    return upper * 2 ** 32 + (placementHash(text).low >>> 0);
  }),
);

class Hold implements fc.Command<Model, Space> {
  readonly owner: string;
  readonly addresses: readonly Address[];
  readonly mac: Mac | undefined;
  constructor(owner: string, addresses: readonly Address[], mac: Mac | undefined) {
    this.owner = owner;
    this.addresses = addresses;
    this.mac = mac;
  }
  check(): boolean {
    return true;
  }
  run(model: Model, space: Space): void {
    const { owner, addresses, mac } = this;
    const held = model.addresses.get(owner) ?? new Map<string, Address>();
    for (const one of addresses) held.set(`${one.family}/${one.value}`, one);
    model.addresses.set(owner, held);
    if (mac !== undefined) model.macs.set(owner, mac);
    space.hold(owner, mac === undefined ? { addresses } : { addresses, mac });
    assertAgree(model, space);
  }
  toString(): string {
    return `hold(${this.owner}, [${this.addresses.map(printAddress)}], ${this.mac})`;
  }
}

/** What an assignment does with an address it has found. */
class Claim implements fc.Command<Model, Space> {
  readonly owner: string;
  readonly family: Family;
  readonly how: "spread" | "lowest" | "highest";
  constructor(owner: string, family: Family, how: "spread" | "lowest" | "highest") {
    this.owner = owner;
    this.family = family;
    this.how = how;
  }
  check(): boolean {
    return true;
  }
  run(model: Model, space: Space): void {
    const { owner, family, how } = this;
    const vacancies = space.vacanciesOf(family);
    const value = how === "spread" ? vacancies?.spread(placementHash(owner)) : vacancies?.[how]();
    if (value === undefined) return;
    const address: Address = { family, value };
    const before = model.macs.get(owner);
    const used = new Set(model.macs.values());
    space.settle(owner, [address], [address], true);
    const after = space.macOf(owner);
    assert.ok(after !== undefined);
    if (before === undefined) assert.ok(!used.has(after), "a derived MAC is in use");
    else assert.equal(after, before);
    new Hold(owner, [address], after).run(model, space);
  }
  toString(): string {
    return `claim(${this.owner}, IPv${this.family}, ${this.how})`;
  }
}

class Release implements fc.Command<Model, Space> {
  readonly owner: string;
  constructor(owner: string) {
    this.owner = owner;
  }
  check(): boolean {
    return true;
  }
  run(model: Model, space: Space): void {
    model.addresses.delete(this.owner);
    model.macs.delete(this.owner);
    space.release(this.owner);
    assertAgree(model, space);
  }
  toString(): string {
    return `release(${this.owner})`;
  }
}

function assertAgree(model: Model, space: Space): void {
  const owners = Array.from({ length: 12 }, (_, n) => `owner-${n}`);
  const everything = new Map(owners.flatMap((text) => [...(model.addresses.get(text) ?? [])]));
  for (const text of owners) {
    const expected = [...(model.addresses.get(text)?.values() ?? [])].sort(compareAddresses);
    assert.deepEqual(space.addressesOf(text), expected);
    assert.equal(space.macOf(text), model.macs.get(text));
  }
  for (const [key, one] of everything) {
    const expected = owners.filter((text) => model.addresses.get(text)?.has(key)).sort();
    assert.deepEqual(space.ownersOf(one), expected);
    assert.equal(space.isFree(one), false);
  }
  for (const value of new Set(model.macs.values())) {
    assert.deepEqual(space.ownersOfMac(value), owners.filter((text) => model.macs.get(text) === value).sort());
  }
  for (const { spec, usable, automatic } of space.pools) {
    const { family } = spec.prefix;
    const held = [...everything.values()];
    const usage = space.usage(family);
    assert.equal(usage.held, BigInt(held.filter((one) => rankOf(usable, one) !== undefined).length));
    const taken = held.filter((one) => rankOf(automatic, one) !== undefined);
    assert.equal(space.vacanciesOf(family)?.taken, taken.length);
    for (const one of taken) assert.equal(space.vacanciesOf(family)?.isVacant(one.value), false);
    for (let n = 0n; n < 34n; n++) {
      const one: Address = { family, value: spec.prefix.network - 1n + n };
      const isHeld = everything.has(`${family}/${one.value}`);
      assert.equal(space.isFree(one), !isHeld);
      assert.equal(space.vacanciesOf(family)?.isVacant(one.value), !isHeld && rankOf(automatic, one) !== undefined);
    }
  }
}

describe("Space against a model of maps", () => {
  const commands = fc.commands(
    [
      fc
        .tuple(owner, fc.array(address, { maxLength: 4 }), fc.option(mac, { nil: undefined }))
        .map((a) => new Hold(...a)),
      fc
        .tuple(
          owner,
          fc.constantFrom<Family>(4, 6),
          fc.constantFrom("spread" as const, "lowest" as const, "highest" as const),
        )
        .map((a) => new Claim(...a)),
      owner.map((text) => new Release(text)),
    ],
    { size: "+1" },
  );
  for (const [name, v6] of [
    ["a small IPv6 pool", pools.smallV6],
    ["a wide IPv6 pool", pools.wideV6],
    ["a wide IPv6 pool of less than 2^32 addresses", pools.middleV6],
  ] as const) {
    it(`agrees after every step, beside ${name}`, () => {
      fc.assert(
        fc.property(commands, (steps) => {
          const setup = () => ({
            model: { addresses: new Map(), macs: new Map() },
            real: createSpace({ v4: pools.v4, v6 }),
          });
          fc.modelRun(setup, steps);
        }),
        options,
      );
    });
  }

  it("agrees with growing tables: three thousand owners, every second one released", () => {
    const space = createSpace({
      v4: makePool({ ...pools.v4.spec, prefix: { family: 4, network: 0x0a000000n, length: 16 } }),
      v6: pools.wideV6,
    });
    const one = (n: number, family: Family): Address => ({
      family,
      value: (family === 4 ? 0x0a000000n : V6) + BigInt(n) * 5n,
    });
    const mac = (n: number): Mac => 0x0a0000000000 + n * 256;
    for (let n = 0; n < 3000; n++) space.hold(`o-${n}`, { addresses: [one(n, 4), one(n, 6)], mac: mac(n) });
    for (let n = 0; n < 3000; n += 2) space.release(`o-${n}`);
    for (let n = 0; n < 3000; n++) {
      const expected = n % 2 === 0 ? [] : [`o-${n}`];
      assert.deepEqual(space.ownersOf(one(n, 4)), expected);
      assert.deepEqual(space.ownersOf(one(n, 6)), expected);
      assert.deepEqual(space.ownersOfMac(mac(n)), expected);
    }
    assert.equal(space.usage(6).held, 1500n);
  });
});
