import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadToolchain } from "../../support/toolchain";

interface Timed {
  readonly file: string;
  readonly title: string;
  readonly ms: number;
}
type Durations = Readonly<Record<string, number>>;
interface DurationsModule {
  readDurations(record: string): Durations;
  keepDurations(record: string, times: readonly Timed[]): void;
  longestFirst(files: readonly string[], durations: Durations): readonly string[];
}
const durations = loadToolchain<DurationsModule>("durations.mjs");

describe("durations of test files", () => {
  let folder: string;
  let record: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "durations-"));
    record = join(folder, "cache", "durations.json");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const times: readonly Timed[] = [
    { file: "a.js", title: "one", ms: 3 },
    { file: "b.js", title: "two", ms: 4 },
    { file: "a.js", title: '"before all" hook', ms: 2 },
  ];

  it("are the sums of tests and hooks, the last ones of each file, and leave nothing else behind", async () => {
    const { keepDurations, readDurations } = await durations;
    keepDurations(record, times);
    keepDurations(record, [{ file: "b.js", title: "two", ms: 1 }]);
    assert.deepEqual(readDurations(record), { "a.js": 5, "b.js": 1 });
    assert.deepEqual(readdirSync(join(folder, "cache")), ["durations.json"]);
  });

  it("are none where there is no record, or a damaged one", async () => {
    const { readDurations } = await durations;
    assert.deepEqual(readDurations(record), {});
    writeFileSync(join(folder, "damaged"), "{");
    assert.deepEqual(readDurations(join(folder, "damaged")), {});
  });

  it("put files of which nothing is known first, then the longest, and keep the order of those that are alike", async () => {
    const { longestFirst } = await durations;
    const files = ["a", "new", "b", "c", "other", "d"];
    assert.deepEqual(longestFirst(files, { a: 1, b: 3, c: 3, d: 9 }), ["new", "other", "d", "b", "c", "a"]);
  });
});
