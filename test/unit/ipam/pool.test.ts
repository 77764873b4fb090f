import assert from "node:assert/strict";
import {
  contains,
  printRange,
  printRangeSet,
  type Standing,
  sizeOf,
  standingOf,
  standingSets,
} from "../../../provider/ipam/index";
import { address, pool } from "./build";

describe("makePool", () => {
  // kube-ovn test/unittest/util/net.go, ExpandExcludeIPs
  const expanded: readonly { cidr: string; item: string; expected: string[] }[] = [
    { cidr: "10.0.1.0/24", item: "10.0.0.255", expected: [] },
    { cidr: "10.0.1.0/24", item: "10.0.1.0", expected: [] },
    { cidr: "10.0.1.0/24", item: "10.0.1.255", expected: [] },
    { cidr: "10.0.1.0/24", item: "10.0.1.1", expected: ["10.0.1.1"] },
    { cidr: "10.0.1.0/24", item: "10.0.0.101..10.0.1.105", expected: ["10.0.1.1..10.0.1.105"] },
    { cidr: "10.0.1.0/24", item: "10.0.1.101..10.0.2.105", expected: ["10.0.1.101..10.0.1.254"] },
    { cidr: "10.0.1.0/24", item: "10.0.1.101..10.0.1.101", expected: ["10.0.1.101"] },
    { cidr: "10.0.1.0/24", item: "10.0.2.1..10.0.2.9", expected: [] },
    { cidr: "10.0.1.0/24", item: "fd00::1..fd00::9", expected: [] },
    { cidr: "10.0.1.0/31", item: "10.0.1.1", expected: ["10.0.1.1"] },
    { cidr: "10.0.1.1/32", item: "10.0.1.1", expected: [] },
    { cidr: "fe00::100/120", item: "fe00::ff", expected: [] },
    { cidr: "fe00::100/120", item: "fe00::100", expected: [] },
    { cidr: "fe00::100/120", item: "fe00::1ff", expected: [] },
    { cidr: "fe00::100/120", item: "fe00::1fe", expected: ["fe00::1fe"] },
    { cidr: "fe00::100/120", item: "fe00::a1..fe00::1a5", expected: ["fe00::101..fe00::1a5"] },
    { cidr: "fe00::100/120", item: "fe00::1a1..fe00::2a5", expected: ["fe00::1a1..fe00::1fe"] },
    { cidr: "fe00::100/120", item: "10.0.1.1..10.0.1.9", expected: [] },
    { cidr: "fe00::100/127", item: "fe00::101", expected: ["fe00::101"] },
    { cidr: "fe00::100/128", item: "fe00::100", expected: [] },
  ];
  for (const { cidr, item, expected } of expanded) {
    it(`clips ${item} to ${cidr}`, () => {
      assert.deepEqual(printRangeSet(pool(cidr, { excluded: [item] }).excluded), expected);
    });
  }

  const usable: readonly { cidr: string; expected: string[] }[] = [
    { cidr: "10.0.1.0/24", expected: ["10.0.1.1..10.0.1.254"] },
    { cidr: "10.0.1.0/30", expected: ["10.0.1.1..10.0.1.2"] },
    { cidr: "10.0.1.0/31", expected: ["10.0.1.0..10.0.1.1"] },
    { cidr: "10.0.1.1/32", expected: [] },
    { cidr: "fd00::/64", expected: ["fd00::1..fd00::ffff:ffff:ffff:fffe"] },
    { cidr: "fd00::/126", expected: ["fd00::1..fd00::2"] },
    { cidr: "fd00::/127", expected: ["fd00::..fd00::1"] },
    { cidr: "fd00::1/128", expected: [] },
  ];
  for (const { cidr, expected } of usable) {
    it(`may hand out ${expected[0] ?? "nothing"} of ${cidr}`, () => {
      assert.deepEqual(printRangeSet(pool(cidr).usable), expected);
    });
  }

  it("counts the gateway as usable and excluded, whether or not it is among the excluded items", () => {
    for (const excluded of [[], ["10.0.1.1"]]) {
      const made = pool("10.0.1.0/24", { gateway: "10.0.1.1", excluded });
      assert.equal(sizeOf(made.usable), 254n);
      assert.deepEqual(printRangeSet(made.excluded), ["10.0.1.1"]);
      assert.deepEqual(printRangeSet(made.automatic), ["10.0.1.2..10.0.1.254"]);
    }
  });

  it("picks from what is neither excluded nor in a named pool", () => {
    const four = pool("10.0.1.0/24", { gateway: "10.0.1.1", excluded: ["10.0.1.9"], named: { a: ["10.0.1.128/25"] } });
    assert.deepEqual(printRangeSet(four.automatic), ["10.0.1.2..10.0.1.8", "10.0.1.10..10.0.1.127"]);
    const six = pool("fd00::/120", { gateway: "fd00::1", excluded: ["fd00::9"], named: { a: ["fd00::80/121"] } });
    assert.deepEqual(printRangeSet(six.automatic), ["fd00::2..fd00::8", "fd00::a..fd00::7f"]);
  });

  it("picks from the planned ranges alone where there are some, and does not count them as excluded", () => {
    const plannedRanges = {
      gateway: "10.0.1.1",
      excluded: ["10.0.1.1", "10.0.1.200..10.0.1.220"],
      planned: ["10.0.1.210/31"],
    };
    const four = pool("10.0.1.0/24", plannedRanges);
    assert.deepEqual(printRangeSet(four.automatic), ["10.0.1.210..10.0.1.211"]);
    assert.deepEqual(printRangeSet(four.excluded), ["10.0.1.1", "10.0.1.200..10.0.1.209", "10.0.1.212..10.0.1.220"]);
    const six = pool("fd00::/64", { excluded: ["fd00::c8..fd00::dc"], planned: ["fd00::d2/127"] });
    assert.deepEqual(printRangeSet(six.automatic), ["fd00::d2..fd00::d3"]);
    assert.deepEqual(printRangeSet(six.excluded), ["fd00::c8..fd00::d1", "fd00::d4..fd00::dc"]);
  });

  it("never picks the gateway, network or last address of a planned range", () => {
    const made = pool("10.0.1.0/29", { gateway: "10.0.1.3", planned: ["10.0.1.0/29"] });
    assert.deepEqual(printRangeSet(made.automatic), ["10.0.1.1..10.0.1.2", "10.0.1.4..10.0.1.6"]);
    const six = pool("fd00::/125", { gateway: "fd00::3", planned: ["fd00::/125"] });
    assert.deepEqual(printRangeSet(six.automatic), ["fd00::1..fd00::2", "fd00::4..fd00::6"]);
  });

  it("picks nothing when the planned ranges lie outside", () => {
    assert.deepEqual(printRangeSet(pool("10.0.1.0/24", { planned: ["10.0.2.0/24"] }).automatic), []);
  });

  it("ignores a gateway outside the prefix", () => {
    assert.deepEqual(printRangeSet(pool("10.0.1.0/24", { gateway: "10.0.2.1" }).excluded), []);
  });
});

