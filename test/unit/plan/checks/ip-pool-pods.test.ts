import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { UNKNOWN } from "../../../../provider/plan";
import { ipObject, podObject, poolObject, subnetObject } from "../../../support/objects";
import { checkProgram, type PlanOptions } from "../../../support/plan";
import type { Resource } from "../../../support/program";

const OURS = { "pulumi-kubeovn/owner": "acme/prod/live/ReservedIP/fixed" };

interface Case {
  readonly args: Readonly<Record<string, unknown>>;
  readonly objects?: readonly KubeObject[];
  readonly program?: readonly Resource[];
  readonly flags?: NonNullable<PlanOptions["flags"]>;
}

/** What is said of a pool, in a cluster of both families. */
function notesOf({ args, objects = [], program = [], flags = {} }: Case): readonly string[] {
  const cluster = [
    subnetObject("s4", "10.16.0.0/24", { gateway: "10.16.0.1", namespaces: ["shop", "prod", "prod2"] }),
    subnetObject("s6", "fd00:16::/64", { gateway: "fd00:16::1", namespaces: ["six", "prod2"] }),
    subnetObject("dual", "10.66.0.0/24,fd00:66::/64", { gateway: "10.66.0.1,fd00:66::1" }),
    subnetObject("open", "10.67.0.0/24", { gateway: "10.67.0.1", namespaceSelectors: [{ matchLabels: { a: "b" } }] }),
    subnetObject("ovn-default", "10.68.0.0/24", { gateway: "10.68.0.1", default: true }),
    subnetObject("apart", "10.69.0.0/24", { gateway: "10.69.0.1", vpc: "east" }),
    podObject("inside", "shop", "s4", "10.16.0.100"),
    podObject("inside", "six", "s6", "fd00:16::100"),
    podObject("outside", "shop", "s4", "10.16.0.50"),
    podObject("outside", "six", "s6", "fd00:16::50"),
    podObject("stranger", "prod", "s4", "10.16.0.51"),
    podObject("fixed", "shop", "s4", "10.16.0.52"),
    ipObject("fixed", "shop", "s4", "10.16.0.52", {}, OURS),
  ];
  const pool: Resource = { kind: "IPPool", name: "front", args: { key: "front", ...args } };
  const result = checkProgram([...cluster, ...objects], [...program, pool], { flags }).get("IPPool::front");
  assert.deepEqual(result?.refusals, []);
  return result?.notes ?? [];
}

function pool(subnet: string, ips: readonly string[], namespaces: readonly string[]): KubeObject {
  const object = poolObject("front", subnet, ips);
  const metadata = { ...object.metadata, annotations: { "pulumi-kubeovn/owner": "key/front" } };
  return { ...object, metadata, spec: { subnet, ips, namespaces } };
}

const confines = (fate: string): string => `IPPool "front" does not cover running pods: ${fate} (pool-confines-pods)`;
const moved = (pod: string): string => confines(`${pod} gets another address when recreated`);

