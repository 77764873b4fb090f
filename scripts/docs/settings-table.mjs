import { table } from "./blocks.mjs";

/**
 * @param {Readonly<Record<string, { env?: string, topic?: string, isArgument: boolean, doc: string, default: string }>>} settings
 * @param {string} [topic]  only those of it; default: all
 * @returns {string}
 */
export function settingsTable(settings, topic) {
  const shown = Object.entries(settings).filter(([, setting]) => topic === undefined || setting.topic === topic);
  const rows = shown.map(([key, { env, isArgument, doc, default: otherwise }]) => [
    `\`kubeovn:${key}\``,
    env === undefined ? "" : `\`${env}\``,
    isArgument ? `\`${key}\`` : "",
    doc,
    otherwise,
  ]);
  return table(["stack configuration", "environment", "argument of `Provider`", "meaning", "default"], rows);
}
