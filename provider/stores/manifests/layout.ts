import type { ItemNode, ListNode, MapNode, PairNode, YamlNode } from "./yaml/tree";

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

/** Where an entry begins (after its dash or comma) and where what says something of it ends; comments lie beyond. */
export interface EntrySpan {
  readonly start: number;
  readonly end: number;
}

/** The places of the entries of a collection, in the order of the text. */
export function spansOf(node: MapNode | ListNode): readonly EntrySpan[] {
  return node.kind === "map" ? node.pairs.map(pairSpan) : node.items.map(({ value }: ItemNode) => value);
}

function pairSpan({ key, value, colon }: PairNode): EntrySpan {
  return { start: key.start, end: colon === undefined ? key.end : Math.max(value.end, colon + 1) };
}

/** Whether nothing is written where a value should be. */
export function isUnwritten(node: YamlNode): boolean {
  return node.start === node.end;
}
