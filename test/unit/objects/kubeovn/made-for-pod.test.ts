import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { snapshotOf } from "../../../../provider/objects/kubeovn/facts";
import { findingsOf } from "../../../../provider/objects/kubeovn/findings";
import { LiveContext } from "../../../../provider/plan";
import { subnetObject } from "../../../support/objects";

const OTHER_POD: KubeObject = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: "other",
    namespace: "shop",
    annotations: { "ovn.kubernetes.io/ip_address": "10.16.0.99", "ovn.kubernetes.io/logical_switch": "s4" },
  },
};

const ip = (podType: string, nodeName: string): KubeObject => ({
  apiVersion: "kubeovn.io/v1",
  kind: "IP",
  metadata: {
    name: "web.shop",
    labels: { "ovn.kubernetes.io/ip_reserved": "false", "ovn.kubernetes.io/node-name": nodeName },
    finalizers: ["kubeovn.io/kube-ovn-controller"],
  },
  spec: {
    podName: "web",
    namespace: "shop",
    subnet: "s4",
    podType,
    nodeName,
    ipAddress: "10.16.0.5",
    v4IpAddress: "10.16.0.5",
  },
});

function risksOf(
  object: KubeObject,
  pods: readonly KubeObject[],
  version: readonly [number, number],
): readonly string[] {
  const subnet = subnetObject("s4", "10.16.0.0/24", { gateway: "10.16.0.1" });
  const around = new LiveContext(snapshotOf([subnet, object, ...pods], { version }));
  return (findingsOf(object, around)?.found ?? []).map(({ code }) => code);
}

describe("an IP that Kube-OVN made for a pod", () => {
  it("is no risk where pods were not exported", () => {
    assert.deepEqual(risksOf(ip("", "n1"), [], [1, 13]), []);
    assert.deepEqual(risksOf(ip("", "n1"), [], [1, 15]), []);
  });

  it("is a risk where pods are known and its own is not there", () => {
    assert.deepEqual(risksOf(ip("", "n1"), [OTHER_POD], [1, 13]), ["not-reserved"]);
  });

  it("is none while its VM or StatefulSet is stopped", () => {
    assert.deepEqual(risksOf(ip("VirtualMachine", "n1"), [OTHER_POD], [1, 13]), []);
    assert.deepEqual(risksOf(ip("StatefulSet", "n1"), [OTHER_POD], [1, 13]), []);
  });

  it("is a risk if no pod ever had it", () => {
    assert.deepEqual(risksOf(ip("", ""), [], [1, 13]), ["not-reserved"]);
  });
});
