/** Changes to a text by offsets of the text as it was; what no change covers stays byte for byte. */
export interface Draft {
  readonly text: string;
  /** replaces a stretch, or inserts where start = end; "\n" becomes the line end that the text uses */
  splice(start: number, end: number, replacement: string): void;
  /** how many changes there are, to take back what was tried since with `rollback` */
  mark(): number;
  rollback(mark: number): void;
  result(): string;
}

/** A draft of a text, unchanged so far. */
export function createDraft(text: string): Draft {
  const eol = /\r?\n/.exec(text)?.[0] ?? "\n";
  const splices: { start: number; end: number; replacement: string }[] = [];
  return {
    text,
    splice(start, end, replacement) {
      splices.push({ start, end, replacement: replacement.replaceAll("\n", eol) });
    },
    mark: () => splices.length,
    rollback(mark) {
      splices.length = mark;
    },
    result() {
      let result = "";
      let reached = 0;
      for (const { start, end, replacement } of splices.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
        if (start < reached) throw new Error(`changes overlap at offset ${start}`);
        result += text.slice(reached, start) + replacement;
        reached = end;
      }
      return result + text.slice(reached);
    },
  };
}

/** The offset of the first character of the line an offset is on. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** The offset after the line on which content ends; a block scalar's content ends with its line already. */
export function lineEnd(text: string, contentEnd: number): number {
  if (text[contentEnd - 1] === "\n") return contentEnd;
  const newline = text.indexOf("\n", contentEnd);
  return newline === -1 ? text.length : newline + 1;
}
