import assert from "node:assert/strict";
import type { KubeObject } from "../../../provider/objects/kube-object";
import { snapshotOf } from "../../../provider/objects/kubeovn/facts";
import { UNKNOWN } from "../../../provider/plan";
import { makeReport, type PlanReport, readDecisions, readRun, regionName } from "../../../provider/report";
import { ipObject, podObject, poolObject, subnetObject, vipObject } from "../../support/objects";
import {
  ownerOf,
  previewOutput,
  reservedIpInputs,
  STORE,
  type Step,
  savedPlan,
  vipInputs,
} from "../../support/pulumi-output";

const A = subnetObject("a", "10.0.0.0/28", { gateway: "10.0.0.1", excludeIps: ["10.0.0.1"] });
const SIX = subnetObject("six", "fd00::/64", { gateway: "fd00::1", excludeIps: ["fd00::1"] });

interface Options {
  readonly objects?: readonly KubeObject[];
  readonly decisions?: string;
  readonly maxUtilization?: number;
}

function report(text: string, { objects = [A, SIX], decisions = "", maxUtilization }: Options = {}): PlanReport {
  return makeReport({
    run: readRun(text),
    snapshots: new Map([[STORE, snapshotOf(objects)]]),
    decisions: readDecisions(decisions),
    ...(maxUtilization === undefined ? {} : { maxUtilization }),
  });
}

/** Action, addresses before, addresses after, in the order of the report. */
function rows({ changes }: PlanReport): unknown[] {
  return changes.map(({ action, before, after }) => [
    action,
    before?.addresses.join() ?? null,
    after?.addresses.join() ?? null,
  ]);
}

/** Size, used, reserved, excluded, free of each region, before and after. */
function counts({ regions }: PlanReport): unknown[] {
  const text = (side: PlanReport["regions"][number]["before"]): string =>
    side === null ? "-" : [side.size, side.used, side.reserved, side.excluded, side.free].join(" ");
  return regions.map((region) => [regionName(region), text(region.before), text(region.after)]);
}

