import { table } from "./blocks.mjs";

/**
 * @param {Readonly<Record<string, { env?: string, isArgument: boolean, doc: string, default: string }>>} settings
 * @returns {string}
 */
export function settingsTable(settings) {
  const rows = Object.entries(settings).map(([key, { env, isArgument, doc, default: otherwise }]) => [
    `\`kubeovn:${key}\``,
    env === undefined ? "" : `\`${env}\``,
    isArgument ? `\`${key}\`` : "",
    // The table stands beside the documents that it links to.
    doc.replaceAll("](docs/", "]("),
    otherwise,
  ]);
  return table(["stack configuration", "environment", "argument of `Provider`", "meaning", "default"], rows);
}
