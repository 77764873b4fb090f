import { type Document, isMap, isSeq, type Node } from "yaml";
import { readKey } from "./read-node";

/** The node at the end of a way, or the last one on it where the way leads through an alias or a merge key. */
export function nodeAt(document: Document.Parsed, path: readonly (string | number)[]): Node | undefined {
  let node: Node | undefined = document.contents ?? undefined;
  for (const step of path) {
    const next = isMap(node)
      ? node.items.find((pair) => readKey(pair) === String(step))?.value
      : isSeq(node)
        ? node.items[Number(step)]
        : undefined;
    if (next === undefined || next === null) return node;
    node = next as Node;
  }
  return node;
}
