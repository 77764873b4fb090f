import { isCollection, isMap, isPair, type Node, type Pair, type YAMLMap, type YAMLSeq } from "yaml";

/** A member of a map (with its key) or an item of a list. */
export interface Entry {
  readonly key?: string;
  readonly value: unknown;
}

/** How the entries of one collection stand in the text, and how to change them there. Indexes are those of the text. */
export interface Layout {
  readonly isFlow: boolean;
  replace(index: number, value: unknown): void;
  /** false: this entry cannot go without its surroundings; indexes of successive calls ascend */
  remove(index: number): boolean;
  /** puts entries before an index, or at the end; false: there is no room that is surely right */
  insert(index: number, entries: readonly Entry[]): boolean;
}

/** The offset after the last character that says something about a node; its comments lie beyond. */
export function contentEnd(node: Node | Pair): number {
  if (isPair(node)) return contentEnd((node.value ?? node.key) as Node);
  if (!isCollection(node) || (node as YAMLMap | YAMLSeq).flow === true) return node.range?.[1] ?? 0;
  const last = node.items.at(-1) as Node | Pair | undefined;
  return last === undefined ? (node.range?.[1] ?? 0) : contentEnd(last);
}

/** The offset of the first character of an entry, after its dash or comma. */
export function contentStart(node: Node | Pair): number {
  return (isPair(node) ? (node.key as Node) : node).range?.[0] ?? 0;
}

export function entriesOf(node: YAMLMap | YAMLSeq): readonly (Node | Pair)[] {
  return (isMap(node) ? node.items : node.items) as (Node | Pair)[];
}
