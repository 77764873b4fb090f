import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KubeObject } from "../../../../../provider/objects/kube-object";
import { UNKNOWN } from "../../../../../provider/plan";
import { expectedAttachment } from "../../../../../provider/plan/spiderpool/attachment";
import { checkProgram } from "../../../../support/plan";
import type { Resource } from "../../../../support/program";
import { multusConfigObject, spiderPoolObject } from "../../../../support/spider-objects";
import { repositoryFolder } from "../../../../support/toolchain";

type Args = Readonly<Record<string, unknown>>;

/** What Spiderpool's own code made of each `spec`: test/fixtures/spiderpool/attachments_test.go. */
interface Entry {
  readonly name: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec: Args;
  readonly refused?: string;
  readonly config?: string;
  readonly attached?: Readonly<Record<string, string>>;
}

const ENTRIES: readonly Entry[] = JSON.parse(
  readFileSync(join(repositoryFolder, "test", "fixtures", "spiderpool", "attachments.json"), "utf8"),
);

/** What Spiderpool takes and then does nothing with, or fails pods for. */
const REFUSED_HERE = new Map([
  ["coordinator-all", "coordinator.hostRuleTable"],
  ["coordinator-overlay", "coordinator.podRPFilter"],
  ["coordinator-disabled", "coordinator.mode"],
  ["coordinator-hijack-address", "coordinator.hijackCIDR"],
  ["coordinator-off", "coordinator"],
  ["match-master-of-ovs", "ovs.ippools.matchMasterSubnet"],
]);

/** Pools that the entries name, so that their names are in order. */
const POOLS: readonly KubeObject[] = [
  spiderPoolObject("v4", "10.6.0.0/16", ["10.6.0.10"]),
  spiderPoolObject("p", "10.6.0.0/16", ["10.6.0.11"]),
  spiderPoolObject("v6", "fd00:6::/64", ["fd00:6::10"]),
];

function resourceOf({ name, annotations = {}, spec }: Entry): Resource {
  const attachmentName = annotations["multus.spidernet.io/cr-name"];
  const cniVersion = annotations["multus.spidernet.io/cni-version"];
  const args = {
    namespace: "kube-system",
    ...spec,
    ...(attachmentName === undefined ? {} : { attachmentName }),
    ...(cniVersion === undefined ? {} : { cniVersion }),
  };
  return { kind: "spiderpool.MultusConfig", name, args };
}

function refusalsOf(program: readonly Resource[], objects: readonly KubeObject[] = POOLS): readonly string[] {
  const last = program.at(-1) as Resource;
  const found = checkProgram(objects, program).get(`${last.kind}::${last.name}`)?.refusals ?? [];
  return found.map(({ code, property }) => `${property}: ${code}`);
}

describe("check of a SpiderMultusConfig, beside Spiderpool's own", () => {
  for (const entry of ENTRIES) {
    const here = REFUSED_HERE.get(entry.name);
    if (entry.refused !== undefined) {
      it(`refuses ${entry.name}, as Spiderpool does: ${entry.refused}`, () =>
        assert.equal(refusalsOf([resourceOf(entry)]).length, 1));
    } else if (here !== undefined) {
      it(`refuses ${entry.name}, which Spiderpool takes`, () =>
        assert.deepEqual(
          [...new Set(refusalsOf([resourceOf(entry)]).map((refusal) => refusal.split(": ")[0]))],
          [here],
        ));
    } else it(`takes ${entry.name}, as Spiderpool does`, () => assert.deepEqual(refusalsOf([resourceOf(entry)]), []));
  }
});

describe("expectedAttachment", () => {
  for (const entry of ENTRIES.filter(({ refused }) => refused === undefined)) {
    it(`is what Spiderpool makes of ${entry.name}`, () => {
      const { name, args } = resourceOf(entry);
      const cniType = args.cniType ?? "custom";
      const enableCoordinator = cniType === "custom" ? false : (args.enableCoordinator ?? true);
      const { metadata, spec } = expectedAttachment({ ...args, name, cniType, enableCoordinator });
      assert.deepEqual([spec.config, metadata.annotations ?? {}], [entry.config, entry.attached ?? {}]);
    });
  }

  it("has the name and the namespace of its object", () => {
    assert.deepEqual(expectedAttachment({ name: "net", namespace: "kube-system", cniType: "custom" }), {
      apiVersion: "k8s.cni.cncf.io/v1",
      kind: "NetworkAttachmentDefinition",
      metadata: { name: "net", namespace: "kube-system" },
      spec: {},
    });
  });
});

