import assert from "node:assert/strict";
import { printMarkdown } from "../../../cli/print/plan-markdown";
import { printForTerminal } from "../../../cli/print/plan-terminal";
import { makeReport, readRun } from "../../../provider/report";
import { previewOutput, vipInputs } from "../../support/pulumi-output";

describe("a report", () => {
  const inputs = { ...vipInputs("web", "a", "10.0.0.5"), adopt: true, force: true, allowExcluded: false };
  const text = previewOutput([
    { op: "create", kind: "Vip", name: "web", now: inputs },
    { op: "create", kind: "Vip", name: "plain", now: vipInputs("plain", "a", "10.0.0.6") },
  ]);
  const json = JSON.parse(text);
  const provider = (name: string): object => ({
    op: "create",
    urn: `urn:pulumi:dev::shop::pulumi:providers:pulumi-nodejs::${name}`,
    newState: { inputs: { "kubeovn:prune": "true" } },
  });
  const report = makeReport({
    run: readRun(
      JSON.stringify({
        ...json,
        config: { ...json.config, "kubeovn:prune": "true" },
        steps: [...json.steps, provider("default_1"), provider("edge")],
      }),
    ),
    snapshots: new Map(),
    decisions: new Map(),
  });

  it("names every switch that changes what may be destroyed or taken, and nothing else", () => {
    assert.deepEqual(
      report.switches.map((one) => one.split(":")[0]),
      [
        'Provider "edge" sets prune',
        'Vip "web" sets adopt',
        'Vip "web" sets force',
        "the stack's configuration sets prune",
      ],
    );
  });

  it("say of prune that it releases in one step", () => {
    assert.ok(
      report.switches.includes(
        "the stack's configuration sets prune: what leaves the program is released in one step, and what applies the manifests may delete its IP, even from under a running pod",
      ),
    );
  });

  it("shows them, not folded, in a comment and on a terminal", () => {
    const comment = printMarkdown(report);
    assert.match(comment.split("<details>")[0] ?? "", /^- Vip "web" sets force/m);
    assert.match(printForTerminal(report, false), /^switch: Vip "web" sets adopt/m);
  });
});
