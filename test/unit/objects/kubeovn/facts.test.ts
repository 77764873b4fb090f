import assert from "node:assert/strict";
import path from "node:path";
import { printAddress } from "../../../../provider/ipam";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { isDeciding } from "../../../../provider/objects/kubeovn/deciding";
import { snapshotOf } from "../../../../provider/objects/kubeovn/facts";
import { guardObject } from "../../../../provider/objects/kubeovn/guard";
import { ANNOTATION, holderName } from "../../../../provider/plan";
import { exported } from "../../../../provider/stores/kubernetes/export";
import { openManifestDirectory } from "../../../../provider/stores/manifests/directory";
import { ipObject, podObject, subnetObject, vipObject } from "../../../support/objects";

const EXPORT = path.resolve(__dirname, "../../../../../examples/quickstart/cluster");
const S4 = subnetObject("s4", "10.16.0.0/24");

/** Which object has which address: `address in subnet: holder`. */
function held(objects: readonly KubeObject[]): readonly string[] {
  return snapshotOf(objects)
    .holdings.flatMap(({ addresses, subnet, holder }) =>
      addresses.map((address) => `${printAddress(address)} in ${subnet}: ${holderName(holder)}`),
    )
    .sort();
}

describe("snapshotOf", () => {
  it("finds what Kube-OVN itself counts as used in a real export", async () => {
    const objects = await openManifestDirectory(EXPORT).objects();
    const used = snapshotOf(objects)
      .holdings.filter((holding) => holding.subnet === "ovn-default")
      .flatMap((holding) => holding.addresses)
      .map((address) => Number(address.value & 0xffn))
      .sort((a, b) => a - b);
    // status.v4usingIPrange of that subnet: 10.16.0.2-10.16.0.3,10.16.0.5-10.16.0.28,10.16.0.30,10.16.0.121
    const expected = [2, 3, ...Array.from({ length: 24 }, (_, i) => i + 5), 30, 121];
    assert.deepEqual(used, expected);
  });

  it("recognizes the release by the form of its Vips", async () => {
    const objects = await openManifestDirectory(EXPORT).objects();
    assert.deepEqual(snapshotOf(objects).version, [1, 13]);
    assert.deepEqual(snapshotOf([S4, vipObject("a", "s4", "10.16.0.5")]).version, [1, 17]);
  });

  it("takes a pod and the IP object of its port for one holder", () => {
    const objects = [S4, ipObject("web-0", "shop", "s4", "10.16.0.5"), podObject("web-0", "shop", "s4", "10.16.0.5")];
    assert.deepEqual(held(objects), ["10.16.0.5 in s4: Pod shop/web-0"]);
  });

  it("knows whose a holding is that is seen twice, whichever comes first", () => {
    const pod = podObject("web-0", "shop", "s4", "10.16.0.5");
    const ip = ipObject("web-0", "shop", "s4", "10.16.0.5", {}, { [ANNOTATION.owner]: "o/p/s/Kind/a" });
    const claim = { subnet: "s4", addresses: [{ family: 4, value: 0x0a_10_00_05n } as const] };
    const guard = { ...guardObject(ip, claim, "unique"), status: { v4ip: "10.16.0.5" } };
    for (const objects of [
      [S4, pod, guard],
      [S4, guard, pod],
    ]) {
      const [holding, ...more] = snapshotOf(objects).holdings;
      assert.deepEqual([holding?.holder.kind, holding?.holder.owner, more], ["Pod", "o/p/s/Kind/a", []]);
    }
  });

  it("takes a virtual machine's pod for the machine", () => {
    const pod = podObject("virt-launcher-db-x", "shop", "s4", "10.16.0.5", {
      "ovn.kubernetes.io/virtualmachine": "db",
    });
    const snapshot = snapshotOf([S4, ipObject("db", "shop", "s4", "10.16.0.5", { podType: "VirtualMachine" }), pod]);
    assert.equal(snapshot.holdings.length, 1);
    assert.equal(snapshot.ports.get("db.shop")?.name, "virt-launcher-db-x");
  });

  it("knows the port of an IP object, which is its pod's as soon as that is there", () => {
    const ip = ipObject("web-0", "shop", "s4", "10.16.0.5");
    const pod = podObject("web-0", "shop", "s4", "10.16.0.5");
    const holderOf = (...objects: readonly KubeObject[]): string | undefined =>
      snapshotOf([S4, ...objects]).ports.get("web-0.shop")?.kind;
    assert.deepEqual([holderOf(ip), holderOf(ip, pod), holderOf(pod, ip)], ["IP", "Pod", "Pod"]);
  });

  it("takes the address of a pod that has ended for free", () => {
    assert.deepEqual(
      held([S4, { ...podObject("job", "shop", "s4", "10.16.0.5"), status: { phase: "Succeeded" } }]),
      [],
    );
  });

  it("reads every interface of a pod", () => {
    const annotations = {
      "net1.default.ovn.kubernetes.io/ip_address": "10.17.0.5",
      "net1.default.ovn.kubernetes.io/logical_switch": "s5",
    };
    const snapshot = snapshotOf([
      S4,
      subnetObject("s5", "10.17.0.0/24", { provider: "net1.default.ovn" }),
      podObject("p", "shop", "s4", "10.16.0.5", annotations),
    ]);
    assert.deepEqual([...snapshot.ports.keys()].sort(), ["p.shop", "p.shop.net1.default.ovn"]);
    assert.deepEqual(held([S4, podObject("p", "shop", "s4", "10.16.0.5", annotations)]), [
      "10.16.0.5 in s4: Pod shop/p",
      "10.17.0.5 in s5: Pod shop/p",
    ]);
  });

  it("counts spec and status of a Vip while they disagree", () => {
    const vip = { ...vipObject("a", "s4", "10.16.0.5"), status: { v4ip: "10.16.0.6" } };
    assert.deepEqual(held([S4, vip]), [`10.16.0.5 in s4: Vip "a"`, `10.16.0.6 in s4: Vip "a"`]);
  });

  it("reads a Vip in the spelling of the documents too", () => {
    const vip = {
      apiVersion: "kubeovn.io/v1",
      kind: "Vip",
      metadata: { name: "a" },
      spec: { subnet: "s4", V4ip: "10.16.0.5" },
    };
    assert.deepEqual(held([S4, vip]), [`10.16.0.5 in s4: Vip "a"`]);
  });

  it("places addresses without a subnet into every subnet that contains them", () => {
    const rule = {
      apiVersion: "kubeovn.io/v1",
      kind: "SwitchLBRule",
      metadata: { name: "lb" },
      spec: { vip: "10.16.0.9", namespace: "shop" },
    };
    const node = {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: "n1" },
      status: { addresses: [{ type: "InternalIP", address: "10.16.0.10" }] },
    };
    assert.deepEqual(held([S4, rule, node]), [`10.16.0.10 in s4: Node "n1"`, `10.16.0.9 in s4: SwitchLBRule "lb"`]);
  });

  for (const [cidr, address] of [
    ["100.64.0.0/16", "100.64.0.7"],
    ["fd00:100:64::/112", "fd00:100:64::7"],
  ] as const) {
    it(`reads the address by which a node joins from its annotations or its IP, ${address}`, () => {
      const join = subnetObject("join", cidr);
      const node = (allocated: string): KubeObject => ({
        apiVersion: "v1",
        kind: "Node",
        metadata: {
          name: "n1",
          annotations: {
            "ovn.kubernetes.io/allocated": allocated,
            "ovn.kubernetes.io/ip_address": address,
            "ovn.kubernetes.io/logical_switch": "join",
          },
        },
      });
      const ip: KubeObject = {
        apiVersion: "kubeovn.io/v1",
        kind: "IP",
        metadata: { name: "node-n1" },
        spec: { subnet: "join", podName: "n1", namespace: "", nodeName: "n1", ipAddress: address },
      };
      const joined = [`${address} in join: Node "n1"`];
      for (const objects of [[node("true")], [ip], [node("true"), ip], [ip, node("true")], [ip, node("false")]])
        assert.deepEqual(held([join, ...objects]), joined);
      assert.deepEqual(held([join, node("false")]), []);
    });
  }

  for (const [cidr, address] of [
    ["172.20.0.0/16", "172.20.0.7"],
    ["fd00:20::/112", "fd00:20::7"],
  ] as const) {
    it(`reads the address of the default VPC's router on its external network, ${address}`, () => {
      const config = (data: Record<string, string>): KubeObject => ({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "ovn-external-gw-config", namespace: "kube-system" },
        data: { "enable-external-gw": "true", "nic-ip": `${address}/16`, ...data },
      });
      const external = subnetObject("external", cidr);
      assert.deepEqual(held([external, config({})]), [
        `${address} in external: ConfigMap kube-system/ovn-external-gw-config`,
      ]);
      assert.deepEqual(held([external, config({ "enable-external-gw": "false" })]), []);
      assert.deepEqual(held([external, config({ "nic-ip": "" })]), []);
      assert.equal(isDeciding(config({})), true);
      assert.deepEqual(exported({ ...config({ "external-gw-nodes": "n1" }) })?.data, config({}).data);
    });
  }

  it("reads external addresses and those Kube-OVN takes for itself", () => {
    const eip = {
      apiVersion: "kubeovn.io/v1",
      kind: "OvnEip",
      metadata: { name: "e" },
      spec: { externalSubnet: "s4", v4Ip: "10.16.0.7" },
    };
    const subnet = { ...S4, status: { u2oInterconnectionIP: "10.16.0.8", mcastQuerierIP: "10.16.0.9" } };
    assert.deepEqual(held([subnet, eip]), [
      `10.16.0.7 in s4: OvnEip "e"`,
      `10.16.0.8 in s4: u2o interconnection of Subnet "s4"`,
      `10.16.0.9 in s4: multicast querier of Subnet "s4"`,
    ]);
  });

  it("gives the router port's MAC of a switch_lb_vip to nobody", () => {
    const lb = vipObject("lb", "s4", "10.16.0.5", { type: "switch_lb_vip", macAddress: "02:00:00:00:00:01" });
    assert.equal(snapshotOf([S4, lb]).holdings[0]?.mac, undefined);
  });

  it("makes nothing of objects it does not know, and of fields of another type", () => {
    const odd: KubeObject[] = [
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" } },
      { apiVersion: "kubeovn.io/v1", kind: "Vip", metadata: { name: "v" }, spec: { subnet: 5, v4ip: ["10.16.0.5"] } },
      { apiVersion: "kubeovn.io/v1", kind: "IP", metadata: { name: "i" }, spec: "text" },
    ];
    assert.deepEqual(held(odd), []);
  });
});
