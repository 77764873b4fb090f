import assert from "node:assert/strict";
import type { Resource } from "../support/program";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { engineFor } from "./engines";
import { type ApiObject, createKubeOvn, type Family, families, KUBE_OVN_API, runPod, until } from "./objects";

async function get(path: string): Promise<ApiObject> {
  const { admin } = await sharedCluster();
  return (await admin("GET", path)).body;
}

/** Eight addresses of a subnet of sixteen, so that pods would come across them. */
function small(family: Family): { readonly cidrBlock: string; readonly range: string } {
  const [base = ""] = family.cidrBlock.split("/");
  const length = family.protocol === "IPv4" ? 28 : 124;
  return { cidrBlock: `${base}/${length}`, range: `${family.address(2)}..${family.address(9)}` };
}

for (const family of families(37)) {
  const { protocol, ipField, vipField } = family;
  const subnet = `planned-${protocol.toLowerCase()}`;

  describe(`a planned range, ${protocol}`, () => {
    const { cidrBlock, range } = small(family);
    const program: readonly Resource[] = [
      { kind: "Subnet", name: subnet, args: { cidrBlock, allocation: { range } } },
      { kind: "ReservedIP", name: "vm", args: { subnet, workload: { kind: "VirtualMachine", name: `${subnet}-vm` } } },
      { kind: "ReservedIP", name: "pod", args: { subnet, workload: { kind: "Pod", name: `${subnet}-pod` } } },
      { kind: "Vip", name: `${subnet}-vip`, args: { subnet } },
    ];
    const planned = new Map<string, string>();

    before(needCluster);

    it("is where addresses are planned", async () => {
      const engine = await engineFor(subnet);
      const shown = (await engine.preview(program)).inputs;
      const { inputs } = await engine.up(program);
      for (const [at, field] of [
        ["ReservedIP::vm", ipField],
        ["ReservedIP::pod", ipField],
        [`Vip::${subnet}-vip`, vipField],
      ] as const) {
        planned.set(at, String(inputs.get(at)?.[field]));
        assert.equal(shown.get(at)?.[field], inputs.get(at)?.[field]);
      }
      assert.equal(
        (await get(`${KUBE_OVN_API}/ips/${subnet}-vm.default`)).spec[ipField],
        planned.get("ReservedIP::vm"),
      );
      assert.equal(
        (await get(`${KUBE_OVN_API}/vips/${subnet}-vip`)).status[vipField],
        planned.get(`Vip::${subnet}-vip`),
      );
    });

    it("is given to no pod, though the controller forgets and the objects go, and they come again at the same addresses", async () => {
      const { admin, restartController } = await sharedCluster();
      const engine = await engineFor(subnet);
      await engine.up(program);
      for (const name of ["vm", "pod"]) await admin("DELETE", `${KUBE_OVN_API}/ips/${subnet}-${name}.default`);
      while ((await admin("GET", `${KUBE_OVN_API}/ips/${subnet}-pod.default`)).status !== 404);
      await restartController();
      const pods = await Promise.all(
        Array.from({ length: 4 }, (_, i) =>
          runPod(`${subnet}-any-${i}`, { "ovn.kubernetes.io/logical_switch": subnet }),
        ),
      );
      const inPlannedRange = new Set(planned.values());
      for (const pod of pods) assert.ok(!inPlannedRange.has(pod.status.podIP), pod.status.podIP);

      assert.deepEqual((await engine.refresh()).toSorted(), ["ReservedIP::pod", "ReservedIP::vm"]);
      const again = await engine.up(program);
      assert.deepEqual(
        again.operations,
        new Map([
          [`Subnet::${subnet}`, "same"],
          ["ReservedIP::vm", "update"],
          ["ReservedIP::pod", "update"],
          [`Vip::${subnet}-vip`, "same"],
        ]),
      );
      for (const name of ["vm", "pod"]) {
        const { spec } = await get(`${KUBE_OVN_API}/ips/${subnet}-${name}.default`);
        assert.equal(spec[ipField], planned.get(`ReservedIP::${name}`));
      }
    });
  });

  describe(`PlannedRange of many writers, ${protocol}`, () => {
    const shared = `ranges-${protocol.toLowerCase()}`;
    const other = protocol === "IPv4" ? "10.38.0" : "fd00:38:";
    const at = (n: number): string => (protocol === "IPv4" ? `${other}.${n}` : `${other}:${n}`);
    const rangeOf = (writer: number): string => `${at(100 + writer * 10)}..${at(105 + writer * 10)}`;
    const programOf = (writer: number): Resource[] => [
      { kind: "PlannedRange", name: `planned-${writer}`, args: { subnet: shared, range: rangeOf(writer) } },
    ];
    const path = `${KUBE_OVN_API}/subnets/${shared}`;

    before(async function () {
      await needCluster.call(this);
      const cidrBlock = protocol === "IPv4" ? `${other}.0/24` : `${other}:/112`;
      await createKubeOvn("Subnet", shared, { cidrBlock, gateway: at(1), protocol, excludeIps: [at(1), at(50)] });
      await until(path, ({ status }) => status?.v4availableIPs > 0 || status?.v6availableIPs > 0);
    });

    it("adds each one's items, once, and takes away only these", async () => {
      const engines = await Promise.all(Array.from({ length: 6 }, (_, i) => engineFor(`writer-${protocol}-${i}`)));
      await Promise.all(engines.map((engine, i) => engine.up(programOf(i))));
      // The controller sorts what it finds.
      const isSorted = (items: readonly string[]): boolean => items.join() === [...items].sort().join();
      const full = await until(path, ({ spec }) => spec.excludeIps.length === 8 && isSorted(spec.excludeIps));
      assert.deepEqual([...full.spec.excludeIps].sort(), [at(1), at(50), ...[0, 1, 2, 3, 4, 5].map(rangeOf)].sort());

      await Promise.all(engines.map((engine, i) => engine.up(programOf(i))));
      for (const engine of engines) assert.deepEqual(await engine.refresh(), []);
      assert.equal((await get(path)).metadata.generation, full.metadata.generation);

      await Promise.all(engines.slice(0, 3).map((engine) => engine.destroy()));
      const rest = await get(path);
      assert.deepEqual([...rest.spec.excludeIps].sort(), [at(1), at(50), ...[3, 4, 5].map(rangeOf)].sort());
      await Promise.all(engines.slice(3).map((engine) => engine.destroy()));
      const bare = await get(path);
      assert.deepEqual([...bare.spec.excludeIps].sort(), [at(1), at(50)].sort());
      assert.deepEqual(bare.metadata.annotations ?? {}, {});
    });
  });
}
