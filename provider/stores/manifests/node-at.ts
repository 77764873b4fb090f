import { readKey } from "./read-node";
import type { MapNode, YamlNode } from "./yaml/tree";

/** The node at the end of a way, or the last one on it where the way leads through an alias or a merge key. */
export function nodeAt(root: YamlNode, path: readonly (string | number)[]): YamlNode {
  let node = root;
  for (const step of path) {
    const next =
      node.kind === "map"
        ? node.pairs[indexOfKey(node, String(step))]?.value
        : node.kind === "list"
          ? node.items[Number(step)]?.value
          : undefined;
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

/** The place of a key in its map, -1 if it is not there; of a repeated key the last one counts. */
export function indexOfKey({ pairs }: MapNode, key: string): number {
  return pairs.findLastIndex((pair) => readKey(pair) === key);
}
