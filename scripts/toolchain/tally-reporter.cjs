const { writeFileSync } = require("node:fs");
const { relative } = require("node:path");
const { reporters } = require("mocha");

/**
 * Mocha's dot reporter (spec with TALLY_VERBOSE=1) that also writes its counts and times as JSON to the file TALLY_FILE:
 * `{ passed, failed, skipped: [full titles], times: [{ file, title, ms }] }`, hooks among the times.
 */
module.exports = class TallyReporter extends (process.env.TALLY_VERBOSE ? reporters.Spec : reporters.Dot) {
  /** @param {import("mocha").Runner} runner @param {import("mocha").MochaOptions} options */
  constructor(runner, options) {
    super(runner, options);
    /** @type {string[]} */
    const skipped = [];
    /** @type {import("./tally.mjs").Timed[]} */
    const times = [];
    /** @param {import("mocha").Runnable} timed */
    const note = (timed) =>
      times.push({
        file: timed.file ? relative(process.cwd(), timed.file) : "",
        title: timed.fullTitle(),
        ms: timed.duration ?? 0,
      });
    runner.on("pending", (test) => skipped.push(test.fullTitle()));
    runner.on("test end", note);
    runner.on("hook end", note);
    runner.once("end", () => {
      const { passes, failures } = this.stats;
      writeFileSync(
        process.env.TALLY_FILE ?? "tally.json",
        JSON.stringify({ passed: passes, failed: failures, skipped, times }),
      );
    });
  }
};
