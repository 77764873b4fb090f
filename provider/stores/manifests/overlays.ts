import type { Kustomization } from "./kustomization";

/** What the kustomizations of a directory say of its files, taken together. */
export interface Overlays {
  /** Files that are parts of a kustomization and no objects, with the kustomization that names each. */
  readonly fragments: ReadonlyMap<string, string>;
  /** The namespace that kustomizations give to the objects of a file; where they give several, none. */
  readonly namespaces: ReadonlyMap<string, string>;
}

/**
 * Follows every kustomization from those that no other one takes. The outer one's namespace wins, as in kustomize.
 *
 * @param kustomizations  by the file of each
 */
export function readOverlays(kustomizations: ReadonlyMap<string, Kustomization>): Overlays {
  const byFolder = new Map([...kustomizations].map(([file, one]) => [folderOf(file), one]));
  const taken = new Set([...kustomizations.values()].flatMap(({ resources }) => resources));
  const given = new Map<string, Set<string>>();
  const follow = (folder: string, outer: string | undefined, way: readonly string[]): void => {
    const one = byFolder.get(folder);
    if (one === undefined || way.includes(folder)) return;
    const namespace = outer ?? one.namespace;
    for (const resource of one.resources) {
      if (byFolder.has(resource)) follow(resource, namespace, [...way, folder]);
      else if (namespace !== undefined) given.set(resource, (given.get(resource) ?? new Set()).add(namespace));
    }
  };
  for (const folder of byFolder.keys()) if (!taken.has(folder)) follow(folder, undefined, []);
  const fragments = new Map<string, string>();
  for (const [file, one] of kustomizations) {
    for (const fragment of one.fragments) if (!taken.has(fragment)) fragments.set(fragment, file);
  }
  const namespaces = new Map<string, string>();
  for (const [file, [only, ...others]] of given)
    if (only !== undefined && others.length === 0) namespaces.set(file, only);
  return { fragments, namespaces };
}

function folderOf(file: string): string {
  return file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ".";
}