describe("standingOf", () => {
  const four = pool("10.0.1.0/24", {
    gateway: "10.0.1.1",
    excluded: ["10.0.0.250..10.0.1.40", "10.0.1.60"],
    named: { web: ["10.0.1.30..10.0.1.50"] },
    planned: ["10.0.1.20..10.0.1.35"],
  });
  const six = pool("fd00::100/120", {
    gateway: "fd00::101",
    excluded: ["fd00::fa..fd00::140", "fd00::160"],
    named: { web: ["fd00::130..fd00::150"] },
    planned: ["fd00::120..fd00::135"],
  });
  const cases: readonly { four: string; six: string; expected: Standing["at"]; detail?: [string, string] }[] = [
    { four: "10.0.0.255", six: "fd00::ff", expected: "outside" },
    { four: "10.0.2.0", six: "fd00::200", expected: "outside" },
    { four: "10.0.1.0", six: "fd00::100", expected: "network" },
    { four: "10.0.1.255", six: "fd00::1ff", expected: "last" },
    { four: "10.0.1.1", six: "fd00::101", expected: "gateway" },
    { four: "10.0.1.20", six: "fd00::120", expected: "planned" },
    { four: "10.0.1.32", six: "fd00::132", expected: "planned" },
    { four: "10.0.1.36", six: "fd00::136", expected: "named-pool", detail: ["web", "web"] },
    { four: "10.0.1.50", six: "fd00::150", expected: "named-pool", detail: ["web", "web"] },
    {
      four: "10.0.1.2",
      six: "fd00::102",
      expected: "excluded",
      detail: ["10.0.0.250..10.0.1.40", "fd00::fa..fd00::140"],
    },
    { four: "10.0.1.60", six: "fd00::160", expected: "excluded", detail: ["10.0.1.60", "fd00::160"] },
    { four: "10.0.1.61", six: "fd00::161", expected: "open" },
  ];
  for (const { expected, detail, ...texts } of cases) {
    it(`of ${texts.four} and ${texts.six} is ${expected}`, () => {
      for (const [i, standing] of [
        standingOf(four, address(texts.four)),
        standingOf(six, address(texts.six)),
      ].entries()) {
        assert.equal(standing.at, expected);
        if (standing.at === "excluded") assert.equal(printRange(standing.range), detail?.[i]);
        if (standing.at === "named-pool") assert.equal(standing.name, detail?.[i]);
      }
    });
  }

  it("is outside for an address of the other family", () => {
    assert.deepEqual(standingOf(four, address("::a00:150")), { at: "outside" });
  });

  it("is open at both ends of a /31 and a /127", () => {
    assert.deepEqual(standingOf(pool("10.0.0.0/31"), address("10.0.0.0")), { at: "open" });
    assert.deepEqual(standingOf(pool("10.0.0.0/31"), address("10.0.0.1")), { at: "open" });
    assert.deepEqual(standingOf(pool("fd00::/127"), address("fd00::")), { at: "open" });
    assert.deepEqual(standingOf(pool("fd00::/127"), address("fd00::1")), { at: "open" });
  });

  it("is network for the one address of a /32 and a /128", () => {
    assert.deepEqual(standingOf(pool("10.0.0.7/32"), address("10.0.0.7")), { at: "network" });
    assert.deepEqual(standingOf(pool("fd00::7/128"), address("fd00::7")), { at: "network" });
  });
});

describe("standingSets", () => {
  for (const [cidr, at] of [
    ["10.0.0.0/28", (host: number): string => `10.0.0.${host}`],
    ["fd00::/124", (host: number): string => `fd00::${host.toString(16)}`],
  ] as const) {
    it(`has every usable address of ${cidr} once, where standingOf says that it is`, () => {
      const one = pool(cidr, {
        gateway: at(3),
        excluded: [`${at(2)}..${at(6)}`],
        planned: [`${at(3)}..${at(5)}`],
        named: { p: [`${at(5)}..${at(9)}`] },
      });
      const sets = Object.entries(standingSets(one));
      for (let host = 1; host <= 14; host++) {
        const found = sets.filter(([, set]) => contains(set, address(at(host)))).map(([name]) => name);
        assert.deepEqual(found, [standingOf(one, address(at(host))).at], at(host));
      }
      assert.equal(
        sets.reduce((sum, [, set]) => sum + sizeOf(set), 0n),
        14n,
      );
    });
  }
});
