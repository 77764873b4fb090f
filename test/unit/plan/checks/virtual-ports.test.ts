import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import type { NorthboundView, PortDuty } from "../../../../provider/plan";
import { podObject, subnetObject, vipObject } from "../../../support/objects";
import { checkProgram } from "../../../support/plan";
import type { Resource } from "../../../support/program";

const CLUSTER: readonly KubeObject[] = [
  subnetObject("s4", "10.16.0.0/24"),
  subnetObject("s6", "fd00:16::/64"),
  subnetObject("dual", "10.66.0.0/24,fd00:66::/64"),
  subnetObject("second", "10.67.0.0/24", { provider: "net.shop.ovn" }),
];

function view(duty: PortDuty): NorthboundView {
  const switches = new Map(["s4", "s6", "dual", "second"].map((name) => [name, 1]));
  return { duty, switches, ports: new Map(), virtualPorts: new Map(), routerPorts: new Set() };
}

const vip = (name: string, args: Record<string, unknown>): Resource => ({ kind: "Vip", name, args });
const binding = (args: Record<string, unknown>): Resource => ({
  kind: "AapBinding",
  name: "pair",
  args: { namespace: "shop", selector: ["app: web", "tier : front"], ...args },
});
const MEMBERS = [
  { kind: "StatefulSet", name: "web", namespace: "shop", ordinal: 1 },
  { kind: "VirtualMachine", name: "db", namespace: "shop" },
];

function pod(name: string, labels: Record<string, string>, annotations: Record<string, string> = {}): KubeObject {
  const asks = { "ovn.kubernetes.io/aaps": "a", ...annotations };
  const made = podObject(name, "shop", "s4", "10.16.0.70", asks);
  return { ...made, metadata: { ...made.metadata, labels } };
}

function planned(program: readonly Resource[], duty?: PortDuty, pods: readonly KubeObject[] = []) {
  const options = duty === undefined ? {} : { northbound: view(duty) };
  const result = checkProgram([...CLUSTER, ...pods], program, options).get("AapBinding::pair");
  assert.deepEqual(result?.refusals, []);
  return result?.inputs;
}

describe("an AapBinding", () => {
  it("needs one port for each address, with the ports of its members as parents", () => {
    const program = [
      vip("a", { subnet: "dual", v4ip: "10.66.0.9", v6ip: "fd00:66::9" }),
      vip("b", { subnet: "s6", v6ip: "fd00:16::9" }),
      binding({ vips: ["a", "b"], members: MEMBERS }),
    ];
    const virtualParents = ["db.shop", "web-1.shop"];
    assert.deepEqual(planned(program, "own")?.virtualPorts, [
      { vip: "a", logicalSwitch: "dual", virtualIp: "10.66.0.9", virtualParents },
      { vip: "a", logicalSwitch: "dual", virtualIp: "fd00:66::9", virtualParents },
      { vip: "b", logicalSwitch: "s6", virtualIp: "fd00:16::9", virtualParents },
    ]);
  });

  it("takes the members' interface in the Vip's subnet", () => {
    const program = [vip("a", { subnet: "second", v4ip: "10.67.0.9" }), binding({ vips: ["a"], members: MEMBERS })];
    assert.deepEqual(planned(program)?.virtualParents, ["db.shop.net.shop.ovn", "web-1.shop.net.shop.ovn"]);
  });

  it("leaves parents out of its ports where a controller keeps them", () => {
    const program = [vip("a", { subnet: "s4", v4ip: "10.16.0.9" }), binding({ vips: ["a"], members: MEMBERS })];
    assert.deepEqual(planned(program, "repair")?.virtualPorts, [
      { vip: "a", logicalSwitch: "s4", virtualIp: "10.16.0.9" },
    ]);
  });

  it("knows no ports where OVN cannot be asked", () => {
    assert.equal(planned([vip("a", { subnet: "s4" }), binding({ vips: ["a"] })])?.virtualPorts, null);
  });

  it("has the live pods as parents that match all items of the selector and ask for the Vip", () => {
    const pods = [
      pod("both", { app: "web", tier: "front" }),
      pod("one", { app: "web" }),
      pod("silent", { app: "web", tier: "front" }, { "ovn.kubernetes.io/aaps": "other" }),
      pod("spaced", { app: "web", tier: "front" }, { "ovn.kubernetes.io/aaps": "other, a" }),
    ];
    const program = [vip("a", { subnet: "s4", v4ip: "10.16.0.9" }), binding({ vips: ["a"] })];
    assert.deepEqual(planned(program, "own", pods)?.virtualParents, ["both.shop"]);
  });

  it("has one parent for each pod: its first interface in the Vip's subnet", () => {
    const labels = { app: "web", tier: "front" };
    const two = pod("two", labels, {
      "k8s.v1.cni.cncf.io/networks": "net",
      "net.shop.ovn.kubernetes.io/ip_address": "10.16.0.71",
      "net.shop.ovn.kubernetes.io/logical_switch": "s4",
    });
    const program = [vip("a", { subnet: "s4", v4ip: "10.16.0.9" }), binding({ vips: ["a"] })];
    assert.deepEqual(planned(program, "own", [two])?.virtualParents, ["two.shop.net.shop.ovn"]);
  });

  it("takes every pod of the namespace that asks when it has no selector", () => {
    const program = [vip("a", { subnet: "s4", v4ip: "10.16.0.9" }), binding({ vips: ["a"], selector: [] })];
    assert.deepEqual(planned(program, "own", [pod("any", {})])?.virtualParents, ["any.shop"]);
  });

  it("binds a Vip that is live", () => {
    const pods = [vipObject("old", "s4", "10.16.0.77")];
    assert.deepEqual(planned([binding({ vips: ["old"], members: MEMBERS })], "repair", pods)?.virtualPorts, [
      { vip: "old", logicalSwitch: "s4", virtualIp: "10.16.0.77" },
    ]);
  });
});
