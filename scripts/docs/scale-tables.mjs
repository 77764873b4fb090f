import { table } from "./blocks.mjs";

/**
 * @typedef {{ objects: number, requests: number, bytes: number }} Total
 * @typedef {Total & { kind: string, size: number }} Reading
 *
 * @typedef {object} Race  plans that are made at one moment, and what becomes of their claims; shares are of 1
 * @property {number} stacks
 * @property {number} reservations
 * @property {string} strategy
 * @property {number} full
 * @property {number} free
 * @property {number} pairs
 * @property {number} lost
 * @property {number} byChance
 * @property {number} losers
 * @property {number} rounds
 */

/** @param {{ readings: readonly Reading[], total: Total }} read @returns {string} */
export function readingTable({ readings, total }) {
  const row = (/** @type {Total & { kind: string, size?: number }} */ { kind, objects, size, requests, bytes }) => [
    kind,
    whole(objects),
    size === undefined ? "" : whole(size),
    whole(requests),
    `${whole(bytes / 1e6)} MB`,
  ];
  return table(
    ["kind", "objects", "bytes each", "requests", "in all"],
    [...readings, { kind: "all", ...total }].map((one) => row(one)),
  );
}

/** @param {readonly Race[]} races @returns {string} */
export function raceTable(races) {
  return table(
    [
      "stacks at once",
      "strategy",
      "free of the range",
      "pairs of plans that meet",
      "claims lost",
      "by chance",
      "stacks that run again",
      "rounds",
    ],
    races.map(({ stacks, strategy, full, free, pairs, lost, byChance, losers, rounds }) => [
      String(stacks),
      strategy,
      `${whole(free)} (${100 - full} %)`,
      percent(pairs),
      percent(lost),
      percent(byChance),
      percent(losers),
      String(rounds),
    ]),
  );
}

const whole = (/** @type {number} */ value) => Math.round(value).toLocaleString("en-US");

const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)} %`;
