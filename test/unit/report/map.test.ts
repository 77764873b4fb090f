import assert from "node:assert/strict";
import type { KubeObject } from "../../../provider/objects/kube-object";
import { snapshotOf } from "../../../provider/objects/kubeovn/facts";
import type { CellState, FamilyMap } from "../../../provider/report";
import { blocksOf, countStates, mapsOf, runsOf } from "../../../provider/report";
import { ipObject, podObject, poolObject, subnetObject, vipObject } from "../../support/objects";

const PLANNED_RANGE = {
  "pulumi-kubeovn/planned-ranges": JSON.stringify({ x: { range: ["10.0.0.8..10.0.0.11"], added: [] } }),
};
const A = subnetObject(
  "a",
  "10.0.0.0/28",
  { gateway: "10.0.0.1", excludeIps: ["10.0.0.1", "10.0.0.12"] },
  PLANNED_RANGE,
);

function only(objects: readonly KubeObject[], pool?: string, after?: readonly KubeObject[]): FamilyMap {
  const map = mapsOf(snapshotOf(objects), after && snapshotOf(after))("a", pool);
  return map?.families[0] ?? assert.fail("there is no such map");
}

function numbers(counts: ReadonlyMap<CellState, bigint>): Record<string, string> {
  return Object.fromEntries([...counts].map(([state, count]) => [state, String(count)]));
}