describe("makeReport", () => {
  const owned = (name: string, address: string): KubeObject =>
    vipObject(name, "a", address, {}, { "pulumi-kubeovn/owner": ownerOf("Vip", name) });

  describe("of a directory that others apply", () => {
    const gone: readonly Step[] = [
      { op: "delete", kind: "Subnet", name: "a", old: { name: "a", cidrBlock: "10.0.0.0/28", store: STORE } },
      { op: "delete", kind: "Vip", name: "left", old: vipInputs("left", "a", "10.0.0.5") },
    ];
    const reportOf = (isInTwoSteps: boolean): PlanReport => {
      const snapshot = snapshotOf([A, owned("left", "10.0.0.5")]);
      const delivery = { isInTwoSteps, exports: [], listed: new Map() };
      const snapshots = new Map([[STORE, { ...snapshot, delivery }]]);
      return makeReport({ run: readRun(previewOutput(gone)), snapshots, decisions: new Map() });
    };

    it("says that what is released is given up first, with the Subnet that it is in", () => {
      const { changes, conflicts, regions } = reportOf(true);
      assert.deepEqual(
        changes.map(({ isGivenUp, staysWith }) => [isGivenUp, staysWith]),
        [[true, 'Vip "left" until the cluster shows that nothing uses it']],
      );
      assert.deepEqual(conflicts, []);
      assert.deepEqual(counts({ regions } as PlanReport).length, 1);
    });

    it("says that it is free where pruning is allowed", () => {
      assert.deepEqual(
        reportOf(false).changes.map(({ isGivenUp, staysWith }) => [isGivenUp, staysWith]),
        [[false, null]],
      );
    });
  });

  describe("tells what happens to each address", () => {
    const steps: readonly Step[] = [
      { op: "create", kind: "Vip", name: "new", now: vipInputs("new", "a", "10.0.0.9") },
      {
        op: "same",
        kind: "Vip",
        name: "kept",
        old: vipInputs("kept", "a", "10.0.0.5"),
        now: vipInputs("kept", "a", "10.0.0.5"),
      },
      {
        op: "replace",
        kind: "Vip",
        name: "moved",
        old: vipInputs("moved", "a", "10.0.0.6"),
        now: vipInputs("moved", "a", "10.0.0.10"),
      },
      { op: "delete", kind: "Vip", name: "gone", old: vipInputs("gone", "a", "10.0.0.7") },
    ];
    const objects = [A, SIX, owned("kept", "10.0.0.5"), owned("moved", "10.0.0.6"), owned("gone", "10.0.0.7")];
    const expected = [
      ["keep", "10.0.0.5", "10.0.0.5"],
      ["release", "10.0.0.7", null],
      ["create", null, "10.0.0.9"],
      ["change", "10.0.0.6", "10.0.0.10"],
    ];

    it("from a preview", () => {
      const made = report(previewOutput(steps), { objects });
      assert.deepEqual(rows(made), expected);
      assert.deepEqual(made.summary, { create: 1, change: 1, keep: 1, release: 1 });
    });

    it("from a saved plan, which does not say what was", () => {
      assert.deepEqual(rows(report(savedPlan(steps), { objects })), expected);
    });

    it("in an order that is not that of the steps", () => {
      const turned = report(previewOutput([...steps].reverse()), { objects });
      assert.deepEqual(turned, report(previewOutput(steps), { objects }));
    });
  });

  it("sees with a lost state that an object keeps its address", () => {
    const now = vipInputs("web", "a", "10.0.0.5");
    const made = report(previewOutput([{ op: "create", kind: "Vip", name: "web", now }]), {
      objects: [A, owned("web", "10.0.0.5")],
    });
    assert.deepEqual(rows(made), [["keep", "10.0.0.5", "10.0.0.5"]]);
  });

  it("sees that an adopted object keeps its address, and that it stays when it is given back", () => {
    const inputs = vipInputs("web", "a", "10.0.0.5", { adopt: true });
    const objects = [A, vipObject("web", "a", "10.0.0.5")];
    const taken = report(previewOutput([{ op: "create", kind: "Vip", name: "web", now: inputs }]), { objects });
    assert.deepEqual(rows(taken), [["keep", "10.0.0.5", "10.0.0.5"]]);
    const givenBack = report(previewOutput([{ op: "delete", kind: "Vip", name: "web", old: inputs }]), { objects });
    assert.equal(givenBack.changes[0]?.staysWith, 'Vip "web", which was there before');
    assert.deepEqual(counts(givenBack), [['Subnet "a" (IPv4)', "14 0 1 1 12", "14 0 1 1 12"]]);
  });

  it("keeps the address of a resource that moves under the same key to another name", () => {
    const owner = "key/web";
    const made = report(
      previewOutput([
        { op: "create", kind: "Vip", name: "b", now: vipInputs("b", "a", "10.0.0.5", { owner }) },
        { op: "delete", kind: "Vip", name: "a", old: vipInputs("a", "a", "10.0.0.5", { owner }) },
      ]),
    );
    assert.deepEqual(rows(made), [["keep", "10.0.0.5", "10.0.0.5"]]);
  });

  it("leaves a released address with the pod that uses it", () => {
    const old = reservedIpInputs("db", "a", "10.0.0.5");
    const made = report(previewOutput([{ op: "delete", kind: "ReservedIP", name: "db", old }]), {
      objects: [A, ipObject("db", "prod", "a", "10.0.0.5"), podObject("db", "prod", "a", "10.0.0.5")],
    });
    assert.equal(made.changes[0]?.staysWith, "Pod prod/db");
    assert.deepEqual(counts(made), [['Subnet "a" (IPv4)', "14 1 0 1 12", "14 1 0 1 12"]]);
  });

  it("names the members of a set one by one", () => {
    const member = (pod: string, v4IpAddress: string): object => ({
      name: `${pod}.prod`,
      namespace: "prod",
      podName: pod,
      podType: "StatefulSet",
      v4IpAddress,
      macAddress: "02:00:00:00:00:01",
    });
    const set = (...reservations: object[]): Readonly<Record<string, unknown>> => ({
      subnet: "a",
      reservations,
      owner: ownerOf("ReservedIPSet", "q"),
      store: STORE,
    });
    const made = report(
      previewOutput([
        {
          op: "update",
          kind: "ReservedIPSet",
          name: "q",
          old: set(member("q-0", "10.0.0.5"), member("q-1", "10.0.0.6")),
          now: set(member("q-0", "10.0.0.5")),
        },
      ]),
    );
    assert.deepEqual(
      made.changes.map(({ action, owner, object }) => [action, owner, object.name]),
      [
        ["keep", "organization/shop/dev/ReservedIPSet/q#prod/q-0", "q-0.prod"],
        ["release", "organization/shop/dev/ReservedIPSet/q#prod/q-1", "q-1.prod"],
      ],
    );
  });

  it("shows neither a secret nor what is not known yet", () => {
    const made = report(
      previewOutput([
        { op: "create", kind: "Vip", name: "later", now: vipInputs("later", "a", UNKNOWN) },
        { op: "create", kind: "Vip", name: "quiet", now: vipInputs("quiet", "a", "[secret]") },
      ]),
      {
        decisions: JSON.stringify({
          owner: ownerOf("Vip", "quiet"),
          picks: [{ address: "10.0.0.5", why: "explicit" }],
        }),
      },
    );
    assert.deepEqual(
      made.changes.map(({ hidden, after, reasons }) => [hidden, after?.addresses, reasons]),
      [
        ["unknown", [], []],
        ["secret", [], []],
      ],
    );
    assert.ok(!JSON.stringify(made).includes("10.0.0.5"));
  });

  it("does not read what a secret is from the live object of its owner", () => {
    const now = vipInputs("quiet", "a", "[secret]");
    const made = report(previewOutput([{ op: "create", kind: "Vip", name: "quiet", now }]), {
      objects: [A, owned("quiet", "10.0.0.5")],
    });
    assert.deepEqual([made.changes.length, made.changes[0]?.hidden], [1, "secret"]);
    assert.ok(!JSON.stringify(made).includes("10.0.0.5"));
  });

  it("says with the decisions why an address was chosen", () => {
    const owner = ownerOf("Vip", "web");
    const decision = (why: string): string =>
      JSON.stringify({
        owner,
        picks: [{ address: "10.0.0.5", why }],
        passedOver: [{ address: "10.0.0.3", heldBy: ["Pod prod/x"] }],
      });
    const made = report(
      previewOutput([{ op: "create", kind: "Vip", name: "web", now: vipInputs("web", "a", "10.0.0.5") }]),
      { decisions: `${decision("state")}\n${decision("searched")}\n` },
    );
    assert.deepEqual(made.changes[0]?.reasons, [{ address: "10.0.0.5", why: "searched" }]);
    assert.deepEqual(made.changes[0]?.passedOver, [{ address: "10.0.0.3", heldBy: ["Pod prod/x"] }]);
  });

  describe("counts", () => {
    it("a subnet, its planned range and its pools, as they are and as they will be", () => {
      const subnet = subnetObject(
        "a",
        "10.0.0.0/28",
        { gateway: "10.0.0.1", excludeIps: ["10.0.0.1", "10.0.0.8..10.0.0.11", "10.0.0.14"] },
        { "pulumi-kubeovn/planned-ranges": JSON.stringify({ x: { range: ["10.0.0.8..10.0.0.11"], added: [] } }) },
      );
      const made = report(
        previewOutput([{ op: "create", kind: "Vip", name: "web", now: vipInputs("web", "a", "10.0.0.9") }]),
        {
          objects: [
            subnet,
            poolObject("p", "a", ["10.0.0.2..10.0.0.3"]),
            podObject("x", "prod", "a", "10.0.0.2"),
            owned("o", "10.0.0.8"),
          ],
        },
      );
      // 14 usable; the gateway, 10.0.0.14 and the pool's other one are set aside; the pod and one Vip hold one each.
      assert.deepEqual(counts(made), [
        ['Subnet "a" (IPv4)', "14 1 1 3 9", "14 1 2 3 8"],
        ['planned range of Subnet "a" (IPv4)', "4 0 1 0 3", "4 0 2 0 2"],
        ['IPPool "p" (IPv4)', "2 1 0 0 1", "2 1 0 0 1"],
      ]);
    });

    it("an IPv6 subnet in full", () => {
      const now = { ...vipInputs("web", "six", null), v6ip: "fd00::5" };
      const made = report(previewOutput([{ op: "create", kind: "Vip", name: "web", now }]));
      assert.deepEqual(counts(made), [
        [
          'Subnet "six" (IPv6)',
          "18446744073709551614 0 0 1 18446744073709551613",
          "18446744073709551614 0 1 1 18446744073709551612",
        ],
      ]);
    });

    it("a subnet that the run makes, and one that it removes", () => {
      const inputs = (name: string): Readonly<Record<string, unknown>> => ({
        name,
        cidrBlock: "10.9.0.0/29",
        gateway: "10.9.0.1",
        excludeIps: ["10.9.0.1", "10.9.0.4..10.9.0.5"],
        allocation: { range: "10.9.0.4..10.9.0.5" },
        owner: ownerOf("Subnet", name),
        store: STORE,
      });
      const made = report(
        previewOutput([
          { op: "create", kind: "Subnet", name: "new", now: inputs("new") },
          { op: "delete", kind: "Subnet", name: "a", old: { name: "a", store: STORE, owner: "x" } },
        ]),
      );
      assert.deepEqual(counts(made), [
        ['Subnet "a" (IPv4)', "14 0 0 1 13", "-"],
        ['Subnet "new" (IPv4)', "-", "6 0 0 1 5"],
        ['planned range of Subnet "new" (IPv4)', "-", "2 0 0 0 2"],
      ]);
    });

    it("nothing of a store that is not there, and says so", () => {
      const now = vipInputs("web", "a", "10.0.0.9", { store: "manifests:elsewhere" });
      const made = report(previewOutput([{ op: "create", kind: "Vip", name: "web", now }]));
      assert.deepEqual(made.unreadStores, [{ store: "manifests:elsewhere", why: "it is not there" }]);
      assert.deepEqual([made.regions, rows(made)], [[], [["create", null, "10.0.0.9"]]]);
    });
  });

  describe("finds", () => {
    it("a planned address that has been taken", () => {
      const made = report(
        savedPlan([{ op: "create", kind: "Vip", name: "web", now: vipInputs("web", "a", "10.0.0.9") }]),
        { objects: [A, podObject("x", "prod", "a", "10.0.0.9")] },
      );
      assert.deepEqual(made.conflicts, [
        { code: "taken", resource: 'Vip "web"', subnet: "a", address: "10.0.0.9", holder: "Pod prod/x" },
      ]);
    });

    it("a planned address that its Subnet does not give by now, and none that stands there", () => {
      const now = vipInputs("web", "a", "10.0.0.1");
      const made = (op: string): PlanReport["conflicts"] =>
        report(previewOutput([{ op, kind: "Vip", name: "web", old: op === "same" ? now : undefined, now } as Step]), {
          objects: [A],
        }).conflicts;
      assert.deepEqual(made("create"), [
        {
          code: "not-possible",
          resource: 'Vip "web"',
          text: '10.0.0.1 in Subnet "a" is the gateway; use another address or omit it',
        },
      ]);
      assert.deepEqual(made("same"), []);
    });

    it("no fault in an address of a Subnet that the same run makes larger", () => {
      const subnet = { name: "a", store: STORE, owner: ownerOf("Subnet", "a"), gateway: "10.0.0.1" };
      const steps: readonly Step[] = [
        {
          op: "update",
          kind: "Subnet",
          name: "a",
          old: { ...subnet, cidrBlock: "10.0.0.0/28" },
          now: { ...subnet, cidrBlock: "10.0.0.0/24" },
        },
        { op: "create", kind: "Vip", name: "web", now: vipInputs("web", "a", "10.0.0.99") },
      ];
      assert.deepEqual(report(previewOutput(steps), { objects: [A] }).conflicts, []);
    });

    it("no conflict between a Vip and the pod that uses it", () => {
      const pod = podObject("x", "prod", "a", "10.0.0.9", { "ovn.kubernetes.io/vip": "web" });
      const inputs = vipInputs("web", "a", "10.0.0.9");
      const made = report(previewOutput([{ op: "same", kind: "Vip", name: "web", old: inputs, now: inputs }]), {
        objects: [A, owned("web", "10.0.0.9"), pod],
      });
      assert.deepEqual(made.conflicts, []);
    });

    it("a Subnet that goes while it is in use, not counting what the same run releases", () => {
      const old = { name: "a", store: STORE, owner: ownerOf("Subnet", "a") };
      const steps: readonly Step[] = [
        { op: "delete", kind: "Subnet", name: "a", old },
        { op: "delete", kind: "Vip", name: "web", old: vipInputs("web", "a", "10.0.0.9") },
      ];
      const web = owned("web", "10.0.0.9");
      assert.deepEqual(report(previewOutput(steps), { objects: [A, web] }).conflicts, []);
      const held = report(previewOutput(steps), { objects: [A, web, podObject("x", "prod", "a", "10.0.0.5")] });
      assert.deepEqual(held.conflicts, [
        { code: "subnet-in-use", subnet: "a", count: 1, holders: ["Pod prod/x at 10.0.0.5"] },
      ]);
    });

    it("what gets fuller than the limit, and not what is exactly at it", () => {
      const now = vipInputs("web", "a", "10.0.0.9");
      const pods = Array.from({ length: 12 }, (_, i) =>
        podObject(`p${i}`, "prod", "a", `10.0.0.${i < 7 ? i + 2 : i + 3}`),
      );
      const text = previewOutput([{ op: "create", kind: "Vip", name: "web", now }]);
      const options = { objects: [A, ...pods] };
      assert.deepEqual(report(text, { ...options, maxUtilization: 100 }).conflicts, []);
      assert.deepEqual(report(text, { ...options, maxUtilization: 99 }).conflicts, [
        { code: "over-limit", region: 'Subnet "a" (IPv4)', utilisation: 100, limit: 99 },
      ]);
    });
  });
});

describe("readDecisions", () => {
  it("names the line that is no decision", () => {
    assert.throws(() => readDecisions('{"owner":"a","picks":[]}\n{"x":1}\n'), /line 2 is no decision/);
  });
});
