import assert from "node:assert/strict";
import {
  type Assigned,
  createSpace,
  type Exhausted,
  isFault,
  printMac,
  type Space,
  type Want,
} from "../../../provider/ipam/index";
import { assignByOwner } from "../../support/assign-by-owner";
import { address, mac, pool, texts } from "./build";

function want(owner: string, more: Partial<Want> = {}): Want {
  return { owner, families: [4], mac: false, ...more };
}

function assigned(answers: ReadonlyMap<string, Assigned | Exhausted>, owner: string): Assigned {
  const answer = answers.get(owner);
  if (answer === undefined || isFault(answer)) assert.fail(`${owner} got ${answer?.fault ?? "no answer"}`);
  return answer;
}

function refused(answers: ReadonlyMap<string, Assigned | Exhausted>, owner: string): Exhausted {
  const answer = answers.get(owner);
  assert.ok(isFault(answer), `${owner} is not refused`);
  return answer as Exhausted;
}

/** What each owner got, as text. */
function chosen(space: Space, wants: readonly Want[], strategy: "spread" | "lowest" | "highest" = "spread") {
  const answers = assignByOwner(space, wants, strategy);
  return Object.fromEntries(wants.map(({ owner }) => [owner, texts(assigned(answers, owner).addresses).join(",")]));
}

const four = () => createSpace({ v4: pool("10.0.1.0/24", { gateway: "10.0.1.1" }) });
const six = () => createSpace({ v6: pool("fd00::/64", { gateway: "fd00::1" }) });
const dual = () =>
  createSpace({
    v4: pool("10.0.1.0/24", { gateway: "10.0.1.1" }),
    v6: pool("fd00::/64", { gateway: "fd00::1" }),
  });

