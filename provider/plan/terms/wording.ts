/** The longest text of someone else that is shown, in characters: a sentence of ours with a few names in it is far shorter. */
export const LONGEST_LINE = 4_000;

/**
 * A text that may hold what files, clusters and servers say, as one line without what would steer a terminal, begin a line of
 * its own in a log, be a command to a pipeline (`##[error]`, `##vso[…]`) or turn the direction of writing; what is longer than
 * {@link LONGEST_LINE} is cut, and says so.
 *
 * @source github.com/actions/runner src/Runner.Common/ActionCommand.cs: `::` counts at the start of a line, `##[` anywhere
 */
export function oneLine(text: string): string {
  const [start, rest] = [text.slice(0, LONGEST_LINE), text.length - LONGEST_LINE];
  const shown = start.replace(STEERING, " ").replace(/##(?=\w*\[)/g, "# #");
  return rest > 0 ? `${shown}… (${rest} more characters)` : shown;
}

/**
 * A text in JSON, or in a language that has its literals, in which every character that {@link oneLine} takes out is written as
 * an escape; line breaks stay.
 */
export function escapeSteering(text: string): string {
  return text.replace(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu, escaped).replace(/##(?=\w*\[)/g, "\\u0023#");
}

function escaped(character: string): string {
  return character.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Several lines, such as a stack or what another program printed: none but the first begins with a text of someone else. */
export function fewLines(text: string): string {
  const lines = text.split(/\r?\n/).slice(0, MOST_LINES);
  return lines.map((line, i) => (i === 0 ? oneLine(line) : `| ${oneLine(line)}`)).join("\n");
}

const MOST_LINES = 100;

/** Control and format characters, line separators, halves of characters, and what no character is assigned to. */
const STEERING = /[\p{C}\p{Zl}\p{Zp}]+/gu;

/** A value inside a sentence. */
export function quote(text: string): string {
  return JSON.stringify(text);
}

export function didYouMean(suggestion: string | undefined): string {
  return suggestion === undefined ? "" : ` (did you mean ${quote(suggestion)}?)`;
}

/** `a, b and c`. */
export function list(items: readonly string[], word: "and" | "or"): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${word} ${items[items.length - 1]}`;
}

/** The items that are shown, and how many there are besides. */
export function few(items: readonly string[], count: number, word: "and" | "or" = "and"): string {
  return count > items.length ? `${items.join(", ")} ${word} ${count - items.length} more` : list(items, word);
}
