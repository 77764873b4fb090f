import assert from "node:assert/strict";
import type { KubeObject } from "../../../../../provider/objects/kube-object";
import { UNKNOWN } from "../../../../../provider/plan";
import { checkProgram } from "../../../../support/plan";
import type { Resource } from "../../../../support/program";
import {
  endpointObject,
  multusConfigObject,
  reservedObject,
  spiderPoolObject,
  spiderSubnetObject,
} from "../../../../support/spider-objects";

type Args = Readonly<Record<string, unknown>>;

const TWINS = [
  { family: 4, cidr: "10.7.0.0/16", at: (end: number) => `10.7.0.${end}` },
  { family: 6, cidr: "fd00:7::/64", at: (end: number) => `fd00:7::${end}` },
] as const;
const WEB = { kind: "Deployment", name: "web", namespace: "shop" };

/** A workload whose pod template has annotations. */
function template(kind: string, name: string, annotations: Args, replicas?: number): KubeObject {
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name, namespace: "shop" },
    spec: { ...(replicas === undefined ? {} : { replicas }), template: { metadata: { annotations } } },
  } as KubeObject;
}

// Which level decides: spiderpool pkg/ipam/pool_selections.go getPoolCandidates; what a pool gives: pkg/ippoolmanager/ippool_manager.go
for (const { family, cidr, at } of TWINS) {
  const field = `ipv${family}`;
  const pool = (name: string, count: number, first: number, spec: Args = {}): KubeObject =>
    spiderPoolObject(name, cidr, [`${at(first)}-${at(first + count - 1)}`], { spec });
  const network = (ippools: Args = {}): KubeObject => ({
    ...multusConfigObject("lan", "kube-system"),
    spec: { cniType: "macvlan", macvlan: { master: ["eth1"], ippools } },
  });
  const shop = (annotations: Record<string, string> = {}): KubeObject => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "shop", annotations },
  });
  const pods = (args: Args, name = "web"): Resource => ({
    kind: "spiderpool.PodAnnotations",
    name,
    args: { workload: WEB, ...args },
  });
  const said = (objects: readonly KubeObject[], ...program: readonly Resource[]): readonly string[] => {
    const last = program.at(-1) as Resource;
    const { refusals = [] } = checkProgram(objects, program).get(`${last.kind}::${last.name}`) ?? {};
    return refusals.map(({ code, property }) => `${property}: ${code}`);
  };
  const few = ["replicas: spider-too-few"];

  describe(`the pools that IPv${family} pods may use`, () => {
    it("are all that a wildcard matches, of the family and open to them", () => {
      const objects = [
        pool("lab-a", 2, 10),
        pool("lab-b", 1, 20, { namespaceName: ["shop"] }),
        pool("lab-c", 5, 30, { namespaceName: ["prod"] }),
        pool("lab-d", 5, 40, { disable: true }),
        pool("other", 5, 50),
      ];
      const of = (names: readonly string[], replicas: number): readonly string[] =>
        said(objects, pods({ ippool: { [field]: names }, replicas }));
      assert.deepEqual(of(["lab-*"], 3), []);
      assert.deepEqual(of(["lab-*"], 4), few);
      assert.deepEqual(of(["lab-[ab]", "othe?"], 8), []);
      assert.deepEqual(of(["lab-[^c]", "othe?"], 9), few);
      assert.deepEqual(of(["lap*"], 1), ["ippool: spider-no-match"]);
      assert.deepEqual(of([UNKNOWN], 99), []);
    });

    it("are the default pools of their namespace, then of the network, then of the cluster", () => {
      const objects = [
        pool("namespace", 1, 10),
        pool("network", 2, 20),
        pool("cluster", 3, 30, { default: true }),
        pool("closed", 9, 40, { default: true, disable: true }),
      ];
      const of = (replicas: number, ...more: readonly KubeObject[]): readonly string[] =>
        said([...objects, ...more], pods({ networks: ["kube-system/lan"], replicas }));
      const byNamespace = shop({ [`ipam.spidernet.io/default-ipv${family}-ippool`]: '["namespace"]' });
      const byNetwork = network({ [field]: ["network"] });
      assert.deepEqual([of(1, byNamespace, byNetwork), of(2, byNamespace, byNetwork)], [[], few]);
      assert.deepEqual([of(2, shop(), byNetwork), of(3, shop(), byNetwork)], [[], few]);
      assert.deepEqual([of(3, shop(), network()), of(4, shop(), network())], [[], few]);
      assert.deepEqual(of(99, network()), [], "a namespace that is not known may name pools");
      assert.deepEqual(of(99, shop()), [], "a network that is not known may be anyone's");
      const disabled = { ...network(), spec: { ...(network().spec as object), disableIPAM: true } };
      assert.deepEqual(of(99, shop(), disabled), []);
      assert.deepEqual(said([network(), shop()], pods({ networks: ["kube-system/lan"] })), [
        "networks: spider-no-pool",
      ]);
    });

    it("are those of a plugin that a network has as text", () => {
      const ipam = { type: "spiderpool", [`default_${field}_ippool`]: ["network"] };
      const of = (config: object): readonly string[] =>
        said(
          [
            pool("network", 2, 20),
            shop(),
            { ...multusConfigObject("lan", "kube-system"), spec: { customCNI: JSON.stringify(config) } },
          ],
          pods({ networks: ["kube-system/lan"], replicas: 3 }),
        );
      assert.deepEqual(of({ type: "macvlan", ipam }), few);
      assert.deepEqual(of({ plugins: [{ type: "macvlan", ipam }, { type: "tuning" }] }), few);
      assert.deepEqual(of({ type: "macvlan", ipam: { type: "host-local" } }), []);
    });
  });

  describe(`workloads of the directory that ask for IPv${family} pools`, () => {
    const objects = [pool("lab", 3, 10)];
    const ippool = JSON.stringify({ [field]: ["lab"] });
    const asks = { "ipam.spidernet.io/ippool": ippool };
    const of = (replicas: number, ...more: readonly KubeObject[]): readonly string[] =>
      said([...objects, ...more], pods({ ippool: { [field]: ["lab"] }, replicas }));

    it("count with their replicas", () => {
      assert.deepEqual(of(2, template("Deployment", "api", asks, 1)), []);
      assert.deepEqual(of(2, template("Deployment", "api", asks, 2)), few);
      assert.deepEqual(of(3, template("Deployment", "api", asks)), few, "one, where nothing is said");
      const items = { "ipam.spidernet.io/ippools": JSON.stringify([{ interface: "eth0", [field]: ["la*"] }]) };
      assert.deepEqual(of(2, template("StatefulSet", "db", items, 2)), few);
      const elsewhere = { "ipam.spidernet.io/ippool": JSON.stringify({ [field]: ["lab", "far"] }) };
      assert.deepEqual(of(2, template("Deployment", "api", elsewhere, 2)), []);
    });

    it("do not count where they are the one that is described, or may be", () => {
      assert.deepEqual(of(3, template("Deployment", "web", asks, 3)), []);
      const unknown: Resource = {
        kind: "spiderpool.PodAnnotations",
        name: "web",
        args: { ippool: { [field]: ["lab"] }, replicas: 3 },
      };
      assert.deepEqual(said([...objects, template("Deployment", "api", asks, 3)], unknown), []);
    });

    it("have the addresses of their pods already", () => {
      const used = spiderPoolObject("lab", cidr, [`${at(10)}-${at(12)}`], {
        allocated: { [at(10)]: "shop/api-6f9c7d5b8-aaaaa" },
      });
      const more = [
        template("Deployment", "api", asks, 1),
        endpointObject("shop/api-6f9c7d5b8-aaaaa", "Deployment", "api"),
      ];
      const two = (replicas: number): readonly string[] =>
        said([used, ...more], pods({ ippool: { [field]: ["lab"] }, replicas }));
      assert.deepEqual([two(2), two(3)], [[], few]);
    });
  });

  // spiderpool pkg/ipam/utils.go getAutoPoolIPNumber, pkg/subnetmanager/subnet_manager.go
  describe(`pools that are cut from a SpiderSubnet for IPv${family} pods`, () => {
    const lab = spiderSubnetObject("lab", cidr, [`${at(10)}-${at(19)}`]);
    const cut = (args: Args, ...more: readonly KubeObject[]): readonly string[] =>
      said([lab, ...more], pods({ subnet: { [field]: ["lab"] }, ...args }));
    const tooFew = ["subnet: spider-cut-too-few"];

    it("have a fixed size, or one that goes by the replicas", () => {
      assert.deepEqual(cut({ ippoolIpNumber: "3", replicas: 3 }), []);
      assert.deepEqual(cut({ ippoolIpNumber: "2", replicas: 3 }), ["ippoolIpNumber: spider-cut-too-small"]);
      assert.deepEqual(cut({ replicas: 9 }), []);
      assert.deepEqual(cut({ replicas: 10 }), tooFew);
      assert.deepEqual(
        [cut({ ippoolIpNumber: "+2", replicas: 8 }), cut({ ippoolIpNumber: "+2", replicas: 9 })],
        [[], tooFew],
      );
      assert.deepEqual(cut({ ippoolIpNumber: "11" }), tooFew);
      assert.deepEqual(cut({ ippoolIpNumber: UNKNOWN, replicas: 99 }), []);
    });

    it("leave other pools, reserved addresses and other workloads theirs", () => {
      assert.deepEqual(cut({ replicas: 1 }, pool("default", 10, 10, { default: true })), tooFew);
      const reserved = reservedObject("kept", [`${at(10)}-${at(14)}`], family);
      assert.deepEqual([cut({ replicas: 4 }, reserved), cut({ replicas: 5 }, reserved)], [[], tooFew]);
      const api = template(
        "Deployment",
        "api",
        { "ipam.spidernet.io/subnet": JSON.stringify({ [field]: ["lab"] }) },
        4,
      );
      assert.deepEqual([cut({ replicas: 4 }, api), cut({ replicas: 5 }, api)], [[], tooFew]);
      const other = pods({ workload: { ...WEB, name: "api" }, subnet: { [field]: ["lab"] }, replicas: 4 }, "api");
      const beside = (replicas: number): readonly string[] =>
        said([lab], other, pods({ subnet: { [field]: ["lab"] }, replicas }));
      assert.deepEqual([beside(4), beside(5)], [[], tooFew]);
      const fixed: Resource = {
        kind: "spiderpool.FixedIP",
        name: "db",
        args: { subnet: "lab", selector: { app: "db" } },
      };
      assert.deepEqual(said([lab], fixed, pods({ subnet: { [field]: ["lab"] }, replicas: 9 })), tooFew);
    });

    it("count as theirs what was cut for them before", () => {
      const made = spiderPoolObject("auto-web", cidr, [`${at(10)}-${at(17)}`]);
      const labels = {
        "ipam.spidernet.io/owner-application-name": "web",
        "ipam.spidernet.io/owner-application-kind": "Deployment",
        "ipam.spidernet.io/owner-application-namespace": "shop",
      };
      assert.deepEqual(cut({ replicas: 9 }, made), tooFew);
      assert.deepEqual(cut({ replicas: 9 }, { ...made, metadata: { ...made.metadata, labels } }), []);
    });

    it("are one for each interface", () => {
      const two = { networks: ["kube-system/lan", "kube-system/lan"] };
      assert.deepEqual(
        [cut({ ...two, replicas: 4 }, network()), cut({ ...two, replicas: 5 }, network())],
        [[], tooFew],
      );
      const each = { subnet: undefined, subnets: [{ [field]: ["lab"] }, { [field]: ["lab"] }] };
      assert.deepEqual(cut({ ...each, replicas: 4 }), []);
      assert.deepEqual(cut({ ...each, replicas: 5 }), ["subnets: spider-cut-too-few"]);
    });

    it("stop a rolling update where no address is over", () => {
      const notes = (args: Args): number =>
        checkProgram([lab], [pods({ subnet: { [field]: ["lab"] }, replicas: 3, ...args })])
          .get("spiderpool.PodAnnotations::web")
          ?.notes.filter((note) => note.includes("cannot roll")).length ?? 0;
      assert.equal(notes({ ippoolIpNumber: "3" }), 1);
      assert.equal(notes({ ippoolIpNumber: "+0" }), 1);
      assert.equal(notes({ ippoolIpNumber: "4" }), 0);
      assert.equal(notes({ ippoolIpNumber: "3", strategy: { rollingUpdate: { maxSurge: 0 } } }), 0);
      assert.equal(notes({ ippoolIpNumber: "3", strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }), 1);
    });
  });

  describe(`interfaces and items of IPv${family} pods`, () => {
    const objects = [network(), pool("a", 3, 10), pool("b", 3, 20), pool("c", 3, 30)];
    const two = { networks: ["kube-system/lan", "kube-system/lan@data"] };
    const item = (name: string, nic?: string): Args => ({
      [field]: [name],
      ...(nic === undefined ? {} : { interface: nic }),
    });
    const of = (args: Args): readonly string[] => said(objects, pods({ ...two, ...args }));

    // spiderpool pkg/ipam/pool_selections.go getPoolFromPodAnnoPools: "interfaces do not contain that requested by runtime"
    it("fit one another", () => {
      assert.deepEqual(of({ ippools: [item("a", "net1"), item("b", "data")] }), []);
      assert.deepEqual(of({ ippools: [item("a", "eth0"), item("b", "net1"), item("c", "data")] }), []);
      assert.deepEqual(of({ ippools: [item("a", "net1")] }), ["ippools: spider-interface-missing"]);
      assert.deepEqual(of({ ippools: [item("a", "net1"), item("b", "net2")] }), [
        "ippools: spider-interface-missing",
        "ippools: spider-interface-unknown",
      ]);
      assert.deepEqual(of({ ippools: [item("a")] }), ["ippools: spider-interface-count"]);
      assert.deepEqual(of({ ippools: [item("a"), item("b")] }), []);
      assert.deepEqual(of({ networks: ["kube-system/lan"], ippools: [item("a"), item("b"), item("c")] }), [
        "ippools: spider-interface-count",
      ]);
      assert.deepEqual(of({ networks: undefined, ippools: [item("a"), item("b"), item("c")] }), []);
      assert.deepEqual(of({ networks: UNKNOWN, ippools: [item("a", "net1")] }), []);
      assert.deepEqual(of({ defaultNetwork: "kube-system/lan", ippools: [item("a", "net1"), item("b", "data")] }), [
        "ippools: spider-interface-missing",
      ]);
    });
  });
}
