import assert from "node:assert/strict";
import { printRange } from "../../../provider/ipam";
import type { KubeObject } from "../../../provider/objects/kube-object";
import { snapshotOf } from "../../../provider/objects/kubeovn/facts";
import { freeIn } from "../../../provider/report/listing";
import { mapsOf } from "../../../provider/report/occupancy";
import { usageOf } from "../../../provider/report/usage";
import { poolObject, subnetObject, vipObject } from "../../support/objects";
import { checkProgram } from "../../support/plan";
import type { Resource } from "../../support/program";

for (const { family, cidr, field, at } of [
  { family: 4, cidr: "10.8.0.0/29", field: "v4ip", at: (host: number): string => `10.8.0.${host}` },
  { family: 6, cidr: "fd08::/125", field: "v6ip", at: (host: number): string => `fd08::${host}` },
] as const) {
  /** Six usable addresses: the gateway, one that is excluded, one of a pool, one that is asked for, and two. */
  const objects: readonly KubeObject[] = [
    subnetObject("s", cidr, { gateway: at(1), excludeIps: [at(1), at(2)] }),
    poolObject("p", "s", [at(3)]),
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: { template: { metadata: { annotations: { "ovn.kubernetes.io/ip_address": at(4) } } } },
    },
  ];
  const free = [at(5), at(6)];

  describe(`free addresses, IPv${family}`, () => {
    it("are none that another subnet of the wire has", () => {
      const vlan = (name: string): KubeObject => ({
        apiVersion: "kubeovn.io/v1",
        kind: "Vlan",
        metadata: { name },
        spec: { id: 0, provider: "p" },
      });
      const wire = [
        vlan("a"),
        vlan("b"),
        subnetObject("s", cidr, { gateway: at(1), vlan: "a" }),
        subnetObject("t", cidr, { gateway: at(1), vlan: "b" }),
        vipObject("v", "t", "", { [field]: at(4) }),
      ];
      const [subnet] = usageOf(snapshotOf(wire), new Set(["s"]));
      assert.deepEqual(subnet?.counts, { size: 6n, used: 0n, reserved: 1n, excluded: 1n, free: 4n });
      assert.deepEqual(
        mapsOf(snapshotOf(wire))("s")?.families[0]?.occupants.map(({ label }) => label),
        ['Vip "v"'],
      );
      const vips = ["a", "b", "c", "d", "e"].map((name): Resource => ({ kind: "Vip", name, args: { subnet: "s" } }));
      const refused = [...checkProgram(wire, vips).values()].filter(({ refusals }) => refusals.length > 0);
      assert.equal(refused.length, 1);
    });

    it("are the same for the counts, the map, the list and a plan", () => {
      const [subnet] = usageOf(snapshotOf(objects), new Set(["s"]));
      assert.deepEqual(subnet?.counts, { size: 6n, used: 0n, reserved: 1n, excluded: 3n, free: 2n });

      const drawn = mapsOf(snapshotOf(objects))("s")?.families[0];
      const last = (value: bigint): number => Number(value & 7n);
      assert.deepEqual(
        drawn?.occupants.map(({ value, label }) => [last(value), label]),
        [[4, `asked for by Deployment default/web`]],
      );
      assert.deepEqual(
        drawn?.zones.map(({ first, label }) => [last(first), label]),
        [
          [0, "not assignable"],
          [1, "gateway"],
          [2, "excludeIps"],
          [3, `free in IPPool "p"`],
          [7, "not assignable"],
        ],
      );

      const listed = drawn === undefined ? [] : freeIn(drawn);
      assert.deepEqual(
        listed.map(({ range, state }) => [printRange(range), state]),
        [
          [at(3), "pool"],
          [`${at(5)}..${at(6)}`, "free"],
        ],
      );

      const vips = ["a", "b", "c"].map((name): Resource => ({ kind: "Vip", name, args: { subnet: "s" } }));
      const results = [...checkProgram(objects, vips).values()];
      const planned = results.filter(({ refusals }) => refusals.length === 0).map(({ inputs }) => inputs[field]);
      assert.deepEqual(planned.sort(), free);
    });

    it("are none in a Subnet that gives none, whatever they were set aside for", () => {
      const refused = objects.map((one) =>
        one.kind === "Subnet"
          ? subnetObject("s", cidr, { gateway: at(1), excludeIps: [at(1), at(2), `${at(6)}..${at(5)}`] })
          : one,
      );
      const held = vipObject("v", "s", "", { [field]: at(5) });
      const snapshot = snapshotOf([...refused, held]);
      const usages = usageOf(snapshot, new Set(["s"]));
      assert.deepEqual(
        usages.map(({ kind, counts }) => [kind, counts]),
        [
          ["subnet", { size: 6n, used: 0n, reserved: 2n, excluded: 4n, free: 0n }],
          ["pool", { size: 1n, used: 0n, reserved: 0n, excluded: 1n, free: 0n }],
        ],
      );
      for (const pool of [undefined, "p"]) {
        const drawn = mapsOf(snapshot)("s", pool)?.families[0];
        assert.deepEqual(drawn && freeIn(drawn), [], pool);
      }
    });

    it("of a pool are its own", () => {
      const pool = usageOf(snapshotOf(objects), new Set(["s"])).find(({ kind }) => kind === "pool");
      assert.deepEqual(pool?.counts, { size: 1n, used: 0n, reserved: 0n, excluded: 0n, free: 1n });
      assert.deepEqual(mapsOf(snapshotOf(objects))("s", "p")?.families[0]?.zones, []);
    });
  });
}
