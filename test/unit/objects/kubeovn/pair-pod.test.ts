import assert from "node:assert/strict";
import { snapshotOf } from "../../../../provider/objects/kubeovn/facts";
import type { PairPod } from "../../../../provider/plan";
import { podObject } from "../../../support/objects";

function pairPods(annotations: Record<string, string>): readonly PairPod[] {
  const pod = podObject("web-0", "shop", "s1", "10.16.0.70", annotations);
  return snapshotOf([{ ...pod, metadata: { ...pod.metadata, labels: { app: "web" } } }]).pairPods;
}

const NET = (name: string, subnet: string, address: string): Record<string, string> => ({
  [`${name}.kubernetes.io/ip_address`]: address,
  [`${name}.kubernetes.io/logical_switch`]: subnet,
});

describe("pairPodOf", () => {
  it("reads the Vips as Kube-OVN does: split at commas, not trimmed", () => {
    assert.deepEqual(pairPods({ "ovn.kubernetes.io/aaps": "a, b,c" }), [
      {
        namespace: "shop",
        labels: { app: "web" },
        vips: ["a", " b", "c"],
        ports: [{ name: "web-0.shop", subnet: "s1" }],
      },
    ]);
  });

  it("knows nothing of a pod that does not ask", () => {
    assert.deepEqual(pairPods({}), []);
  });

  for (const { written, networks } of [
    { written: "names with commas", networks: "shop/second, first@eth7" },
    { written: "a JSON list", networks: '[{"name":"second","namespace":"shop"},{"name":"first","interface":"eth7"}]' },
  ]) {
    it(`puts attachments in the order of ${written}, and the default network last`, () => {
      const [pod] = pairPods({
        "ovn.kubernetes.io/aaps": "a",
        "k8s.v1.cni.cncf.io/networks": networks,
        ...NET("first.shop.ovn", "s1", "10.16.0.71"),
        ...NET("second.shop.ovn", "s2", "fd00:16::71"),
      });
      assert.deepEqual(pod?.ports, [
        { name: "web-0.shop.second.shop.ovn", subnet: "s2" },
        { name: "web-0.shop.first.shop.ovn", subnet: "s1" },
        { name: "web-0.shop", subnet: "s1" },
      ]);
    });
  }

  it("omits interfaces that are not OVN's, and keeps one that names its interface", () => {
    const [pod] = pairPods({
      "ovn.kubernetes.io/aaps": "a",
      ...NET("lan.default", "macvlan", "172.20.0.5"),
      ...NET("net.shop.ovn.eth2", "s2", "10.17.0.5"),
    });
    assert.deepEqual(
      pod?.ports.map(({ name }) => name),
      ["web-0.shop.net.shop.ovn.eth2", "web-0.shop"],
    );
  });

  it("takes the VM's port for the pod of a VM", () => {
    const [pod] = pairPods({ "ovn.kubernetes.io/aaps": "a", "ovn.kubernetes.io/virtualmachine": "db" });
    assert.deepEqual(pod?.ports, [{ name: "db.shop", subnet: "s1" }]);
  });

  it("makes nothing of networks that are no JSON", () => {
    const [pod] = pairPods({ "ovn.kubernetes.io/aaps": "a", "k8s.v1.cni.cncf.io/networks": "[{" });
    assert.deepEqual(pod?.ports, [{ name: "web-0.shop", subnet: "s1" }]);
  });
});
