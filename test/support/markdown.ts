/**
 * Markdown without its code spans, block by block as a renderer reads it: a run of backquotes opens code if one of the same
 * length follows in the block.
 *
 * @source spec.commonmark.org/0.31.2/#code-spans
 */
export function withoutCode(markdown: string): string {
  // In a table each cell is a block of its own, and bars end cells even in code.
  const blocks = markdown.split(/\n/).flatMap((line) => (line.startsWith("|") ? line.split("|") : [line]));
  return blocks.map(withoutSpans).join("\n");
}

function withoutSpans(block: string): string {
  let rest = "";
  for (let at = 0; at < block.length; ) {
    if (block[at] !== "`") {
      rest += block[at];
      at += 1;
      continue;
    }
    const fence = /^`+/.exec(block.slice(at))?.[0] ?? "";
    const inner = block.slice(at + fence.length);
    const close = [...inner.matchAll(/`+/g)].find(([run]) => run === fence);
    if (close === undefined) rest += fence;
    at += close === undefined ? fence.length : fence.length + close.index + fence.length;
  }
  return rest;
}
