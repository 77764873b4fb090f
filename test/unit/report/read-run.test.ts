import assert from "node:assert/strict";
import { readRun } from "../../../provider/report";
import { previewOutput, reservedIpInputs, savedPlan, urnOf, vipInputs } from "../../support/pulumi-output";

describe("readRun", () => {
  const before = vipInputs("web", "a", "10.0.0.5");
  const after = vipInputs("web", "a", "10.0.0.6");

  it("has what a preview says was and will be", () => {
    const run = readRun(
      previewOutput([
        { op: "replace", kind: "Vip", name: "web", old: before, now: after },
        { op: "create", kind: "ReservedIP", name: "db", now: reservedIpInputs("db", "a", "10.0.0.7") },
        { op: "delete", kind: "Vip", name: "old", old: before },
      ]),
    );
    assert.deepEqual(
      run.resources.map(({ kind, name, operation, before: was, after: is }) => [kind, name, operation, was, is]),
      [
        ["Vip", "web", "replace", before, after],
        ["ReservedIP", "db", "create", undefined, reservedIpInputs("db", "a", "10.0.0.7")],
        ["Vip", "old", "delete", before, undefined],
      ],
    );
    assert.deepEqual([run.source, run.project, run.stack], ["preview", "shop", "dev"]);
    assert.deepEqual(run.config, { "kubeovn:manifests": "manifests" });
  });

  it("takes the steps of a replacement for one", () => {
    const run = readRun(
      previewOutput([
        { op: "delete-replaced", kind: "Vip", name: "web", old: before },
        { op: "create-replacement", kind: "Vip", name: "web", now: after },
      ]),
    );
    assert.deepEqual(
      run.resources.map(({ operation, before: was, after: is }) => [operation, was, is]),
      [["replace", before, after]],
    );
  });

  it("has of a saved plan what stays, what will be, and what goes by its name alone", () => {
    const run = readRun(
      savedPlan([
        { op: "replace", kind: "Vip", name: "web", old: before, now: after },
        { op: "delete", kind: "Vip", name: "old", old: before },
        { op: "same", kind: "Vip", name: "kept", old: before, now: before },
      ]),
    );
    const { v4ip: _, ...stays } = before;
    assert.deepEqual(
      run.resources.map(({ name, operation, before: was, after: is }) => [name, operation, was, is]),
      [
        ["web", "replace", stays, after],
        ["old", "delete", undefined, undefined],
        ["kept", "same", before, before],
      ],
    );
    assert.deepEqual([run.source, run.project, run.stack], ["plan", "shop", "dev"]);
  });

  it("reads a refusal without what Pulumi puts around it", () => {
    const message =
      "error: pulumi-nodejs:dynamic/kubeovn:Vip resource 'web': property v4ip value {10.0.0.9} has a problem: 10.0.0.9 in Subnet \"a\" is the gateway; choose another\n";
    const whole = "error: pulumi-nodejs:dynamic/kubeovn:Vip resource 'x' has a problem: manifests/a.yaml is no YAML\n";
    const run = readRun(
      previewOutput(
        [],
        [
          { urn: urnOf("Vip", "web"), severity: "error", message },
          { urn: urnOf("Vip", "x"), severity: "error", message: whole },
          { severity: "error", message: "\u001b[31merror\u001b[0m: the program threw" },
          { severity: "info", message: "kubeovn: a note\n\nother provider: a line" },
        ],
      ),
    );
    assert.deepEqual(run.errors, [
      {
        resource: { kind: "Vip", name: "web" },
        property: "v4ip",
        text: '10.0.0.9 in Subnet "a" is the gateway; choose another',
      },
      { resource: { kind: "Vip", name: "x" }, text: "manifests/a.yaml is no YAML" },
      { text: "the program threw" },
    ]);
    assert.deepEqual(run.notes, ["a note"]);
  });

  it("passes over resources of other providers", () => {
    const text = previewOutput([]).replace(
      '"steps":[',
      '"steps":[{"op":"create","urn":"urn:pulumi:dev::shop::kubernetes:core/v1:Pod::web","newState":{"inputs":{}}},',
    );
    assert.deepEqual(readRun(text).resources, []);
  });

  for (const [what, text, reason] of [
    ["text", "Previewing update", /not JSON/],
    ["other JSON", "[1]", /neither the output/],
    ["a state", '{"version":3,"deployment":{}}', /neither the output/],
    ["steps that are no list", '{"steps":{}}', /no list "steps"/],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(() => readRun(text), reason);
    });
  }
});
