import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { snapshotOf } from "../../../../provider/objects/kubeovn/facts";
import { type LogicalPort, leftoverPorts, type NorthboundView, portFindings } from "../../../../provider/plan";
import { podObject, subnetObject, vipObject } from "../../../support/objects";

const SUBNETS: readonly KubeObject[] = [
  subnetObject("s4", "10.16.0.0/24"),
  subnetObject("s6", "fd00:16::/64"),
  subnetObject("dual", "10.66.0.0/24,fd00:66::/64"),
  subnetObject("other", "10.99.0.0/24", { provider: "macvlan.default" }),
];

const PAIR = { namespace: "shop", selector: ["app: web"] };

/** A pod that asks for the Vip "v". */
function asking(name: string, subnet = "s4", labels: Record<string, string> = { app: "web" }): KubeObject {
  const address = subnet === "s6" ? "fd00:16::70" : "10.16.0.70";
  const made = podObject(name, "shop", subnet, address, { "ovn.kubernetes.io/aaps": "v" });
  return { ...made, metadata: { ...made.metadata, labels } };
}

type Port = Omit<LogicalPort, "owners"> & Partial<LogicalPort>;
const virtual = (name: string, logicalSwitch: string, virtualIp: string, parents: readonly string[] = []): Port => ({
  name,
  type: "virtual",
  logicalSwitch,
  virtualIp,
  parents,
});

function northbound(ports: readonly Port[], view: Partial<NorthboundView> = {}): NorthboundView {
  const all = ports.map((port) => ({ owners: [], ...port }));
  const virtualPorts = new Map<string, LogicalPort[]>();
  for (const port of all) {
    if (port.type !== "virtual") continue;
    const key = `${port.logicalSwitch} ${port.virtualIp}`;
    virtualPorts.set(key, [...(virtualPorts.get(key) ?? []), port]);
  }
  const switches = new Map([...["s4", "s6", "dual"].map((name) => [name, 1] as const)]);
  const byName = new Map(all.map((port) => [port.name, port]));
  return { duty: "repair", switches, ports: byName, virtualPorts, routerPorts: new Set(), ...view };
}

/** What is found about the Vip "v", as `level code`. */
function found(objects: readonly KubeObject[], view: NorthboundView): readonly string[] {
  const snapshot = snapshotOf([...SUBNETS, ...objects]);
  const vip = snapshot.reservations.get("Vip/v");
  assert.ok(vip);
  return portFindings(snapshot, view)(vip).map(({ level, code }) => `${level} ${code}`);
}

for (const { subnet, field, address, other, parent } of [
  { subnet: "s4", field: "v4ip", address: "10.16.0.9", other: "10.16.0.8", parent: "a.shop" },
  { subnet: "s6", field: "v6ip", address: "fd00:16::9", other: "fd00:16::8", parent: "a.shop" },
]) {
  describe(`portFindings of a Vip of one family, ${subnet}`, () => {
    const vip = vipObject("v", subnet, "", { ...PAIR, [field]: address });
    const pods = [asking("a", subnet)];

    it("has nothing against a port that shares the address with the pods that ask", () => {
      assert.deepEqual(found([vip, ...pods], northbound([virtual("v", subnet, address, [parent])])), []);
    });

    it("takes the port under the name that one of two families would have for the Vip's, too", () => {
      const name = `vip:v:ipv${subnet.slice(1)}`;
      assert.deepEqual(found([vip, ...pods], northbound([virtual(name, subnet, address, [parent])])), []);
    });

    it("finds that there is none: wrong for pods that ask, a risk without", () => {
      assert.deepEqual(found([vip, ...pods], northbound([])), ["wrong missing-virtual-port"]);
      assert.deepEqual(found([vip], northbound([])), ["risk missing-virtual-port"]);
      assert.deepEqual(found([vip], northbound([], { duty: "own" })), ["wrong missing-virtual-port"]);
    });

    it("finds a port that shares another address, or none", () => {
      assert.deepEqual(found([vip, ...pods], northbound([virtual("v", subnet, other, [parent])])), [
        "wrong virtual-ip-wrong",
      ]);
      assert.deepEqual(found([vip, ...pods], northbound([virtual("v", subnet, "", [parent])])), [
        "wrong virtual-ip-wrong",
      ]);
    });

    it("finds a pod that asks and may not claim, and one that may and has not asked", () => {
      const stranger = podObject("b", "shop", subnet, other);
      const port = (...parents: string[]): NorthboundView => northbound([virtual("v", subnet, address, parents)]);
      assert.deepEqual(found([vip, ...pods, stranger], port()), ["wrong parents-missing"]);
      assert.deepEqual(found([vip, ...pods, stranger], port(parent, "b.shop")), ["wrong parents-unasked"]);
      assert.deepEqual(found([vip, asking("a", subnet, { app: "db" })], port(parent)), ["wrong parents-unasked"]);
    });

    it("has nothing against parents that are yet to come, and those that a binding asked for", () => {
      const stranger = podObject("b", "shop", subnet, other);
      const port = virtual("v", subnet, address, [parent, "b.shop", "later.shop"]);
      assert.deepEqual(found([vip, ...pods, stranger], northbound([{ ...port, askedParents: ["b.shop"] }])), []);
    });

    it("finds another port with the address, of which OVN serves only one", () => {
      const ports = [virtual("v", subnet, address, [parent]), virtual("x", subnet, address)];
      assert.deepEqual(found([vip, ...pods], northbound(ports)), ["wrong virtual-ip-taken"]);
    });

    it("finds a port of a pod that has the name, and says nothing more", () => {
      const ports: readonly Port[] = [{ name: "v", type: "", logicalSwitch: subnet }];
      assert.deepEqual(found([vip, ...pods], northbound(ports)), ["wrong port-name-taken"]);
    });

    it("finds that the switch is missing, and says nothing more", () => {
      assert.deepEqual(found([vip, ...pods], northbound([], { switches: new Map() })), ["wrong logical-switch"]);
    });
  });
}

