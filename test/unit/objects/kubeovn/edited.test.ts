import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { inForce, isEdited } from "../../../../provider/objects/kubeovn/edited";
import { ipObject, vipObject } from "../../../support/objects";

const MAC = "02:00:00:00:00:10";
const SUBNET_LABEL = "ovn.kubernetes.io/subnet";

/** A Vip as the controller leaves it, with some fields of its spec written over. */
function vip(field: "v4ip" | "v6ip", address: string, written: Readonly<Record<string, unknown>> = {}): KubeObject {
  const object = vipObject("web", "s", "", { v4ip: "", v6ip: "", [field]: address, macAddress: MAC, ...written });
  const status = { v4ip: "", v6ip: "", [field]: address, mac: MAC, ready: true };
  return { ...object, metadata: { ...object.metadata, labels: { [SUBNET_LABEL]: "s" } }, status };
}

/** A reserved IP as the controller leaves it, with labels and spec written over. */
function ip(
  address: string,
  labels: Readonly<Record<string, string>> = {},
  written: Readonly<Record<string, unknown>> = {},
): KubeObject {
  const object = ipObject("db", "default", "s", address, { macAddress: MAC, attachIps: [], ...written });
  const own = { [SUBNET_LABEL]: "s", "ovn.kubernetes.io/ip_reserved": "true", ...labels };
  return { ...object, metadata: { ...object.metadata, labels: own, finalizers: ["kubeovn.io/kube-ovn-controller"] } };
}

for (const [field, address, other] of [
  ["v4ip", "10.16.0.10", "10.16.0.99"],
  ["v6ip", "fd00:16::10", "fd00:16::99"],
] as const) {
  describe(`isEdited and inForce with ${field}`, () => {
    it("have nothing against what the controller leaves", () => {
      for (const object of [vip(field, address), ip(address)]) {
        assert.equal(isEdited(object, "s"), false);
        assert.deepEqual(inForce(object, "s"), object);
      }
    });

    it("find what was written over in a Vip, and what it was", () => {
      for (const written of [{ [field]: other }, { macAddress: "02:00:00:00:00:99" }, { subnet: "t" }]) {
        assert.equal(isEdited(vip(field, address, written), "s"), true, JSON.stringify(written));
        assert.deepEqual(inForce(vip(field, address, written), "s"), vip(field, address));
      }
    });

    it("leave to Kube-OVN what it has not taken yet", () => {
      const { status: _, ...pending } = vip(field, other, { subnet: "t" });
      assert.equal(isEdited(pending, "s"), false);
    });

    it("find an IP that is said to be in another subnet, and one that its pod's move has brought there", () => {
      assert.equal(isEdited(ip(address, {}, { subnet: "t" }), "s"), true);
      assert.deepEqual(inForce(ip(address, {}, { subnet: "t" }), "s"), ip(address));
      const moved = ip(address, { [SUBNET_LABEL]: "t" }, { subnet: "t" });
      assert.equal(isEdited(moved, "s"), false);
      assert.deepEqual(inForce(moved, "s"), moved);
    });

    it("find an IP that is no longer marked as reserved, or as one of its subnet", () => {
      assert.equal(isEdited(ip(address, { "ovn.kubernetes.io/ip_reserved": "false" }), "s"), true);
      assert.equal(isEdited(ip(address, { [SUBNET_LABEL]: "t" }), "s"), true);
    });
  });
}
