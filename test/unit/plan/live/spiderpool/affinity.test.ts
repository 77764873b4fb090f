import assert from "node:assert/strict";
import { UNKNOWN } from "../../../../../provider/plan";
import {
  barOf,
  declaredAffinity,
  hangsOnNamespace,
  type PodTraits,
  type PoolAffinity,
} from "../../../../../provider/plan/live/spiderpool/affinity";
import type { SelectorOperator } from "../../../../../provider/plan/terms/values";

const expression = (key: string, operator: SelectorOperator, ...values: string[]): PoolAffinity => ({
  podAffinity: { matchExpressions: [{ key, operator, values }] },
});
const POD: PodTraits = { namespace: "shop", labels: { app: "web", tier: UNKNOWN }, network: "kube-system/macvlan" };

describe("barOf", () => {
  const served: [what: string, affinity: PoolAffinity, pod?: PodTraits][] = [
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
    ["an operator of later days", expression("app", "Like" as SelectorOperator, "db")],
    ["its network", { multusName: ["kube-system/macvlan", "kube-system/other"] }],
    ["its network by the name alone", { multusName: ["macvlan"] }],
    ["a network that is not known", { multusName: ["kube-system/other"] }, { namespace: "shop" }],
  ];
  const labeled: PodTraits = { namespace: "shop", namespaceLabels: { team: "a" } };
  const onNode: PodTraits = { namespace: "shop", node: { name: "n1", labels: { zone: "a" } } };
  served.push(
    ["the labels of its namespace", { namespaceAffinity: { matchLabels: { team: "a" } } }, labeled],
    [
      "its namespace by the label that all have",
      { namespaceAffinity: { matchLabels: { "kubernetes.io/metadata.name": "shop" } } },
      labeled,
    ],
    ["its node", { nodeName: ["n0", "n1"] }, onNode],
    [
      "its node, whatever the selector beside it says",
      { nodeName: ["n1"], nodeAffinity: { matchLabels: { zone: "b" } } },
      onNode,
    ],
    ["the labels of its node", { nodeAffinity: { matchLabels: { zone: "a" } } }, onNode],
    ["a node that is not known", { nodeName: ["n2"], nodeAffinity: { matchLabels: { zone: "b" } } }],
    ["a node whose labels are not known", { nodeAffinity: { matchLabels: { zone: "b" } } }, { node: { name: "n1" } }],
  );
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

  it("keeps pods from a pool by the labels of their namespace, and by their node", () => {
    const team = (value: string): PoolAffinity => ({ namespaceAffinity: { matchLabels: { team: value } } });
    assert.deepEqual(barOf(team("b"), labeled), { by: "namespaceAffinity", has: "shop", asks: ["team=b"] });
    assert.deepEqual(barOf(team("b"), { namespace: "shop", namespaceLabels: {} })?.by, "namespaceAffinity");
    assert.deepEqual(barOf({ nodeName: ["n2"] }, onNode), { by: "nodeName", has: "n1", asks: ["n2"] });
    const zone = { nodeAffinity: { matchLabels: { zone: "b" } } };
    assert.deepEqual(barOf(zone, onNode), { by: "nodeAffinity", has: "n1", asks: ["zone=b"] });
    assert.deepEqual(barOf({ ...zone, nodeName: ["n2"] }, onNode)?.by, "nodeName");
  });
});

describe("hangsOnNamespace", () => {
  const byTeam: PoolAffinity = { namespaceAffinity: { matchLabels: { team: "a" } } };

  it("is so where a pool asks for labels of a namespace that are not known", () => {
    assert.equal(hangsOnNamespace(byTeam, { namespace: "shop" }), true);
    const expression: PoolAffinity = { namespaceAffinity: { matchExpressions: [{ key: "team", operator: "Exists" }] } };
    assert.equal(hangsOnNamespace(expression, { namespace: "shop" }), true);
  });

  it("is not where they are known, decide nothing, or another thing has decided", () => {
    assert.equal(hangsOnNamespace(byTeam, { namespace: "shop", namespaceLabels: {} }), false);
    assert.equal(hangsOnNamespace(byTeam, {}), false);
    assert.equal(hangsOnNamespace({}, { namespace: "shop" }), false);
    assert.equal(hangsOnNamespace({ ...byTeam, namespaceName: ["shop"] }, { namespace: "shop" }), false);
    const byName = { namespaceAffinity: { matchLabels: { "kubernetes.io/metadata.name": "shop" } } };
    assert.equal(hangsOnNamespace(byName, { namespace: "shop" }), false);
    const barred = { ...byTeam, podAffinity: { matchLabels: { app: "db" } } };
    assert.equal(hangsOnNamespace(barred, { namespace: "shop", labels: {} }), false);
  });
});

describe("declaredAffinity", () => {
  it("has what is known, and bars nobody by what is not", () => {
    const known = { namespaceName: ["prod"], multusName: ["a/b"], podAffinity: { matchLabels: { app: "web" } } };
    assert.deepEqual(declaredAffinity(known), {
      ...known,
      namespaceAffinity: undefined,
      nodeAffinity: undefined,
      nodeName: undefined,
    });
    assert.equal(
      barOf(declaredAffinity({ namespaceName: [UNKNOWN], podAffinity: { matchLabels: { app: UNKNOWN } } }), POD),
      undefined,
    );
  });
});
