import { oneLine } from "../../provider/plan";

/** A text of somebody else as code: nothing in it is markup, a mention, or the end of a table cell. */
export function code(text: string): string {
  const shown = oneLine(text).trim().replaceAll("`", "'").replaceAll("|", "\\|");
  return shown === "" ? "" : `\`${shown}\``;
}

/** A text of somebody else as text. */
export function prose(text: string): string {
  return oneLine(text)
    .trim()
    .replace(/[\\`*_[\]#|~]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("@", "&#64;");
}

/** A table; the cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** A part that is folded until somebody opens it. */
export function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
