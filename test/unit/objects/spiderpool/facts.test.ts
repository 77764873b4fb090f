import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { snapshotOf } from "../../../../provider/objects/kubeovn/facts";
import { subnetObject } from "../../../support/objects";
import { endpointObject, multusConfigObject, reservedObject, spiderPoolObject } from "../../../support/spider-objects";

const pod = (name: string, metadata: object): KubeObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "shop", ...metadata },
});
const owner = (kind: string, name: string): object => ({
  ownerReferences: [{ apiVersion: "apps/v1", kind, name, controller: true }],
});

describe("the facts of Spiderpool's objects", () => {
  it("have the ledger of a pool, and none where it is no JSON", () => {
    const [good, bad] = ["good", "bad"].map((name) =>
      spiderPoolObject(name, "10.6.0.0/16", ["10.6.0.1"], { allocated: { "10.6.0.1": "shop/web-0" } }),
    ) as [KubeObject, KubeObject];
    const broken = { ...bad, status: { allocatedIPs: '{"10.6.0.1":' } };
    const strange = { ...bad, metadata: { name: "strange" }, status: { allocatedIPs: '{"text":{},"10.6.0.2":null}' } };
    const { pools } = snapshotOf([good, broken, strange]).spider;
    assert.deepEqual([...(pools.get("good")?.allocated ?? [])], [["10.6.0.1", "shop/web-0"]]);
    assert.deepEqual([...(pools.get("bad")?.allocated ?? [])], []);
    assert.deepEqual([...(pools.get("strange")?.allocated ?? [])], [["10.6.0.2", "an unknown pod"]]);
  });

  const having = (...pods: readonly string[]): KubeObject =>
    spiderPoolObject("having", "10.6.0.0/16", ["10.6.0.1-10.6.0.9"], {
      allocated: Object.fromEntries(pods.map((name, i) => [`10.6.0.${i + 1}`, `shop/${name}`])),
    });

  it("know the owner of a pod by its endpoint, else by its references, and its node", () => {
    const { pods } = snapshotOf([
      having("web-6f9c7d5b8-xk2lp", "db-0", "vm", "job-0", "alone"),
      pod("without-an-address", owner("StatefulSet", "db")),
      pod("web-6f9c7d5b8-xk2lp", owner("ReplicaSet", "web-6f9c7d5b8")),
      pod("db-0", owner("StatefulSet", "db")),
      endpointObject("shop/vm", "VirtualMachineInstance", "vm"),
      pod("job-0", owner("ReplicaSet", "job-1")),
      endpointObject("shop/job-0", "Rollout", "job"),
      pod("alone", {}),
    ]).spider;
    assert.deepEqual(Object.fromEntries(pods), {
      "shop/web-6f9c7d5b8-xk2lp": { kind: "Deployment", name: "web", labels: {}, ask: {} },
      "shop/db-0": { kind: "StatefulSet", name: "db", labels: {}, ask: {} },
      "shop/vm": { kind: "VirtualMachineInstance", name: "vm", node: "node1" },
      "shop/job-0": { kind: "Rollout", name: "job", labels: {}, ask: {}, node: "node1" },
      "shop/alone": { kind: "Pod", name: "alone", labels: {}, ask: {} },
    });
    const said = { ...pod("alone", {}), spec: { nodeName: "n2" } };
    const endpoint = endpointObject("shop/alone", "Deployment", "alone");
    for (const objects of [
      [said, endpoint],
      [endpoint, said],
    ])
      assert.equal(snapshotOf([having("alone"), ...objects]).spider.pods.get("shop/alone")?.node, "node1");
    assert.equal(snapshotOf([having("alone"), said]).spider.pods.get("shop/alone")?.node, "n2");
  });

  it("know nodes and namespaces by their labels", () => {
    const of = (kind: string, name: string, labels?: Record<string, string>): KubeObject => ({
      apiVersion: "v1",
      kind,
      metadata: { name, ...(labels === undefined ? {} : { labels }) },
    });
    const { nodes, namespaces } = snapshotOf([of("Node", "n1", { zone: "a" }), of("Namespace", "shop")]).spider;
    assert.deepEqual([...nodes], [["n1", { zone: "a" }]]);
    assert.deepEqual([...namespaces], [["shop", {}]]);
  });

  it("know what a pod's annotations ask for", () => {
    const annotations = {
      "ipam.spidernet.io/ippool": '{"ipv4":["a","b*"],"ipv6":["c"]}',
      "ipam.spidernet.io/ippools": '[{"ipv4":["d"]},"text"]',
    };
    const { pods } = snapshotOf([
      having("p", "q"),
      pod("p", { annotations, labels: { app: "p" } }),
      endpointObject("shop/p", "Deployment", "d"),
      pod("q", { annotations: { "ipam.spidernet.io/ippools": "[" } }),
    ]).spider;
    assert.deepEqual(pods.get("shop/p"), {
      kind: "Deployment",
      name: "d",
      ask: { ippools: [{ ipv4: ["d"] }] },
      labels: { app: "p" },
      node: "node1",
    });
    assert.deepEqual(pods.get("shop/q")?.ask, {});
  });

  it("have whom a pool serves, and the network of a SpiderMultusConfig", () => {
    const spec = {
      podAffinity: { matchLabels: { app: "web" } },
      namespaceAffinity: null,
      namespaceName: ["shop"],
      multusName: [],
    };
    const { pools, configs } = snapshotOf([
      spiderPoolObject("p", "10.6.0.0/16", [], { spec }),
      multusConfigObject("a", "net"),
      multusConfigObject("b", "net", "o", { "multus.spidernet.io/cr-name": "c" }),
    ]).spider;
    assert.deepEqual(pools.get("p")?.affinity, { podAffinity: spec.podAffinity, namespaceName: ["shop"] });
    const automatic = spiderPoolObject("auto", "10.6.0.0/16", [], { spec: { ...spec, nodeName: ["n1"] } });
    const labels = { "ipam.spidernet.io/owner-application-name": "web" };
    const made = snapshotOf([{ ...automatic, metadata: { ...automatic.metadata, labels } }]).spider;
    assert.deepEqual(made.pools.get("auto")?.affinity, { namespaceName: ["shop"], nodeName: ["n1"] });
    assert.deepEqual(Object.fromEntries(configs), {
      "net/a": { network: "net/a", ipam: undefined },
      "net/b": { owner: "o", network: "net/c", ipam: undefined },
    });
  });

  it("know what networks, namespaces and pod templates say of pools", () => {
    const network = (name: string, spec: object): KubeObject =>
      ({ ...multusConfigObject(name, "net"), spec }) as KubeObject;
    const macvlan = { master: ["eth1"], ippools: { ipv4: ["a"], ipv6: ["b"] } };
    const text = JSON.stringify({ plugins: [{ type: "x", ipam: { type: "spiderpool", default_ipv6_ippool: ["c"] } }] });
    const template = (kind: string, annotations: object, more: object = {}): KubeObject =>
      ({
        apiVersion: "apps/v1",
        kind,
        metadata: { name: kind.toLowerCase(), namespace: "shop" },
        spec: { ...more, template: { metadata: { annotations, labels: { app: "x" } } } },
      }) as KubeObject;
    const named = { "ipam.spidernet.io/ippools": '[{"interface":"net1","ipv4":["a"]}]' };
    const { configs, namespacePools, claims } = snapshotOf([
      network("a", { cniType: "macvlan", macvlan }),
      network("b", { cniType: "macvlan", macvlan, disableIPAM: true }),
      network("c", { customCNI: text }),
      network("d", { cniType: "custom", customCNI: "{" }),
      {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: "shop", annotations: { "ipam.spidernet.io/default-ipv4-ippool": '["a","b"]' } },
      },
      template("Deployment", named, { replicas: 2 }),
      template("DaemonSet", { "ipam.spidernet.io/subnet": '{"ipv6":["lab"]}' }),
      template("StatefulSet", { "ipam.spidernet.io/ippool": "[" }),
    ]).spider;
    assert.deepEqual(
      [...configs.values()].map(({ ipam }) => ipam),
      [
        { asks: true, pools: { ipv4: ["a"], ipv6: ["b"] } },
        { asks: false, pools: {} },
        { asks: true, pools: { ipv4: [], ipv6: ["c"] } },
        undefined,
      ],
    );
    assert.deepEqual([...namespacePools], [["shop", { ipv4: ["a", "b"], ipv6: [] }]]);
    assert.deepEqual(claims, [
      {
        claimant: { kind: "Deployment", name: "deployment", namespace: "shop" },
        ask: { ippools: [{ ipv4: ["a"], interface: "net1" }] },
        replicas: 2,
        labels: { app: "x" },
      },
      {
        claimant: { kind: "DaemonSet", name: "daemonset", namespace: "shop" },
        ask: { subnet: { ipv6: ["lab"] } },
        replicas: undefined,
        labels: { app: "x" },
      },
    ]);
  });

  it("hold the addresses of a Kube-OVN subnet that Spiderpool gave out or keeps back", () => {
    const { holdings } = snapshotOf([
      subnetObject("s", "10.6.0.0/24,fd06::/64"),
      spiderPoolObject("p", "10.6.0.0/16", ["10.6.0.1-10.6.0.9"], {
        allocated: { "10.6.0.3": "shop/web-0", "10.6.1.3": "shop/far" },
      }),
      reservedObject("r", ["10.6.0.8-10.6.0.9"]),
      reservedObject("r6", ["fd06::5"], 6),
      reservedObject("leaving", ["10.6.0.30"], 4, { isTerminating: true }),
    ]);
    const held = holdings.filter(({ subnet }) => subnet === "s");
    assert.deepEqual(held.map(({ holder, addresses }) => [holder.kind, holder.name, addresses.length]).sort(), [
      ["Pod", "web-0", 1],
      ["SpiderReservedIP", "r", 2],
      ["SpiderReservedIP", "r6", 1],
    ]);
  });
});
