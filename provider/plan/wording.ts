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
