import ts from "typescript";

/** A stretch of text that a person reads, or a name. */
export interface Passage {
  readonly line: number;
  readonly text: string;
  /** An identifier, a file name or a value of one word, split where its words meet. */
  readonly isName: boolean;
}

/** What of a file is prose, and what is a name: comments, texts and identifiers of programs, whole documents otherwise. */
export function readProse(path: string, text: string): readonly Passage[] {
  return /\.(ts|mjs)$/.test(path) ? ofProgram(path, text) : ofDocument(text);
}

/** `misspeltVariables.test` as `misspelt Variables test`. */
export function splitName(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/[^A-Za-z0-9]+/g, " ");
}

/** Paragraphs, rows and items: a phrase may run over the end of a line, but not into the next block. */
function ofDocument(text: string): readonly Passage[] {
  const passages: Passage[] = [];
  let open: { line: number; lines: string[] } | undefined;
  const close = (): void => {
    if (open !== undefined) passages.push({ line: open.line, text: open.lines.join(" "), isName: false });
    open = undefined;
  };
  text.split("\n").forEach((line, i) => {
    if (/^\s*([-*#|]|\d+\.|```|$)/.test(line)) close();
    open ??= { line: i + 1, lines: [] };
    open.lines.push(line.replace(/^\s*(#|\/\/)?\s*/, ""));
  });
  close();
  return passages;
}

function ofProgram(path: string, text: string): readonly Passage[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false);
  const passages: Passage[] = [];
  const comments = new Map<number, number>();
  const add = (at: number, found: string, isName: boolean): void => {
    passages.push({ line: source.getLineAndCharacterOfPosition(at).line + 1, text: found, isName });
  };
  const remember = (pos: number, end: number): void => void comments.set(pos, end);
  const visit = (node: ts.Node): void => {
    ts.forEachLeadingCommentRange(text, node.pos, remember);
    ts.forEachTrailingCommentRange(text, node.end, remember);
    if (ts.isIdentifier(node)) add(node.getStart(source), node.text, true);
    else if (ts.isLiteralExpression(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      add(node.getStart(source), node.text, !/\s/.test(node.text.trim()));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  for (const [pos, end] of joined(comments, text))
    add(pos, text.slice(pos, end).replace(/\s*\n\s*(\*|\/\/)?\s*/g, " "), false);
  return passages;
}

/** Comments of one line each that follow one another are one. */
function joined(comments: ReadonlyMap<number, number>, text: string): readonly (readonly [number, number])[] {
  const all: [number, number][] = [];
  for (const [pos, end] of [...comments].sort(([a], [b]) => a - b)) {
    const last = all.at(-1);
    if (last !== undefined && text.slice(last[1], pos).trim() === "") last[1] = end;
    else all.push([pos, end]);
  }
  return all;
}
