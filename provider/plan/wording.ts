/**
 * A text that may hold names from files and clusters, as one line without what would steer a terminal, begin a line of its own
 * in a log (which pipelines take for commands) or turn the direction of writing.
 */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g, " ");
}

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
export function few(items: readonly string[], count: number): string {
  return count > items.length ? `${items.join(", ")} and ${count - items.length} more` : list(items, "and");
}
