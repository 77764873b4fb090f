import type { KubeObject } from "../../objects/kube-object";
import { lineStart } from "./draft";
import { editDocument, removeItem } from "./edit";
import { type Manifest, type ManifestDocument, type PlacedObject, parseManifest } from "./parse";
import { isSame } from "./plain";
import type { ManifestProblem } from "./problem";
import type { TextSpan } from "./split";

/** A file after a change: its text, and what the text says now. */
export interface Rewritten {
  readonly text: string;
  readonly manifest: Manifest;
}

const REACHES_FURTHER: ManifestProblem = {
  offset: 0,
  reason: "the change would reach further than the object, as with an anchor that others use",
};

/** A text in which one object says something else, and everything else the same. */
export function rewriteObject(
  text: string,
  manifest: Manifest,
  placed: PlacedObject,
  wanted: KubeObject,
): Rewritten | ManifestProblem {
  const { span, path } = sliceOf(text, manifest, placed);
  const edited = editDocument(text.slice(span.start, span.end), path, placed.object, wanted);
  if (typeof edited !== "string") return edited;
  const expected = manifest.objects.map((each) => (each === placed ? wanted : each.object));
  return verified(replaced(text, span, edited), expected, manifest);
}

/** A text without one object; its document or list goes with it if it held nothing else. */
export function withoutObject(text: string, manifest: Manifest, placed: PlacedObject): Rewritten | ManifestProblem {
  const document = manifest.documents[placed.document] as ManifestDocument;
  const expected = manifest.objects.filter((each) => each !== placed).map(({ object }) => object);
  if (placed.path.length === 0 || placed.isOnlyItem) return verified(replaced(text, document, ""), expected, manifest);
  const json = jsonItemSpan(text, document, placed);
  if (json !== undefined) return verified(replaced(text, json, ""), expected, manifest);
  const { span, path } = sliceOf(text, manifest, placed);
  const edited = removeItem(text.slice(span.start, span.end), path);
  return typeof edited === "string" ? verified(replaced(text, span, edited), expected, manifest) : edited;
}

/**
 * The stretch that has to be composed to change an object, and the way to the object in it. An item of a plain list is
 * composed alone: a list of ten thousand costs no more than a small one.
 */
function sliceOf(
  text: string,
  manifest: Manifest,
  placed: PlacedObject,
): { span: TextSpan; path: PlacedObject["path"] } {
  const document = manifest.documents[placed.document] as ManifestDocument;
  const item = itemOf(document, placed);
  if (item === undefined) return { span: document, path: placed.path };
  if (text[item.start] !== "{") return { span: item, path: [0] };
  // The blanks before a JSON item tell its indent.
  const start = lineStart(text, item.start);
  return { span: text.slice(start, item.start).trim() === "" ? { start, end: item.end } : item, path: [] };
}

function itemOf({ items }: ManifestDocument, { path }: PlacedObject): TextSpan | undefined {
  return path.length === 2 ? items[Number(path[1])] : undefined;
}

/** What goes when an item of a JSON list goes: the comma before it too, or after it if it is the first. */
function jsonItemSpan(text: string, document: ManifestDocument, placed: PlacedObject): TextSpan | undefined {
  const item = itemOf(document, placed);
  if (item === undefined || text[item.start] !== "{") return undefined;
  const index = Number(placed.path[1]);
  const previous = document.items[index - 1];
  if (previous !== undefined) return { start: previous.end, end: item.end };
  return { start: item.start, end: document.items[index + 1]?.start ?? item.end };
}

function replaced(text: string, { start, end }: TextSpan, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/** Nothing is written that was not read back: the new text has to say what is expected of it, object by object. */
function verified(text: string, expected: readonly KubeObject[], before: Manifest): Rewritten | ManifestProblem {
  const manifest = parseManifest(text);
  const added = manifest.blemishes.find(({ reason }) => !before.blemishes.some((known) => known.reason === reason));
  if (added !== undefined) return { reason: added.reason, offset: 0 };
  const isExpected = isSame(
    manifest.objects.map(({ object }) => object),
    expected,
  );
  return isExpected ? { text, manifest } : REACHES_FURTHER;
}
