/**
 * Whether an error says in a sentence what is wrong outside: all of this package's have a code, and so have the system's.
 * Anything else is a bug, also what Node.js itself finds wrong with a call, and is shown with its stack.
 */
export function isExpected(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code } = error as { readonly code?: unknown };
  return typeof code === "string" && !code.startsWith("ERR_");
}
