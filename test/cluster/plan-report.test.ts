import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import type { PlanReport } from "../../provider/report";
import type { CommandResult } from "../e2e/support/commands";
import { needPulumi } from "../e2e/support/need-pulumi";
import { refused, succeeded } from "../e2e/support/outcome";
import { createProject, type Project } from "../e2e/support/project";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { createSubnet, createVip, families, runPod } from "./objects";

/** What the page of a map says of each held address, by the address's distance from the subnet's first. */
function drawn(page: string): ReadonlyMap<number, string> {
  const [, json = "{}"] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page) ?? [];
  const { states, beginnings, families } = JSON.parse(json) as {
    readonly states: readonly { readonly name: string }[];
    readonly beginnings: readonly string[];
    readonly families: readonly [{ readonly occupants: readonly (readonly [number, number, number, string])[] }];
  };
  let at = 0;
  return new Map(
    families[0].occupants.map(([step, state, beginning, rest]) => {
      at += step;
      return [at, `${states[state]?.name} ${beginnings[beginning]}${rest}`];
    }),
  );
}

for (const family of families(186)) {
  const { protocol, vipField, address } = family;
  const hex = (end: number): number => (protocol === "IPv6" ? Number.parseInt(String(end), 16) : end);

  describe(`pulumi-kubeovn plan, map and verify of a stack on a cluster, ${protocol}`, () => {
    const subnet = `report-${protocol.toLowerCase()}`;
    const pods = [`${subnet}-one`, `${subnet}-two`];
    const program = (web: number, replicas: number, more = ""): string => `
import * as kubeovn from "pulumi-kubeovn";

new kubeovn.PlannedRange("planned", { subnet: "${subnet}", range: "${address(100)}..${address(119)}" });
new kubeovn.Vip("web", { name: "${subnet}-web", subnet: "${subnet}", ${vipField}: "${address(web)}" });
new kubeovn.Vip("api", { name: "${subnet}-api", subnet: "${subnet}" });
new kubeovn.ReservedIPSet("queue", {
  subnet: "${subnet}",
  statefulSet: { name: "${subnet}-queue", namespace: "prod", replicas: ${replicas} },
});
${more}`;
    const EXTRA = `new kubeovn.Vip("extra", { name: "${subnet}-extra", subnet: "${subnet}" });\n`;
    const schema = JSON.parse(readFileSync("schemas/plan-report.json", "utf8"));
    const fits = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
    let project: Project;
    let first: PlanReport;
    let kept: PlanReport;
    let planned: PlanReport;

    /** The command as it is installed beside the project. */
    const command = (...args: string[]): Promise<CommandResult> =>
      project.node(join(project.folder, "..", "node_modules", "pulumi-kubeovn", "dist", "cli", "main.js"), ...args);
    const plan = async (...args: string[]): Promise<PlanReport> => {
      const { stdout, stderr } = await command("plan", "--format", "json", ...args);
      assert.equal(stderr, "");
      const report: PlanReport = JSON.parse(stdout);
      assert.ok(fits(report), JSON.stringify(fits.errors));
      return report;
    };
    /** Size, used, reserved, excluded and free of the subnet or its planned range, before and after. */
    const counts = ({ regions }: PlanReport, kind: string): readonly unknown[] => {
      const region = regions.find((one) => one.kind === kind);
      return [region?.before, region?.after].map(
        (one) => one && [one.size, one.used, one.reserved, one.excluded, one.free].join(" "),
      );
    };
    const addressOf = ({ changes }: PlanReport, name: string, side: "before" | "after" = "after"): string =>
      changes.find(({ resource, object }) => resource.name === name || object.name === name)?.[side]?.addresses[0] ??
      "";
    const offset = (text: string): number => hex(Number(text.split(/[.:]/).at(-1)));

    before(async function () {
      await needPulumi.call(this);
      await needCluster.call(this);
      await createSubnet(subnet, family);
      for (const pod of pods) await runPod(pod, { "ovn.kubernetes.io/logical_switch": subnet });
      const { kubeconfig } = await sharedCluster();
      project = await createProject({ files: { "index.ts": program(60, 2) }, env: { KUBECONFIG: kubeconfig } });
    });
    after(async () => {
      if (project !== undefined) succeeded(await project.destroy());
    });

    it("counts the pods of the live subnet, and its reservations before and after", async () => {
      first = await plan();
      assert.deepEqual(first.summary, { create: 4, change: 0, keep: 0, release: 0 });
      assert.deepEqual([first.conflicts, first.unreadStores], [[], []]);
      assert.match(first.regions[0]?.store ?? "", /^cluster:[0-9a-f-]{36}$/);
      const [size, free] = protocol === "IPv4" ? [254, 250] : [65_534, 65_530];
      assert.deepEqual(counts(first, "subnet"), [`${size} 2 0 2 ${free}`, `${size} 2 4 2 ${free - 4}`]);
      // The last address is 119 in hexadecimal for IPv6.
      const planned = protocol === "IPv4" ? 20 : 26;
      assert.deepEqual(counts(first, "band"), [null, `${planned} 0 3 0 ${planned - 3}`]);
    });

    it("is the outcome: after the update everything is kept", async () => {
      succeeded(await project.up());
      kept = await plan("--fail-on", "create,change,release");
      assert.deepEqual(kept.summary, { create: 0, change: 0, keep: 4, release: 0 });
      const places = ({ changes }: PlanReport): unknown => changes.map(({ after }) => after?.addresses);
      assert.deepEqual(places(kept), places(first));
      const [, after] = counts(first, "subnet");
      assert.deepEqual(counts(kept, "subnet"), [after, after]);
    });

    it("draws the pods and the reservations of the live subnet", async () => {
      const { code, stdout, stderr } = await command("map", subnet);
      assert.deepEqual([code, stderr], [0, ""]);
      const cells = drawn(stdout);
      assert.equal(cells.get(2), `pod Pod default/${pods[0]}`);
      assert.equal(cells.get(3), `pod Pod default/${pods[1]}`);
      assert.match(cells.get(hex(60)) ?? "", /^vip Vip "report-.*-web"/);
      assert.match(cells.get(offset(addressOf(kept, `${subnet}-queue-1.prod`))) ?? "", /^reserved IP /);
      assert.equal(cells.size, 6);
    });

    it("draws in what an edited program takes and releases", async () => {
      project.write("index.ts", program(61, 1, EXTRA));
      planned = await plan("--", "--save-plan", "plan.json");
      assert.deepEqual(planned.summary, { create: 1, change: 1, keep: 2, release: 1 });
      assert.deepEqual(planned.changes.find(({ resource }) => resource.name === "web")?.reasons, [
        { address: address(61), why: "explicit" },
      ]);
      const { code, stdout } = await command("map", subnet, "--plan", "plan.json");
      assert.equal(code, 0);
      const cells = drawn(stdout);
      const at = (text: string): string => (cells.get(offset(text)) ?? "").split(" (")[0] ?? "";
      assert.equal(at(address(61)), `planned Vip "${subnet}-web"`);
      assert.equal(at(address(60)), `released Vip "${subnet}-web"`);
      assert.equal(at(addressOf(planned, "extra")), `planned Vip "${subnet}-extra"`);
      assert.equal(at(addressOf(planned, `${subnet}-queue-1.prod`, "before")), `released IP "${subnet}-queue-1.prod"`);
      assert.equal(cells.get(2), `pod Pod default/${pods[0]}`);
    });

    it("verifies a plan until someone takes an address, whom it names", async () => {
      assert.deepEqual(await command("verify", "plan.json").then(({ code, stdout }) => [code, stdout]), [
        0,
        "4 planned addresses, all still available\n",
      ]);
      await createVip(`${subnet}-quick`, { subnet, [vipField]: addressOf(planned, "extra") });
      const taken = `Vip "extra": ${addressOf(planned, "extra")} in Subnet "${subnet}" has been taken by Vip "${subnet}-quick"\n`;
      assert.deepEqual(await command("verify", "plan.json").then(({ code, stdout }) => [code, stdout]), [
        3,
        `${taken}4 planned addresses, 1 taken; preview again\n`,
      ]);
      const { code, stdout } = await command("plan", "plan.json");
      assert.equal(code, 3);
      assert.match(
        stdout,
        /\n1 to look at\n {2}! Vip "extra": \S+ in Subnet "\S+" is held by Vip "\S+-quick"; preview again/,
      );
    });

    it("is not carried out by an update with that plan, and planned again by the next preview", async () => {
      const said = refused(await project.up("--plan", "plan.json"));
      assert.match(said, /Vip \(extra\): error: resource \S+::extra violates plan: properties changed/);
      const again = await plan();
      assert.deepEqual(again.conflicts, []);
      assert.notEqual(addressOf(again, "extra"), addressOf(planned, "extra"));
    });
  });
}
