import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { snapshotOf } from "../../../../provider/objects/kubeovn/facts";
import type { Impact } from "../../../../provider/plan";
import { observePool, spiderNow } from "../../../../provider/plan/spiderpool/observe";
import { checkProgram } from "../../../support/plan";
import type { Resource } from "../../../support/program";
import { endpointObject, reservedObject, spiderPoolObject, spiderSubnetObject } from "../../../support/spider-objects";

type Fields = Readonly<Record<string, unknown>>;

const FAMILIES = [
  { version: 4, cidr: "10.6.0.0/16", at: (host: number) => `10.6.0.${host}` },
  { version: 6, cidr: "fd06::/64", at: (host: number) => `fd06::${host}` },
] as const;

/** A pod that names pools, and has labels. */
function podObject(
  name: string,
  version: 4 | 6,
  pools: readonly string[],
  labels: Readonly<Record<string, string>>,
): KubeObject {
  const annotations = { "ipam.spidernet.io/ippool": JSON.stringify({ [`ipv${version}`]: pools }) };
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "shop", annotations, labels } };
}

function impactOf(objects: readonly KubeObject[], resource: Resource): readonly Impact[] {
  const result = checkProgram(objects, [resource]).get(`${resource.kind}::${resource.name}`);
  assert.deepEqual(result?.refusals, []);
  return result?.inputs.impact as readonly Impact[];
}

for (const { version, cidr, at } of FAMILIES) {
  const reserve = (...hosts: number[]): Resource => ({
    kind: "spiderpool.ReservedIP",
    name: "r",
    args: { ips: hosts.map(at) },
  });
  const web = (allocated: Readonly<Record<string, string>>, spec: Fields = {}): KubeObject =>
    spiderPoolObject("web", cidr, [`${at(1)}-${at(2)}`], { allocated, spec });
  const other = (spec: Fields = {}): KubeObject => spiderPoolObject("other", cidr, [at(5)], { spec });
  const pod = podObject("web-0", version, ["web", "other"], { app: "web" });
  const full = { [at(1)]: "shop/web-0", [at(2)]: "shop/web-1" };
  const fates = (...objects: KubeObject[]): readonly string[] =>
    impactOf(objects, reserve(1)).map(({ pod: name, fate }) => `${name} ${fate}`);

  describe(`the impact of a reservation over an IPv${version} pod`, () => {
    it("is that it moves where its pool has another address, or a pool that it names besides", () => {
      assert.deepEqual(fates(web({ [at(1)]: "shop/web-0" })), ["shop/web-0 moves"]);
      assert.deepEqual(fates(web(full)), ["shop/web-0 fails"]);
      assert.deepEqual(fates(web(full), other()), ["shop/web-0 fails"]);
      assert.deepEqual(fates(web(full), other(), pod), ["shop/web-0 moves"]);
    });

    it("is that it fails where the other pool is not for it", () => {
      assert.deepEqual(fates(web(full), other({ podAffinity: { matchLabels: { app: "web" } } }), pod), [
        "shop/web-0 moves",
      ]);
      assert.deepEqual(fates(web(full), other({ podAffinity: { matchLabels: { app: "db" } } }), pod), [
        "shop/web-0 fails",
      ]);
      assert.deepEqual(fates(web(full), other({ namespaceName: ["prod"] }), pod), ["shop/web-0 fails"]);
      assert.deepEqual(fates(web(full), other({ disable: true }), pod), ["shop/web-0 fails"]);
      const leaving = spiderPoolObject("other", cidr, [at(5)], { isTerminating: true });
      assert.deepEqual(fates(web(full), leaving, pod), ["shop/web-0 fails"]);
      assert.deepEqual(fates(web(full), other(), pod, reservedObject("s", [at(5)], version)), ["shop/web-0 fails"]);
    });

    it("is nothing for the pods of a StatefulSet, nor over an address that was reserved or closed before", () => {
      assert.deepEqual(fates(web(full), endpointObject("shop/web-0", "StatefulSet", "web")), ["shop/web-0 keeps"]);
      assert.deepEqual(fates(web(full), reservedObject("s", [at(1)], version)), []);
      assert.deepEqual(fates(web(full, { disable: true })), []);
      assert.deepEqual(fates(spiderPoolObject("web", cidr, [at(1)], { allocated: full, isTerminating: true })), []);
      assert.deepEqual(fates(web(full), endpointObject("shop/web-0", "VirtualMachine", "web")), ["shop/web-0 keeps"]);
      assert.deepEqual(fates(web(full, { excludeIPs: [at(1)] })), []);
    });

    it("is told with the workload, and of a pod that nothing made as a pod", () => {
      const workload = (...objects: KubeObject[]): unknown =>
        impactOf([web(full), ...objects], reserve(1))[0]?.workload;
      assert.equal(workload(), "Pod");
      assert.equal(workload(endpointObject("shop/web-0", "Pod", "web-0")), "Pod");
      assert.equal(workload(endpointObject("shop/web-0", "Deployment", "web")), "Deployment web");
    });

    it("is listed by address, and of an address in two pools for each", () => {
      const twin = spiderPoolObject("twin", cidr, [at(1)], { allocated: { [at(1)]: "shop/a" } });
      const both = impactOf([web(full), twin], reserve(1, 2));
      assert.deepEqual(
        both.map(({ address, pool, pod: name }) => [address, pool, name]),
        [
          [at(1), "twin", "shop/a"],
          [at(1), "web", "shop/web-0"],
          [at(2), "web", "shop/web-1"],
        ],
      );
    });
  });
}

