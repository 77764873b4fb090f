import assert from "node:assert/strict";
import { ROOMS } from "../../../../../provider/kinds";
import type { KubeObject } from "../../../../../provider/objects/kube-object";
import { snapshotOf } from "../../../../../provider/objects/kubeovn/facts";
import { Planner, UNKNOWN, UNREAD } from "../../../../../provider/plan";
import { check } from "../../../../../provider/plan/checks/check";
import { checkProgram, declarationOf, STORE } from "../../../../support/plan";
import type { Resource } from "../../../../support/program";
import { endpointObject, spiderPoolObject, spiderSubnetObject } from "../../../../support/spider-objects";

type Args = Readonly<Record<string, unknown>>;

const pods = (args: Args, name = "web"): Resource => ({ kind: "spiderpool.PodAnnotations", name, args });
const WEB = { kind: "Deployment", name: "web", namespace: "shop" };

const CLUSTER: readonly KubeObject[] = [
  spiderSubnetObject("lab", "10.7.0.0/16", ["10.7.0.10-10.7.0.250"]),
  spiderPoolObject("four", "10.7.0.0/16", ["10.7.0.10-10.7.0.12"], {
    allocated: { "10.7.0.10": "shop/web-6f9c7d5b8-aaaaa", "10.7.0.11": "shop/api-6f9c7d5b8-bbbbb" },
  }),
  spiderPoolObject("more", "10.7.0.0/16", ["10.7.0.20"]),
  spiderPoolObject("six", "fd00:7::/64", ["fd00:7::1-fd00:7::2"]),
  endpointObject("shop/web-6f9c7d5b8-aaaaa", "Deployment", "web"),
];

function inputsOf(program: readonly Resource[], objects = CLUSTER): Record<string, unknown> {
  const last = program.at(-1) as Resource;
  const result = checkProgram(objects, program).get(`${last.kind}::${last.name}`);
  assert.deepEqual(result?.refusals, []);
  return result?.inputs ?? {};
}
const codesOf = (program: readonly Resource[]): unknown[] => {
  const last = program.at(-1) as Resource;
  return (checkProgram(CLUSTER, program).get(`${last.kind}::${last.name}`)?.refusals ?? []).map(({ code }) => code);
};

describe("PodAnnotations in later batches", () => {
  it("share a pool with all those before", () => {
    const snapshot = snapshotOf([...CLUSTER, spiderPoolObject("of-six", "10.7.0.0/16", ["10.7.0.30-10.7.0.35"])]);
    const planner = new Planner(snapshot, "organization/test/dev/", "", ROOMS);
    const codes = [2, 2, 3].map((replicas, i) => {
      const workload = { kind: "Deployment", name: `app-${i}`, namespace: "shop" };
      const resource = pods({ workload, replicas, ippools: [{ ipv4: ["of-six"] }] }, `app-${i}`);
      const declaration = declarationOf(resource);
      planner.addBatch([declaration]);
      const { refusals } = check(planner, { olds: {}, news: resource.args, declaration, store: STORE });
      return refusals.map(({ code }) => code);
    });
    assert.deepEqual(codes, [[], [], ["spider-too-few"]]);
  });
});