describe("check of a SpiderMultusConfig", () => {
  const config = (name: string, args: Args = {}): Resource => ({
    kind: "spiderpool.MultusConfig",
    name,
    args: { namespace: "kube-system", cniType: "macvlan", macvlan: { master: ["eth1"] }, ...args },
  });

  it("checks what is known beside what is not", () => {
    const block = { master: [UNKNOWN], vlanID: 5000 };
    assert.deepEqual(refusalsOf([config("a", { macvlan: block })]), ["macvlan.vlanID: out-of-bounds"]);
    assert.deepEqual(refusalsOf([config("a", { macvlan: UNKNOWN, coordinator: UNKNOWN, ipvlan: {} })]), [
      "ipvlan: spider-multus",
    ]);
    const late = checkProgram(POOLS, [config("a", { macvlan: { master: [UNKNOWN] } })]);
    assert.equal(late.get("spiderpool.MultusConfig::a")?.inputs.networkAttachmentDefinition, UNKNOWN);
  });

  it("looks up the pools of a network, those of the program, too", () => {
    const net = (ippools: Args): Resource => config("a", { macvlan: { master: ["eth1"], ippools } });
    const own: Resource = {
      kind: "spiderpool.IPPool",
      name: "own",
      args: { subnet: "10.6.0.0/16", ips: ["10.6.0.20"] },
    };
    assert.deepEqual(refusalsOf([own, net({ ipv4: ["v4", "own", "v*"], ipv6: ["v6"] })]), []);
    assert.deepEqual(refusalsOf([net({ ipv4: ["v5"] })]), ["macvlan.ippools: spider-unknown"]);
    assert.deepEqual(refusalsOf([net({ ipv4: ["v6"] })]), ["macvlan.ippools: spider-closed-pool"]);
    assert.deepEqual(refusalsOf([net({ ipv6: ["v6", "v6"] })]), ["macvlan.ippools: spider-twice"]);
  });

  it("is told of a namespace that is not there, as far as namespaces can be read", () => {
    const namespace = (name: string): KubeObject => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
    const notes = (...objects: readonly KubeObject[]): readonly string[] => {
      const found = checkProgram(objects, [config("a")]).get("spiderpool.MultusConfig::a");
      assert.deepEqual(found?.refusals, []);
      return found?.notes ?? [];
    };
    assert.deepEqual(notes(namespace("shop")), [
      'spiderpool.MultusConfig "a": namespace "kube-system" does not exist yet; the update fails unless it is created first',
    ]);
    assert.deepEqual(notes(namespace("shop"), namespace("kube-system")), []);
    assert.deepEqual(notes(), []);
  });

  it("makes no second object for one NetworkAttachmentDefinition", () => {
    const taken = ["attachmentName: spider-attachment-twice"];
    assert.deepEqual(refusalsOf([config("b"), config("a", { attachmentName: "b" })]), taken);
    assert.deepEqual(refusalsOf([config("b", { attachmentName: "c" }), config("a", { attachmentName: "b" })]), []);
    assert.deepEqual(
      refusalsOf([config("a", { attachmentName: "b" })], [multusConfigObject("b", "kube-system")]),
      taken,
    );
    assert.deepEqual(refusalsOf([config("a", { attachmentName: "b" })], [multusConfigObject("b", "other")]), []);
    const mine = [multusConfigObject("b", "kube-system")];
    const moved = config("b", { attachmentName: "c", adopt: true });
    assert.deepEqual(refusalsOf([moved, config("a", { attachmentName: "b" })], mine), []);
    const renamed = multusConfigObject("c", "kube-system", undefined, { "multus.spidernet.io/cr-name": "a" });
    assert.deepEqual(refusalsOf([config("a")], [renamed]), taken);
  });
});
