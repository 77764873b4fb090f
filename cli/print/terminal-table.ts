import { oneLine } from "../../provider/plan";

/** One cell: its text, and how it looks on a terminal. */
export interface Cell {
  readonly text: string;
  readonly paint?: ((text: string) => string) | undefined;
  readonly align?: "right" | undefined;
}

const GAP = "  ";

/**
 * Rows in columns, two spaces apart; widths are those of the texts without colors.
 *
 * @param width       in characters; undefined for as wide as it gets
 * @param expendable  columns that are omitted, the first one first, as long as the rows are wider
 */
export function layOut(rows: readonly (readonly Cell[])[], width?: number, expendable: readonly number[] = []): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, { text }] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, plain(text).length);
  }
  const shown = fitting(widths, width ?? Number.POSITIVE_INFINITY, expendable);
  return rows
    .map((row) =>
      row
        .map(({ text, paint = (same) => same, align }, i) => {
          const words = plain(text);
          const pad = " ".repeat((widths[i] ?? 0) - words.length);
          return align === "right" ? pad + paint(words) : paint(words) + pad;
        })
        .filter((_, i) => shown.has(i))
        .join(GAP)
        .trimEnd(),
    )
    .join("\n");
}

function fitting(widths: readonly number[], width: number, expendable: readonly number[]): ReadonlySet<number> {
  const shown = new Set(widths.keys());
  let total = widths.reduce((sum, one) => sum + one + GAP.length, -GAP.length);
  for (const column of expendable) {
    if (total <= width) break;
    shown.delete(column);
    total -= (widths[column] ?? 0) + GAP.length;
  }
  return shown;
}

/** Text from files and clusters: without what would steer a terminal. */
export const plain: (text: string) => string = oneLine;
