import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020";
import { printMarkdown } from "../../../cli/print/plan-markdown";
import { snapshotOf } from "../../../provider/objects/kubeovn/facts";
import { printOther, withCode } from "../../../provider/plan";
import { SENTENCES } from "../../../provider/plan/refusals/messages";
import { RULE_SENTENCES } from "../../../provider/plan/refusals/rule-sentences";
import { TEMPLATE_SENTENCES } from "../../../provider/plan/templates/template-messages";
import { makeReport, type PlanReport, readRun } from "../../../provider/report";
import { subnetObject } from "../../support/objects";
import { previewOutput, STORE, urnOf } from "../../support/pulumi-output";

const RESOURCE_CODES = [...Object.keys(SENTENCES), ...Object.keys(RULE_SENTENCES)];
const WORKLOAD_CODES = Object.keys(TEMPLATE_SENTENCES);
const SCHEMA = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync("schemas/plan-report.json", "utf8")),
);

/** Report of a preview that failed with one message, on a Vip or on the stack. */
function reportOf(message: string, urn?: string): PlanReport {
  const report = makeReport({
    run: readRun(previewOutput([], [{ severity: "error", message, ...(urn === undefined ? {} : { urn }) }])),
    snapshots: new Map([[STORE, snapshotOf([subnetObject("a", "10.0.0.0/28")])]]),
    decisions: new Map(),
  });
  assert.ok(SCHEMA(report), JSON.stringify(SCHEMA.errors));
  return report;
}

/** Report of a preview in which a Vip is refused. */
function refusalOf(reason: string): PlanReport {
  const where = "error: pulumi-nodejs:dynamic/kubeovn:Vip resource 'web': property v4ip value {10.0.0.9} has a problem";
  return reportOf(`${where}: ${reason}\n`, urnOf("Vip", "web"));
}

describe("the code of a refusal in a report", () => {
  const text = 'fact (of "two"); way out';
  const refused = { code: "refused", resource: 'Vip "web"', property: "v4ip", text };

  it("is that of the resource, whichever it is", () => {
    for (const refusal of RESOURCE_CODES)
      assert.deepEqual(refusalOf(withCode(text, refusal)).conflicts, [{ ...refused, refusal }]);
  });

  it("stands for each workload at which the program stops", () => {
    for (const refusal of WORKLOAD_CODES) {
      const message = `error: ${withCode("one", refusal)}\n${withCode("two", refusal)}\n`;
      assert.deepEqual(reportOf(message).conflicts, [
        { code: "failed", text: "one", refusal },
        { code: "failed", text: "two", refusal },
      ]);
    }
  });

  it("goes with the resource that is refused as well", () => {
    for (const property of ["", "v4ip", "workload.name"]) {
      const other = printOther({ kind: "ReservedIP", name: 'd"b', property, reason: withCode(text, "address-held") });
      assert.deepEqual(refusalOf(other).conflicts, [
        {
          code: "refused",
          resource: 'ReservedIP "d\\"b"',
          property: property === "" ? null : property,
          text,
          refusal: "address-held",
        },
      ]);
    }
  });

  it("is null for what is no refusal, whatever it ends with", () => {
    assert.deepEqual(refusalOf("the server says no (forbidden)").conflicts, [
      { ...refused, text: "the server says no (forbidden)", refusal: null },
    ]);
    assert.deepEqual(reportOf("error: two\nlines (toString)").conflicts, [
      { code: "failed", text: "two\nlines (toString)", refusal: null },
    ]);
  });

  it("ends the sentence that a person reads", () => {
    assert.match(printMarkdown(refusalOf(withCode(text, "address-held"))), /v4ip: fact .* way out \(address-held\)/);
  });
});