for (const { version, cidr, at } of FAMILIES) {
  const live = (spec: Fields = {}): KubeObject =>
    spiderPoolObject("web", cidr, [at(1)], { allocated: { [at(1)]: "shop/web-0" }, spec });
  const own = podObject("web-0", version, ["web", "other"], { app: "web" });
  const endpoint = (kind: string): KubeObject => endpointObject("shop/web-0", kind, "web", "n1");
  const labeled = (kind: string, name: string, labels: Readonly<Record<string, string>>): KubeObject => ({
    apiVersion: "v1",
    kind,
    metadata: { name, labels },
  });
  const nodes = [labeled("Node", "n1", { zone: "a" }), labeled("Node", "n2", { zone: "b" })];
  const pool = (args: Fields): Resource => ({
    kind: "spiderpool.IPPool",
    name: "web",
    args: { subnet: cidr, ips: [at(1)], adopt: true, ...args },
  });
  const checked = (args: Fields, ...objects: readonly KubeObject[]): NonNullable<ReturnType<typeof resultOf>> =>
    resultOf([live(), ...objects], args) ?? assert.fail();
  const resultOf = (objects: readonly KubeObject[], args: Fields): ReturnType<ReturnType<typeof checkProgram>["get"]> =>
    checkProgram(objects, [pool(args)]).get("spiderpool.IPPool::web");
  const linesOf = (args: Fields, ...objects: readonly KubeObject[]): readonly string[] => {
    const { notes, refusals } = checked(args, ...objects);
    assert.deepEqual(refusals, []);
    return notes.filter((note) => !note.includes(" free of "));
  };
  const begin = (more: string, kind = "Deployment"): string =>
    `spiderpool.IPPool "web": Pod shop/web-0 of ${kind} web has ${at(1)} of SpiderIPPool "web", which no longer serves it (${more}): when it restarts, it `;

  describe(`the impact of an IPv${version} pool that comes to serve others`, () => {
    it("is told with the argument that does it, once per pod", () => {
      assert.deepEqual(linesOf({ namespaceName: ["bank"] }, own, endpoint("Deployment")), [
        `${begin("namespaceName")}fails: nothing else is free`,
      ]);
      assert.deepEqual(linesOf({ podAffinity: { matchLabels: { app: "db" } } }, own, endpoint("StatefulSet")), [
        `${begin("podAffinity", "StatefulSet")}gets it back`,
      ]);
      const other = spiderPoolObject("other", cidr, [at(5)]);
      assert.deepEqual(linesOf({ namespaceName: ["bank"] }, own, endpoint("Deployment"), other), [
        `${begin("namespaceName")}gets another one`,
      ]);
      const disabled = linesOf({ namespaceName: ["bank"], disable: true }, own, endpoint("Deployment"));
      assert.equal(disabled.length, 1);
      assert.match(disabled[0] ?? "", /which is given to nobody from now on/);
    });

    it("depends on the node where the pod starts, unless that is settled", () => {
      const byNode = begin("nodeAffinity");
      const zone = { nodeAffinity: { matchLabels: { zone: "b" } } };
      assert.deepEqual(linesOf(zone, own, endpoint("Deployment"), ...nodes), [
        `${byNode}gets another one, or fails on a node that no pool serves`,
      ]);
      const daemon = begin("nodeAffinity", "DaemonSet");
      assert.deepEqual(linesOf(zone, own, endpoint("DaemonSet"), ...nodes), [`${daemon}fails: nothing else is free`]);
      const rest = spiderPoolObject("other", cidr, [at(5)], { spec: { nodeName: ["n1"] } });
      assert.deepEqual(linesOf(zone, own, endpoint("Deployment"), ...nodes, rest), [`${byNode}gets another one`]);
      assert.deepEqual(linesOf({ nodeName: ["n9"] }, own, endpoint("Deployment"), ...nodes), [
        `${begin("nodeName")}fails: nothing else is free`,
      ]);
      assert.deepEqual(linesOf({ nodeName: ["n1"] }, own, endpoint("Deployment"), ...nodes), []);
    });

    it("goes by the labels of the namespace, and says where they are not available", () => {
      const team = { namespaceAffinity: { matchLabels: { team: "a" } } };
      const shop = (labels: Readonly<Record<string, string>>): KubeObject => labeled("Namespace", "shop", labels);
      assert.deepEqual(linesOf(team, own, endpoint("Deployment"), shop({})), [
        `${begin("namespaceAffinity")}fails: nothing else is free`,
      ]);
      assert.deepEqual(linesOf(team, own, endpoint("Deployment"), shop({ team: "a" })), []);
      assert.deepEqual(linesOf(team, own, endpoint("Deployment")), [
        'labels of namespace "shop" unread: SpiderIPPool "web" counts as selecting it (spider-labels-unknown)',
      ]);
    });

    it("is an output, and refused on request", () => {
      const { inputs } = checked({ namespaceName: ["bank"] }, own, endpoint("Deployment"));
      const impact = {
        pod: "shop/web-0",
        address: at(1),
        pool: "web",
        workload: "Deployment web",
        fate: "fails",
        barredBy: "namespaceName",
      };
      assert.deepEqual(inputs.impact, [impact]);
      const { refusals } = checked({ namespaceName: ["bank"], onImpact: "fail" }, own, endpoint("Deployment"));
      assert.deepEqual(
        refusals.map(({ code }) => code),
        ["spider-impact"],
      );
      const objects = [live({ namespaceName: ["bank"] }), own, endpoint("Deployment")];
      assert.deepEqual(observePool(spiderNow(snapshotOf(objects).spider), { name: "web" }).impact, [impact]);
      const again = resultOf(objects, { namespaceName: ["bank"], onImpact: "fail" });
      assert.deepEqual([again?.refusals, again?.inputs.impact], [[], [impact]]);
      assert.deepEqual(
        again?.notes.filter((note) => note.includes("no longer serves")),
        [],
      );
    });

    it("is none of a reservation over an address that its pod would not get again anyway", () => {
      const r: Resource = { kind: "spiderpool.ReservedIP", name: "r", args: { ips: [at(1)] } };
      assert.equal(impactOf([live(), own], r).length, 1);
      assert.deepEqual(impactOf([live({ namespaceName: ["bank"] }), own], r), []);
    });
  });
}