describe("PodAnnotations", () => {
  it("makes the annotations of Spiderpool and Multus", () => {
    assert.deepEqual(
      inputsOf([
        pods({
          ippools: [
            { interface: "eth0", ipv4: ["four"], cleangateway: true },
            { interface: "net1", ipv4: ["more"], ipv6: ["six"] },
          ],
          defaultNetwork: "kube-system/macvlan",
          networks: ["kube-system/vlan6", "shop/data@net2"],
        }),
      ]).annotations,
      {
        "ipam.spidernet.io/ippools":
          '[{"interface":"eth0","ipv4":["four"],"cleangateway":true},{"interface":"net1","ipv4":["more"],"ipv6":["six"]}]',
        "v1.multus-cni.io/default-network": "kube-system/macvlan",
        "k8s.v1.cni.cncf.io/networks": "kube-system/vlan6,shop/data@net2",
      },
    );
    assert.deepEqual(
      inputsOf([pods({ subnet: { ipv4: ["lab"] }, ippoolIpNumber: "+2", ippoolReclaim: false })]).annotations,
      {
        "ipam.spidernet.io/subnet": '{"ipv4":["lab"]}',
        "ipam.spidernet.io/ippool-ip-number": "+2",
        "ipam.spidernet.io/ippool-reclaim": "false",
      },
    );
  });

  it("counts free addresses, and those its workload has already, of both families", () => {
    const ippool = { ipv4: ["four", "more"], ipv6: ["six"] };
    assert.deepEqual(inputsOf([pods({ ippool })]).available, { ipv4: 2, ipv6: 2 });
    assert.deepEqual(inputsOf([pods({ ippool, workload: WEB })]).available, { ipv4: 3, ipv6: 2 });
  });

  it("finds a workload's pods by the form of their names where no owner is known", () => {
    const ippool = { ipv4: ["four"] };
    assert.deepEqual(inputsOf([pods({ ippool, workload: { ...WEB, name: "api" } })]).available, { ipv4: 2 });
    assert.deepEqual(inputsOf([pods({ ippool, workload: { ...WEB, name: "ap" } })]).available, { ipv4: 1 });
    assert.deepEqual(inputsOf([pods({ ippool, workload: { ...WEB, namespace: "other" } })]).available, { ipv4: 1 });
  });

  it("takes exactly as many replicas as there are addresses", () => {
    const of = (replicas: number): unknown[] =>
      codesOf([pods({ ippool: { ipv4: ["four", "more"] }, workload: WEB, replicas })]);
    assert.deepEqual(of(3), []);
    assert.deepEqual(of(4), ["spider-too-few"]);
  });

  it("counts workloads of the program that share the pools together", () => {
    const other = pods({ ippool: { ipv4: ["more"] }, replicas: 1 }, "other");
    const mine = (replicas: number): Resource => pods({ ippool: { ipv4: ["four", "more"] }, replicas });
    assert.deepEqual(codesOf([other, mine(1)]), []);
    assert.deepEqual(codesOf([other, mine(2)]), ["spider-too-few"]);
    const elsewhere = pods({ ippool: { ipv4: ["more", "far"] }, replicas: 1 }, "other");
    assert.deepEqual(codesOf([elsewhere, mine(2)]), []);
    const six = pods({ ippool: { ipv6: ["more"] }, replicas: 1 }, "other");
    assert.deepEqual(codesOf([six, mine(2)]), []);
  });

  it("tells of a rolling update that has no address to begin with", () => {
    const notes = (replicas: number, more: Args = {}, ippool: Args = { ipv4: ["four", "more"] }): readonly string[] =>
      checkProgram(CLUSTER, [pods({ ippool, workload: WEB, replicas, ...more })])
        .get("spiderpool.PodAnnotations::web")
        ?.notes.filter((note) => note.includes("cannot roll")) ?? [];
    assert.deepEqual(notes(3), [
      `Deployment "web" cannot roll: its 3 IPv4 addresses are in use; add one, or set maxUnavailable: 1 (spider-rolling-stuck)`,
    ]);
    assert.equal(notes(2, {}, { ipv6: ["six"] }).length, 1);
    assert.deepEqual(notes(2), []);
    assert.deepEqual(notes(3, { strategy: { rollingUpdate: { maxUnavailable: 1 } } }), []);
    assert.deepEqual(notes(3, { strategy: { type: "Recreate" } }), []);
    assert.deepEqual(notes(3, { workload: { ...WEB, kind: "StatefulSet" } }), []);
    const beside = pods({ ippool: { ipv4: ["more"] }, replicas: 1 }, "other");
    const shared = checkProgram(CLUSTER, [
      beside,
      pods({ ippool: { ipv4: ["four", "more"] }, workload: WEB, replicas: 2 }),
    ]);
    assert.match(String(shared.get("spiderpool.PodAnnotations::web")?.notes), /its 2 IPv4 addresses are in use/);
  });

  it("counts no more of a pool than Spiderpool gives at a time", () => {
    for (const [cidr, ips] of [
      ["10.8.0.0/16", "10.8.0.1-10.8.31.255"],
      ["fd00:8::/64", "fd00:8::1-fd00:8::1fff"],
    ] as const) {
      const given = { [ips.split("-")[0] as string]: "shop/web-6f9c7d5b8-aaaaa" };
      const large = spiderPoolObject("large", cidr, [ips], { allocated: given });
      const family = cidr.includes(":") ? "ipv6" : "ipv4";
      const { available } = inputsOf([pods({ ippool: { [family]: ["large"] }, workload: WEB })], [large]);
      assert.deepEqual(available, { [family]: 5000 });
      const pool: Resource = {
        kind: "spiderpool.IPPool",
        name: "large",
        args: { subnet: cidr, ips: [ips], adopt: true },
      };
      assert.deepEqual(inputsOf([pool], [large]).left, {
        total: 8191,
        excluded: 0,
        reserved: 0,
        allocated: 1,
        free: 4999,
      });
      const { notes } = checkProgram([large], [pool]).get("spiderpool.IPPool::large") ?? {};
      assert.match(
        String(notes),
        /4999 free of 8191 addresses: 0 reserved, 1 in use; Spiderpool gives at most 5000 of one pool/,
      );
    }
  });

  it("refuses pools that serve none of its pods, by namespace, labels and network", () => {
    const of = (spec: Args, more: Args = {}): unknown[] => {
      const objects = [spiderPoolObject("only", "10.8.0.0/16", ["10.8.0.1-10.8.0.9"], { spec })];
      const args = { ippool: { ipv4: ["only"] }, labels: { app: "web" }, defaultNetwork: "kube-system/lan", ...more };
      const found = checkProgram(objects, [pods(args)]).get("spiderpool.PodAnnotations::web");
      return (found?.refusals ?? []).map(({ code, property }) => `${property}: ${code}`);
    };
    const barred = ["ippool: spider-barred"];
    assert.deepEqual(of({ namespaceName: ["prod"] }), []);
    assert.deepEqual(of({ namespaceName: ["prod"] }, { workload: WEB }), barred);
    assert.deepEqual(of({ podAffinity: { matchLabels: { app: "db" } } }), barred);
    assert.deepEqual(of({ podAffinity: { matchLabels: { app: "db" } } }, { labels: UNKNOWN }), []);
    assert.deepEqual(of({ multusName: ["kube-system/wan"] }), barred);
    const second = { ippool: undefined, networks: ["kube-system/wan", "kube-system/lan@data"] };
    const on = (device: string | undefined): Args => ({ ...second, ippools: [{ interface: device, ipv4: ["only"] }] });
    assert.deepEqual(of({ multusName: ["kube-system/wan"] }, on("net1")), []);
    assert.deepEqual(of({ multusName: ["kube-system/wan"] }, on("data")), ["ippools: spider-barred"]);
    assert.deepEqual(of({ multusName: ["kube-system/wan"] }, on("net9")), ["ippools: spider-interface-unknown"]);
    const byPlace = { ...second, ippools: [{ ipv6: [UNKNOWN] }, { ipv4: ["only"] }] };
    assert.deepEqual(of({ multusName: ["kube-system/wan"] }, byPlace), []);
    assert.deepEqual(of({ multusName: ["kube-system/lan"] }, byPlace), ["ippools: spider-barred"]);
  });

  it("goes by the labels of the namespace where they are known, and says where they are not", () => {
    const spec = { namespaceAffinity: { matchLabels: { team: "a" } } };
    const only = spiderPoolObject("only", "10.8.0.0/16", ["10.8.0.1-10.8.0.9"], { spec });
    const of = (...objects: readonly KubeObject[]): unknown => {
      const args = { ippool: { ipv4: ["only"] }, workload: WEB };
      const found = checkProgram([only, ...objects], [pods(args)]).get("spiderpool.PodAnnotations::web");
      return [(found?.refusals ?? []).map(({ code }) => code), found?.notes];
    };
    const shop = (labels: Readonly<Record<string, string>>): KubeObject => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "shop", labels },
    });
    assert.deepEqual(of(shop({ team: "a" })), [[], []]);
    assert.deepEqual(of(shop({ team: "b" })), [["spider-barred"], []]);
    const [codes, notes] = of() as [readonly string[], readonly string[]];
    assert.deepEqual(codes, []);
    assert.match(String(notes), /^labels of namespace "shop" unread: SpiderIPPool "only" counts as selecting it/);
  });

  it("says on which nodes the pools serve nobody", () => {
    const node = (name: string, zone: string): KubeObject => ({
      apiVersion: "v1",
      kind: "Node",
      metadata: { name, labels: { zone } },
    });
    for (const [family, field, cidr, at] of [
      [4, "ipv4", "10.8.0.0/16", (host: number) => `10.8.0.${host}`],
      [6, "ipv6", "fd00:8::/64", (host: number) => `fd00:8::${host}`],
    ] as const) {
      const objects = [
        node("n1", "a"),
        node("n2", "b"),
        node("n3", "b"),
        spiderPoolObject("a", cidr, [at(1)], { spec: { nodeAffinity: { matchLabels: { zone: "a" } } } }),
        spiderPoolObject("n2", cidr, [at(2)], { spec: { nodeName: ["n2"] } }),
        spiderPoolObject("all", cidr, [at(3)]),
        spiderPoolObject("b", cidr, [at(4)], { spec: { nodeAffinity: { matchLabels: { zone: "b" } } } }),
      ];
      const said = (...names: readonly string[]): readonly string[] =>
        checkProgram(objects, [pods({ ippool: { [field]: names } })]).get("spiderpool.PodAnnotations::web")?.notes ??
        [];
      assert.deepEqual(said("a"), [
        `spiderpool.PodAnnotations "web": no pool serves IPv${family} on node "n2" and "n3"; name another (spider-unserved-nodes)`,
      ]);
      assert.deepEqual(said("a", "n2"), [
        `spiderpool.PodAnnotations "web": no pool serves IPv${family} on node "n3"; name another (spider-unserved-nodes)`,
      ]);
      assert.deepEqual(said("a", "all"), []);
      assert.deepEqual(said("a", "b"), []);
    }
  });

  it("refuses a fixed address that is another workload's, and a pool that this run closes to it", () => {
    const fixed: Resource = {
      kind: "spiderpool.FixedIP",
      name: "db",
      args: { subnet: "lab", namespace: "shop", selector: { app: "db" } },
    };
    const codes = (args: Args): unknown[] => codesOf([fixed, pods({ ippool: { ipv4: ["db"] }, ...args })]);
    assert.deepEqual(codes({ workload: WEB, labels: { app: "db" } }), []);
    assert.deepEqual(codes({ workload: WEB, labels: { app: "web" } }), ["spider-barred"]);
    assert.deepEqual(codes({ workload: { ...WEB, namespace: "prod" } }), ["spider-barred"]);
    const closed: Resource = {
      kind: "spiderpool.IPPool",
      name: "own",
      args: { subnet: "10.7.0.0/16", ips: ["10.7.0.100"], namespaceName: ["prod"] },
    };
    assert.deepEqual(codesOf([closed, pods({ ippool: { ipv4: ["own"] }, workload: WEB })]), ["spider-barred"]);
  });

  it("knows pools and fixed addresses of the same program", () => {
    const own: Resource = {
      kind: "spiderpool.IPPool",
      name: "own",
      args: { subnet: "10.7.0.0/16", ips: ["10.7.0.100"] },
    };
    const fixed: Resource = {
      kind: "spiderpool.FixedIP",
      name: "db",
      args: { subnet: "lab", selector: { app: "db" } },
    };
    assert.deepEqual(codesOf([own, fixed, pods({ ippool: { ipv4: ["own", "db"] }, replicas: 2 })]), []);
    assert.deepEqual(codesOf([own, fixed, pods({ ippool: { ipv4: ["own", "db"] }, replicas: 3 })]), ["spider-too-few"]);
  });

  it("leaves names that are not known yet to Spiderpool", () => {
    const late = pods({ ippool: { ipv4: [UNKNOWN] }, replicas: 99 });
    assert.deepEqual(codesOf([late]), []);
    assert.equal(inputsOf([late]).annotations, UNKNOWN);
  });
});

