import { type Draft, lineEnd, lineStart } from "./draft";
import { type Entry, isUnwritten, type Layout, spansOf } from "./layout";
import { isInline, renderBlock, renderInline, renderItem, renderPair } from "./render";
import type { ListNode, MapNode, YamlNode } from "./yaml/tree";

/** The layout of `key: value` lines; undefined for maps with `? ` keys. */
export function blockMapLayout(draft: Draft, map: MapNode): Layout | undefined {
  const { pairs } = map;
  const spans = spansOf(map);
  const first = spans[0];
  const last = spans.at(-1);
  if (first === undefined || last === undefined) return undefined;
  if (pairs.some(({ isExplicit, colon }) => isExplicit || colon === undefined)) return undefined;
  const column = first.start - lineStart(draft.text, first.start);
  const indent = " ".repeat(column);

  return {
    isFlow: false,
    replace(index, value) {
      const { colon = 0, value: node } = pairs[index] as MapNode["pairs"][number];
      replaceAfter(draft, colon + 1, node, value, Array.isArray(value) ? indent : `${indent}  `);
    },
    remove: (index) => removeLines(draft, spans[index] as YamlNode),
    insert(index, entries) {
      if (index !== pairs.length) return false;
      insertLines(draft, last.end, renderEntries(entries, indent));
      return true;
    },
  };
}

/** The layout of `- item` lines. */
export function blockListLayout(draft: Draft, list: ListNode): Layout | undefined {
  const { items } = list;
  const first = items[0]?.dash;
  if (first === undefined) return undefined;
  const indent = " ".repeat(first - lineStart(draft.text, first));

  return {
    isFlow: false,
    replace(index, value) {
      const { dash = 0, value: node } = items[index] as ListNode["items"][number];
      replaceAfter(draft, dash + 1, node, value, `${indent}  `, true);
    },
    remove(index) {
      const { dash = 0, value: node } = items[index] as ListNode["items"][number];
      return removeLines(draft, { start: dash, end: Math.max(node.end, dash + 1) });
    },
    insert(index, entries) {
      const lines = renderEntries(entries, indent);
      const previous = items[index - 1];
      if (previous !== undefined) insertLines(draft, Math.max(previous.value.end, (previous.dash ?? 0) + 1), lines);
      else if (!startsLine(draft.text, first)) return false;
      else draft.splice(lineStart(draft.text, first), lineStart(draft.text, first), `${lines.join("\n")}\n`);
      return true;
    },
  };
}

function renderEntries(entries: readonly Entry[], indent: string): readonly string[] {
  return entries.flatMap(({ key, value }) =>
    key === undefined ? renderItem(value, indent) : renderPair(key, value, indent),
  );
}

/**
 * Puts a value after a colon or dash, in place of the node that is there. A comment on that line stays on it, one on a
 * later line goes with the line.
 */
function replaceAfter(
  draft: Draft,
  after: number,
  node: YamlNode,
  value: unknown,
  indent: string,
  isItem = false,
): void {
  const { text } = draft;
  const lineStop = lineEnd(text, after);
  const content = isUnwritten(node) ? after : node.end;
  const isOnLine = content < lineStop;
  const tail = /^[ \t]*(?:#[^\r\n]*)?/.exec(text.slice(isOnLine ? content : after, lineStop))?.[0] ?? "";
  const comment = tail.trimStart() === "" ? "" : ` ${tail.trimStart()}`;
  const end = isOnLine ? content + (comment === "" ? 0 : tail.length) : endOfLines(text, node, content);
  if (isInline(value)) draft.splice(after, end, ` ${renderInline(value)}${comment}`);
  else if (isItem && comment === "") draft.splice(after, end, ` ${renderBlock(value, indent).join("\n").trimStart()}`);
  else draft.splice(after, end, `${comment}\n${renderBlock(value, indent).join("\n")}`);
}

/** Where the last line of a node ends, its line break and the blank lines of a block scalar omitted. */
function endOfLines(text: string, node: YamlNode, content: number): number {
  const end = isBlockScalar(node) ? content : lineEnd(text, content);
  return text.slice(0, end).replace(/[ \t\r\n]+$/, "").length;
}

function isBlockScalar(node: YamlNode): boolean {
  return node.kind === "scalar" && (node.style === "literal" || node.style === "folded");
}

/** Removes whole lines, unless something else begins on the first of them. */
function removeLines(draft: Draft, { start, end }: { readonly start: number; readonly end: number }): boolean {
  const { text } = draft;
  if (!startsLine(text, start)) return false;
  const from = lineStart(text, start);
  const to = lineEnd(text, end);
  // A text that ends without a line break goes on doing so.
  const isOpenEnd = to === text.length && !text.endsWith("\n") && from > 0;
  draft.splice(isOpenEnd ? from - (text[from - 2] === "\r" ? 2 : 1) : from, to, "");
  return true;
}

function startsLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === "";
}

function insertLines(draft: Draft, after: number, lines: readonly string[]): void {
  const at = lineEnd(draft.text, after);
  const isOpenLine = at === draft.text.length && !draft.text.endsWith("\n");
  draft.splice(at, at, isOpenLine ? `\n${lines.join("\n")}` : `${lines.join("\n")}\n`);
}
