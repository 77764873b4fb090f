/**
 * @typedef {object} RuleRow
 * @property {string} code
 * @property {readonly string[]} kinds
 * @property {readonly number[]} [since]
 * @property {readonly number[]} [until]
 * @property {string} looksAt
 * @property {{ new?: string, adopted?: string, live?: string }} levels
 * @property {string} source
 */

/** @type {Readonly<Record<string, string>>} */
const LIVE = { wrong: "told as wrong", risk: "told as a risk" };

/**
 * The rule book: a heading for each code, so that a report can point at it.
 *
 * @param {readonly RuleRow[]} rules  in the order of codes
 * @returns {string} Markdown
 */
export function ruleTables(rules) {
  return rules.map((rule) => [`### ${rule.code}`, factsOf(rule).join("\n")].join("\n\n")).join("\n\n");
}

/** @param {RuleRow} rule */
function factsOf({ kinds, since, until, looksAt, levels, source }) {
  const releases = [
    ...(since ? [`from Kube-OVN ${since.join(".")} on`] : []),
    ...(until ? [`before Kube-OVN ${until.join(".")}`] : []),
  ];
  const becomes = [
    ...(levels.new ? [`${levels.new} in a preview`] : []),
    ...(levels.adopted ? [`${levels.adopted} when it is adopted`] : []),
    ...(levels.live ? [`${LIVE[levels.live] ?? levels.live} by \`audit\` and \`explain\``] : []),
  ];
  return [
    `- About: ${kinds.join(", ")}, field \`${looksAt}\`${releases.length > 0 ? `; ${releases.join(", ")}` : ""}`,
    `- What becomes of it: ${becomes.join("; ")}`,
    `- Source: ${source}`,
  ];
}
