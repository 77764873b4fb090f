import type { Declaration, SecretPaths } from "../plan";
import type { Declared, Run } from "../runtime/declared";

/** Declarations of one run, each a batch of its own, in the order in which checks bring them. */
export interface Declarations {
  /** A place that has been declared before keeps its first declaration: a replacement is checked twice. */
  declare(declaration: Declaration, secrets: SecretPaths, run: Pick<Run, "ownerPrefix">): Declared;
  /** What was declared at a place of the program in this run. */
  at(path: string): Declared | undefined;
}

/** @param secretSettings  keys of settings that are secret */
export function createDeclarations(secretSettings: () => readonly string[]): Declarations {
  const batches: { declarations: readonly Declaration[]; secretSettings: readonly string[] }[] = [];
  const known = new Map<string, Declared>();
  return {
    declare(declaration, secrets, { ownerPrefix }) {
      const before = known.get(declaration.path);
      if (before !== undefined) return before;
      const withPlaces = secrets.length === 0 ? declaration : { ...declaration, secrets };
      batches.push({ declarations: [withPlaces], secretSettings: secretSettings() });
      const run: Run = { id: "one-by-one", ownerPrefix, isPreview: undefined, arrival: "one-by-one", batches };
      const declared: Declared = { run, declaration: withPlaces, secrets };
      known.set(declaration.path, declared);
      return declared;
    },
    at: (path) => known.get(path),
  };
}
