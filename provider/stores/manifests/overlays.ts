import type { Kustomization } from "./kustomization";

/** What the kustomizations of a directory say of its files, taken together. */
export interface Overlays {
  /** Files that are parts of a kustomization and no objects, with the kustomization that names each. */
  readonly fragments: ReadonlyMap<string, string>;
  /** The namespace that kustomizations give to the objects of a file; where they give several, none. */
  readonly namespaces: ReadonlyMap<string, string>;
  /** The kustomizations that no other one takes. */
  readonly roots: readonly OverlayRoot[];
}

/** A kustomization with all that it is made of. */
export interface OverlayRoot {
  readonly file: string;
  /** Every kustomization in it, by file, itself among them. */
  readonly parts: ReadonlyMap<string, Kustomization>;
  /** Files whose objects it takes. */
  readonly resources: readonly string[];
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
  const tops = [...kustomizations.keys()].filter((file) => !taken.has(folderOf(file)));
  for (const file of tops) follow(folderOf(file), undefined, []);
  const fragments = new Map<string, string>();
  for (const [file, one] of kustomizations) {
    for (const fragment of one.fragments) if (!taken.has(fragment)) fragments.set(fragment, file);
  }
  const namespaces = new Map<string, string>();
  for (const [file, [only, ...others]] of given)
    if (only !== undefined && others.length === 0) namespaces.set(file, only);
  return { fragments, namespaces, roots: tops.map((file) => rootOf(file, kustomizations)) };
}

function rootOf(file: string, kustomizations: ReadonlyMap<string, Kustomization>): OverlayRoot {
  const files = new Map([...kustomizations.keys()].map((one) => [folderOf(one), one]));
  const parts = new Map<string, Kustomization>();
  const resources = new Set<string>();
  const add = (part: string): void => {
    const one = kustomizations.get(part);
    if (one === undefined || parts.has(part)) return;
    parts.set(part, one);
    for (const resource of one.resources) {
      const inner = files.get(resource);
      if (inner === undefined) resources.add(resource);
      else add(inner);
    }
  };
  add(file);
  return { file, parts, resources: [...resources] };
}

/** The folder of a file, `.` for the directory itself. */
export function folderOf(file: string): string {
  return file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ".";
}
