import assert from "node:assert/strict";
import { printAddress } from "../../../../provider/ipam";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { isDeciding, mayHide } from "../../../../provider/objects/kubeovn/deciding";
import { snapshotOf } from "../../../../provider/objects/kubeovn/facts";
import { holderName } from "../../../../provider/plan";
import { makeAudit, mapsOf } from "../../../../provider/report";
import { exported } from "../../../../provider/stores/kubernetes/export";
import { withoutPodDetails } from "../../../../provider/stores/manifests/pod-details";
import { families } from "../../../support/families";
import { ipObject, podObject, subnetObject, vipObject } from "../../../support/objects";
import { spiderPoolObject } from "../../../support/spider-objects";

type Fields = Readonly<Record<string, unknown>>;

/** A pod without annotations. */
function bare(name: string, status: Fields, rest: { readonly spec?: Fields; readonly labels?: Fields } = {}) {
  const { spec = {}, labels = {} } = rest;
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "shop", labels }, spec, status } as KubeObject;
}

/** Who has which address where, by all objects and in the order of the texts. */
function held(...objects: readonly KubeObject[]): readonly string[] {
  return snapshotOf(objects)
    .holdings.flatMap(({ addresses, subnet, holder }) =>
      addresses.map((address) => `${printAddress(address)} in ${subnet}: ${holderName(holder)}`),
    )
    .sort();
}

