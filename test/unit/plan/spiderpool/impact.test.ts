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
      assert.deepEqual(fates(web(full), other(), pod, reservedObject("s", [at(5)], version)), ["shop/web-0 fails"]);
    });

    it("is nothing for the pods of a StatefulSet, nor over an address that was reserved or closed before", () => {
      assert.deepEqual(fates(web(full), endpointObject("shop/web-0", "StatefulSet", "web")), ["shop/web-0 keeps"]);
      assert.deepEqual(fates(web(full), reservedObject("s", [at(1)], version)), []);
      assert.deepEqual(fates(web(full, { disable: true })), []);
      assert.deepEqual(fates(web(full, { excludeIPs: [at(1)] })), []);
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
