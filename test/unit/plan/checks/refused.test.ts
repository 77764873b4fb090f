import assert from "node:assert/strict";
import { CLUSTER, REFUSED } from "../../../fixtures/refused";
import { checkProgram } from "../../../support/plan";
import { pathOf } from "../../../support/program";

describe("check", () => {
  for (const { input, code, property, says, program, objects, version, olds, northbound, flags } of REFUSED) {
    it(`refuses: ${input}`, () => {
      const last = pathOf(program[program.length - 1] as (typeof program)[number]);
      const results = checkProgram([...CLUSTER, ...(objects ?? [])], program, {
        ...(version === undefined ? {} : { version }),
        ...(northbound === undefined ? {} : { northbound }),
        ...(flags === undefined ? {} : { flags }),
        ...(olds === undefined ? {} : { olds: { [last]: olds } }),
      });
      const refusals = results.get(last)?.refusals ?? [];
      assert.deepEqual(
        refusals.map((refusal) => [refusal.code, refusal.property, refusal.reason]),
        [[code, property, says]],
      );
    });
  }

  it("reports all problems of a resource together", () => {
    const program = [
      {
        kind: "Vip",
        name: "a",
        args: { subnet: "s4", v4ip: "10.16.0.1", namespace: "shop", selector: ["app"], color: "red", type: "X" },
      },
    ] as const;
    const refusals = checkProgram(CLUSTER, program).get("Vip::a")?.refusals ?? [];
    assert.deepEqual(refusals.map((refusal) => refusal.code).sort(), [
      "gateway-address",
      "selector-item",
      "unknown-field",
      "vip-type",
    ]);
  });
});
