import { isPair, type Node, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import { type Draft, lineStart } from "./draft";
import { contentEnd, contentStart, type Entry, entriesOf, type Layout } from "./layout";
import { renderFlow } from "./render";
import { quoteDouble } from "./scalar";

/** The layout of `{…}` and `[…]`, on one line or, as JSON files are, with one entry per line. */
export function flowLayout(draft: Draft, node: YAMLMap | YAMLSeq): Layout | undefined {
  const entries = entriesOf(node);
  const first = entries[0];
  const last = entries.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const { text } = draft;
  const spread = spreadOf(text, node.range?.[0] ?? 0, contentStart(first));
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
      const entry = entries[index] as Node | Pair;
      const target = (isPair(entry) ? entry.value : entry) as Node | null;
      const body = renderFlow(value, spread);
      if (target === null) draft.splice(contentEnd(entry), contentEnd(entry), `: ${body}`);
      else if (target.range?.[0] === target.range?.[1])
        draft.splice(contentEnd(target), contentEnd(target), ` ${body}`);
      else draft.splice(contentStart(target), contentEnd(target), body);
    },
    remove(index) {
      const entry = entries[index] as Node | Pair;
      const next = entries[index + 1];
      if (index > removedCount) keptBefore = index - 1;
      removedCount += 1;
      if (keptBefore !== -1) draft.splice(contentEnd(entries[index - 1] as Node | Pair), contentEnd(entry), "");
      else draft.splice(contentStart(entry), next === undefined ? contentEnd(entry) : contentStart(next), "");
      return true;
    },
    insert(index, added) {
      const body = added.map(render).join(separator);
      const previous = entries[index - 1];
      if (previous === undefined) {
        draft.splice(contentStart(first), contentStart(first), `${body}${separator}`);
        return true;
      }
      if (previous === last && /^\s*,/.test(text.slice(contentEnd(last)))) return false;
      const isAlone = removedCount === entries.length;
      draft.splice(contentEnd(previous), contentEnd(previous), isAlone ? body : separator + body);
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
