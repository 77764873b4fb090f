import assert from "node:assert/strict";
import { UNKNOWN } from "../../../../provider/plan";
import {
  barOf,
  declaredAffinity,
  type PodTraits,
  type PoolAffinity,
} from "../../../../provider/plan/spiderpool/affinity";

const expression = (key: string, operator: string, ...values: string[]): PoolAffinity => ({
  podAffinity: { matchExpressions: [{ key, operator, values }] },
});
const POD: PodTraits = { namespace: "shop", labels: { app: "web", tier: UNKNOWN }, network: "kube-system/macvlan" };

describe("barOf", () => {
  const served: readonly [what: string, affinity: PoolAffinity, pod?: PodTraits][] = [
    ["a pool for everybody", {}],
    ["its namespace", { namespaceName: ["prod", "shop"] }],
    [
      "its namespace, whatever the selector beside it says",
      { namespaceName: ["shop"], namespaceAffinity: { matchLabels: { "kubernetes.io/metadata.name": "prod" } } },
    ],
    ["labels of its namespace, of which nothing is known", { namespaceAffinity: { matchLabels: { team: "a" } } }],
    ["a namespace that is not known", { namespaceName: ["prod"] }, { labels: {} }],
    ["its labels", { podAffinity: { matchLabels: { app: "web" } } }],
    ["a label that is not known yet", { podAffinity: { matchLabels: { tier: "front" } } }],
    ["labels that are not known", { podAffinity: { matchLabels: { app: "db" } } }, { namespace: "shop" }],
    ["its label in a list", expression("app", "In", "db", "web")],
    ["another label than those of a list", expression("app", "NotIn", "db")],
    ["no label where a list is forbidden", expression("zone", "NotIn", "a")],
    ["a label that is there", expression("app", "Exists")],
    ["a label that is not there", expression("zone", "DoesNotExist")],
    ["an operator of later days", expression("app", "Like", "db")],
    ["its network", { multusName: ["kube-system/macvlan", "kube-system/other"] }],
    ["its network by the name alone", { multusName: ["macvlan"] }],
    ["a network that is not known", { multusName: ["kube-system/other"] }, { namespace: "shop" }],
  ];
  for (const [what, affinity, pod = POD] of served) {
    it(`lets pods have ${what}`, () => assert.equal(barOf(affinity, pod), undefined));
  }

  const barred: readonly [what: string, affinity: PoolAffinity, by: string, has: string, asks: readonly string[]][] = [
    ["other namespaces", { namespaceName: ["prod", "test"] }, "namespaceName", "shop", ["prod", "test"]],
    [
      "the label of another namespace",
      { namespaceAffinity: { matchLabels: { team: "a", "kubernetes.io/metadata.name": "prod" } } },
      "namespaceAffinity",
      "shop",
      ["kubernetes.io/metadata.name=prod"],
    ],
    ["another label", { podAffinity: { matchLabels: { app: "db" } } }, "podAffinity", "", ["app=db"]],
    ["a label that is missing", { podAffinity: { matchLabels: { zone: "a" } } }, "podAffinity", "", ["zone=a"]],
    ["a list without its label", expression("app", "In", "db", "api"), "podAffinity", "", ["app In (db, api)"]],
    ["a list of a label it has not", expression("zone", "In", "a"), "podAffinity", "", ["zone In (a)"]],
    ["a forbidden label", expression("app", "NotIn", "web"), "podAffinity", "", ["app NotIn (web)"]],
    ["a label to be there", expression("zone", "Exists"), "podAffinity", "", ["zone Exists"]],
    ["a label not to be there", expression("app", "DoesNotExist"), "podAffinity", "", ["app DoesNotExist"]],
    [
      "another network",
      { multusName: ["shop/macvlan", "vlan"] },
      "multusName",
      "kube-system/macvlan",
      ["shop/macvlan", "vlan"],
    ],
  ];
  for (const [what, affinity, by, has, asks] of barred) {
    it(`keeps pods from a pool that asks for ${what}`, () => assert.deepEqual(barOf(affinity, POD), { by, has, asks }));
  }
});

describe("declaredAffinity", () => {
  it("has what is known, and bars nobody by what is not", () => {
    const known = { namespaceName: ["prod"], multusName: ["a/b"], podAffinity: { matchLabels: { app: "web" } } };
    assert.deepEqual(declaredAffinity(known), { ...known, namespaceAffinity: undefined });
    assert.equal(
      barOf(declaredAffinity({ namespaceName: [UNKNOWN], podAffinity: { matchLabels: { app: UNKNOWN } } }), POD),
      undefined,
    );
  });
});
