import assert from "node:assert/strict";
import { loadToolchain } from "../../support/toolchain";

interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}
interface TallyModule {
  readTally(text: string | undefined, exitCode: number, requireAll: boolean): Tally;
  printTotal(tallies: readonly Tally[]): string;
}
const tally = loadToolchain<TallyModule>("tally.mjs");
const written = (passed: number, failed: number, skipped: readonly string[] = []) =>
  JSON.stringify({ passed, failed, skipped });

describe("readTally", () => {
  it("takes the counts as they were written", async () => {
    const { readTally } = await tally;
    assert.deepEqual(readTally(written(7, 2, ["a b"]), 2, false), { passed: 7, failed: 2, skipped: ["a b"] });
  });

  it("counts a run that wrote nothing as one failure", async () => {
    const { readTally } = await tally;
    assert.deepEqual(readTally(undefined, 0, false), { passed: 0, failed: 1, skipped: [] });
  });

  it("counts a bad exit code without a failed test as one failure", async () => {
    const { readTally } = await tally;
    assert.equal(readTally(written(7, 0), 139, false).failed, 1);
  });

  it("counts skipped tests as failures where everything is required", async () => {
    const { readTally } = await tally;
    assert.equal(readTally(written(7, 1, ["a", "b"]), 1, true).failed, 3);
    assert.equal(readTally(written(7, 1, ["a", "b"]), 1, false).failed, 1);
  });
});

describe("printTotal", () => {
  it("sums the runs", async () => {
    const { printTotal } = await tally;
    const runs = [
      { passed: 7, failed: 0, skipped: ["a"] },
      { passed: 5, failed: 2, skipped: [] },
    ];
    assert.equal(printTotal(runs), "12 passed, 2 failed");
  });
});
