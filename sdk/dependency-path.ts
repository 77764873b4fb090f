import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

type Manifest = Readonly<Partial<Record<string, Readonly<Record<string, string>>>>>;

const PACKAGE = "pulumi-kubeovn";
const NEEDED = ["dependencies", "optionalDependencies", "peerDependencies"];
/** Folder of this package. */
const OWN = realpathSync(path.join(__dirname, "..", ".."));

/**
 * The packages that lead from a program to this one, where only a component library depends on it: `["@acme/net"]`.
 *
 * Empty where the program finds the package itself. Also empty where no chain of dependencies leads here, as in a bundle.
 * The shortest chain wins, then the order of the manifests, so it is the same on every machine with the same dependencies.
 *
 * @param folder  where Pulumi runs the program, and its provider process
 */
export function dependencyPath(folder: string): readonly string[] {
  if (isLoadable(folder)) return [];
  const visited = new Set<string>();
  let level: { readonly folder: string; readonly via: readonly string[] }[] = [
    { folder: manifestAbove(folder), via: [] },
  ];
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { folder: from, via } of level) {
      for (const name of dependencies(from, via.length === 0)) {
        const dependency = findPackage(name, from);
        if (dependency === OWN && name === PACKAGE) return via;
        if (dependency === undefined || visited.has(dependency)) continue;
        visited.add(dependency);
        next.push({ folder: dependency, via: [...via, name] });
      }
    }
    level = next;
  }
  return [];
}

function isLoadable(folder: string): boolean {
  try {
    createRequire(path.join(folder, "/")).resolve(`${PACKAGE}/runtime`);
    return true;
  } catch {
    return false;
  }
}

/** Folder of the nearest manifest, as package managers look for the one of the folder they are called in. */
function manifestAbove(folder: string): string {
  const parent = path.dirname(folder);
  return existsSync(path.join(folder, "package.json")) || parent === folder ? folder : manifestAbove(parent);
}

function dependencies(folder: string, isProgram: boolean): readonly string[] {
  const manifest = readManifest(folder);
  const fields = isProgram ? [...NEEDED, "devDependencies"] : NEEDED;
  return fields.flatMap((field) => Object.keys(manifest[field] ?? {}));
}

function readManifest(folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  } catch {
    return {};
  }
}

/** By folder and not by what it exports, as a package need not export an entry to `require`. */
function findPackage(name: string, from: string): string | undefined {
  const folders = createRequire(path.join(from, "/")).resolve.paths(name) ?? [];
  const found = folders.map((folder) => path.join(folder, name)).find((folder) => existsSync(folder));
  return found === undefined ? undefined : realpathSync(found);
}
