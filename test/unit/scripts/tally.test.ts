import assert from "node:assert/strict";
import { loadToolchain } from "../../support/toolchain";

interface Timed {
  readonly file: string;
  readonly title: string;
  readonly ms: number;
}
interface Failure {
  readonly file: string;
  readonly title: string;
  readonly message: string;
}
interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly Failure[];
  readonly passedIn: Readonly<Record<string, number>>;
  readonly skipped: readonly string[];
  readonly times: readonly Timed[];
}
interface TallyModule {
  readTally(text: string | undefined, exitCode: number, requireAll: boolean): Tally;
  printTotal(tallies: readonly Tally[]): string;
  printFailures(failures: readonly Failure[], heading?: string): readonly string[];
  failedFiles(tally: Tally): readonly string[];
  withSecondAttempt(first: Tally, second: Tally): Tally;
  printProfile(times: readonly Timed[], count?: number): readonly string[];
}
const tally = loadToolchain<TallyModule>("tally.mjs");
const written = (passed: number, failed: number, skipped: readonly string[] = []) =>
  JSON.stringify({ passed, failed, failures: [], passedIn: {}, skipped, times: [] });

describe("readTally", () => {
  it("takes the counts as they were written", async () => {
    const { readTally } = await tally;
    const expected = { passed: 7, failed: 2, failures: [], passedIn: {}, skipped: ["a b"], times: [] };
    assert.deepEqual(readTally(written(7, 2, ["a b"]), 2, false), expected);
  });

  it("counts a run that wrote nothing as one failure", async () => {
    const { readTally } = await tally;
    assert.deepEqual(readTally(undefined, 0, false), {
      passed: 0,
      failed: 1,
      failures: [],
      passedIn: {},
      skipped: [],
      times: [],
    });
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

describe("a second attempt", () => {
  const failure = (file: string) => ({ file, title: `t of ${file}`, message: "m" });
  const first: Tally = {
    passed: 9,
    failed: 2,
    failures: [failure("b.js"), failure("b.js")],
    passedIn: { "a.js": 6, "b.js": 3 },
    skipped: [],
    times: [],
  };

  it("is about the files with a failed test, and about none where a failure is of no file", async () => {
    const { failedFiles } = await tally;
    assert.deepEqual(failedFiles(first), ["b.js"]);
    assert.deepEqual(failedFiles({ ...first, failed: 3 }), []);
    assert.deepEqual(failedFiles({ ...first, failed: 1, failures: [failure("")] }), []);
    assert.deepEqual(failedFiles({ ...first, failed: 0, failures: [] }), []);
  });

  it("counts for these files, and for no other one", async () => {
    const { withSecondAttempt } = await tally;
    const second: Tally = { ...first, passed: 4, failed: 1, failures: [failure("b.js")], passedIn: { "b.js": 4 } };
    const { passed, failed, failures } = withSecondAttempt(first, second);
    assert.deepEqual([passed, failed, failures], [10, 1, [failure("b.js")]]);
  });

  it("that dies is a failure", async () => {
    const { readTally, withSecondAttempt } = await tally;
    const { passed, failed } = withSecondAttempt(first, readTally(undefined, 139, true));
    assert.deepEqual([passed, failed], [6, 1]);
  });
});

describe("printTotal", () => {
  it("sums the runs", async () => {
    const { printTotal } = await tally;
    const runs = [
      { passed: 7, failed: 0, failures: [], passedIn: {}, skipped: ["a"], times: [] },
      { passed: 5, failed: 2, failures: [], passedIn: {}, skipped: [], times: [] },
    ];
    assert.equal(printTotal(runs), "12 passed, 2 failed");
  });
});

describe("printFailures", () => {
  it("names each test with its file and the beginning of its message", async () => {
    const { printFailures } = await tally;
    const failures = [
      { file: "a.js", title: "one is two", message: "1 !== 2\n\nlook" },
      { file: "b.js", title: "three", message: "x".repeat(1000) },
    ];
    assert.deepEqual(printFailures(failures), [
      "failed: one is two (a.js)",
      "    1 !== 2",
      "    ",
      "    look",
      "failed: three (b.js)",
      `    ${"x".repeat(600)}…`,
    ]);
  });
});

describe("printProfile", () => {
  it("lists the slowest files by the sum of their tests and hooks, then the slowest of these", async () => {
    const { printProfile } = await tally;
    const times = [
      { file: "a.js", title: "one", ms: 3000 },
      { file: "b.js", title: "two", ms: 2000 },
      { file: "b.js", title: '"before all" hook', ms: 1550 },
      { file: "c.js", title: "three", ms: 10 },
    ];
    assert.deepEqual(printProfile(times, 2), [
      "     3.5 s  b.js",
      "     3.0 s  a.js",
      "",
      "     3.0 s  one",
      "     2.0 s  two",
    ]);
  });
});
