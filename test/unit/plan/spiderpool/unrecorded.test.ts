import assert from "node:assert/strict";
import { parseAddress } from "../../../../provider/ipam";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { snapshotOf } from "../../../../provider/objects/kubeovn/facts";
import { spiderUsage } from "../../../../provider/plan";
import { accountsOf, makeAudit } from "../../../../provider/report";
import { families } from "../../../support/families";
import { subnetObject } from "../../../support/objects";
import { checkProgram } from "../../../support/plan";
import { endpointObject, spiderPoolObject, spiderSubnetObject } from "../../../support/spider-objects";

for (const { protocol, cidrBlock, address, vipField } of families(95)) {
  describe(`an address that a SpiderEndpoint has and the ledger of its pool has not, ${protocol}`, () => {
    const range = `${address(10)}-${address(12)}`;
    const field = protocol === "IPv4" ? "ipv4" : "ipv6";
    const endpoint = (at: string): KubeObject => {
      const object = endpointObject("shop/web-0", "StatefulSet", "web");
      const ips = [{ interface: "eth0", [field]: `${at}/112`, [`${field}Pool`]: "web" }];
      return { ...object, status: { ...(object.status as object), current: { node: "node1", ips } } };
    };
    const pool = (allocated: Record<string, string>): KubeObject =>
      spiderPoolObject("web", cidrBlock, [range], { allocated });
    const objects = [pool({}), endpoint(address(10))];

    it("is not free, and the pod's", () => {
      const [usage] = spiderUsage(snapshotOf(objects).spider);
      assert.deepEqual([usage?.used, usage?.free], [1n, 2n]);
      const accounts = accountsOf(snapshotOf(objects), parseAddress(address(10)) as never);
      assert.deepEqual(
        accounts.flatMap(({ holders }) => holders),
        ['Pod shop/web-0 on node "node1"'],
      );
    });

    it("is told in the audit, and once only where the ledger has it", () => {
      const codes = (all: readonly KubeObject[]): readonly string[] =>
        makeAudit(snapshotOf(all)).report.rows.map(({ code }) => code);
      assert.ok(codes(objects).includes("spider-foreign-address"));
      const [usage] = spiderUsage(snapshotOf([pool({ [address(10)]: "shop/web-0" }), endpoint(address(10))]).spider);
      assert.deepEqual([usage?.used, usage?.free], [1n, 2n]);
    });

    it("is planned for nobody, in Spiderpool's networks and in Kube-OVN's", () => {
      const net = [subnetObject("net", cidrBlock), spiderSubnetObject("lan", cidrBlock, [range]), ...objects];
      const vip = { kind: "Vip", name: "v", args: { subnet: "net", [vipField]: address(10) } } as const;
      const codes = [...checkProgram(net, [vip]).values()].flatMap(({ refusals }) => refusals.map(({ code }) => code));
      assert.deepEqual(codes, ["address-held"]);
    });
  });
}
