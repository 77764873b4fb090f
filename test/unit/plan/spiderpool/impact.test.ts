import assert from "node:assert/strict";
import type { Impact } from "../../../../provider/plan";
import type { KubeObject } from "../../../../provider/stores/kube-object";
import { checkProgram } from "../../../support/plan";
import type { Resource } from "../../../support/program";
import { endpointObject, reservedObject, spiderPoolObject } from "../../../support/spider-objects";

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