describe("assign", () => {
  // Golden: a plan made by one release is carried out by another. By hand: the lower word of the hash of default/web-0 is
  // 0x57a88d70; 253 addresses from .2 on take its lowest 8 bits, 0x70 = 112, and a /64 takes the upper word 0x1b987117 too.
  const golden: readonly { owner: string; small: string; large: string; wide: string; chosenMac: string }[] = [
    {
      owner: "default/web-0",
      small: "10.0.1.114",
      large: "10.16.141.114",
      wide: "fd00::1b98:7117:57a8:8d72",
      chosenMac: "96:5e:57:a8:8d:70",
    },
    {
      owner: "default/web-1",
      small: "10.0.1.146",
      large: "10.16.39.146",
      wide: "fd00::9bc5:956:95ae:2792",
      chosenMac: "86:65:95:ae:27:90",
    },
    {
      owner: "acme/shop/prod/kubeovn:ReservedIP/db",
      small: "10.0.1.154",
      large: "10.16.140.154",
      wide: "fd00::403f:a056:dcc:8c9a",
      chosenMac: "1e:d9:0d:cc:8c:98",
    },
  ];
  for (const { owner, small, large, wide, chosenMac } of golden) {
    it(`places ${owner} where it always did`, () => {
      const sixteen = createSpace({ v4: pool("10.16.0.0/16", { gateway: "10.16.0.1" }) });
      assert.deepEqual(chosen(four(), [want(owner)]), { [owner]: small });
      assert.deepEqual(chosen(sixteen, [want(owner)]), { [owner]: large });
      const answer = assigned(assignByOwner(six(), [want(owner, { families: [6], mac: true })], "spread"), owner);
      assert.deepEqual(texts(answer.addresses), [wide]);
      assert.equal(printMac(answer.mac ?? 0), chosenMac);
    });
  }

  it("probes a crowded pool in an order that does not change", () => {
    const space = four();
    const found: string[] = [];
    for (let i = 0; i < 40; i++) {
      const [next] = assigned(assignByOwner(space, [want("default/web-0")], "spread"), "default/web-0").addresses;
      found.push(texts([next ?? address("0.0.0.0")])[0]?.split(".")[3] ?? "");
      space.release("default/web-0");
      space.hold(`x-${i}`, { addresses: [next ?? address("0.0.0.0")] });
    }
    // The stride is 0x17 = 23 modulo 256, where .255 on are skipped; after 32 probes the next free ones are taken upward.
    assert.equal(
      found.join(" "),
      "114 137 160 183 206 229 252 19 42 65 88 111 134 157 180 203 226 249 16 39 62 85 108 131 154 177 200 223 246 13 " +
        "36 59 60 61 63 64 66 67 68 69",
    );
  });

  it("records what it chose", () => {
    const space = four();
    const { addresses, mac: chosenMac } = assigned(assignByOwner(space, [want("a", { mac: true })], "spread"), "a");
    assert.deepEqual(space.addressesOf("a"), addresses);
    assert.equal(space.macOf("a"), chosenMac);
    assert.deepEqual(space.usage(4), { usable: 254n, held: 1n, excluded: 1n, free: 252n });
  });

  it("changes nothing when it is asked again", () => {
    const space = dual();
    const wants = ["a", "b", "c"].map((owner) => want(owner, { families: [4, 6], mac: true }));
    const first = assignByOwner(space, wants, "spread");
    const second = assignByOwner(space, wants, "lowest");
    for (const { owner } of wants) {
      assert.deepEqual(assigned(second, owner).addresses, assigned(first, owner).addresses);
      assert.equal(assigned(second, owner).mac, assigned(first, owner).mac);
    }
  });

  it("searches again for an owner that holds only an address outside its pool", () => {
    const space = four();
    space.hold("a", { addresses: [address("192.0.2.1")] });
    assert.deepEqual(chosen(space, [want("a")], "lowest"), { a: "10.0.1.2" });
  });

  it("fills from the lowest and from the highest, owners in text order", () => {
    const wants = ["web-2", "web-10", "web-1"].map((owner) => want(owner));
    assert.deepEqual(chosen(four(), wants, "lowest"), {
      "web-1": "10.0.1.2",
      "web-10": "10.0.1.3",
      "web-2": "10.0.1.4",
    });
    assert.deepEqual(chosen(four(), wants, "highest"), {
      "web-1": "10.0.1.254",
      "web-10": "10.0.1.253",
      "web-2": "10.0.1.252",
    });
  });

  it("fills an IPv6 /64 from the lowest and from the highest", () => {
    const wants = ["b", "a"].map((owner) => want(owner, { families: [6] }));
    assert.deepEqual(chosen(six(), wants, "lowest"), { a: "fd00::2", b: "fd00::3" });
    assert.deepEqual(chosen(six(), wants, "highest"), {
      a: "fd00::ffff:ffff:ffff:fffe",
      b: "fd00::ffff:ffff:ffff:fffd",
    });
  });

  it("steps over what is held and takes up what was released", () => {
    const space = four();
    space.hold("x", { addresses: ["10.0.1.2", "10.0.1.4"].map(address) });
    space.hold("y", { addresses: ["10.0.1.3"].map(address) });
    assert.deepEqual(chosen(space, [want("a")], "lowest"), { a: "10.0.1.5" });
    space.release("y");
    assert.deepEqual(chosen(space, [want("b")], "lowest"), { b: "10.0.1.3" });
  });

  it("steps over a thousand held addresses at either end of a /64 and takes up what was released", () => {
    const space = six();
    for (let i = 0; i < 3000; i++) {
      space.hold(`low-${i}`, { addresses: [{ family: 6, value: (0xfd00n << 112n) + BigInt(i) }] });
      space.hold(`high-${i}`, {
        addresses: [{ family: 6, value: (0xfd00n << 112n) + 0xffff_ffff_ffff_ffffn - BigInt(i) }],
      });
    }
    assert.deepEqual(chosen(space, [want("a", { families: [6] })], "lowest"), { a: "fd00::bb8" });
    assert.deepEqual(chosen(space, [want("b", { families: [6] })], "highest"), { b: "fd00::ffff:ffff:ffff:f447" });
    space.release("low-20");
    space.release("high-20");
    assert.deepEqual(chosen(space, [want("c", { families: [6] })], "lowest"), { c: "fd00::14" });
    assert.deepEqual(chosen(space, [want("d", { families: [6] })], "highest"), { d: "fd00::ffff:ffff:ffff:ffeb" });
  });

  it("gives IPv6 the offset of IPv4", () => {
    const space = dual();
    assert.deepEqual(chosen(space, [want("a", { families: [4, 6] })], "lowest"), { a: "10.0.1.2,fd00::2" });
    assert.deepEqual(chosen(space, [want("b", { families: [6, 4], known: [address("10.0.1.77")] })]), {
      b: "10.0.1.77,fd00::4d",
    });
  });

  it("searches IPv6 by itself when the offset of IPv4 is held or cannot be picked", () => {
    const held = dual();
    held.hold("x", { addresses: [address("fd00::2")] });
    assert.deepEqual(chosen(held, [want("a", { families: [4, 6] })], "lowest"), { a: "10.0.1.2,fd00::3" });
    const excluded = createSpace({
      v4: pool("10.0.1.0/24"),
      v6: pool("fd00::/64", { excluded: ["fd00::1..fd00::f"] }),
    });
    assert.deepEqual(chosen(excluded, [want("a", { families: [4, 6] })], "lowest"), { a: "10.0.1.1,fd00::10" });
  });

  it("sets settled addresses and MACs aside before it searches", () => {
    const lone = chosen(four(), [want("a")]);
    const answers = assignByOwner(four(), [want("a"), want("z", { known: [address(lone.a ?? "")] })], "spread");
    assert.notDeepEqual(texts(assigned(answers, "a").addresses), [lone.a]);
    assert.deepEqual(texts(assigned(answers, "z").addresses), [lone.a]);
    const { mac: first } = assigned(assignByOwner(four(), [want("a", { mac: true })], "spread"), "a");
    const both = assignByOwner(
      four(),
      [want("a", { mac: true }), want("z", { mac: true, fixedMac: first ?? 0 })],
      "spread",
    );
    assert.equal(assigned(both, "z").mac, first);
    assert.notEqual(assigned(both, "a").mac, first);
  });

  it("keeps every known address, also two of a family or one outside", () => {
    const known = ["10.0.1.9", "10.0.1.8", "192.0.2.1"].map(address);
    assert.deepEqual(chosen(four(), [want("a", { known })]), { a: "10.0.1.8,10.0.1.9,192.0.2.1" });
  });

  it("derives different MACs, and none where none is wanted", () => {
    const answers = assignByOwner(four(), [want("a", { mac: true }), want("b", { mac: true }), want("c")], "spread");
    assert.notEqual(assigned(answers, "a").mac, assigned(answers, "b").mac);
    assert.equal("mac" in assigned(answers, "c"), false);
  });

  it("derives another MAC at another address", () => {
    const macs = ["10.0.1.8", "10.0.1.9"].map((text) => {
      const answers = assignByOwner(four(), [want("a", { mac: true, known: [address(text)] })], "spread");
      return printMac(assigned(answers, "a").mac ?? 0);
    });
    assert.notEqual(macs[0], macs[1]);
  });

  it("passes over a MAC that is in use", () => {
    const { mac: first } = assigned(assignByOwner(four(), [want("a", { mac: true })], "spread"), "a");
    const space = four();
    space.hold("x", { addresses: [], mac: first ?? 0 });
    const { mac: second } = assigned(assignByOwner(space, [want("a", { mac: true })], "spread"), "a");
    assert.notEqual(second, first);
    assert.match(printMac(second ?? 0), /^[0-9a-f][26ae]:/);
  });

  it("records a fixed MAC as it is", () => {
    const space = four();
    const fixedMac = mac("00:16:3e:00:00:01");
    const answers = assignByOwner(space, [want("a", { mac: true, fixedMac })], "spread");
    assert.equal(assigned(answers, "a").mac, fixedMac);
    assert.deepEqual(space.ownersOfMac(fixedMac), ["a"]);
  });

  it("picks from the planned range alone", () => {
    const planned = pool("10.0.1.0/24", { excluded: ["10.0.1.20..10.0.1.22"], planned: ["10.0.1.20..10.0.1.22"] });
    const answers = chosen(
      createSpace({ v4: planned }),
      ["a", "b", "c"].map((owner) => want(owner)),
    );
    assert.deepEqual(Object.values(answers).sort(), ["10.0.1.20", "10.0.1.21", "10.0.1.22"]);
  });

  it("uses both addresses of a /31 and of a /127", () => {
    const wants = (family: 4 | 6) => ["a", "b"].map((owner) => want(owner, { families: [family] }));
    assert.deepEqual(Object.values(chosen(createSpace({ v4: pool("10.0.1.0/31") }), wants(4))).sort(), [
      "10.0.1.0",
      "10.0.1.1",
    ]);
    assert.deepEqual(Object.values(chosen(createSpace({ v6: pool("fd00::/127") }), wants(6))).sort(), [
      "fd00::",
      "fd00::1",
    ]);
  });

  for (const strategy of ["spread", "lowest", "highest"] as const) {
    it(`refuses with the final numbers when the pool is full (${strategy})`, () => {
      const space = createSpace({ v4: pool("10.0.1.0/29", { gateway: "10.0.1.1", excluded: ["10.0.1.2"] }) });
      const answers = assignByOwner(
        space,
        ["a", "b", "c", "d", "e", "f"].map((owner) => want(owner, { mac: true })),
        strategy,
      );
      const faults = [...answers.values()].filter(isFault);
      assert.deepEqual(faults, [
        { fault: "pool-exhausted", family: 4, usable: 6n, held: 4n, excluded: 2n, free: 0n },
        { fault: "pool-exhausted", family: 4, usable: 6n, held: 4n, excluded: 2n, free: 0n },
      ]);
    });
  }

  it("refuses a family that the subnet does not have", () => {
    const answer = refused(assignByOwner(four(), [want("a", { families: [6] })], "spread"), "a");
    assert.deepEqual(answer, { fault: "pool-exhausted", family: 6, usable: 0n, held: 0n, excluded: 0n, free: 0n });
  });

  it("refuses what a /32 and a /128 cannot give", () => {
    const space = createSpace({ v4: pool("10.0.1.7/32"), v6: pool("fd00::7/128") });
    assert.equal(refused(assignByOwner(space, [want("a")], "spread"), "a").usable, 0n);
    assert.equal(refused(assignByOwner(space, [want("b", { families: [6] })], "lowest"), "b").usable, 0n);
  });

  it("holds nothing for an owner that is refused in one of its families", () => {
    const space = createSpace({ v4: pool("10.0.1.0/24"), v6: pool("fd00::/126", { excluded: ["fd00::1..fd00::2"] }) });
    const answer = refused(assignByOwner(space, [want("a", { families: [4, 6], mac: true })], "spread"), "a");
    assert.equal(answer.family, 6);
    assert.deepEqual(space.addressesOf("a"), []);
    assert.equal(space.usage(4).held, 0n);
    assert.equal(space.knows("a"), false);
  });

  it("throws when two wants have one owner, and records nothing", () => {
    const space = four();
    const wants = [want("b", { known: [address("10.0.1.9")] }), want("a"), want("a")];
    assert.throws(() => assignByOwner(space, wants, "spread"), TypeError);
    assert.equal(space.usage(4).held, 0n);
  });
});

