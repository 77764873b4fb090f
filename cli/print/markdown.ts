import { oneLine } from "../../provider/plan";

/**
 * A text of someone else as code, in which nothing is markup, a mention, a link or a reference.
 *
 * @source spec.commonmark.org/0.31.2/#code-spans; github.github.com/gfm/#code-spans
 */
export function code(text: string): string {
  const shown = oneLine(text).trim();
  if (shown === "") return "";
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = shown.startsWith("`") || shown.endsWith("`") ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/**
 * A sentence with names of someone else in it. What GitHub and GitLab make of `@name`, `#12`, `!12`, addresses of pages,
 * commits and their like cannot be undone by escapes or entities, so every word that is not plain stands as code.
 *
 * @source docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls;
 *   docs.gitlab.com/user/markdown/#gitlab-specific-references
 */
export function prose(text: string): string {
  const parts: { readonly isPlain: boolean; readonly words: string[] }[] = [];
  for (const word of oneLine(text).trim().split(/\s+/)) {
    const isPlain = isPlainWord(word);
    const last = parts.at(-1);
    if (last?.isPlain === isPlain) last.words.push(word);
    else parts.push({ isPlain, words: [word] });
  }
  return parts.map(({ isPlain, words }) => (isPlain ? words.join(" ") : code(words.join(" ")))).join(" ");
}

/** Letters, digits, and the signs inside and around words that mean nothing in any dialect. */
const PLAIN = /^[("']*(?:[\p{L}\p{N}]+(?:[.,/'-][\p{L}\p{N}]+)*|[%…→–])[)"',.;:?]*$/u;
/** Which of these are links all the same: `www.example.com`, the start of a commit's hash, and `GH-12` or `TASK-12`. */
const LINKED = /www\.|(?<![\p{L}\p{N}])[0-9a-f]{7,}(?![\p{L}\p{N}])|\p{L}-\p{N}/iu;

function isPlainWord(word: string): boolean {
  return PLAIN.test(word) && !LINKED.test(word);
}

/**
 * A table; the cells are Markdown already, but for the sign that ends them even in code: a broken bar stands for it, because the
 * dialects differ in what a backslash before it means.
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "¦")).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** A part that is folded until someone opens it. */
export function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
