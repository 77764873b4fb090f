import { mayHide } from "../../objects/kubeovn/deciding";
import { nodeAt } from "./node-at";
import { isProblem, type ManifestProblem } from "./problem";
import { quickJson } from "./quick-json";
import { quickRead } from "./quick-read";
import { readNode } from "./read-node";
import { type FoundObject, findObjects, type ShapeProblem } from "./shape";
import { newlinesBetween, splitDocuments, type TextSpan } from "./split";
import { YamlFault } from "./yaml/cursor";
import { readTree, type YamlNode } from "./yaml/tree";

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

/** A document, or an object in it, that is not as it should be. */
export interface Blemish {
  /** counts from 1 */
  readonly line: number;
  readonly reason: string;
  /** whether a kind that decides about addresses may stand there: then what the file says is in doubt */
  readonly isDoubt: boolean;
}

/** A file taken apart: its documents in order, the objects in them, and what could not be read. */
export interface Manifest {
  readonly documents: readonly ManifestDocument[];
  readonly objects: readonly PlacedObject[];
  readonly blemishes: readonly Blemish[];
}

/** The objects of a YAML or JSON text. A document that is broken hides none of the others. */
export function parseManifest(text: string): Manifest {
  const lineOf = createLineCounter(text);
  const documents: ManifestDocument[] = [];
  const objects: PlacedObject[] = [];
  const blemishes: Blemish[] = [];
  for (const { start, end } of splitDocuments(text)) {
    const source = text.slice(start, end);
    const part = parsePart(source);
    const document = documents.length;
    if (isProblem(part)) {
      documents.push({ start, end, isEmpty: false, items: [] });
      blemishes.push({ line: lineOf(start + part.offset), reason: part.reason, isDoubt: mayHide(source) });
      continue;
    }
    const items = part.items.map((item) => ({ start: start + item.start, end: start + item.end }));
    documents.push({ start, end, isEmpty: part.isEmpty, items });
    for (const { found, offset } of part.objects) objects.push({ ...found, document, line: lineOf(start + offset) });
    for (const { reason, offset } of part.problems) {
      blemishes.push({ line: lineOf(start + offset), reason, isDoubt: true });
    }
  }
  return { documents, objects, blemishes };
}

interface Part {
  readonly isEmpty: boolean;
  readonly items: readonly TextSpan[];
  readonly objects: readonly { readonly found: FoundObject; readonly offset: number }[];
  readonly problems: readonly ManifestProblem[];
}

function parsePart(text: string): Part | ManifestProblem {
  const quick = quickJson(text, readValue) ?? quickRead(text, readValue);
  if (quick === undefined) return composePart(text);
  const { value, items, contentStart } = quick;
  const part = partOf(value, items, (path) => {
    const item = items[Number(path[1])];
    if (item === undefined) return contentStart;
    return path.length === 2 ? item.start : item.start + offsetInItem(text.slice(item.start, item.end), path.slice(2));
  });
  // Only the tree knows where exactly the fault stands.
  return part.problems.length === 0 || items.length > 0 ? part : composePart(text);
}

/** Where a value inside of an item of a list stands: the item is a list of one in block style, itself in JSON. */
function offsetInItem(text: string, path: ShapeProblem["path"]): number {
  const root = readTree(text)?.root;
  if (root === undefined) return 0;
  return nodeAt(root, root.kind === "list" ? [0, ...path] : path).start;
}

/** The way of the full reader, which knows where everything stands. */
function composePart(text: string): Part | ManifestProblem {
  const read = attempt(() => {
    const document = readTree(text);
    if (document !== undefined) assertNothingHides(text, document.rest);
    return { root: document?.root, value: document === undefined ? null : readNode(document.root) };
  });
  if (isProblem(read)) return read;
  const { root, value } = read;
  return partOf(value, [], (path) => (root === undefined ? 0 : nodeAt(root, path).start));
}

/** What follows a document without "---" before it, nobody reads: that is a mistake if an object stands there. */
function assertNothingHides(text: string, rest: number): void {
  if (!mayHide(text.slice(rest))) return;
  throw new YamlFault(rest, 'what stands here belongs to nothing above it; look at its indent, or put "---" before it');
}

function partOf(value: unknown, items: readonly TextSpan[], offsetOf: (path: ShapeProblem["path"]) => number): Part {
  const { objects, problems } = findObjects(value);
  return {
    isEmpty: value === null,
    items,
    objects: objects.map((found) => ({ found, offset: offsetOf(found.path) })),
    problems: problems.map(({ reason, path }) => ({ reason, offset: offsetOf(path) })),
  };
}

/** The value of a text that is a whole document; undefined if it is none. */
export function readValue(text: string): { readonly value: unknown } | undefined {
  const read = attempt(() => {
    const document = readTree(text);
    return { value: document === undefined ? null : readNode(document.root) };
  });
  return isProblem(read) ? undefined : read;
}

/** One document as a tree whose nodes know where they stand. */
export function composeDocument(text: string): YamlNode | ManifestProblem {
  return attempt(() => readTree(text)?.root ?? { reason: "it says nothing", offset: 0 });
}

function attempt<T extends object>(read: () => T): T | ManifestProblem {
  try {
    return read();
  } catch (error) {
    if (error instanceof YamlFault) return { reason: error.message, offset: error.offset };
    throw error;
  }
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
