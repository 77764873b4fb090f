import assert from "node:assert/strict";
import { printMarkdown } from "../../../cli/print/plan-markdown";
import { printForTerminal } from "../../../cli/print/plan-terminal";
import { makeReport, readRun, risksInEnvironment } from "../../../provider/report";
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

  it("names settings that make objects of others the stack's own, free addresses that are held, or move what is deleted", () => {
    const config = { "kubeovn:owner": "acme/other/prod", "kubeovn:ignore": "", "kubeovn:manifests": "manifests" };
    const moved = {
      op: "create",
      urn: "urn:pulumi:dev::shop::pulumi:providers:pulumi-nodejs::edge",
      newState: { inputs: { "kubeovn:movedFrom": "cluster:0", "kubeovn:ignore": "*.old", "kubeovn:prune": "false" } },
    };
    const run = readRun(JSON.stringify({ ...json, config, steps: [moved] }));
    assert.deepEqual(makeReport({ run, snapshots: new Map(), decisions: new Map() }).switches, [
      'Provider "edge" sets ignore: addresses in the files that it excludes count as free',
      'Provider "edge" sets movedFrom: what the state has in that place is updated and deleted in this one',
      "the stack's configuration sets owner: objects with the same first part of their owner key are this stack's own",
    ]);
  });

  it("names what the environment of its own run sets", () => {
    const env = { KUBEOVN_PRUNE: "true", KUBEOVN_IGNORE: "x", KUBEOVN_MOVED_FROM: "", KUBEOVN_MANIFESTS: "m" };
    assert.deepEqual(risksInEnvironment(env), [
      { key: "ignore", who: "environment variable KUBEOVN_IGNORE" },
      { key: "prune", who: "environment variable KUBEOVN_PRUNE" },
    ]);
    assert.deepEqual(risksInEnvironment({ KUBEOVN_PRUNE: "false" }), []);
  });

  it("shows them, not folded, in a comment and on a terminal", () => {
    const comment = printMarkdown(report);
    assert.match(comment.split("<details>")[0] ?? "", /^- Vip "web" sets force/m);
    assert.match(printForTerminal(report, false), /^switch: Vip "web" sets adopt/m);
  });
});
