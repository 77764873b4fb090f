import { type Answers, answersOf } from "./answers";
import { casesOf, NUMBERS } from "./cases";

const COLUMNS: readonly (keyof Answers)[] = ["preview", "audit", "explain", "map", "import"];

/** Prints what preview, audit, explain, map and import say of each case, side by side, as a table in Markdown. */
async function main(): Promise<void> {
  const head = ["case", "", ...COLUMNS];
  process.stdout.write(`${row(head)}\n${row(head.map(() => "---"))}\n`);
  for (const numbers of NUMBERS) {
    for (const one of casesOf(numbers)) {
      const answers = await answersOf(one);
      process.stdout.write(
        `${row([`${one.id} IPv${numbers.family}`, one.what, ...COLUMNS.map((name) => answers[name])])}\n`,
      );
    }
  }
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

if (require.main === module) void main();
