import { durationsOf } from "./durations.mjs";

/**
 * A test, or a hook around tests, and how long it took.
 *
 * @typedef {{ file: string, title: string, ms: number }} Timed
 *
 * A test or a hook that failed, and with what.
 *
 * @typedef {{ file: string, title: string, message: string }} Failure
 *
 * What a run of mocha came to.
 *
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {readonly Failure[]} failures  those of them that mocha knows
 * @property {Readonly<Record<string, number>>} passedIn  passed tests by file
 * @property {readonly string[]} skipped  full titles
 * @property {readonly Timed[]} times
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
  if (text === undefined) return { passed: 0, failed: 1, failures: [], passedIn: {}, skipped: [], times: [] };
  const { passed, failed, failures, passedIn, skipped, times } = /** @type {Tally} */ (JSON.parse(text));
  const counted = failed + (requireAll ? skipped.length : 0);
  return { passed, failed: counted === 0 && exitCode !== 0 ? 1 : counted, failures, passedIn, skipped, times };
}

/**
 * The files that a second attempt is about: those with a failed test, if every failure is known by its file.
 *
 * @param {Tally} tally
 * @returns {readonly string[]}
 */
export function failedFiles({ failed, failures }) {
  const isWhole = failures.length === failed && failures.every(({ file }) => file !== "");
  return isWhole ? [...new Set(failures.map(({ file }) => file))].sort() : [];
}

/**
 * What a suite came to whose failed files ran once more: for these files the second attempt counts.
 *
 * @param {Tally} first
 * @param {Tally} second  of `failedFiles(first)` alone
 * @returns {Tally}
 */
export function withSecondAttempt(first, second) {
  const earlier = failedFiles(first).reduce((sum, file) => sum + (first.passedIn[file] ?? 0), 0);
  return {
    passed: first.passed - earlier + second.passed,
    failed: second.failed,
    failures: second.failures,
    passedIn: { ...first.passedIn, ...second.passedIn },
    skipped: [...new Set([...first.skipped, ...second.skipped])],
    times: [...first.times, ...second.times],
  };
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

/**
 * What failed, short enough to stand in the last lines of a long log.
 *
 * @param {readonly Failure[]} failures
 * @param {string} [heading]
 * @returns {readonly string[]} lines; of each message the first 600 characters
 */
export function printFailures(failures, heading = "failed") {
  const short = (/** @type {string} */ text) => (text.length > 600 ? `${text.slice(0, 600)}…` : text);
  return failures.flatMap(({ file, title, message }) => [
    `${heading}: ${title} (${file})`,
    ...short(message)
      .split("\n")
      .map((line) => `    ${line}`),
  ]);
}

/**
 * Where the time of a suite went: its slowest files, hooks included, then its slowest tests and hooks.
 *
 * @param {readonly Timed[]} times
 * @param {number} [count]  of each, default 10
 * @returns {readonly string[]} lines, seconds first
 */
export function printProfile(times, count = 10) {
  const list = (/** @type {readonly (readonly [string, number])[]} */ entries) =>
    [...entries]
      .sort(([, a], [, b]) => b - a)
      .slice(0, count)
      .map(([name, ms]) => `${(ms / 1000).toFixed(1).padStart(8)} s  ${name}`);
  return [...list(Object.entries(durationsOf(times))), "", ...list(times.map(({ title, ms }) => [title, ms]))];
}
