const { writeFileSync } = require("node:fs");
const { reporters } = require("mocha");

/**
 * Mocha's dot reporter (spec with TALLY_VERBOSE=1) that also writes its counts as JSON to the file TALLY_FILE:
 * `{ passed, failed, skipped: [full titles] }`.
 */
module.exports = class TallyReporter extends (process.env.TALLY_VERBOSE ? reporters.Spec : reporters.Dot) {
  /** @param {import("mocha").Runner} runner @param {import("mocha").MochaOptions} options */
  constructor(runner, options) {
    super(runner, options);
    /** @type {string[]} */
    const skipped = [];
    runner.on("pending", (test) => skipped.push(test.fullTitle()));
    runner.once("end", () => {
      const { passes, failures } = this.stats;
      writeFileSync(
        process.env.TALLY_FILE ?? "tally.json",
        JSON.stringify({ passed: passes, failed: failures, skipped }),
      );
    });
  }
};
