import assert from "node:assert/strict";
import { SPIDER_CLUSTER, SPIDER_REFUSED } from "../../../../fixtures/refused-spiderpool";
import { checkProgram } from "../../../../support/plan";
import { pathOf } from "../../../../support/program";

describe("check of Spiderpool's kinds", () => {
  for (const { input, code, property, says, program, olds } of SPIDER_REFUSED) {
    it(`refuses: ${input}`, () => {
      const last = pathOf(program[program.length - 1] as (typeof program)[number]);
      const results = checkProgram(SPIDER_CLUSTER, program, olds === undefined ? {} : { olds: { [last]: olds } });
      const refusals = results.get(last)?.refusals ?? [];
      assert.deepEqual(
        refusals.map((refusal) => [refusal.code, refusal.property, refusal.reason]),
        [[code, property, says]],
      );
    });
  }
});