describe("the impact of a pool that is disabled", () => {
  it("is on its own pods, whoever else has their addresses", () => {
    const both = ["web", "twin"].map((name) =>
      spiderPoolObject(name, "10.6.0.0/16", ["10.6.0.1"], { allocated: { "10.6.0.1": `shop/${name}-0` } }),
    );
    const args = { subnet: "10.6.0.0/16", ips: ["10.6.0.1"], disable: true, adopt: true };
    const result = checkProgram(both, [{ kind: "spiderpool.IPPool", name: "web", args }]).get("spiderpool.IPPool::web");
    assert.deepEqual(
      ((result?.inputs.impact ?? []) as readonly Impact[]).map(({ pod }) => pod),
      ["shop/web-0"],
    );
  });

  it("is nothing where it comes to be another one of the other family", () => {
    const owner = "organization/test/dev/spiderpool.IPPool/web";
    const live = spiderPoolObject("web", "10.6.0.0/16", ["10.6.0.1"], {
      owner,
      allocated: { "10.6.0.1": "shop/web-0" },
    });
    const at = "spiderpool.IPPool::web";
    const args = { subnet: "fd06::/64", ips: ["fd06::1"], disable: true };
    const olds = { [at]: { owner, store: "manifests:test", name: "web", subnet: "10.6.0.0/16", ipVersion: 4 } };
    const result = checkProgram([live], [{ kind: "spiderpool.IPPool", name: "web", args }], { olds }).get(at);
    assert.deepEqual(
      result?.refusals.map(({ code }) => code),
      ["spider-replaced-in-use"],
    );
    assert.deepEqual(result?.inputs.impact, []);
  });

  it("leaves new pools of both families whole", () => {
    const program = FAMILIES.map(
      ({ version, cidr, at }): Resource => ({
        kind: "spiderpool.IPPool",
        name: `p${version}`,
        args: { subnet: cidr, ips: [at(1)] },
      }),
    );
    const results = checkProgram([], program);
    for (const { version } of FAMILIES) {
      const { left } = results.get(`spiderpool.IPPool::p${version}`)?.inputs ?? {};
      assert.deepEqual(left, { total: 1, excluded: 0, reserved: 0, allocated: 0, free: 1 });
    }
  });
});

