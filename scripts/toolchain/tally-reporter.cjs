const { writeFileSync } = require("node:fs");
const { relative } = require("node:path");
const { reporters } = require("mocha");

/**
 * Mocha's dot reporter (spec with TALLY_VERBOSE=1) that also writes its counts and times as JSON to the file TALLY_FILE:
 * `{ passed, failed, failures: [{ file, title, message }], passedIn: { file: count }, skipped: [full titles],
 * times: [{ file, title, ms }] }`, hooks among the failures and the times.
 */
module.exports = class TallyReporter extends (process.env.TALLY_VERBOSE ? reporters.Spec : reporters.Dot) {
  /** @param {import("mocha").Runner} runner @param {import("mocha").MochaOptions} options */
  constructor(runner, options) {
    super(runner, options);
    /** @type {string[]} */
    const skipped = [];
    /** @type {import("./tally.mjs").Timed[]} */
    const times = [];
    /** @type {import("./tally.mjs").Failure[]} */
    const failed = [];
    /** @param {import("mocha").Runnable} run */
    const name = (run) => ({ file: run.file ? relative(process.cwd(), run.file) : "", title: run.fullTitle() });
    /** @param {import("mocha").Runnable} timed */
    const note = (timed) => times.push({ ...name(timed), ms: timed.duration ?? 0 });
    runner.on("fail", (run, error) => failed.push({ ...name(run), message: String(error?.message ?? error) }));
    /** @type {Record<string, number>} */
    const passedIn = {};
    runner.on("pass", (test) => {
      const { file } = name(test);
      passedIn[file] = (passedIn[file] ?? 0) + 1;
    });
    runner.on("pending", (test) => skipped.push(test.fullTitle()));
    runner.on("test end", note);
    runner.on("hook end", note);
    runner.once("end", () => {
      const { passes, failures } = this.stats;
      writeFileSync(
        process.env.TALLY_FILE ?? "tally.json",
        JSON.stringify({ passed: passes, failed: failures, failures: failed, passedIn, skipped, times }),
      );
    });
  }
};
