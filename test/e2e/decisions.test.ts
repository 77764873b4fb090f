import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DecisionRecord } from "../../provider/runtime/decisions";
import { ON_CLUSTER } from "./support/cluster";
import { needPulumi } from "./support/need-pulumi";
import { inputsIn, type Properties, succeeded } from "./support/outcome";
import { createProject } from "./support/project";

const PROGRAM = `const kubeovn = require("pulumi-kubeovn");
new kubeovn.Vip("fixed", { subnet: "ovn-default", v4ip: "10.16.0.50" });
new kubeovn.Vip("searched", { subnet: "six" });
new kubeovn.Vip("adopted", { name: "taken", subnet: "ovn-default", adopt: true });
new kubeovn.ReservedIPSet("set", { subnet: "six", statefulSet: { name: "db", replicas: 2 } });
`;

describe("KUBEOVN_DECISIONS", () => {
  before(needPulumi);

  it("names a file that gets one JSON line per reservation, with the reason", async () => {
    const project = await createProject({
      ...ON_CLUSTER,
      files: { ...ON_CLUSTER.files, "index.js": PROGRAM },
      env: { KUBEOVN_DECISIONS: "decisions.jsonl" },
    });
    const read = (): DecisionRecord[] =>
      readFileSync(join(project.folder, "decisions.jsonl"), "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));

    const shown = inputsIn(await project.previewJson());
    const planned = read();
    const reasons = planned.map(({ kind, name, dryRun, picks }) => [kind, name, dryRun, picks.map(({ why }) => why)]);
    assert.deepEqual(reasons.sort(), [
      ["ReservedIPSet", "set", true, ["searched"]],
      ["ReservedIPSet", "set", true, ["searched"]],
      ["Vip", "adopted", true, ["adopted"]],
      ["Vip", "fixed", true, ["explicit"]],
      ["Vip", "searched", true, ["searched"]],
    ]);
    const members = shown.get("ReservedIPSet::set")?.reservations as Properties[];
    assert.deepEqual(
      planned.map(({ picks }) => picks[0]?.address).sort(),
      [
        "10.16.0.50",
        "10.16.0.9",
        shown.get("Vip::searched")?.v6ip,
        ...members.map((member) => member.v6IpAddress),
      ].sort(),
    );
    assert.ok(planned.every(({ subnet, passedOver }) => subnet !== "" && Array.isArray(passedOver)));
    // What is adopted lives without a MAC, and stays so.
    assert.deepEqual(
      planned.filter(({ mac }) => mac === undefined).map(({ name }) => name),
      ["adopted"],
    );

    succeeded(await project.up());
    succeeded(await project.preview());
    const [updated, again] = [read().slice(5, 10), read().slice(10)];
    assert.deepEqual(
      updated.map(({ dryRun }) => dryRun),
      [false, false, false, false, false],
    );
    assert.deepEqual(again.map(({ name, picks }) => [name, picks[0]?.why]).sort(), [
      ["adopted", "live"],
      ["fixed", "explicit"],
      ["searched", "live"],
      ["set", "live"],
      ["set", "live"],
    ]);
  });
});
