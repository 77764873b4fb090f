/**
 * What a run of mocha came to.
 *
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} skipped  full titles
 */

/**
 * A run that cannot be trusted counts as failed: no tally, or a bad exit code without a failed test.
 *
 * @param {string | undefined} text  what the tally reporter wrote; undefined when it wrote nothing
 * @param {number} exitCode  of mocha
 * @param {boolean} requireAll  skipped tests are failures
 * @returns {Tally}
 */
export function readTally(text, exitCode, requireAll) {
  if (text === undefined) return { passed: 0, failed: 1, skipped: [] };
  const { passed, failed, skipped } = /** @type {Tally} */ (JSON.parse(text));
  const counted = failed + (requireAll ? skipped.length : 0);
  return { passed, failed: counted === 0 && exitCode !== 0 ? 1 : counted, skipped };
}

/**
 * The sum of several runs, as the last line of a test run says it.
 *
 * @param {readonly Tally[]} tallies
 * @returns {string} `N passed, N failed`
 */
export function printTotal(tallies) {
  const sum = (/** @type {(tally: Tally) => number} */ count) =>
    tallies.reduce((total, tally) => total + count(tally), 0);
  return `${sum((tally) => tally.passed)} passed, ${sum((tally) => tally.failed)} failed`;
}