describe("a preview without a cluster", () => {
  const inputs = (resource: Resource, olds: Args): Readonly<Record<string, unknown>> => {
    const planner = new Planner(UNREAD, "organization/test/dev/", "", ROOMS);
    planner.addBatch([declarationOf(resource)]);
    const result = check(planner, { olds, news: resource.args, declaration: declarationOf(resource), store: STORE });
    assert.deepEqual(result.refusals, []);
    return result.inputs;
  };

  it("keeps a fixed address that is known, and leaves a new one open", () => {
    const fixed: Resource = {
      kind: "spiderpool.FixedIP",
      name: "db",
      args: { subnet: "lab", selector: { app: "db" } },
    };
    assert.equal(inputs(fixed, {}).ip, UNKNOWN);
    const owner = "organization/test/dev/spiderpool.FixedIP/db";
    const olds = { owner, store: STORE, subnet: "lab", name: "db", ip: "10.7.0.33", cidr: "10.7.0.0/16", ipVersion: 4 };
    assert.equal(inputs(fixed, olds).ip, "10.7.0.33");
  });

  it("accounts for nothing, and asks nothing of pools it cannot see", () => {
    const pool: Resource = {
      kind: "spiderpool.IPPool",
      name: "p",
      args: { subnet: "10.7.0.0/16", ips: ["10.7.0.10"] },
    };
    assert.deepEqual([inputs(pool, {}).left, inputs(pool, {}).impact], [UNKNOWN, UNKNOWN]);
    assert.equal(inputs(pods({ ippool: { ipv4: ["four"] }, replicas: 9 }), {}).available, UNKNOWN);
  });
});
