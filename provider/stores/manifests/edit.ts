import { type Document, isMap, isScalar, isSeq, type Node, Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import { blockListLayout, blockMapLayout } from "./block-layout";
import { createDraft, type Draft } from "./draft";
import { flowLayout } from "./flow-layout";
import type { Entry, Layout } from "./layout";
import { nodeAt } from "./node-at";
import { composeDocument } from "./parse";
import { isRecord, isSame, members } from "./plain";
import { isProblem, type ManifestProblem } from "./problem";
import { readKey } from "./read-node";
import { isFlowPlainSafe, printScalar, quoteDouble, type ScalarValue } from "./scalar";

type Path = readonly (string | number)[];
type Replace = (value: unknown) => boolean;

const NO_ROOM: ManifestProblem = {
  offset: 0,
  reason: "the object is written in a way that cannot be changed in place",
};

/**
 * The text of a document after the smallest change that turns the object at the end of a way from what it says to what
 * it shall say: only entries that differ are touched.
 *
 * The answer is a proposal: with anchors, a change can reach further than its place. Who calls it parses the result and
 * compares.
 */
export function editDocument(text: string, path: Path, live: unknown, wanted: unknown): string | ManifestProblem {
  return withDocument(text, (draft, document) => {
    const node = nodeAt(document, path) ?? null;
    return change(draft, node, live, wanted, false, () => false);
  });
}

/** The text of a document without one item of a list in it; a list that loses its last item becomes `[]`. */
export function removeItem(text: string, path: Path): string | ManifestProblem {
  return withDocument(text, (draft, document) => {
    const list = nodeAt(document, path.slice(0, -1));
    if (!isSeq(list)) return false;
    if (list.items.length > 1 || path.length === 1) return layoutOf(draft, list)?.remove(Number(path.at(-1))) ?? false;
    const owner = nodeAt(document, path.slice(0, -2));
    if (!isMap(owner)) return false;
    layoutOf(draft, owner)?.replace(indexOfKey(owner, String(path.at(-2))), []);
    return true;
  });
}

function withDocument(
  text: string,
  body: (draft: Draft, document: Document.Parsed) => boolean,
): string | ManifestProblem {
  const document = composeDocument(text);
  if (isProblem(document)) return document;
  const draft = createDraft(text);
  return body(draft, document) ? draft.result() : NO_ROOM;
}

function layoutOf(draft: Draft, node: YAMLMap | YAMLSeq): Layout | undefined {
  if (node.flow === true) return flowLayout(draft, node);
  return isMap(node) ? blockMapLayout(draft, node) : blockListLayout(draft, node);
}

function indexOfKey(map: YAMLMap, key: string): number {
  return map.items.findIndex((pair) => readKey(pair) === key);
}

/** Changes a value inside if it can, or as a whole. False: neither is possible. */
function change(
  draft: Draft,
  node: Node | null,
  live: unknown,
  wanted: unknown,
  isInFlow: boolean,
  replace: Replace,
): boolean {
  if (isSame(live, wanted)) return true;
  const mark = draft.mark();
  if (isMap(node) && isRecord(live) && isRecord(wanted) && members(wanted).length > 0) {
    if (changeMap(draft, node, live, wanted)) return true;
  } else if (isSeq(node) && Array.isArray(live) && Array.isArray(wanted) && wanted.length > 0) {
    if (changeList(draft, node, live, wanted)) return true;
  } else if (isScalar(node) && changeScalar(draft, node, live, wanted, isInFlow)) return true;
  draft.rollback(mark);
  return replace(wanted);
}

type Members = Readonly<Record<string, unknown>>;

function changeMap(draft: Draft, map: YAMLMap, live: Members, wanted: Members): boolean {
  const layout = layoutOf(draft, map);
  if (layout === undefined) return false;
  const written = new Set<string>();
  for (const [index, pair] of map.items.entries()) {
    const key = readKey(pair) ?? "";
    written.add(key);
    if (!Object.hasOwn(wanted, key)) {
      if (Object.hasOwn(live, key) && !layout.remove(index)) return false;
    } else if (!changeEntry(draft, layout, index, pair.value as Node | null, live[key], wanted[key])) return false;
  }
  // What a merge key gave cannot be taken away from here.
  if (Object.keys(live).some((key) => !written.has(key) && !Object.hasOwn(wanted, key))) return false;
  const added = members(wanted).flatMap(([key, value]) => {
    return written.has(key) || (Object.hasOwn(live, key) && isSame(live[key], value)) ? [] : [{ key, value }];
  });
  return added.length === 0 || layout.insert(map.items.length, added);
}

/** Items that both ends have in common stay; of those between, equal positions are changed, the rest added or removed. */
function changeList(draft: Draft, list: YAMLSeq, live: readonly unknown[], wanted: readonly unknown[]): boolean {
  const layout = layoutOf(draft, list);
  if (layout === undefined || list.items.length !== live.length) return false;
  const shorter = Math.min(live.length, wanted.length);
  let head = 0;
  while (head < shorter && isSame(live[head], wanted[head])) head += 1;
  let tail = 0;
  while (tail < shorter - head && isSame(live.at(-1 - tail), wanted.at(-1 - tail))) tail += 1;
  const common = shorter - tail;
  for (let index = head; index < common; index += 1) {
    if (!changeEntry(draft, layout, index, list.items[index] as Node, live[index], wanted[index])) return false;
  }
  for (let index = common; index < live.length - tail; index += 1) if (!layout.remove(index)) return false;
  const added: Entry[] = wanted.slice(common, wanted.length - tail).map((value) => ({ value }));
  return added.length === 0 || layout.insert(common, added);
}

function changeEntry(
  draft: Draft,
  layout: Layout,
  index: number,
  node: Node | null,
  live: unknown,
  wanted: unknown,
): boolean {
  return change(draft, node, live, wanted, layout.isFlow, (value) => {
    layout.replace(index, value);
    return true;
  });
}

/** A scalar on its place, in the quotes it had. */
function changeScalar(draft: Draft, node: Scalar, live: unknown, wanted: unknown, isInFlow: boolean): boolean {
  const [start, end] = node.range ?? [0, 0];
  const isBlock = node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
  if (isBlock || start === end || node.tag !== undefined || (typeof wanted === "object") !== (wanted === null))
    return false;
  draft.splice(start, end, restyle(node.type, live, wanted as ScalarValue, isInFlow));
  return true;
}

function restyle(type: string | undefined, live: unknown, wanted: ScalarValue, isInFlow: boolean): string {
  if (typeof wanted !== "string") return printScalar(wanted);
  if (type === Scalar.QUOTE_SINGLE && /^[ -~]*$/.test(wanted)) return `'${wanted.replaceAll("'", "''")}'`;
  if (type === Scalar.QUOTE_DOUBLE) return quoteDouble(wanted);
  if (!isInFlow || (typeof live === "string" && isFlowPlainSafe(wanted))) return printScalar(wanted);
  return quoteDouble(wanted);
}
