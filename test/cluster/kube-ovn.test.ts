import assert from "node:assert/strict";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { type ApiObject, createSubnet, createVip, families, KUBE_OVN_API, reserve, runPod } from "./objects";

const MAC = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/;
const VIRTUAL_MAC = "00:00:5e:00:01:01";
const RESERVED_MAC = "02:00:00:00:00:01";

describe("test cluster", () => {
  before(needCluster);

  it("knows a guest, who may do nothing", async () => {
    const { guest } = await sharedCluster();
    const { status, body } = await guest("GET", `${KUBE_OVN_API}/subnets`);
    assert.equal(status, 403);
    assert.match(body.message, /User "guest" cannot list resource "subnets"/);
  });

  it("has two Nodes with addresses of the subnet between nodes and pods", async () => {
    const { admin } = await sharedCluster();
    const { body } = await admin("GET", "/api/v1/nodes");
    const addresses = body.items.map((node: ApiObject) => node.metadata.annotations["ovn.kubernetes.io/ip_address"]);
    assert.equal(addresses.length, 2);
    for (const address of addresses) assert.match(address, /^100\.64\./);
  });

  it("has the definitions of 1.13, where a Vip has a parent", async () => {
    const { admin } = await sharedCluster();
    const { body } = await admin("GET", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/vips.kubeovn.io");
    const { spec } = body.spec.versions[0].schema.openAPIV3Schema.properties;
    assert.deepEqual(spec.properties.parentMac, { type: "string" });
  });
});

for (const family of families(17)) {
  const { protocol, vipField, ipField, address, excluded } = family;
  const subnet = `facts-${protocol.toLowerCase()}`;

  describe(`kube-ovn-controller 1.13 with ${protocol}`, () => {
    before(async function () {
      await needCluster.call(this);
      await createSubnet(subnet, family);
    });

    it("gives a Vip its address and, though one is asked for, a MAC address of its own", async () => {
      const vip = await createVip(`${subnet}-vip`, { subnet, [vipField]: address(100), macAddress: VIRTUAL_MAC });
      assert.equal(vip.status[vipField], address(100));
      assert.match(vip.status.mac, MAC);
      assert.notEqual(vip.status.mac, VIRTUAL_MAC);
      assert.equal(vip.spec.macAddress, vip.status.mac);
    });

    it("accepts an IP with address and MAC and labels it as reserved", async () => {
      const ip = await reserve(`${subnet}-pod`, { subnet, [ipField]: address(101), macAddress: RESERVED_MAC });
      assert.equal(ip.spec[ipField], address(101));
      assert.equal(ip.spec.macAddress, RESERVED_MAC);
      assert.deepEqual(ip.metadata.labels, {
        "ovn.kubernetes.io/ip_reserved": "true",
        "ovn.kubernetes.io/node-name": "",
        "ovn.kubernetes.io/subnet": subnet,
      });
    });

    it("gives a Pod the address and the MAC that are reserved for it, and the stand-in of a kubelet runs it", async () => {
      const pod = await runPod(`${subnet}-pod`, { "ovn.kubernetes.io/logical_switch": subnet });
      assert.equal(pod.status.podIP, address(101));
      assert.equal(pod.metadata.annotations["ovn.kubernetes.io/mac_address"], RESERVED_MAC);
    });

    it("accepts an IP on an excluded address", async () => {
      const ip = await reserve(`${subnet}-planned`, { subnet, [ipField]: excluded, macAddress: "02:00:00:00:00:02" });
      assert.equal(ip.spec[ipField], excluded);
      assert.equal(ip.spec.macAddress, "02:00:00:00:00:02");
    });

    it("accepts two IPs with one address", async () => {
      const first = await reserve(`${subnet}-one`, {
        subnet,
        [ipField]: address(102),
        macAddress: "02:00:00:00:00:03",
      });
      const second = await reserve(`${subnet}-two`, {
        subnet,
        [ipField]: address(102),
        macAddress: "02:00:00:00:00:04",
      });
      assert.deepEqual([first.spec[ipField], second.spec[ipField]], [address(102), address(102)]);
    });
  });
}