describe("assign of a block", () => {
  const member = (owner: string, blockOrder: number, more: Partial<Want> = {}) =>
    want(owner, { block: "db", blockOrder, ...more });

  it("gives consecutive addresses in block order", () => {
    const wants = [member("c", 0), member("a", 1), member("b", 2)];
    assert.deepEqual(chosen(four(), wants, "lowest"), { c: "10.0.1.2", a: "10.0.1.3", b: "10.0.1.4" });
    assert.deepEqual(chosen(four(), wants, "highest"), { c: "10.0.1.252", a: "10.0.1.253", b: "10.0.1.254" });
    const spread = Object.values(chosen(four(), wants)).map((text) => Number(text.split(".")[3]));
    assert.deepEqual(spread, [spread[0], (spread[0] ?? 0) + 1, (spread[0] ?? 0) + 2]);
  });

  it("pairs the families", () => {
    const wants = [member("a", 0, { families: [4, 6] }), member("b", 1, { families: [4, 6] })];
    const { a = "", b = "" } = chosen(dual(), wants);
    const offset = Number(a.split(",")[0]?.split(".")[3]);
    assert.equal(a, `10.0.1.${offset},fd00::${offset.toString(16)}`);
    assert.equal(b, `10.0.1.${offset + 1},fd00::${(offset + 1).toString(16)}`);
  });

  it("lets members without an order follow each other in text order", () => {
    const wants = ["b", "c", "a"].map((owner) => want(owner, { block: "db" }));
    assert.deepEqual(chosen(four(), wants, "lowest"), { a: "10.0.1.2", b: "10.0.1.3", c: "10.0.1.4" });
  });

  it("leaves room for the numbers that are missing", () => {
    const wants = [member("a", 5), member("b", 8)];
    assert.deepEqual(chosen(four(), wants, "lowest"), { a: "10.0.1.2", b: "10.0.1.5" });
  });

  it("steps over a gap that is too short", () => {
    const space = four();
    space.hold("x", { addresses: ["10.0.1.4", "10.0.1.7"].map(address) });
    const wants = [member("a", 0), member("b", 1), member("c", 2)];
    assert.deepEqual(chosen(space, wants, "lowest"), { a: "10.0.1.8", b: "10.0.1.9", c: "10.0.1.10" });
  });

  it("does not reach over an excluded address", () => {
    const space = createSpace({ v6: pool("fd00::/120", { excluded: ["fd00::3", "fd00::6..fd00::fe"] }) });
    const wants = [member("a", 0, { families: [6] }), member("b", 1, { families: [6] })];
    assert.deepEqual(chosen(space, wants, "lowest"), { a: "fd00::1", b: "fd00::2" });
  });

  it("comes before single owners", () => {
    const wants = [want("a"), member("y", 0), member("z", 1)];
    assert.deepEqual(chosen(four(), wants, "lowest"), { y: "10.0.1.2", z: "10.0.1.3", a: "10.0.1.4" });
  });

  it("grows beside its settled members, below them too", () => {
    const known = (text: string) => ({ known: [address(text)] });
    const wants = [
      member("a", 0),
      member("b", 1, known("10.0.1.101")),
      member("c", 2, known("10.0.1.102")),
      member("d", 3),
    ];
    assert.deepEqual(chosen(four(), wants), { a: "10.0.1.100", b: "10.0.1.101", c: "10.0.1.102", d: "10.0.1.103" });
  });

  it("takes members that hold their address already for settled", () => {
    const space = six();
    space.hold("a", { addresses: [address("fd00::aa")] });
    const wants = [member("a", 0, { families: [6] }), member("b", 1, { families: [6] })];
    assert.deepEqual(chosen(space, wants), { a: "fd00::aa", b: "fd00::ab" });
  });

  it("places anchored blocks before others", () => {
    const known = { known: [address("10.0.1.2")] };
    const wants = [
      want("p", { block: "new", blockOrder: 0 }),
      want("q", { block: "new", blockOrder: 1 }),
      want("y", { block: "old", blockOrder: 0, ...known }),
      want("z", { block: "old", blockOrder: 1 }),
    ];
    assert.deepEqual(chosen(four(), wants, "lowest"), { p: "10.0.1.4", q: "10.0.1.5", y: "10.0.1.2", z: "10.0.1.3" });
  });

  it("refuses new members together when the place of one is held, and names the holder", () => {
    const space = four();
    space.hold("x", { addresses: [address("10.0.1.101")] });
    const wants = [member("a", 0, { known: [address("10.0.1.100")] }), member("b", 1), member("c", 2)];
    const answers = assignByOwner(space, wants, "spread");
    for (const owner of ["b", "c"]) {
      assert.deepEqual(refused(answers, owner), {
        fault: "block-interrupted",
        family: 4,
        address: address("10.0.1.101"),
        owners: ["x"],
        usable: 254n,
        held: 2n,
        excluded: 1n,
        free: 251n,
      });
    }
    assert.deepEqual(texts(assigned(answers, "a").addresses), ["10.0.1.100"]);
  });

  it("refuses new members together when one family has no run for them", () => {
    const space = createSpace({ v4: pool("10.0.1.0/24"), v6: pool("fd00::/126", { excluded: ["fd00::2"] }) });
    const wants = [member("a", 0), member("b", 1, { families: [4, 6] }), member("c", 2, { families: [6] })];
    const answers = assignByOwner(space, wants, "spread");
    for (const { owner } of wants) assert.equal(refused(answers, owner).family, 6);
    assert.equal(space.usage(4).held, 0n);
  });

  it("refuses a member whose place cannot be picked", () => {
    const wants = [member("a", 0, { known: [address("10.0.1.254")] }), member("b", 1)];
    const answer = refused(assignByOwner(four(), wants, "spread"), "b");
    assert.equal(answer.fault, "block-interrupted");
    assert.deepEqual(answer.owners, []);
  });

  for (const strategy of ["spread", "lowest", "highest"] as const) {
    it(`refuses all members when no run is long enough (${strategy})`, () => {
      const space = createSpace({ v4: pool("10.0.1.0/29") });
      space.hold("x", { addresses: [address("10.0.1.3")] });
      const wants = [0, 1, 2, 3].map((order) => member(`m-${order}`, order));
      const answers = assignByOwner(space, wants, strategy);
      for (const { owner } of wants) {
        assert.deepEqual(refused(answers, owner), {
          fault: "block-too-long",
          family: 4,
          length: 4,
          usable: 6n,
          held: 1n,
          excluded: 0n,
          free: 5n,
        });
      }
    });
  }

  it("refuses at once when a run is longer than an IPv6 pool can ever have", () => {
    const space = createSpace({ v6: pool("fd00::/96") });
    const wants = [member("a", 0, { families: [6] }), member("b", 2 ** 33, { families: [6] })];
    assert.equal(refused(assignByOwner(space, wants, "spread"), "a").fault, "block-too-long");
  });

  it("finds the one place that a run has in an IPv6 pool", () => {
    const space = createSpace({ v6: pool("fd00::/96") });
    const wants = [member("a", 0, { families: [6] }), member("b", 2 ** 32 - 3, { families: [6] })];
    assert.deepEqual(chosen(space, wants), { a: "fd00::1", b: "fd00::ffff:fffe" });
  });
});
