import assert from "node:assert/strict";
import { printMarkdown } from "../../../cli/print/plan-markdown";
import { printForTerminal } from "../../../cli/print/plan-terminal";
import type { KubeObject } from "../../../provider/objects/kube-object";
import { snapshotOf } from "../../../provider/objects/kubeovn/facts";
import type { Kind } from "../../../provider/plan";
import { makeReport, type PlanReport, readRun } from "../../../provider/report";
import { PLANNED_RANGE } from "../../fixtures/map-subnets";
import { podObject, poolObject, subnetObject } from "../../support/objects";
import { ownerOf, previewOutput, STORE, type Step } from "../../support/pulumi-output";

type Inputs = Readonly<Record<string, unknown>>;

const EXCLUDED = ["10.0.0.1"];
const SUBNET = subnetObject("a", "10.0.0.0/16", { gateway: "10.0.0.1", excludeIps: EXCLUDED });

function step(kind: Kind, name: string, old: Inputs | undefined, now: Inputs | undefined): Step {
  const whole = (inputs: Inputs): Inputs => ({ name, owner: ownerOf(kind, name), store: STORE, ...inputs });
  return {
    op: old === undefined ? "create" : now === undefined ? "delete" : "update",
    kind,
    name,
    ...(old === undefined ? {} : { old: whole(old) }),
    ...(now === undefined ? {} : { now: whole(now) }),
  };
}

function reportOf(steps: readonly Step[], objects: readonly KubeObject[] = [SUBNET]): PlanReport {
  const snapshots = new Map([[STORE, snapshotOf(objects)]]);
  return makeReport({ run: readRun(previewOutput(steps)), snapshots, decisions: new Map() });
}

/** Kind, size before and after, and what is free for pods before and after, of each range that changes. */
function rangesOf({ ranges }: PlanReport): unknown[] {
  return ranges.map(({ kind, name, before, after, freeForPods }) => [
    kind,
    name,
    before?.size ?? null,
    after?.size ?? null,
    freeForPods?.before ?? null,
    freeForPods?.after ?? null,
  ]);
}

describe("ranges of a report", () => {
  // 65,536 less network, last address and gateway.
  const FREE = 65_533;

  it("has a planned range that grows, and what that takes from pods", () => {
    const range = (text: string): Inputs => ({ subnet: "a", range: [text] });
    const [small, large] = [range("10.0.200.0..10.0.200.255"), range("10.0.200.0..10.0.201.255")];
    const owner = ownerOf("PlannedRange", "planned");
    const annotation = JSON.stringify({ [owner]: { range: small.range, added: small.range } });
    const excludeIps = [...EXCLUDED, "10.0.200.0..10.0.200.255"];
    const live = subnetObject(
      "a",
      "10.0.0.0/16",
      { gateway: "10.0.0.1", excludeIps },
      { "pulumi-kubeovn/planned-ranges": annotation },
    );
    assert.deepEqual(rangesOf(reportOf([step("PlannedRange", "planned", small, large)], [live])), [
      ["band", "a", "256", "512", String(FREE - 256), String(FREE - 512)],
    ]);
    assert.deepEqual(rangesOf(reportOf([step("PlannedRange", "planned", small, undefined)], [live])), [
      ["band", "a", "256", null, String(FREE - 256), String(FREE)],
    ]);
  });

  it("has a pool that grows", () => {
    const pool = (last: number): Inputs => ({ subnet: "a", ips: [`10.0.5.1..10.0.5.${last}`] });
    const live = [SUBNET, poolObject("web", "a", ["10.0.5.1..10.0.5.5"])];
    const report = reportOf([step("IPPool", "web", pool(5), pool(25))], live);
    assert.deepEqual(rangesOf(report), [["pool", "web", "5", "25", String(FREE - 5), String(FREE - 25)]]);
  });

  it("has a new Subnet with its CIDR, its planned range and its exclusions", () => {
    const inputs = {
      cidrBlock: "10.9.0.0/24",
      gateway: "10.9.0.1",
      excludeIps: ["10.9.0.1", "10.9.0.250..10.9.0.254"],
      allocation: { range: ["10.9.0.100..10.9.0.109"] },
    };
    const report = reportOf([step("Subnet", "new", undefined, inputs)], []);
    assert.deepEqual(rangesOf(report), [
      ["subnet", "new", null, "254", null, "238"],
      ["band", "new", null, "10", null, "238"],
      ["excluded", "new", null, "5", null, "238"],
    ]);
    assert.equal(report.ranges[0]?.after?.range, "10.9.0.0/24");
    assert.match(printMarkdown(report), /^\| new \| Subnet "new" \(IPv4\) \| `10\.9\.0\.0\/24` \| 254 \| 238 \|$/m);
    assert.match(printMarkdown(report), /^\| Subnet "new" \(IPv4\), new \|/m);
  });

  it("has a changed exclusion, less what pods hold of it", () => {
    const inputs = (...more: readonly string[]): Inputs => ({
      cidrBlock: "10.0.0.0/16",
      gateway: "10.0.0.1",
      excludeIps: [...EXCLUDED, ...more],
    });
    const live = [SUBNET, podObject("p", "prod", "a", "10.0.7.2")];
    const report = reportOf([step("Subnet", "a", inputs(), inputs("10.0.7.1..10.0.7.10"))], live);
    assert.deepEqual(rangesOf(report), [["excluded", "a", null, "10", String(FREE - 1), String(FREE - 10)]]);
    assert.match(
      printForTerminal(report, false),
      /^\+ {2}excludeIps of Subnet "a" \(IPv4\) +10\.0\.7\.1\.\.10\.0\.7\.10 +10 +65,532 → 65,523$/m,
    );
  });

  it("is empty where only addresses change", () => {
    const vip = { subnet: "a", type: "", v4ip: "10.0.0.9", v6ip: null };
    assert.deepEqual(reportOf([step("Vip", "web", undefined, vip)]).ranges, []);
    const planned = subnetObject(
      "a",
      "10.0.0.0/16",
      { gateway: "10.0.0.1", excludeIps: EXCLUDED },
      PLANNED_RANGE("10.0.9.0/24"),
    );
    assert.deepEqual(reportOf([step("Vip", "web", undefined, vip)], [planned]).ranges, []);
  });
});
