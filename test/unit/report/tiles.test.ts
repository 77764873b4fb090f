import assert from "node:assert/strict";
import type { CellState, FamilyMap } from "../../../provider/report";
import { countStates, mapOf, tilesOf } from "../../../provider/report";
import type { KubeObject } from "../../../provider/stores/kube-object";
import { snapshotOf } from "../../../provider/stores/kubeovn/facts";
import { ipObject, podObject, poolObject, subnetObject, vipObject } from "../../support/objects";

const BAND = { "pulumi-kubeovn/planned-ranges": JSON.stringify({ x: { range: ["10.0.0.8..10.0.0.11"], added: [] } }) };
const A = subnetObject("a", "10.0.0.0/28", { gateway: "10.0.0.1", excludeIps: ["10.0.0.1", "10.0.0.12"] }, BAND);

function only(objects: readonly KubeObject[], pool?: string, after?: readonly KubeObject[]): FamilyMap {
  const map = mapOf(snapshotOf(objects), "a", pool, after && snapshotOf(after));
  return map?.families[0] ?? assert.fail("there is no such map");
}

function numbers(counts: ReadonlyMap<CellState, bigint>): Record<string, string> {
  return Object.fromEntries([...counts].map(([state, count]) => [state, String(count)]));
}

describe("mapOf", () => {
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
        [8, 11, "band"],
        [12, 12, "excluded"],
        [15, 15, "unusable"],
      ],
    );
    // 16 addresses: network, last, gateway, one excluded, four in the band of which two are held, one pod; seven are left.
    assert.deepEqual(numbers(countStates(map)), {
      unusable: "2",
      gateway: "1",
      band: "2",
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
    const map = mapOf(snapshotOf([dual, vipObject("v", "a", "10.0.0.5", { v6ip: "fd00::5" })]), "a");
    assert.deepEqual(
      map?.families.map(({ cidr, occupants }) => [cidr, occupants.map(({ value }) => value & 255n)]),
      [
        ["10.0.0.0/28", [5n]],
        ["fd00::/120", [5n]],
      ],
    );
  });

  it("knows no subnet and no pool that is not there", () => {
    assert.equal(mapOf(snapshotOf([A]), "b"), undefined);
    assert.equal(mapOf(snapshotOf([A]), "a", "p"), undefined);
  });
});

describe("tilesOf", () => {
  const shape = (map: FamilyMap): unknown[] =>
    tilesOf(map).map(({ first, last, isFolded }) => [first - map.first, last - first + 1n, isFolded]);

  it("has a tile for each of the 256 blocks of a /16", () => {
    const tiles = tilesOf(only([subnetObject("a", "10.0.0.0/16", {}), podObject("p", "prod", "a", "10.0.3.2")]));
    assert.equal(tiles.length, 256);
    assert.ok(tiles.every(({ first, last, isFolded }) => !isFolded && last - first === 255n));
    assert.deepEqual(numbers(tiles[3]?.counts ?? new Map()), { free: "255", pod: "1" });
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

  it("ends a folded stretch where a band begins and ends", () => {
    const range = "10.128.0.0..10.128.1.255";
    const wide = subnetObject(
      "a",
      "10.0.0.0/8",
      { gateway: "10.0.0.1" },
      {
        "pulumi-kubeovn/planned-ranges": JSON.stringify({ x: { range: [range], added: [] } }),
      },
    );
    const folded = tilesOf(only([wide])).filter(({ isFolded }) => isFolded);
    assert.deepEqual(
      folded.map(({ counts }) => numbers(counts)),
      [{ free: String(2 ** 23 - 256) }, { band: "512" }, { free: String(2 ** 23 - 512 - 256) }],
    );
  });

  it("takes larger blocks where there would be too many", () => {
    const pods = Array.from({ length: 3_000 }, (_, i) => podObject(`p${i}`, "prod", "a", `10.${i % 250}.${i >> 4}.9`));
    const map = only([subnetObject("a", "10.0.0.0/8", {}), ...pods]);
    const tiles = tilesOf(map);
    assert.ok(tiles.length <= 1024 && tiles.length > 64, String(tiles.length));
    const sum = tiles.flatMap(({ counts }) => [...counts.values()]).reduce((a, b) => a + b, 0n);
    assert.equal(sum, 2n ** 24n);
    const held = tiles.reduce((count, { counts }) => count + (counts.get("pod") ?? 0n), 0n);
    assert.equal(held, BigInt(map.occupants.length));
  });
});
