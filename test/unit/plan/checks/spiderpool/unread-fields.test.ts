import assert from "node:assert/strict";
import type { KubeObject } from "../../../../../provider/objects/kube-object";
import { snapshotOf } from "../../../../../provider/objects/kubeovn/facts";
import { judgeAll, LiveContext } from "../../../../../provider/plan";
import { checkProgram } from "../../../../support/plan";
import type { Resource } from "../../../../support/program";
import { reservedObject, spiderPoolObject, spiderSubnetObject } from "../../../../support/spider-objects";

type Args = Readonly<Record<string, unknown>>;

const TWINS = [
  { family: 4, cidr: "10.7.0.0/16", at: (end: number) => `10.7.0.${end}` },
  { family: 6, cidr: "fd00:7::/64", at: (end: number) => `fd00:7::${end}` },
] as const;

for (const { family, cidr, at } of TWINS) {
  describe(`a field that cannot be read, IPv${family}`, () => {
    const typo = `${at(10)}-${at(1)}x`;
    const cluster: readonly KubeObject[] = [
      spiderSubnetObject("lab", cidr, [`${at(10)}-${at(30)}`]),
      spiderPoolObject("web", cidr, [`${at(10)}-${at(19)}`], { allocated: { [at(10)]: "shop/web-0" } }),
    ];
    const pool = (args: Args): Resource => ({
      kind: "spiderpool.IPPool",
      name: "web",
      args: { subnet: cidr, ips: [`${at(10)}-${at(19)}`], adopt: true, ...args },
    });
    const said = (program: readonly Resource[], objects = cluster): readonly string[] =>
      [...checkProgram(objects, program)].flatMap(([path, { refusals }]) =>
        refusals.map(({ code, property }) => `${path} ${property}: ${code}`),
      );

    it("is all that is refused of a pool that pods use", () => {
      assert.deepEqual(said([pool({ ips: [typo] })]), ["spiderpool.IPPool::web ips: spider-item"]);
      assert.deepEqual(said([pool({ excludeIPs: [typo] })]), ["spiderpool.IPPool::web excludeIPs: spider-item"]);
      assert.deepEqual(said([pool({ ips: [at(11), "172.20.0.1"] })]), ["spiderpool.IPPool::web ips: outside-subnet"]);
    });

    it("is all that is refused of a pool that is too large", () => {
      const [net, ips] =
        family === 4 ? ["10.0.0.0/8", "10.0.0.1-10.9.0.0"] : ["fd00:8::/64", "fd00:8::1-fd00:8::f:0:0"];
      const [first = ""] = ips.split("-");
      const large = spiderPoolObject("web", net, [ips], { allocated: { [first]: "shop/web-0" } });
      assert.deepEqual(said([pool({ subnet: net, ips: [ips] })], [large]), [
        "spiderpool.IPPool::web ips: spider-too-many",
      ]);
    });

    it("tells nothing of what hangs on it in other resources", () => {
      const more: Resource = { kind: "spiderpool.IPPool", name: "more", args: { subnet: cidr, ips: [at(25)] } };
      const pods: Resource = {
        kind: "spiderpool.PodAnnotations",
        name: "web",
        args: { ippool: { [`ipv${family}`]: ["web"] }, replicas: 99 },
      };
      assert.deepEqual(said([pool({ ips: [typo] }), more, pods]), ["spiderpool.IPPool::web ips: spider-item"]);
      const lab: Resource = {
        kind: "spiderpool.Subnet",
        name: "lab",
        args: { subnet: cidr, ips: [typo], adopt: true },
      };
      const fixed: Resource = {
        kind: "spiderpool.FixedIP",
        name: "db",
        args: { subnet: "lab", selector: { app: "db" }, ip: at(28) },
      };
      assert.deepEqual(said([lab, more, fixed]), ["spiderpool.Subnet::lab ips: spider-item"]);
    });

    it("tells nothing of pools in a SpiderSubnet or beside a pool that is there with it", () => {
      const broken = spiderSubnetObject("lab", cidr, [typo]);
      const more: Resource = { kind: "spiderpool.IPPool", name: "more", args: { subnet: cidr, ips: [at(25)] } };
      assert.deepEqual(said([more], [broken]), []);
      const judged = judgeAll(
        new LiveContext(
          snapshotOf([
            broken,
            spiderPoolObject("a", cidr, [at(10)]),
            spiderPoolObject("b", cidr, [at(10)], { spec: { excludeIPs: [typo] } }),
          ]),
        ),
      );
      assert.deepEqual(
        judged
          .flatMap(({ kind, name, findings }) => findings.found.map(({ code }) => `${kind}/${name} ${code}`))
          .sort(),
        ["SpiderIPPool/b spider-item", "SpiderSubnet/lab spider-item"],
      );
    });

    it("hits no pod as a reservation", () => {
      const reserved: Resource = {
        kind: "spiderpool.ReservedIP",
        name: "scanner",
        args: { ips: [at(10), typo], onImpact: "fail" },
      };
      assert.deepEqual(said([reserved], [...cluster, reservedObject("other", [at(12)], family)]), [
        "spiderpool.ReservedIP::scanner ips: spider-item",
      ]);
    });
  });
}
