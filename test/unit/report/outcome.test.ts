import assert from "node:assert/strict";
import { printAddress } from "../../../provider/ipam";
import type { KubeObject } from "../../../provider/objects/kube-object";
import { snapshotOf } from "../../../provider/objects/kubeovn/facts";
import type { Kind, LiveSubnet, Snapshot } from "../../../provider/plan";
import { outcomeOf } from "../../../provider/report/outcome";
import type { RunResource } from "../../../provider/report/pulumi-run";
import { poolObject, subnetObject } from "../../support/objects";
import { ownerOf } from "../../support/pulumi-output";
import { spiderPoolObject } from "../../support/spider-objects";

type Inputs = Readonly<Record<string, unknown>>;

function update(kind: Kind, before: Inputs | undefined, after: Inputs): RunResource {
  const own = (inputs: Inputs): Inputs => ({ name: "a", owner: ownerOf(kind, "a"), ...inputs });
  const operation = before === undefined ? "create" : "update";
  return { urn: "u", kind, name: "a", operation, before: before && own(before), after: own(after) };
}

describe("outcomeOf", () => {
  for (const { family, cidr, at } of [
    { family: "IPv4", cidr: "10.0.0.0/24", at: (end: number) => `10.0.0.${end}` },
    { family: "IPv6", cidr: "fd00::/64", at: (end: number) => `fd00::${end}` },
  ]) {
    const subnet = (spec: Inputs = {}, annotations: Record<string, string> = {}): KubeObject =>
      subnetObject("a", cidr, { gateway: at(1), excludeIps: [at(1)], ...spec }, annotations);
    const outcome = (live: KubeObject, before: Inputs | undefined, now: Inputs): LiveSubnet | undefined =>
      outcomeOf(snapshotOf([live]), [update("Subnet", before, { cidrBlock: cidr, ...now })], []).subnets.get("a");

    it(`leaves a Subnet what nobody declares, ${family}`, () => {
      const live = subnet({ vlan: "v10", namespaces: ["shop"], vpc: "blue", default: true });
      const found = outcome(live, undefined, { adopt: true });
      assert.deepEqual(
        [found?.vlan, found?.namespaces, found?.vpc, found?.gateway, found?.excludeIps, found?.isDefault],
        ["v10", ["shop"], "blue", at(1), [at(1)], true],
      );
    });

    it(`takes from a Subnet what is not declared any more, ${family}`, () => {
      const live = subnet({ namespaces: ["shop"] }, { "pulumi-kubeovn/strategy": "lowest" });
      const found = outcome(live, { cidrBlock: cidr, namespaces: ["shop"], allocation: { strategy: "lowest" } }, {});
      assert.deepEqual([found?.namespaces, found?.strategy], [[], undefined]);
    });

    it(`keeps planned ranges of others, with what they exclude, ${family}`, () => {
      const [first, last] = [at(20), at(29)];
      const range = `${first}..${last}`;
      const theirs = { "org/p/other/PlannedRange/r": { range: [range], added: [range] } };
      const live = subnet({ excludeIps: [at(1), range] }, { "pulumi-kubeovn/planned-ranges": JSON.stringify(theirs) });
      const found = outcome(live, undefined, {
        adopt: true,
        excludeIps: [at(1)],
        allocation: { range: `${at(40)}..${at(49)}` },
      });
      assert.deepEqual(
        found?.plannedRanges.map(({ owner }) => owner),
        ["org/p/other/PlannedRange/r", ownerOf("Subnet", "a")],
      );
      assert.deepEqual(found?.excludeIps, [at(1), range]);
    });

    it(`knows a new argument of a pool, and who has its addresses, ${family}`, () => {
      const live = spiderPoolObject("a", cidr, [`${at(10)}-${at(19)}`], { allocated: { [at(10)]: "shop/web-0" } });
      const now = { subnet: cidr, ips: [`${at(10)}-${at(14)}`], ipVersion: 4, namespaceName: ["shop"] };
      const { spider } = outcomeOf(snapshotOf([live]), [update("spiderpool.IPPool", undefined, now)], []);
      const pool = spider.pools.get("a");
      assert.deepEqual(pool?.affinity, { namespaceName: ["shop"] });
      assert.deepEqual([...(pool?.allocated ?? [])], [[at(10), "shop/web-0"]]);
    });

    it(`has in a new Subnet what is held without its name, as it will be read back, ${family}`, () => {
      const node = { metadata: { name: "n1" }, status: { addresses: [{ type: "InternalIP", address: at(7) }] } };
      const service = {
        metadata: { name: "web", namespace: "shop" },
        status: { loadBalancer: { ingress: [{ ip: at(8) }] } },
      };
      const eip = {
        metadata: { name: "e" },
        spec: { externalSubnet: "a", [family === "IPv4" ? "v4Ip" : "v6Ip"]: at(9) },
      };
      const others: readonly KubeObject[] = [
        { apiVersion: "v1", kind: "Node", ...node },
        { apiVersion: "v1", kind: "Service", ...service },
        { apiVersion: "kubeovn.io/v1", kind: "OvnEip", ...eip },
      ];
      const held = ({ holdings }: Snapshot): readonly string[] =>
        holdings
          .filter(({ subnet }) => subnet === "a")
          .map(({ holder, addresses }) => `${holder.kind}/${holder.name} ${addresses.map(printAddress)}`);
      const before = snapshotOf(others);
      const after = outcomeOf(before, [update("Subnet", undefined, { cidrBlock: cidr, gateway: at(1) })], []);
      assert.deepEqual(held(before), []);
      assert.deepEqual(held(after), [`Node/n1 ${at(7)}`, `Service/web ${at(8)}`, `OvnEip/e ${at(9)}`]);
      assert.deepEqual(held(after), held(snapshotOf([...others, subnet()])));
    });

    it(`lets two pools swap their names, ${family}`, () => {
      const [left, right] = [at(10), at(20)];
      const inputs = (name: string, ip: string): Inputs => ({ name, subnet: "a", ips: [ip], owner: `o/${ip}` });
      const swap = (before: string, now: string, ip: string): RunResource => ({
        ...update("IPPool", inputs(before, ip), inputs(now, ip)),
        operation: "replace",
      });
      const live = snapshotOf([subnet(), poolObject("x", "a", [left]), poolObject("y", "a", [right])]);
      const { pools } = outcomeOf(live, [swap("x", "y", left), swap("y", "x", right)], []);
      assert.deepEqual([pools.get("x")?.ips, pools.get("y")?.ips], [[right], [left]]);
    });
  }
});
