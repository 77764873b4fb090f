/** True for a name that Spiderpool compares with those of all pools. @source spiderpool pkg/ipam/utils.go, Go's path/filepath */
export function isPattern(name: string): boolean {
  return /[*?[\]]/.test(name);
}

/**
 * Whether a name matches a pattern; a malformed one matches nothing.
 *
 * @source Go's path/filepath.Match: `*` and `?` stand for anything, `[a-z]` and `[^a-z]` for one character; names have no "/"
 */
export function matchesPattern(pattern: string, name: string): boolean {
  const parts = pattern.match(PARTS) ?? [];
  if (parts.join("") !== pattern) return false;
  const text = parts.map((part) => {
    if (part === "*") return ".*";
    if (part === "?") return ".";
    if (part.startsWith("[") && part.length > 1) return part;
    return escaped(part.startsWith("\\") && part.length > 1 ? part.slice(1) : part);
  });
  try {
    return new RegExp(`^${text.join("")}$`, "su").test(name);
  } catch {
    return false;
  }
}

/** `*`, `?`, a list of characters and spans, an escaped character, or any other one. */
const PARTS = /\*|\?|\[\^?(?:(?:\\.|[^\]\\-])(?:-(?:\\.|[^\]\\-]))?)+\]|\\.|[^*?[\\]/gsu;

function escaped(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|]/u, "\\$&");
}
