import { blockListLayout, blockMapLayout } from "./block-layout";
import { createDraft, type Draft } from "./draft";
import { flowLayout } from "./flow-layout";
import { type Entry, isUnwritten, type Layout } from "./layout";
import { indexOfKey, nodeAt } from "./node-at";
import { composeDocument } from "./parse";
import { isRecord, isSame, members } from "./plain";
import { isProblem, type ManifestProblem } from "./problem";
import { isMergeKey, readKey } from "./read-node";
import { isFlowPlainSafe, printScalar, quoteDouble, type ScalarValue } from "./scalar";
import type { ListNode, MapNode, ScalarNode, YamlNode } from "./yaml/tree";

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
    return change(draft, nodeAt(document, path), live, wanted, false, () => false);
  });
}

/** The text of a document without one item of a list in it; a list that loses its last item becomes `[]`. */
export function removeItem(text: string, path: Path): string | ManifestProblem {
  return withDocument(text, (draft, document) => {
    const list = nodeAt(document, path.slice(0, -1));
    if (list.kind !== "list") return false;
    if (list.items.length > 1 || path.length === 1) return layoutOf(draft, list)?.remove(Number(path.at(-1))) ?? false;
    const owner = nodeAt(document, path.slice(0, -2));
    if (owner.kind !== "map") return false;
    layoutOf(draft, owner)?.replace(indexOfKey(owner, String(path.at(-2))), []);
    return true;
  });
}

function withDocument(text: string, body: (draft: Draft, document: YamlNode) => boolean): string | ManifestProblem {
  const document = composeDocument(text);
  if (isProblem(document)) return document;
  const draft = createDraft(text);
  return body(draft, document) ? draft.result() : NO_ROOM;
}

function layoutOf(draft: Draft, node: MapNode | ListNode): Layout | undefined {
  if (node.isFlow) return flowLayout(draft, node);
  return node.kind === "map" ? blockMapLayout(draft, node) : blockListLayout(draft, node);
}

/** Changes a value inside if it can, or as a whole. False: neither is possible. */
function change(
  draft: Draft,
  node: YamlNode,
  live: unknown,
  wanted: unknown,
  isInFlow: boolean,
  replace: Replace,
): boolean {
  if (isSame(live, wanted)) return true;
  const mark = draft.mark();
  if (node.kind === "map" && isRecord(live) && isRecord(wanted) && members(wanted).length > 0) {
    if (changeMap(draft, node, live, wanted)) return true;
  } else if (node.kind === "list" && Array.isArray(live) && Array.isArray(wanted) && wanted.length > 0) {
    if (changeList(draft, node, live, wanted)) return true;
  } else if (node.kind === "scalar" && changeScalar(draft, node, live, wanted, isInFlow)) return true;
  draft.rollback(mark);
  return replace(wanted);
}

type Members = Readonly<Record<string, unknown>>;

function changeMap(draft: Draft, map: MapNode, live: Members, wanted: Members): boolean {
  const layout = layoutOf(draft, map);
  if (layout === undefined) return false;
  const written = new Set<string>();
  for (const [index, pair] of map.pairs.entries()) {
    if (isMergeKey(pair)) continue;
    const key = readKey(pair) ?? "";
    written.add(key);
    // What a later one of the same name replaces says nothing.
    if (Object.hasOwn(wanted, key) && indexOfKey(map, key) !== index) continue;
    if (!Object.hasOwn(wanted, key)) {
      if (Object.hasOwn(live, key) && !layout.remove(index)) return false;
    } else if (!changeEntry(draft, layout, index, pair.value, live[key], wanted[key])) return false;
  }
  // What a merge key gave cannot be taken away from here.
  if (Object.keys(live).some((key) => !written.has(key) && !Object.hasOwn(wanted, key))) return false;
  const added = members(wanted).flatMap(([key, value]) => {
    return written.has(key) || (Object.hasOwn(live, key) && isSame(live[key], value)) ? [] : [{ key, value }];
  });
  return added.length === 0 || layout.insert(map.pairs.length, added);
}

/** Items that both ends have in common stay; of those between, equal positions are changed, the rest added or removed. */
function changeList(draft: Draft, list: ListNode, live: readonly unknown[], wanted: readonly unknown[]): boolean {
  const layout = layoutOf(draft, list);
  if (layout === undefined || list.items.length !== live.length) return false;
  const shorter = Math.min(live.length, wanted.length);
  let head = 0;
  while (head < shorter && isSame(live[head], wanted[head])) head += 1;
  let tail = 0;
  while (tail < shorter - head && isSame(live.at(-1 - tail), wanted.at(-1 - tail))) tail += 1;
  const common = shorter - tail;
  for (let index = head; index < common; index += 1) {
    if (
      !changeEntry(
        draft,
        layout,
        index,
        (list.items[index] as ListNode["items"][number]).value,
        live[index],
        wanted[index],
      )
    )
      return false;
  }
  for (let index = common; index < live.length - tail; index += 1) if (!layout.remove(index)) return false;
  const added: Entry[] = wanted.slice(common, wanted.length - tail).map((value) => ({ value }));
  return added.length === 0 || layout.insert(common, added);
}

function changeEntry(
  draft: Draft,
  layout: Layout,
  index: number,
  node: YamlNode,
  live: unknown,
  wanted: unknown,
): boolean {
  return change(draft, node, live, wanted, layout.isFlow, (value) => {
    layout.replace(index, value);
    return true;
  });
}

/** A scalar on its place, in the quotes it had. */
function changeScalar(draft: Draft, node: ScalarNode, live: unknown, wanted: unknown, isInFlow: boolean): boolean {
  const isBlock = node.style === "literal" || node.style === "folded";
  const isLost = isUnwritten(node) || node.textStart === node.end || node.tag !== undefined;
  if (isBlock || isLost || (typeof wanted === "object") !== (wanted === null)) return false;
  draft.splice(node.textStart, node.end, restyle(node.style, live, wanted as ScalarValue, isInFlow));
  return true;
}

function restyle(style: ScalarNode["style"], live: unknown, wanted: ScalarValue, isInFlow: boolean): string {
  if (typeof wanted !== "string") return printScalar(wanted);
  if (style === "single" && /^[ -~]*$/.test(wanted)) return `'${wanted.replaceAll("'", "''")}'`;
  if (style === "double") return quoteDouble(wanted);
  if (!isInFlow || (typeof live === "string" && isFlowPlainSafe(wanted))) return printScalar(wanted);
  return quoteDouble(wanted);
}