describe("checkIpPool", () => {
  for (const [namespace, subnet, ips] of [
    ["shop", "s4", ["10.16.0.100..10.16.0.119"]],
    ["six", "s6", ["fd00:16::100..fd00:16::1ff"]],
  ] as const) {
    it(`names the pods of namespace ${namespace} that a new pool would move, without those with a reservation`, () => {
      assert.deepEqual(notesOf({ args: { subnet, ips, namespaces: [namespace] } }), [moved(`${namespace}/outside`)]);
    });

    it(`is quiet about namespace ${namespace} once the pool is there, or without namespaces`, () => {
      const args = { subnet, ips, namespaces: [namespace] };
      assert.deepEqual(notesOf({ args, objects: [pool(subnet, ips, [namespace])] }), []);
      assert.deepEqual(notesOf({ args: { subnet, ips } }), []);
    });

    it(`names the pods of namespace ${namespace} when it joins`, () => {
      const args = { subnet, ips, namespaces: ["prod2", namespace] };
      const notes = notesOf({ args, objects: [pool(subnet, ips, ["prod2"])] });
      assert.deepEqual(notes, [moved(`${namespace}/outside`)]);
    });

    it(`says that Kube-OVN does not let go of namespace ${namespace}, unless what stays is not known`, () => {
      const objects = [pool(subnet, ips, ["prod2", namespace])];
      assert.deepEqual(notesOf({ args: { subnet, ips, namespaces: ["prod2"] }, objects }), [
        `namespace "${namespace}" stays with IPPool "front"; remove its annotation ovn.kubernetes.io/ip_pool (pool-leaves-namespace)`,
      ]);
      assert.deepEqual(notesOf({ args: { subnet, ips, namespaces: ["prod2", UNKNOWN] }, objects }), []);
    });
  }

  for (const [subnet, namespace, ips, ofSet, ofVm] of [
    ["s4", "shop", ["10.16.0.50", "10.16.0.100..10.16.0.119"], "10.16.0.60", "10.16.0.61"],
    ["s6", "six", ["fd00:16::50", "fd00:16::100..fd00:16::1ff"], "fd00:16::60", "fd00:16::61"],
  ] as const) {
    const objects = [
      podObject("db-0", namespace, subnet, ofSet),
      ipObject("db-0", namespace, subnet, ofSet, { podType: "StatefulSet" }),
      podObject("virt-launcher-vm-x", namespace, subnet, ofVm, { "ovn.kubernetes.io/virtualmachine": "vm" }),
      ipObject("vm", namespace, subnet, ofVm, { podType: "VirtualMachine" }),
    ];
    const kept = `${namespace}/db-0 and ${namespace}/virt-launcher-vm-x keep theirs`;

    it(`tells pods of StatefulSets and VMs in ${subnet} apart, which keep their addresses when they are recreated`, () => {
      assert.deepEqual(notesOf({ args: { subnet, ips, namespaces: [namespace] }, objects }), [confines(kept)]);
    });

    it(`tells them apart in ${subnet} when their addresses leave the pool`, () => {
      const before = pool(subnet, [...ips, ofSet, ofVm], [namespace]);
      const notes = notesOf({ args: { subnet, ips, namespaces: [namespace] }, objects: [before, ...objects] });
      assert.deepEqual(notes, [`IPPool "front" gives up addresses that pods have: ${kept} (pool-leaves-pods)`]);
    });

    it(`knows that VMs in ${subnet} keep nothing where launcher pods go by their own names`, () => {
      const off = { "keep-vm-ip": "false" };
      assert.deepEqual(notesOf({ args: { subnet, ips, namespaces: [namespace] }, objects, flags: off }), [
        confines(
          `${namespace}/virt-launcher-vm-x gets another address when recreated; ${namespace}/db-0 keeps its own`,
        ),
      ]);
    });
  }

  it("names the pods whose addresses leave the pool, whatever their namespace", () => {
    const before = pool("s4", ["10.16.0.50..10.16.0.51", "10.16.0.100"], []);
    assert.deepEqual(notesOf({ args: { subnet: "s4", ips: ["10.16.0.100"] }, objects: [before] }), [
      'IPPool "front" gives up addresses that pods have: prod/stranger and shop/outside get other addresses when recreated (pool-leaves-pods)',
    ]);
  });

  it("names three pods and counts the rest", () => {
    const objects = [1, 2, 3, 4].map((i) => podObject(`more-${i}`, "shop", "s4", `10.16.0.6${i}`));
    const notes = notesOf({ args: { subnet: "s4", ips: ["10.16.0.100"], namespaces: ["shop"] }, objects });
    assert.deepEqual(notes, [
      confines("shop/more-1, shop/more-2, shop/more-3 and 2 more get other addresses when recreated"),
    ]);
  });

  it("says that a pool of one family gives no addresses in a subnet of both", () => {
    const says = (missing: number): string =>
      `IPPool "front" has no IPv${missing}, so pods of Subnet "dual" get no address from it; add some (pool-one-family)`;
    assert.deepEqual(notesOf({ args: { subnet: "dual", ips: ["10.66.0.50"] } }), [says(6)]);
    assert.deepEqual(notesOf({ args: { subnet: "dual", ips: ["fd00:66::50"] } }), [says(4)]);
    assert.deepEqual(notesOf({ args: { subnet: "dual", ips: ["10.66.0.50", "fd00:66::50"] } }), []);
  });

  it("says that a pool has nothing for namespaces whose pods go into another subnet", () => {
    const says = (subnet: string, namespace: string, where: string): string =>
      `pods of namespace "${namespace}" get no address: IPPool "front" is in Subnet "${subnet}", they in ${where} (pool-elsewhere)`;
    const six = { subnet: "s6", ips: ["fd00:16::50"] };
    const four = { subnet: "s4", ips: ["10.16.0.50"] };
    assert.deepEqual(notesOf({ args: { ...four, namespaces: ["six"] } }), [says("s4", "six", '"s6"')]);
    assert.deepEqual(notesOf({ args: { ...six, namespaces: ["prod"] } }), [says("s6", "prod", '"s4"')]);
    const fallback = { subnet: "ovn-default", ips: ["10.68.0.50"] };
    assert.deepEqual(notesOf({ args: { ...fallback, namespaces: ["prod"] } }), [says("ovn-default", "prod", '"s4"')]);
    assert.deepEqual(notesOf({ args: { ...four, namespaces: ["none"] } }), [says("s4", "none", "the default one")]);
  });

  it("says nothing of namespaces where the subnet may be theirs", () => {
    for (const [subnet, address] of [
      ["ovn-default", "10.68.0.50"],
      ["open", "10.67.0.50"],
      ["apart", "10.69.0.50"],
    ])
      assert.deepEqual(notesOf({ args: { subnet, ips: [address], namespaces: ["none"] } }), [], subnet);
    const own = { cidrBlock: "10.70.0.0/24", namespaces: ["none"] };
    const program: readonly Resource[] = [{ kind: "Subnet", name: "own", args: own }];
    assert.deepEqual(notesOf({ args: { subnet: "own", ips: ["10.70.0.50"], namespaces: ["none"] }, program }), []);
  });
});
