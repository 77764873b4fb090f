import type { History } from "./histories";

/** Every history as a table of Markdown. */
export function printHistories(histories: readonly History[]): string {
  return histories
    .map(({ title, rows }) =>
      [
        `#### ${title}`,
        "",
        "| what happens | commit | sync | cluster |",
        "| --- | --- | --- | --- |",
        ...rows.map(({ happens, commit, sync, cluster }) => `| ${[happens, commit, sync, cluster].join(" | ")} |`),
      ].join("\n"),
    )
    .join("\n\n");
}