describe("mapsOf", () => {
  it("tells who has an address, and what the others are", () => {
    const map = only([
      A,
      podObject("p", "prod", "a", "10.0.0.2"),
      ipObject("q", "prod", "a", "10.0.0.8"),
      vipObject("v", "a", "10.0.0.9"),
    ]);
    assert.deepEqual(
      map.occupants.map(({ value, state, label }) => [Number(value & 15n), state, label]),
      [
        [2, "pod", "Pod prod/p"],
        [8, "reserved", 'IP "q.prod"'],
        [9, "vip", 'Vip "v"'],
      ],
    );
    assert.deepEqual(
      map.zones.map(({ first, last, state }) => [Number(first & 15n), Number(last & 15n), state]),
      [
        [0, 0, "unusable"],
        [1, 1, "gateway"],
        [8, 11, "planned-range"],
        [12, 12, "excluded"],
        [15, 15, "unusable"],
      ],
    );
    // 16 addresses: network, last, gateway, one excluded, four in the planned range of which two are held, one pod; seven are left.
    assert.deepEqual(numbers(countStates(map)), {
      unusable: "2",
      gateway: "1",
      "planned-range": "2",
      excluded: "1",
      pod: "1",
      reserved: "1",
      vip: "1",
      free: "7",
    });
  });

  it("draws in what a plan takes and gives back", () => {
    const now = [A, vipObject("old", "a", "10.0.0.8"), vipObject("kept", "a", "10.0.0.9")];
    const after = [A, vipObject("kept", "a", "10.0.0.9"), vipObject("new", "a", "10.0.0.10")];
    assert.deepEqual(
      only(now, undefined, after).occupants.map(({ value, state, label }) => [Number(value & 15n), state, label]),
      [
        [8, "released", 'Vip "old"'],
        [9, "vip", 'Vip "kept"'],
        [10, "planned", 'Vip "new"'],
      ],
    );
  });

  it("tells conflicts from addresses that are shared intentionally", () => {
    const states = (...objects: readonly KubeObject[]): unknown[] =>
      only([A, ...objects]).occupants.map(({ value, state }) => [Number(value & 15n), state]);
    assert.deepEqual(states(vipObject("v", "a", "10.0.0.5"), ipObject("q", "prod", "a", "10.0.0.5")), [
      [5, "conflict"],
    ]);
    assert.deepEqual(states(podObject("q", "prod", "a", "10.0.0.5"), ipObject("q", "prod", "a", "10.0.0.5")), [
      [5, "pod"],
    ]);
    assert.deepEqual(states(vipObject("v", "a", "10.0.0.1")), [[1, "conflict"]]);
  });

  it("tells what is in a pool, and what is asked for", () => {
    const template = { metadata: { annotations: { "ovn.kubernetes.io/ip_address": "10.0.0.4" } } };
    const map = only([
      A,
      poolObject("p", "a", ["10.0.0.2"]),
      { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" }, spec: { template } },
    ]);
    assert.deepEqual(
      map.occupants.map(({ state, label }) => [state, label]),
      [["asked", "asked for by Deployment default/web"]],
    );
    assert.deepEqual(
      map.zones.filter(({ state }) => state === "pool").map(({ first, label }) => [first & 15n, label]),
      [[2n, 'free in IPPool "p"']],
    );
  });

  it("shows of a pool its own addresses", () => {
    const objects = [
      A,
      poolObject("p", "a", ["10.0.0.2..10.0.0.3", "10.0.0.6"]),
      podObject("x", "prod", "a", "10.0.0.4"),
    ];
    const map = only(objects, "p");
    assert.deepEqual([map.first & 15n, map.last & 15n, map.occupants.length], [2n, 6n, 0]);
    assert.deepEqual(numbers(countStates(map)), { free: "3", unusable: "2" });
  });

  it("has both families of a subnet", () => {
    const dual = subnetObject("a", "10.0.0.0/28,fd00::/120", { gateway: "10.0.0.1,fd00::1" });
    const map = mapsOf(snapshotOf([dual, vipObject("v", "a", "10.0.0.5", { v6ip: "fd00::5" })]))("a");
    assert.deepEqual(
      map?.families.map(({ cidr, occupants }) => [cidr, occupants.map(({ value }) => value & 255n)]),
      [
        ["10.0.0.0/28", [5n]],
        ["fd00::/120", [5n]],
      ],
    );
  });

  it("goes through what is held once, however many subnets it draws", () => {
    const names = ["a", "b", "c", "d"];
    const snapshot = snapshotOf([
      ...names.map((name, i) => subnetObject(name, `10.0.${i}.0/28`, { gateway: `10.0.${i}.1` })),
      ...names.map((name, i) => vipObject(`vip-${name}`, name, `10.0.${i}.5`)),
    ]);
    const readsFor = (drawn: readonly string[]): number => {
      let reads = 0;
      const holdings = new Proxy(snapshot.holdings, {
        get(target, key) {
          if (key === "0") reads += 1;
          return Reflect.get(target, key) as unknown;
        },
      });
      const draw = mapsOf({ ...snapshot, holdings });
      for (const name of drawn) assert.equal(draw(name)?.families[0]?.occupants.length, 1, name);
      return reads;
    };
    assert.ok(readsFor(["a"]) > 0);
    assert.equal(readsFor(names), readsFor(["a"]));
  });

  it("knows no subnet and no pool that is not there", () => {
    assert.equal(mapsOf(snapshotOf([A]))("b"), undefined);
    assert.equal(mapsOf(snapshotOf([A]))("a", "p"), undefined);
  });
});

describe("blocksOf", () => {
  const shape = (map: FamilyMap): unknown[] =>
    blocksOf(map).map(({ first, last, isFolded }) => [first - map.first, last - first + 1n, isFolded]);

  it("folds what is empty in a /16", () => {
    const map = only([
      subnetObject("a", "10.0.0.0/16", { gateway: "10.0.0.1" }),
      podObject("p", "prod", "a", "10.0.3.2"),
    ]);
    assert.deepEqual(shape(map), [
      [0n, 256n, false],
      [256n, 512n, true],
      [768n, 256n, false],
      [1024n, 65_536n - 1280n, true],
      [65_280n, 256n, false],
    ]);
    assert.deepEqual(numbers(blocksOf(map)[2]?.counts ?? new Map()), { free: "255", pod: "1" });
  });

  it("folds what is empty in a /64", () => {
    const six = subnetObject("a", "fd00::/64", { gateway: "fd00::1" });
    const map = only([six, vipObject("v", "a", "", { v6ip: "fd00::1:5" })]);
    const last = 2n ** 64n;
    assert.deepEqual(shape(map), [
      [0n, 256n, false],
      [256n, 0x1_0000n - 256n, true],
      [0x1_0000n, 256n, false],
      [0x1_0100n, last - 0x1_0200n, true],
      [last - 256n, 256n, false],
    ]);
  });

  it("ends a folded stretch where a planned range begins and ends", () => {
    const range = "10.128.0.0..10.128.1.255";
    const wide = subnetObject(
      "a",
      "10.0.0.0/8",
      { gateway: "10.0.0.1" },
      {
        "pulumi-kubeovn/planned-ranges": JSON.stringify({ x: { range: [range], added: [] } }),
      },
    );
    const folded = blocksOf(only([wide])).filter(({ isFolded }) => isFolded);
    assert.deepEqual(
      folded.map(({ counts }) => numbers(counts)),
      [{ free: String(2 ** 23 - 256) }, { "planned-range": "512" }, { free: String(2 ** 23 - 512 - 256) }],
    );
  });

  it("takes larger blocks where there would be too many", () => {
    const pods = Array.from({ length: 3_000 }, (_, i) => podObject(`p${i}`, "prod", "a", `10.${i % 250}.${i >> 4}.9`));
    const map = only([subnetObject("a", "10.0.0.0/8", {}), ...pods]);
    const blocks = blocksOf(map);
    assert.ok(blocks.length <= 1024 && blocks.length > 64, String(blocks.length));
    const sum = blocks.flatMap(({ counts }) => [...counts.values()]).reduce((a, b) => a + b, 0n);
    assert.equal(sum, 2n ** 24n);
    const held = blocks.reduce((count, { counts }) => count + (counts.get("pod") ?? 0n), 0n);
    assert.equal(held, BigInt(map.occupants.length));
  });
});

describe("runsOf", () => {
  const runs = (map: FamilyMap, last: bigint): unknown[] =>
    runsOf(map, map.first, map.first + last).map(({ column, length, state }) => [column, length, state]);

  it("has a column for each address of a /24, equal ones together", () => {
    const map = only([
      subnetObject("a", "10.0.0.0/23", { gateway: "10.0.0.1", excludeIps: ["10.0.0.1", "10.0.0.4..10.0.0.9"] }),
      podObject("p", "prod", "a", "10.0.0.2"),
      podObject("q", "prod", "a", "10.0.0.3"),
      vipObject("v", "a", "10.0.0.6"),
    ]);
    assert.deepEqual(runs(map, 255n), [
      [0, 1, "unusable"],
      [1, 1, "gateway"],
      [2, 2, "pod"],
      [4, 2, "excluded"],
      [6, 1, "vip"],
      [7, 3, "excluded"],
      [10, 246, "free"],
    ]);
  });

  it("shows of several addresses in a column what a reader must look at first", () => {
    const map = only([
      subnetObject("a", "fd00::/64", { gateway: "fd00::1" }),
      podObject("p", "prod", "a", "fd00::22"),
      vipObject("v", "a", "", { v6ip: "fd00::23" }),
      vipObject("w", "a", "", { v6ip: "fd00::fff" }),
    ]);
    assert.deepEqual(runs(map, 4095n), [
      [0, 1, "unusable"],
      [1, 1, "free"],
      [2, 1, "pod"],
      [3, 252, "free"],
      [255, 1, "vip"],
    ]);
  });
});
