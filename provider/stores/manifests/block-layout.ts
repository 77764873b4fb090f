import { type CST, type Node, type Pair, Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import { type Draft, lineEnd, lineStart } from "./draft";
import { contentEnd, contentStart, type Entry, type Layout } from "./layout";
import { isInline, renderBlock, renderInline, renderItem, renderPair } from "./render";

/** The layout of `key: value` lines; undefined for maps with `? ` keys. */
export function blockMapLayout(draft: Draft, map: YAMLMap): Layout | undefined {
  const pairs = map.items as Pair<Node, Node | null>[];
  const colons = pairs.map((pair) => colonOf(pair));
  const first = pairs[0];
  if (first === undefined || colons.includes(undefined)) return undefined;
  const column = contentStart(first) - lineStart(draft.text, contentStart(first));
  const indent = " ".repeat(column);

  return {
    isFlow: false,
    replace(index, value) {
      const pair = pairs[index] as Pair<Node, Node | null>;
      const child = Array.isArray(value) ? indent : `${indent}  `;
      replaceAfter(draft, (colons[index] as number) + 1, pair.value, value, child);
    },
    remove: (index) => removeLines(draft, contentStart(pairs[index] as Pair), contentEnd(pairs[index] as Pair)),
    insert(index, entries) {
      if (index !== pairs.length) return false;
      insertLines(draft, contentEnd(pairs.at(-1) as Pair), renderEntries(entries, indent));
      return true;
    },
  };
}

/** The layout of `- item` lines. */
export function blockListLayout(draft: Draft, list: YAMLSeq): Layout | undefined {
  const items = list.items as Node[];
  const dashes = dashesOf(list);
  const first = dashes[0];
  if (first === undefined || dashes.length !== items.length) return undefined;
  const indent = " ".repeat(first - lineStart(draft.text, first));

  return {
    isFlow: false,
    replace(index, value) {
      replaceAfter(draft, (dashes[index] as number) + 1, items[index] as Node, value, `${indent}  `, true);
    },
    remove: (index) => removeLines(draft, dashes[index] as number, contentEnd(items[index] as Node)),
    insert(index, entries) {
      const lines = renderEntries(entries, indent);
      const previous = items[index - 1];
      if (previous !== undefined) insertLines(draft, contentEnd(previous), lines);
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

function colonOf({ srcToken }: Pair): number | undefined {
  const token = srcToken as CST.CollectionItem | undefined;
  if (token?.start.some(({ type }) => type === "explicit-key-ind")) return undefined;
  return token?.sep?.find(({ type }) => type === "map-value-ind")?.offset;
}

function dashesOf({ srcToken }: YAMLSeq): readonly number[] {
  const items = (srcToken as CST.BlockSequence | undefined)?.items ?? [];
  return items.flatMap(({ start }) => start.find(({ type }) => type === "seq-item-ind")?.offset ?? []);
}

/**
 * Puts a value after a colon or dash, in place of the node that is there. A comment on that line stays on it, one on a
 * later line goes with the line.
 */
function replaceAfter(
  draft: Draft,
  after: number,
  node: Node | null,
  value: unknown,
  indent: string,
  isItem = false,
): void {
  const { text } = draft;
  const lineStop = lineEnd(text, after);
  const content = node === null ? after : contentEnd(node);
  const isOnLine = content < lineStop;
  const tail = /^[ \t]*(?:#[^\r\n]*)?/.exec(text.slice(isOnLine ? content : after, lineStop))?.[0] ?? "";
  const comment = tail.trimStart() === "" ? "" : ` ${tail.trimStart()}`;
  const end = isOnLine ? content + (comment === "" ? 0 : tail.length) : endOfLines(text, node, content);
  if (isInline(value)) draft.splice(after, end, ` ${renderInline(value)}${comment}`);
  else if (isItem && comment === "") draft.splice(after, end, ` ${renderBlock(value, indent).join("\n").trimStart()}`);
  else draft.splice(after, end, `${comment}\n${renderBlock(value, indent).join("\n")}`);
}

/** Where the last line of a node ends, its line break and the blank lines of a block scalar left out. */
function endOfLines(text: string, node: Node | null, content: number): number {
  const end = node !== null && isBlockScalar(node) ? content : lineEnd(text, content);
  return text.slice(0, end).replace(/[ \t\r\n]+$/, "").length;
}

function isBlockScalar(node: Node): boolean {
  return node instanceof Scalar && (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED);
}

/** Removes whole lines, unless something else begins on the first of them. */
function removeLines(draft: Draft, start: number, end: number): boolean {
  if (!startsLine(draft.text, start)) return false;
  draft.splice(lineStart(draft.text, start), lineEnd(draft.text, end), "");
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