for (const { protocol, cidrBlock, gateway, ipField, vipField, address } of families(91)) {
  describe(`the status of a pod without annotations, ${protocol}`, () => {
    const subnet = (name: string, spec: Fields = {}): KubeObject => subnetObject(name, cidrBlock, { gateway, ...spec });
    const s = subnet("s");
    const ip = address(5);
    const pod = bare("web", { phase: "Running", podIP: ip, podIPs: [{ ip }], hostIP: "192.0.2.1" });
    const inS = [`${ip} in s: Pod shop/web`];

    it("tells its address", () => {
      assert.deepEqual(held(s, pod), inS);
      assert.deepEqual(held(pod, s), inS);
      assert.deepEqual(held(s, bare("web", { podIP: ip })), inS);
    });

    it("tells none in other networks", () => {
      assert.deepEqual(held(s, bare("web", { podIP: "192.0.2.5" })), []);
      assert.deepEqual(held(subnet("v", { vpc: "v" }), pod), []);
      assert.deepEqual(held(subnet("n", { provider: "net1.shop.ovn" }), pod), []);
    });

    it("tells it where the pod's namespace belongs to, before the default VPC", () => {
      const home = subnet("v", { vpc: "v", namespaces: ["shop"] });
      assert.deepEqual(held(s, home, pod), [`${ip} in v: Pod shop/web`]);
    });

    it("tells it where labels of the pod's namespace are chosen, and there too where nobody knows them", () => {
      const choosing = (...namespaceSelectors: readonly Fields[]): KubeObject =>
        subnet("v", { vpc: "v", namespaceSelectors });
      const byTeam = choosing(
        { matchLabels: { tier: "x" } },
        { matchExpressions: [{ key: "team", operator: "Exists" }] },
      );
      const shop = (labels?: Fields): KubeObject =>
        ({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop", labels } }) as KubeObject;
      const inV = [`${ip} in v: Pod shop/web`];
      assert.deepEqual(held(s, byTeam, shop({ team: "a" }), pod), inV);
      assert.deepEqual(held(pod, shop({ team: "a" }), byTeam, s), inV);
      assert.deepEqual(held(s, byTeam, shop({ tier: "y" }), pod), inS);
      assert.deepEqual(held(s, byTeam, shop(), pod), inS);
      assert.deepEqual(held(s, byTeam, pod), [...inS, ...inV]);
      assert.deepEqual(held(s, choosing(), pod), inS);
      assert.deepEqual(held(s, choosing({}), pod), inV);
      assert.deepEqual(held(s, choosing({ matchLabels: { "kubernetes.io/metadata.name": "shop" } }), pod), inV);
      assert.deepEqual(held(s, choosing({ matchLabels: { "kubernetes.io/metadata.name": "yard" } }), pod), inS);
    });

    it("tells it in the subnet that an annotation names", () => {
      const named = { ...pod.metadata, annotations: { "ovn.kubernetes.io/logical_switch": "v" } };
      assert.deepEqual(held(s, subnet("v", { vpc: "v" }), { ...pod, metadata: named }), [`${ip} in v: Pod shop/web`]);
    });

    it("tells none that is its node's, or that it has given back", () => {
      assert.deepEqual(held(s, bare("web", { podIP: ip }, { spec: { hostNetwork: true } })), []);
      assert.deepEqual(held(s, bare("web", { podIPs: [{ ip }], hostIPs: [{ ip }] })), []);
      for (const phase of ["Succeeded", "Failed"]) assert.deepEqual(held(s, bare("web", { podIP: ip, phase })), []);
    });

    for (const [phase, restartPolicy, reason, hasIt] of [
      ["Running", "Never", "", true],
      ["Succeeded", "Never", "", false],
      ["Succeeded", "OnFailure", "", false],
      ["Succeeded", "Always", "", true],
      ["Failed", "Never", "", false],
      ["Failed", "OnFailure", "", true],
      ["Failed", "Always", "NodeShutdown", true],
      ["Failed", "Always", "Evicted", false],
    ] as const) {
      it(`is ${hasIt ? "kept" : "given back"} by a pod that is ${phase} ${reason}, restartPolicy ${restartPolicy}`, () => {
        const one = bare("web", { podIP: ip, phase, reason }, { spec: { restartPolicy } });
        assert.deepEqual(held(s, one), hasIt ? [`${ip} in s: Pod shop/web`] : []);
        const stored = withoutPodDetails({ ...one, metadata: { ...one.metadata, uid: "u" } });
        assert.deepEqual(held(s, stored), held(s, one), "as it is kept of an export");
      });
    }

    it("tells nothing beside annotations", () => {
      assert.deepEqual(held(s, { ...podObject("web", "shop", "s", address(6)), status: { podIP: ip } }), [
        `${address(6)} in s: Pod shop/web`,
      ]);
    });

    it("tells who uses an IP object, in the subnet of that one", () => {
      const vpc = subnet("v", { vpc: "v" });
      const port = ipObject("web", "shop", "v", "", { [ipField]: ip });
      assert.deepEqual(held(s, vpc, port, pod), [`${ip} in v: Pod shop/web`]);
      assert.deepEqual(held(pod, s, vpc, port), [`${ip} in v: Pod shop/web`]);
      const vm = ipObject("db", "shop", "v", "", { [ipField]: ip, podType: "VirtualMachine" });
      const launcher = bare("virt-launcher-db-x", { podIP: ip }, { labels: { "vm.kubevirt.io/name": "db" } });
      assert.deepEqual(held(s, vpc, vm, launcher), [`${ip} in v: Pod shop/virt-launcher-db-x`]);
    });

    /** What a map has at the address, and what the audit says of the objects that have it. */
    const judged = (...objects: readonly KubeObject[]): readonly unknown[] => {
      const snapshot = snapshotOf([s, ...objects]);
      const states = mapsOf(snapshot)("s")?.families.flatMap(({ occupants }) => occupants.map(({ state }) => state));
      return [states, makeAudit(snapshot).report.rows.map(({ code }) => code)];
    };

    it("is no conflict with the Vip or the pool that the pod has it from", () => {
      assert.deepEqual(judged(vipObject("v", "s", "", { [vipField]: ip }), pod), [["pod"], ["outside-planned-range"]]);
      const pool = spiderPoolObject("p", cidrBlock, [`${ip}-${address(6)}`], { allocated: { [ip]: "shop/web" } });
      assert.deepEqual(judged(pool, pod), [["pod"], []]);
    });

    it("is a conflict with whoever else has it", () => {
      for (const other of [podObject("other", "shop", "s", ip), bare("other", { podIP: ip })])
        assert.deepEqual(judged(other, pod), [["conflict"], []]);
      const [states, codes] = judged(ipObject("other", "shop", "s", "", { [ipField]: ip }), pod);
      assert.deepEqual([states, codes], [["conflict"], ["address-shared"]]);
    });

    it("decides, and may be hidden in what cannot be read", () => {
      assert.equal(isDeciding(pod), true);
      assert.equal(isDeciding(bare("web", { phase: "Pending" })), false);
      assert.equal(mayHide(`{ "podIP": "${ip}"`), true);
      assert.equal(mayHide(`  podIPs:\n  - ip: ${ip}\n`), true);
      assert.equal(mayHide("fieldPath: status.podIP\nname: x"), false);
    });

    it("is exported where nothing else of the pod tells it", () => {
      const kept = exported(pod) ?? assert.fail("not exported");
      assert.deepEqual(kept.status, { podIPs: [{ ip }] });
      assert.deepEqual(held(s, kept), inS);
      const told = { ...podObject("web", "shop", "s", ip), status: { podIP: ip } };
      assert.equal(exported(told)?.status, undefined);
    });
  });
}

it("the status of a pod without annotations tells an address of each family", () => {
  const dual = subnetObject("d", "10.91.0.0/24,fd00:91::/112", { gateway: "10.91.0.1,fd00:91::1" });
  const pod = bare("web", { podIP: "10.91.0.5", podIPs: [{ ip: "10.91.0.5" }, { ip: "fd00:91::5" }] });
  assert.deepEqual(held(dual, pod), ["10.91.0.5 in d: Pod shop/web", "fd00:91::5 in d: Pod shop/web"]);
});
