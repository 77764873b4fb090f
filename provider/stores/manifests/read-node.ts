import { type Document, isAlias, isScalar, isSeq, type Node, type Pair, Scalar, type YAMLMap } from "yaml";
import { MAX_NESTING } from "./nesting";
import type { ManifestProblem } from "./problem";
import { resolvePlain, type ScalarValue } from "./scalar";

/** More nodes than this, reached through aliases of one document, are taken for an alias bomb. */
const MAX_ALIASED_NODES = 100_000;

const CORE_TAG = /^tag:yaml\.org,2002:(?:int|float|bool|null)$/;

/** A node that has no value in a manifest. */
class Unreadable extends Error {
  readonly offset: number;
  constructor(node: Node, reason: string) {
    super(reason);
    this.offset = node.range?.[0] ?? 0;
  }
}

/**
 * The plain value of a document that was composed with the failsafe schema: scalars as kubectl reads them, aliases and
 * merge keys resolved, tags other than the core ones ignored.
 */
export function readDocument(document: Document.Parsed): { readonly value: unknown } | ManifestProblem {
  const reader = createReader();
  try {
    return { value: document.contents === null ? null : reader(document.contents) };
  } catch (error) {
    if (error instanceof Unreadable) return { offset: error.offset, reason: error.message };
    throw error;
  }
}

/** What a scalar node stands for. */
export function readScalar(node: Scalar): ScalarValue {
  const text = String(node.value);
  if (node.tag !== undefined && node.tag !== "!") return CORE_TAG.test(node.tag) ? resolvePlain(text) : text;
  return node.type === Scalar.PLAIN && node.tag === undefined ? resolvePlain(text) : text;
}

/** The text of a map key: JSON knows only strings, so `on:` becomes "true" as it does for kubectl. */
export function readKey(pair: Pair): string | undefined {
  return isScalar(pair.key) ? String(readScalar(pair.key)) : undefined;
}

function createReader(): (node: Node) => unknown {
  const anchors = new Map<string, Node>();
  const open = new Set<Node>();
  let aliasDepth = 0;
  let aliasedNodes = 0;

  function read(node: Node): unknown {
    if (aliasDepth > 0 && ++aliasedNodes > MAX_ALIASED_NODES) {
      throw new Unreadable(node, `its aliases stand for more than ${MAX_ALIASED_NODES} values`);
    }
    if (isAlias(node)) return readAlias(node, node.source);
    if (aliasDepth === 0 && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isScalar(node)) return readScalar(node);
    open.add(node);
    const value = isSeq(node) ? node.items.map((item) => read(item as Node)) : readMap(node as YAMLMap);
    open.delete(node);
    return value;
  }

  function readAlias(alias: Node, name: string): unknown {
    const target = anchors.get(name);
    if (target === undefined) throw new Unreadable(alias, `alias "*${name}" has no anchor before it`);
    if (open.has(target)) throw new Unreadable(alias, `alias "*${name}" contains itself`);
    if (aliasDepth === MAX_NESTING) throw new Unreadable(alias, `aliases lead to aliases over ${MAX_NESTING} times`);
    aliasDepth += 1;
    const value = read(target);
    aliasDepth -= 1;
    return value;
  }

  function readMap(map: YAMLMap): Record<string, unknown> {
    const record: Record<string, unknown> = {};
    const merged: unknown[] = [];
    for (const pair of map.items) {
      const key = readKey(pair);
      if (key === undefined) throw new Unreadable(map, "a key is not a scalar; is this a template?");
      const value = pair.value === null ? null : read(pair.value as Node);
      if (isMergeKey(pair)) merged.push(...(Array.isArray(value) ? value : [value]));
      else if (Object.hasOwn(record, key))
        throw new Unreadable(pair.key as Node, `the key "${key}" stands twice in its map`);
      else define(record, key, value);
    }
    for (const source of merged) mergeInto(record, source, map);
    return record;
  }

  return read;
}

/** Whether a pair is YAML 1.1's `<<`, whose maps give what the map itself does not say. */
export function isMergeKey(pair: Pair): boolean {
  return isScalar(pair.key) && pair.key.type === Scalar.PLAIN && pair.key.value === "<<";
}

function mergeInto(record: Record<string, unknown>, source: unknown, map: YAMLMap): void {
  if (typeof source !== "object" || source === null || Array.isArray(source)) {
    throw new Unreadable(map, 'a merge key "<<" does not name a map');
  }
  for (const [key, value] of Object.entries(source)) if (!Object.hasOwn(record, key)) define(record, key, value);
}

/** Sets a member even where assignment would reach the prototype ("__proto__"). */
function define(record: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(record, key, { value, writable: true, enumerable: true, configurable: true });
  } else record[key] = value;
}