for (const { version, cidr, at } of FAMILIES) {
  describe(`the impact of other fields that decide who may use an IPv${version} pool`, () => {
    const pod = (
      annotations: Readonly<Record<string, string>>,
      labels: Readonly<Record<string, string>> = {},
    ): KubeObject => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web-0", namespace: "shop", annotations, labels },
    });
    const endpoint = (nic: string): KubeObject => {
      const object = endpointObject("shop/web-0", "Deployment", "web") as KubeObject & {
        readonly status: { readonly current: object };
      };
      const ips = [{ interface: nic, [`ipv${version}`]: `${at(1)}/24`, [`ipv${version}Pool`]: "web" }];
      return { ...object, status: { ...object.status, current: { ...object.status.current, ips } } } as KubeObject;
    };
    const web = (spec: Fields = {}): KubeObject =>
      spiderPoolObject("web", cidr, [at(1)], { allocated: { [at(1)]: "shop/web-0" }, spec });
    const change = (args: Fields, ...objects: readonly KubeObject[]): readonly string[] =>
      impactOf(objects, {
        kind: "spiderpool.IPPool",
        name: "web",
        args: { subnet: cidr, ips: [at(1)], adopt: true, ...args },
      }).map(({ pod: name, fate, barredBy }) => `${name} ${fate} ${barredBy}`);
    const networks = { "k8s.v1.cni.cncf.io/networks": "kube-system/wan,kube-system/lan@data" };
    const hit = ["shop/web-0 fails multusName"];

    it("is that of multusName on the network of the interface", () => {
      const lan = { multusName: ["kube-system/lan"] };
      assert.deepEqual(change(lan, web(), endpoint("net1"), pod(networks)), hit);
      assert.deepEqual(change(lan, web(), endpoint("data"), pod(networks)), []);
      const list = JSON.stringify([
        { name: "wan", namespace: "kube-system" },
        { name: "lan", namespace: "kube-system", interface: "data" },
      ]);
      assert.deepEqual(change(lan, web(), endpoint("net1"), pod({ "k8s.v1.cni.cncf.io/networks": list })), hit);
      assert.deepEqual(
        change(
          lan,
          web(),
          endpoint("eth0"),
          pod({ ...networks, "v1.multus-cni.io/default-network": "kube-system/wan" }),
        ),
        hit,
      );
      assert.deepEqual(change(lan, web(), endpoint("eth0"), pod(networks)), [], "a network that is not known");
    });

    // spiderpool pkg/ipam/pool_selections.go getClusterDefaultPools
    it("is that of default on pods for which nothing else names a pool", () => {
      const lan: KubeObject = {
        apiVersion: "spiderpool.spidernet.io/v2beta1",
        kind: "SpiderMultusConfig",
        metadata: { name: "wan", namespace: "kube-system" },
        spec: { cniType: "macvlan", macvlan: { master: ["eth1"] } },
      };
      const shop: KubeObject = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };
      const all = [web({ default: true }), endpoint("net1"), pod(networks), lan, shop];
      assert.deepEqual(change({ default: false }, ...all), ["shop/web-0 fails default"]);
      assert.deepEqual(change({ default: true }, ...all), []);
      const more = spiderPoolObject("more", cidr, [at(5)], { spec: { default: true } });
      assert.deepEqual(change({ default: false }, ...all, more), ["shop/web-0 moves default"]);
      const named = { ...networks, "ipam.spidernet.io/ippool": JSON.stringify({ [`ipv${version}`]: ["web"] }) };
      assert.deepEqual(change({ default: false }, web({ default: true }), endpoint("net1"), pod(named), lan, shop), []);
      assert.deepEqual(change({ default: false }, ...all.slice(0, 4)), [], "a namespace that is not known");
    });

    it("is that of the selector of a FixedIP on the pod that has the address", () => {
      const lab = spiderSubnetObject("lab", cidr, [at(1), at(2)]);
      const fixed = (selector: Fields, more: Fields = {}): readonly string[] =>
        impactOf(
          [lab, web({ podAffinity: { matchLabels: { app: "web" } } }), endpoint("eth0"), pod({}, { app: "web" })],
          {
            kind: "spiderpool.FixedIP",
            name: "web",
            args: { subnet: "lab", ip: at(1), selector, adopt: true, ...more },
          },
        ).map(({ pod: name, fate, barredBy }) => `${name} ${fate} ${barredBy}`);
      assert.deepEqual(fixed({ app: "web" }), []);
      assert.deepEqual(fixed({ app: "db" }), ["shop/web-0 fails podAffinity"]);
      assert.deepEqual(fixed({ app: "web" }, { namespace: "prod" }), ["shop/web-0 fails namespaceName"]);
    });
  });
}
