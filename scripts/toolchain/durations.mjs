import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * How long each test file took, in ms, by its path.
 *
 * @typedef {Readonly<Record<string, number>>} Durations
 */

/**
 * The sums of tests and hooks by file.
 *
 * @param {readonly import("./tally.mjs").Timed[]} times
 * @returns {Durations}
 */
export function durationsOf(times) {
  /** @type {Record<string, number>} */
  const files = {};
  for (const { file, ms } of times) files[file] = (files[file] ?? 0) + ms;
  return files;
}

/**
 * @param {string} record  a file that {@link keepDurations} has written
 * @returns {Durations} none where the record is missing or damaged: it saves time and decides nothing
 */
export function readDurations(record) {
  try {
    return JSON.parse(readFileSync(record, "utf8"));
  } catch {
    return {};
  }
}

/**
 * Writes down how long files took; what is known of others stays.
 *
 * @param {string} record
 * @param {readonly import("./tally.mjs").Timed[]} times
 */
export function keepDurations(record, times) {
  const text = JSON.stringify({ ...readDurations(record), ...durationsOf(times) });
  const temporary = `${record}.${process.pid}`;
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(temporary, text);
  renameSync(temporary, record);
}

/**
 * The order in which several processes are done with the files earliest: the longest first, and before them those of which nothing is known.
 *
 * @param {readonly string[]} files
 * @param {Durations} durations
 * @returns {readonly string[]}
 */
export function longestFirst(files, durations) {
  const of = (/** @type {string} */ file) => durations[file] ?? Number.POSITIVE_INFINITY;
  return files.toSorted((a, b) => (of(a) === of(b) ? 0 : of(b) - of(a)));
}