describe("portFindings", () => {
  const dual = vipObject("v", "dual", "10.66.0.9", { ...PAIR, v6ip: "fd00:66::9" });

  it("leaves a dual-stack Vip without a port of either family to what is known without OVN", () => {
    assert.deepEqual(found([dual], northbound([virtual("v", "dual", "10.66.0.9,fd00:66::9")])), []);
  });

  it("finds the family that has no port where the other one has", () => {
    assert.deepEqual(found([dual], northbound([virtual("vip:v:ipv6", "dual", "fd00:66::9")])), [
      "risk missing-virtual-port",
    ]);
    const both = [virtual("vip:v:ipv4", "dual", "10.66.0.9"), virtual("vip:v:ipv6", "dual", "fd00:66::9")];
    assert.deepEqual(found([dual], northbound(both)), []);
  });

  it("has nothing to say of a Vip without a namespace, without an address, or on a network that is not OVN's", () => {
    assert.deepEqual(found([vipObject("v", "s4", "10.16.0.9")], northbound([])), []);
    assert.deepEqual(found([vipObject("v", "s4", "", PAIR)], northbound([])), []);
    assert.deepEqual(found([vipObject("v", "other", "10.99.0.9", PAIR)], northbound([])), []);
  });

  it("finds that a switch_lb_vip has no port, and no router port to take the MAC from", () => {
    const vip = vipObject("v", "s4", "10.16.0.9", { namespace: "shop", type: "switch_lb_vip" });
    const routerPorts = new Set(["ovn-cluster-s4"]);
    assert.deepEqual(found([vip], northbound([], { routerPorts })), ["wrong missing-port"]);
    assert.deepEqual(found([vip], northbound([])), ["wrong router-port-missing"]);
    const ports: readonly Port[] = [{ name: "v.shop", type: "", logicalSwitch: "s4" }];
    assert.deepEqual(found([vip], northbound(ports, { routerPorts })), []);
  });
});

describe("leftoverPorts", () => {
  const left = (objects: readonly KubeObject[], ports: readonly Port[]): readonly string[] =>
    leftoverPorts(snapshotOf([...SUBNETS, ...objects]), northbound(ports)).map(
      ({ level, name, virtualIp }) => `${level} ${name} ${virtualIp}`,
    );

  it("finds a virtual port without its Vip: wrong once the address is in use", () => {
    const ports = [virtual("gone", "s4", "10.16.0.9", ["a.shop"]), virtual("gone6", "s6", "fd00:16::9", ["a.shop"])];
    assert.deepEqual(left([], ports), ["risk gone 10.16.0.9", "risk gone6 fd00:16::9"]);
    const pods = [podObject("b", "shop", "s4", "10.16.0.9"), podObject("c", "shop", "s6", "fd00:16::9")];
    assert.deepEqual(left(pods, ports), ["wrong gone 10.16.0.9", "wrong gone6 fd00:16::9"]);
  });

  it("finds the port of a Vip that is no pair's any more", () => {
    assert.deepEqual(left([vipObject("v", "s4", "10.16.0.9")], [virtual("v", "s4", "10.16.0.9")]), [
      "wrong v 10.16.0.9",
    ]);
  });

  it("omits what a Vip needs, what a Subnet lists in its vips, and ports of switches that are no subnets", () => {
    const dual = vipObject("d", "dual", "10.66.0.9", { ...PAIR, v6ip: "fd00:66::9" });
    const listed = subnetObject("s4", "10.16.0.0/24", { vips: ["10.16.0.5"] });
    const ports = [
      virtual("v", "s4", "10.16.0.9"),
      virtual("d", "dual", "10.66.0.9,fd00:66::9"),
      virtual("vip:d:ipv4", "dual", "10.66.0.9"),
      virtual("vip:d:ipv6", "dual", "fd00:66::9"),
      virtual("s4-vip-10.16.0.5", "s4", "10.16.0.5"),
      { name: "elsewhere", type: "virtual", virtualIp: "10.1.1.1" },
    ];
    assert.deepEqual(left([vipObject("v", "s4", "10.16.0.9", PAIR), dual, listed], ports), []);
  });
});
