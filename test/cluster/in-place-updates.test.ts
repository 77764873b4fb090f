import assert from "node:assert/strict";
import type { KubeObject } from "../../provider/objects/kube-object";
import { kubeovnKey, part } from "../../provider/objects/kubeovn/kinds";
import { plannedRangeLifecycle } from "../../provider/runtime/lifecycle-planned-range";
import type { Session } from "../../provider/runtime/session";
import { openKubernetesStore } from "../../provider/stores/kubernetes/store";
import type { Store } from "../../provider/stores/store";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { createSubnet, families } from "./objects";

const withSpec =
  (spec: object) =>
  (live: KubeObject): KubeObject => ({ ...live, spec: { ...part(live, "spec"), ...spec } });

for (const [i, family] of families(102).entries()) {
  const { protocol, gateway, excluded, address } = family;
  const subnet = `inplace-${protocol.toLowerCase()}`;
  const outside = families(103)[i]?.gateway ?? assert.fail();
  const key = kubeovnKey("Subnet", subnet);

  describe(`updates in place of openKubernetesStore, with ${protocol}`, () => {
    let store: Store;
    const change = (spec: object): Promise<KubeObject> => store.update(key, withSpec(spec));
    const refusesGateway = (text: string): object => ({
      code: "refused",
      message: new RegExp(
        `kube-ovn-controller refuses kubeovn.io/v1 Subnet "${subnet}": gateway ${text} is not in cidr`,
      ),
    });

    before(async function () {
      await needCluster.call(this);
      store = openKubernetesStore({ kubeconfig: (await sharedCluster()).kubeconfig });
      await createSubnet(subnet, family);
    });

    it("are done when the controller has taken them", async () => {
      const taken = await change({ excludeIps: [gateway, excluded, address(9)] });
      const { conditions } = taken.status as { conditions: { type: string; status: string; reason: string }[] };
      const [validated, ready] = ["Validated", "Ready"].map((type) => conditions.find((one) => one.type === type));
      assert.deepEqual([ready?.status, validated?.reason], ["True", ready?.reason]);
    });

    it("fail with the controller's objection", async () => {
      await assert.rejects(change({ gateway: outside }), refusesGateway(outside));
    });

    it("fail while the objection stands, be it said in the same words, or without a write", async () => {
      await assert.rejects(change({ excludeIps: [gateway, excluded] }), refusesGateway(outside));
      await assert.rejects(change({}), refusesGateway(outside));
    });

    it("do not fail by an objection that they mend, nor by one that was mended before", async () => {
      await change({ gateway });
      await change({ excludeIps: [gateway, excluded, address(10)] });
      await change({});
      await assert.rejects(change({ gateway: outside }), refusesGateway(outside), "in the words of the old one");
      await change({ gateway });
    });

    it("are done after a while when the controller has nothing to say", async () => {
      const timeOf = async (team: string): Promise<number> => {
        const started = performance.now();
        await store.update(key, (live) => ({ ...live, metadata: { ...live.metadata, labels: { team } } }));
        return performance.now() - started;
      };
      const started = performance.now();
      await change({ mtu: 1300 });
      const quiet = performance.now() - started;
      assert.ok(quiet < 30_000, `${quiet}`);
      // Of several, since a machine may be busy.
      const labeled = Math.min(await timeOf("a"), await timeOf("b"), await timeOf("c"));
      assert.ok(labeled < quiet / 2, `nobody is waited for after a change of labels: ${labeled}, ${quiet}`);
    });

    it("fail with a conflict that the controller sees for a moment only", async () => {
      const other = `${subnet}-other`;
      const [there, here] = [families(104)[i], families(105)[i]].map((one) => one ?? assert.fail());
      assert.ok(there && here);
      await createSubnet(`${subnet}-there`, there);
      await createSubnet(other, here);
      const moved = ({ cidrBlock, gateway: at }: typeof there): object => ({
        cidrBlock,
        gateway: at,
        excludeIps: [at],
      });
      await assert.rejects(store.update(kubeovnKey("Subnet", other), withSpec(moved(there))), {
        code: "refused",
        message: new RegExp(`Subnet "${other}": .*is conflict with subnet ${subnet}-there`),
      });
      await store.update(kubeovnKey("Subnet", other), withSpec(moved(here)));
    });

    it("of an IPPool fail when the controller refuses them, and no longer when it does not", async () => {
      const pool = (name: string, ips: readonly string[]): KubeObject => ({
        apiVersion: "kubeovn.io/v1",
        kind: "IPPool",
        metadata: { name },
        spec: { subnet, ips },
      });
      const range = (first: number, last: number): string[] => [`${address(first)}..${address(last)}`];
      await store.create(pool(`${subnet}-a`, range(20, 29)));
      await store.create(pool(`${subnet}-b`, range(40, 49)));
      const b = kubeovnKey("IPPool", `${subnet}-b`);
      const conflict = { code: "refused", message: /refuses kubeovn\.io\/v1 IPPool .*conflict IPs with ippool/ };
      await assert.rejects(store.update(b, withSpec({ ips: range(25, 49) })), conflict);
      await assert.rejects(store.update(b, withSpec({ ips: range(26, 49) })), conflict);
      await store.update(b, withSpec({ ips: range(41, 49) }));
      await store.update(b, withSpec({ ips: range(42, 49) }));
    });

    it("let a planned range be written into a Subnet that the controller refuses for other reasons, and say so", async () => {
      await assert.rejects(change({ gateway: outside }), refusesGateway(outside));
      const notes: string[] = [];
      const session = { store, note: (line: string) => notes.push(line) } as unknown as Session;
      const range = [`${address(210)}..${address(219)}`];
      const inputs = { subnet, range, owner: "acme/shop/prod/PlannedRange/planned", claim: "0123456789abcdef" };
      await plannedRangeLifecycle.create(session, inputs);
      assert.equal(notes.length, 1);
      assert.match(notes[0] ?? "", /refuses .*is not in cidr.*; the planned range counts once that is fixed/);
      const live = await store.get(key);
      assert.ok((part(live ?? assert.fail(), "spec").excludeIps as string[]).includes(range[0] ?? ""));
      await plannedRangeLifecycle.delete(session, "", inputs);
      await change({ gateway });
    });
  });
}
