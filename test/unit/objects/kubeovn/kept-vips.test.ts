import assert from "node:assert/strict";
import { snapshotOf } from "../../../../provider/objects/kubeovn/facts";
import { ipObject, subnetObject, vipObject } from "../../../support/objects";
import { checkProgram } from "../../../support/plan";

const MAC = "02:00:00:00:00:09";

for (const [family, cidr, address, other, field] of [
  ["IPv4", "10.16.0.0/24", "10.16.0.9", "10.16.0.8", "v4ip"],
  ["IPv6", "fd00:16::/112", "fd00:16::9", "fd00:16::8", "v6ip"],
] as const) {
  const owner = "organization/test/dev/Vip/own";
  const vip = vipObject("own", "s", "", { [field]: address, macAddress: MAC }, { "pulumi-kubeovn/owner": owner });
  const kept = (name: string, fields: object, at: string = address): ReturnType<typeof ipObject> =>
    ipObject(name, "default", "s", at, { podType: "VirtualMachine", macAddress: MAC, ...fields });
  const shares = (ip: ReturnType<typeof ipObject>): string | undefined =>
    snapshotOf([subnetObject("s", cidr), vip, ip]).holdings.find(({ key }) => key.startsWith("port/"))?.sharesWith;

  describe(`the ${family} Vip that a VM takes as its own address`, () => {
    it("is shared with what Kube-OVN keeps for a VM or StatefulSet pod that does not run, under the Vip's MAC", () => {
      assert.equal(shares(kept("vm", {})), "Vip/own");
      assert.equal(shares(kept("db-0", { podType: "StatefulSet" })), "Vip/own");
      assert.equal(shares(kept("pod", { podType: "" })), undefined);
      assert.equal(shares(kept("vm", { macAddress: "02:00:00:00:00:08" })), undefined);
      assert.equal(shares(kept("vm", { macAddress: "" })), undefined);
      assert.equal(shares(kept("vm", {}, other)), undefined);
      assert.equal(shares(kept("vm", { subnet: "t" })), undefined);
      const reserved = kept("vm", {});
      const annotations = { "pulumi-kubeovn/owner": "acme/prod/live/ReservedIP/vm" };
      assert.equal(shares({ ...reserved, metadata: { ...reserved.metadata, annotations } }), undefined);
    });

    it("stays as it is while the VM is stopped", () => {
      const program = [{ kind: "Vip", name: "own", args: { subnet: "s" } }] as const;
      const of = (fields: object): unknown => {
        const objects = [subnetObject("s", cidr), vip, kept("vm", fields)];
        const result = checkProgram(objects, program).get("Vip::own");
        return result?.refusals.length === 0 ? result.inputs[field] : result?.refusals.map(({ code }) => code);
      };
      assert.equal(of({}), address);
      assert.notEqual(of({ macAddress: "02:00:00:00:00:08" }), address);
    });
  });
}
