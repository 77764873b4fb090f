import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/**
 * The texts of all files below a folder, by path relative to it, sorted.
 *
 * @param {string} folder
 * @returns {Map<string, string>}
 */
export function readFolder(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path, "utf8")]));
}

/**
 * What happened to each file between two looks at a folder, sorted by path; unchanged files are omitted.
 *
 * @param {ReadonlyMap<string, string>} before
 * @param {ReadonlyMap<string, string>} after
 * @returns {{ path: string, change: "new" | "changed" | "removed" }[]}
 */
export function compareFiles(before, after) {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path) => {
    const [old, now] = [before.get(path), after.get(path)];
    if (old === now) return [];
    return [{ path, change: old === undefined ? "new" : now === undefined ? "removed" : "changed" }];
  });
}
