import assert from "node:assert/strict";
import { printForTerminal } from "../../../cli/print/plan-terminal";
import type { KubeObject } from "../../../provider/objects/kube-object";
import { snapshotOf } from "../../../provider/objects/kubeovn/facts";
import type { Kind } from "../../../provider/plan";
import { makeReport, type PlanReport, readDecisions, readRun } from "../../../provider/report";
import { ownerOf, previewOutput, STORE, type Step, savedPlan } from "../../support/pulumi-output";
import { reservedObject, spiderPoolObject, spiderSubnetObject } from "../../support/spider-objects";

/** What differs between the twins of a test. */
const TWINS = [
  { family: 4, cidr: "10.7.0.0/16", at: (end: number) => `10.7.0.${end}` },
  { family: 6, cidr: "fd00:7::/112", at: (end: number) => `fd00:7::${end}` },
] as const;

for (const { family, cidr, at } of TWINS) {
  describe(`makeReport of Spiderpool's kinds, IPv${family}`, () => {
    // Decimal and hexadecimal ends count the same: no list goes over a ten.
    const items = (...ends: readonly (readonly [number, number])[]): string[] =>
      ends.map(([first, last]) => (first === last ? at(first) : `${at(first)}-${at(last)}`));
    const CLUSTER: readonly KubeObject[] = [
      spiderSubnetObject("lab", cidr, items([10, 19], [20, 29])),
      spiderPoolObject("web", cidr, items([10, 14]), {
        allocated: { [at(10)]: "shop/web-a" },
        spec: { excludeIPs: [at(12)] },
      }),
      reservedObject("kept", [at(14), at(20)], family),
      spiderPoolObject("db", cidr, [at(25)], { owner: ownerOf("spiderpool.FixedIP", "db") }),
    ];
    const inputs = (kind: Kind, name: string, more: Readonly<Record<string, unknown>>) => ({
      name,
      owner: ownerOf(kind, name),
      store: STORE,
      ...more,
    });
    const fixed = (op: string, name: string, end: number): Step => {
      const now = inputs("spiderpool.FixedIP", name, { subnet: "lab", cidr, ip: at(end) });
      return { op, kind: "spiderpool.FixedIP", name, ...(op === "same" ? { old: now } : {}), now };
    };
    const pool = (op: string, name: string, ips: readonly string[], more: object = {}): Step => {
      const now = inputs("spiderpool.IPPool", name, { subnet: cidr, ips, ...more });
      return { op, kind: "spiderpool.IPPool", name, now };
    };
    const reserved = (name: string, ...ends: number[]): Step => ({
      op: "create",
      kind: "spiderpool.ReservedIP",
      name,
      now: inputs("spiderpool.ReservedIP", name, { ips: ends.map(at), ipVersion: family }),
    });
    const report = (text: string, more: readonly KubeObject[] = [], maxUtilization?: number): PlanReport =>
      makeReport({
        run: readRun(text),
        snapshots: new Map([[STORE, snapshotOf([...CLUSTER, ...more])]]),
        decisions: readDecisions(""),
        ...(maxUtilization === undefined ? {} : { maxUtilization }),
      });
    /** Size, used, reserved, excluded, free of each region, before and after. */
    const counts = ({ regions }: PlanReport): unknown[] =>
      regions.map(({ kind, name, before, after }) => [
        `${kind} ${name}`,
        ...[before, after].map((one) => one && [one.size, one.used, one.reserved, one.excluded, one.free].join(" ")),
      ]);

    it("has a row for each fixed address", () => {
      const { changes } = report(previewOutput([fixed("same", "db", 25), fixed("create", "api", 26)]));
      assert.deepEqual(
        changes.map(({ action, after, object }) => [action, after?.addresses, object]),
        [
          ["keep", [at(25)], { kind: "SpiderIPPool", name: "db" }],
          ["create", [at(26)], { kind: "SpiderIPPool", name: "api" }],
        ],
      );
    });

    it("counts the SpiderSubnet that a fixed address is taken from", () => {
      assert.deepEqual(counts(report(previewOutput([fixed("same", "db", 25), fixed("create", "api", 26)]))), [
        ["spider-subnet lab", "20 4 2 0 14", "20 4 3 0 13"],
      ]);
    });

    it("counts it when nothing changes, too", () => {
      assert.deepEqual(counts(report(previewOutput([fixed("same", "db", 25)]))), [
        ["spider-subnet lab", "20 4 2 0 14", "20 4 2 0 14"],
      ]);
    });

    it("counts a pool that a reservation takes from, whoever made the pool", () => {
      assert.deepEqual(counts(report(previewOutput([reserved("printers", 11)]))), [
        ["spider-pool web", "5 1 1 1 2", "5 1 2 1 1"],
      ]);
    });

    it("counts a pool that the run makes, changes, disables or removes, and what that leaves its SpiderSubnet", () => {
      const more = items([28, 29]);
      assert.deepEqual(counts(report(previewOutput([pool("create", "more", more)]))), [
        ["spider-subnet lab", "20 4 2 0 14", "20 6 2 0 12"],
        ["spider-pool more", null, "2 0 0 0 2"],
      ]);
      const disabled = pool("update", "web", items([10, 14]), { excludeIPs: [at(12)], disable: true });
      assert.deepEqual(counts(report(previewOutput([disabled]))), [["spider-pool web", "5 1 1 1 2", "5 1 1 3 0"]]);
      const gone: Step = {
        op: "delete",
        kind: "spiderpool.IPPool",
        name: "web",
        old: inputs("spiderpool.IPPool", "web", { subnet: cidr, ips: items([10, 14]) }),
      };
      assert.deepEqual(counts(report(previewOutput([gone]))), [
        ["spider-subnet lab", "20 4 2 0 14", "20 0 3 0 17"],
        ["spider-pool web", "5 1 1 1 2", null],
      ]);
    });

    it("says that a pool gets fuller than the limit", () => {
      const { conflicts } = report(previewOutput([reserved("printers", 11)]), [], 74);
      assert.deepEqual(conflicts, [
        { code: "over-limit", region: `SpiderIPPool "web" (IPv${family})`, utilisation: 75, limit: 74 },
      ]);
    });

    it("names the pool or reservation that has taken a fixed address since it was planned", () => {
      const plan = savedPlan([fixed("create", "api", 26), fixed("create", "db", 25)]);
      const taken = (...more: KubeObject[]): unknown[] =>
        report(plan, more).conflicts.map(
          (conflict) => conflict.code === "taken" && [conflict.address, conflict.holder],
        );
      assert.deepEqual(taken(), []);
      assert.deepEqual(taken(spiderPoolObject("api", cidr, [at(26)])), [], "the object that it is to be");
      assert.deepEqual(taken(spiderPoolObject("quick", cidr, items([26, 27]))), [[at(26), 'SpiderIPPool "quick"']]);
      assert.deepEqual(taken(reservedObject("quick", [at(26)], family)), [[at(26), 'SpiderReservedIP "quick"']]);
    });

    it("shows the CIDR where Kube-OVN has a Subnet's name", () => {
      const text = printForTerminal(report(previewOutput([fixed("create", "api", 26)])), false);
      assert.match(text, new RegExp(`^\\+ {7}${cidr} +${at(26)} +spiderpool\\.FixedIP api`, "m"));
      assert.match(text, new RegExp(`^SpiderSubnet "lab" \\(IPv${family}\\) +${at(10)}-`, "m"));
    });
  });
}
