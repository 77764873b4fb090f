import { oneLine } from "../../provider/plan";

/** One cell: its text, and how it looks on a terminal. */
export interface Cell {
  readonly text: string;
  readonly paint?: ((text: string) => string) | undefined;
  readonly align?: "right" | undefined;
}

/** Rows in columns, two spaces apart; widths are those of the texts without colours. */
export function layOut(rows: readonly (readonly Cell[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, { text }] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, plain(text).length);
  }
  return rows
    .map((row) =>
      row
        .map(({ text, paint = (same) => same, align }, i) => {
          const shown = plain(text);
          const pad = " ".repeat((widths[i] ?? 0) - shown.length);
          return align === "right" ? pad + paint(shown) : paint(shown) + pad;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Text from files and clusters: without what would steer a terminal. */
export const plain: (text: string) => string = oneLine;
