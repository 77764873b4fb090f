import { Composer, type Document, Parser, type YAMLParseError } from "yaml";
import { isTooDeep, MAX_NESTING } from "./nesting";
import { nodeAt } from "./node-at";
import { isProblem, type ManifestProblem } from "./problem";
import { quickJson } from "./quick-json";
import { quickRead } from "./quick-read";
import { readDocument } from "./read-node";
import { type FoundObject, findObjects } from "./shape";
import { newlinesBetween, splitDocuments, type TextSpan } from "./split";

/** One document of a file. Offsets count from the start of the file. */
export interface ManifestDocument extends TextSpan {
  /** whether it says nothing at all: only comments, or only its marker */
  readonly isEmpty: boolean;
  /** each item of its list, if they can be composed one by one: the braces of JSON, whole lines of block style */
  readonly items: readonly TextSpan[];
}

/** An object, and where it stands: its 1-based line, its document, and the way to it from the document's root. */
export interface PlacedObject extends FoundObject {
  readonly line: number;
  readonly document: number;
}

/** A file taken apart: its documents in order, and the objects in them. */
export interface Manifest {
  readonly documents: readonly ManifestDocument[];
  readonly objects: readonly PlacedObject[];
}

/** The objects of a YAML or JSON text, or the first thing in it that is not as it should be. */
export function parseManifest(text: string): Manifest | ManifestProblem {
  const lineOf = createLineCounter(text);
  const documents: ManifestDocument[] = [];
  const objects: PlacedObject[] = [];
  for (const { start, end } of splitDocuments(text)) {
    const part = parsePart(text.slice(start, end));
    if (isProblem(part)) return { reason: part.reason, offset: start + part.offset };
    const document = documents.length;
    const items = part.items.map((item) => ({ start: start + item.start, end: start + item.end }));
    documents.push({ start, end, isEmpty: part.isEmpty, items });
    for (const { found, offset } of part.objects) objects.push({ ...found, document, line: lineOf(start + offset) });
  }
  return { documents, objects };
}

interface Part {
  readonly isEmpty: boolean;
  readonly items: readonly TextSpan[];
  readonly objects: readonly { readonly found: FoundObject; readonly offset: number }[];
}

function parsePart(text: string): Part | ManifestProblem {
  const quick = quickJson(text) ?? quickRead(text);
  if (quick === undefined) return composePart(text);
  const { value, items, contentStart } = quick;
  const found = findObjects(value);
  if (isProblem(found)) return composePart(text);
  const offsetOf = (path: readonly (string | number)[]): number => items[Number(path[1])]?.start ?? contentStart;
  const objects = found.map((each) => ({ found: each, offset: offsetOf(each.path) }));
  return { isEmpty: value === null, items, objects };
}

/** The way of the full parser, which knows where everything stands. */
function composePart(text: string): Part | ManifestProblem {
  const document = composeDocument(text);
  if (isProblem(document)) return document;
  const read = readDocument(document);
  if (isProblem(read)) return read;
  const found = findObjects(read.value);
  const offsetOf = (path: readonly (string | number)[]): number => nodeAt(document, path)?.range?.[0] ?? 0;
  if (isProblem(found)) return { reason: found.reason, offset: offsetOf(found.path) };
  const objects = found.map((each) => ({ found: each, offset: offsetOf(each.path) }));
  return { isEmpty: read.value === null, items: [], objects };
}

/** The largest document that is composed, in characters: it takes fifty times its size of memory. */
const MAX_COMPOSED = 16_777_216;

const TOO_DEEP: ManifestProblem = { reason: `its values are nested too deeply, over ${MAX_NESTING} levels`, offset: 0 };

/** One document with ranges and source tokens. No schema of the library: `resolvePlain` alone says what a scalar is. */
export function composeDocument(text: string): Document.Parsed | ManifestProblem {
  if (text.length > MAX_COMPOSED) {
    const way = 'print it anew with "kubectl get -o yaml", or split it';
    return { reason: `it has more than 16 MiB in a notation that is read only up to that size (${way})`, offset: 0 };
  }
  const tokens = [...new Parser().parse(text)];
  if (isTooDeep(tokens)) return TOO_DEEP;
  const composer = new Composer({ schema: "failsafe", keepSourceTokens: true, uniqueKeys: false });
  const [document, second] = composer.compose(tokens, true, text.length);
  const [error] = (document as Document.Parsed).errors;
  if (error !== undefined) return { reason: plainReason(error), offset: error.pos[0] };
  if (second === undefined) return document as Document.Parsed;
  return { reason: 'a document begins without "---" before it', offset: second.range[0] };
}

function plainReason({ message }: YAMLParseError): string {
  return `${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

/** Answers the 1-based line of an offset, fast for offsets that ascend. */
function createLineCounter(text: string): (offset: number) => number {
  let line = 1;
  let reached = 0;
  return (offset) => {
    if (offset < reached) {
      line = 1;
      reached = 0;
    }
    line += newlinesBetween(text, reached, offset);
    reached = offset;
    return line;
  };
}
