import type { CST } from "yaml";

/**
 * How deep the collections of a document may stand in each other. Readers are recursive, and a regular expression that
 * is compiled at the end of the stack takes the whole process down (V8), so depth is looked at first.
 */
export const MAX_NESTING = 256;

/** Whether any collection of a token tree stands deeper than that. */
export function isTooDeep(tokens: readonly CST.Token[]): boolean {
  let level: readonly (CST.Token | null | undefined)[] = tokens;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_NESTING + 1) return true;
    level = level.flatMap(innerTokens);
  }
  return false;
}

function innerTokens(token: CST.Token | null | undefined): readonly (CST.Token | null | undefined)[] {
  switch (token?.type) {
    case "document":
      return [token.value];
    case "block-map":
    case "block-seq":
    case "flow-collection":
      return token.items.flatMap(({ key, value }) => [key, value]);
    default:
      return [];
  }
}
