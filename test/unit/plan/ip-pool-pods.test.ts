import assert from "node:assert/strict";
import type { KubeObject } from "../../../provider/stores/kube-object";
import { ipObject, podObject, poolObject, subnetObject } from "../../support/objects";
import { checkProgram } from "../../support/plan";

const OURS = { "pulumi-kubeovn/owner": "acme/prod/live/ReservedIP/fixed" };

/** What is said of a pool, in a cluster of both families. */
function notesOf(args: Readonly<Record<string, unknown>>, ...objects: readonly KubeObject[]): readonly string[] {
  const cluster = [
    subnetObject("s4", "10.16.0.0/24", { gateway: "10.16.0.1" }),
    subnetObject("s6", "fd00:16::/64", { gateway: "fd00:16::1" }),
    podObject("inside", "shop", "s4", "10.16.0.100"),
    podObject("inside", "six", "s6", "fd00:16::100"),
    podObject("outside", "shop", "s4", "10.16.0.50"),
    podObject("outside", "six", "s6", "fd00:16::50"),
    podObject("stranger", "prod", "s4", "10.16.0.51"),
    podObject("fixed", "shop", "s4", "10.16.0.52"),
    ipObject("fixed", "shop", "s4", "10.16.0.52", {}, OURS),
  ];
  const program = [{ kind: "IPPool", name: "front", args: { key: "front", ...args } }] as const;
  const result = checkProgram([...cluster, ...objects], program).get("IPPool::front");
  assert.deepEqual(result?.refusals, []);
  return result?.notes ?? [];
}

function pool(subnet: string, ips: readonly string[], namespaces: readonly string[]): KubeObject {
  const object = poolObject("front", subnet, ips);
  const metadata = { ...object.metadata, annotations: { "pulumi-kubeovn/owner": "key/front" } };
  return { ...object, metadata, spec: { subnet, ips, namespaces } };
}

const confines = (pod: string): string =>
  `IPPool "front" confines namespaces with pods outside of it: ${pod}; they keep their addresses until they are made anew, those of StatefulSets and VMs also then`;

describe("checkIpPool", () => {
  for (const [namespace, subnet, ips] of [
    ["shop", "s4", ["10.16.0.100..10.16.0.119"]],
    ["six", "s6", ["fd00:16::100..fd00:16::1ff"]],
  ] as const) {
    it(`names the pods of namespace ${namespace} that a new pool would move, without those with a reservation`, () => {
      assert.deepEqual(notesOf({ subnet, ips, namespaces: [namespace] }), [confines(`${namespace}/outside`)]);
    });

    it(`is quiet about namespace ${namespace} once the pool is there, or without namespaces`, () => {
      assert.deepEqual(notesOf({ subnet, ips, namespaces: [namespace] }, pool(subnet, ips, [namespace])), []);
      assert.deepEqual(notesOf({ subnet, ips }), []);
    });

    it(`names the pods of namespace ${namespace} when it joins`, () => {
      const notes = notesOf({ subnet, ips, namespaces: ["prod2", namespace] }, pool(subnet, ips, ["prod2"]));
      assert.deepEqual(notes, [confines(`${namespace}/outside`)]);
    });
  }

  it("names the pods whose addresses leave the pool, whatever their namespace", () => {
    const before = pool("s4", ["10.16.0.50..10.16.0.51", "10.16.0.100"], []);
    assert.deepEqual(notesOf({ subnet: "s4", ips: ["10.16.0.100"] }, before), [
      'IPPool "front" gives up addresses that pods have: prod/stranger and shop/outside; they keep them until they are made anew',
    ]);
  });

  it("names three pods and counts the rest", () => {
    const more = [1, 2, 3, 4].map((i) => podObject(`more-${i}`, "shop", "s4", `10.16.0.6${i}`));
    const notes = notesOf({ subnet: "s4", ips: ["10.16.0.100"], namespaces: ["shop"] }, ...more);
    assert.deepEqual(notes, [confines("shop/more-1, shop/more-2, shop/more-3 and 2 more")]);
  });
});
