import { type Draft, lineStart } from "./draft";
import { type Entry, type EntrySpan, isUnwritten, type Layout, spansOf } from "./layout";
import { renderFlow } from "./render";
import { quoteDouble } from "./scalar";
import type { ListNode, MapNode } from "./yaml/tree";

/** The layout of `{…}` and `[…]`, on one line or, as JSON files are, with one entry per line. */
export function flowLayout(draft: Draft, node: MapNode | ListNode): Layout | undefined {
  const entries = spansOf(node);
  const first = entries[0];
  const last = entries.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const { text } = draft;
  const spread = spreadOf(text, node.textStart, first.start);
  const separator = spread === undefined ? ", " : `,\n${spread.indent}`;
  let keptBefore = -1;
  let removedCount = 0;

  function render({ key, value }: Entry): string {
    const body = renderFlow(value, spread);
    return key === undefined ? body : `${quoteDouble(key)}: ${body}`;
  }

  return {
    isFlow: true,
    replace(index, value) {
      const body = renderFlow(value, spread);
      const pair = node.kind === "map" ? node.pairs[index] : undefined;
      const { end } = entries[index] as EntrySpan;
      const target = node.kind === "map" ? pair?.value : node.items[index]?.value;
      if (pair !== undefined && pair.colon === undefined) draft.splice(end, end, `: ${body}`);
      else if (target === undefined || isUnwritten(target)) draft.splice(end, end, ` ${body}`);
      else draft.splice(target.start, target.end, body);
    },
    remove(index) {
      const entry = entries[index] as EntrySpan;
      const next = entries[index + 1];
      if (index > removedCount) keptBefore = index - 1;
      removedCount += 1;
      if (keptBefore !== -1) draft.splice((entries[index - 1] as EntrySpan).end, entry.end, "");
      else draft.splice(entry.start, next === undefined ? entry.end : next.start, "");
      return true;
    },
    insert(index, added) {
      const body = added.map(render).join(separator);
      const previous = entries[index - 1];
      if (previous === undefined) {
        draft.splice(first.start, first.start, `${body}${separator}`);
        return true;
      }
      if (previous === last && /^\s*,/.test(text.slice(last.end))) return false;
      const isAlone = removedCount === entries.length;
      draft.splice(previous.end, previous.end, isAlone ? body : separator + body);
      return true;
    },
  };
}

/** The indent of the entries and the step to the next level, if every entry has its own line. */
function spreadOf(text: string, open: number, first: number): { indent: string; step: string } | undefined {
  if (!text.slice(open, first).includes("\n")) return undefined;
  const indent = text.slice(lineStart(text, first), first);
  const outer = /^[ \t]*/.exec(text.slice(lineStart(text, open)))?.[0] ?? "";
  const step = indent.startsWith(outer) ? indent.slice(outer.length) : "";
  return { indent, step: step === "" ? "  " : step };
}
