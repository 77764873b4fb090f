import { MAX_NESTING } from "./nesting";
import { printKey, resolvePlain, resolveTagged, type ScalarValue } from "./scalar";
import { YamlFault } from "./yaml/cursor";
import type { AliasNode, MapNode, PairNode, ScalarNode, YamlNode } from "./yaml/tree";

/**
 * The plain value of a document, as kubectl makes JSON of it: aliases and merge keys resolved, of a repeated key the last
 * one, keys as texts.
 *
 * @throws YamlFault where a node has no value in JSON
 * @source go-yaml v2 decode.go, sigs.k8s.io/yaml convertToJSONableObject
 */
export function readNode(root: YamlNode): unknown {
  const anchors = new Map<string, YamlNode>();
  const open = new Set<YamlNode>();
  let aliasDepth = 0;
  let nodeCount = 0;
  let aliasedCount = 0;

  function read(node: YamlNode): unknown {
    nodeCount += 1;
    if (aliasDepth > 0) aliasedCount += 1;
    if (aliasedCount > 100 && nodeCount > 1_000 && aliasedCount / nodeCount > allowedShare(nodeCount)) {
      throw new YamlFault(node.start, "its aliases stand for far more than what is written");
    }
    if (node.kind === "alias") return readAlias(node);
    if (aliasDepth === 0 && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (node.kind === "scalar") return readScalar(node);
    if (node.anchor === undefined)
      return node.kind === "list" ? node.items.map(({ value }) => read(value)) : readMap(node);
    open.add(node);
    const value = node.kind === "list" ? node.items.map((item) => read(item.value)) : readMap(node);
    open.delete(node);
    return value;
  }

  function readAlias(alias: AliasNode): unknown {
    const { name, start } = alias;
    const target = anchors.get(name);
    if (target === undefined) throw new YamlFault(start, `alias "*${name}" has no anchor before it`);
    if (open.has(target)) throw new YamlFault(start, `alias "*${name}" contains itself`);
    if (aliasDepth === MAX_NESTING) throw new YamlFault(start, `aliases lead to aliases over ${MAX_NESTING} times`);
    aliasDepth += 1;
    const value = read(target);
    aliasDepth -= 1;
    return value;
  }

  function readMap({ pairs }: MapNode): Record<string, unknown> {
    const record: Record<string, unknown> = {};
    for (const pair of pairs) {
      if (isMergeKey(pair)) {
        for (const source of mergedMaps(pair.value)) assign(record, source);
        continue;
      }
      const { key, value } = pair;
      if (key.kind === "map" || key.kind === "list") {
        throw new YamlFault(key.start, "a key is a collection; quote the text (a template has to be rendered first)");
      }
      read(key);
      define(record, keyText(key), read(value));
    }
    return record;
  }

  function keyText(key: YamlNode): string {
    const node = key.kind === "alias" ? anchors.get(key.name) : key;
    const text = node?.kind === "scalar" ? printScalarKey(node) : undefined;
    if (text === undefined) throw new YamlFault(key.start, "a key is empty; quote the text");
    return text;
  }

  /** The maps that a merge key names, the one that counts last at the end. */
  function mergedMaps(value: YamlNode): readonly unknown[] {
    return value.kind === "list" ? value.items.map((item) => readMerged(item.value)).reverse() : [readMerged(value)];
  }

  function readMerged(node: YamlNode): unknown {
    const target = node.kind === "alias" ? anchors.get(node.name) : node;
    if (target !== undefined && target.kind !== "map") {
      throw new YamlFault(node.start, 'a merge key "<<" does not name a map');
    }
    return read(node);
  }

  return read(root);
}

/** The largest share of values that may come from aliases. */
function allowedShare(count: number): number {
  const low = 400_000;
  const high = 4_000_000;
  if (count <= low) return 0.99;
  return count >= high ? 0.1 : 0.99 - 0.89 * ((count - low) / (high - low));
}

/** What a scalar stands for. */
export function readScalar({ value, style, tag, start }: ScalarNode): ScalarValue {
  if (tag === undefined) return style === "plain" ? resolvePlain(value) : value;
  const resolved = resolveTagged(tag, value);
  if (resolved === undefined) throw new YamlFault(start, `"${value}" is not what its tag says`);
  return resolved;
}

/** The text of a key that is a scalar; undefined for an empty one, too. */
export function readKey({ key }: PairNode): string | undefined {
  return key.kind === "scalar" ? printScalarKey(key) : undefined;
}

function printScalarKey(node: ScalarNode): string | undefined {
  const value = readScalar(node);
  return value === null ? undefined : printKey(value, node.value, node.tag);
}

/** Whether a pair is YAML 1.1's `<<`, whose maps give what has not been said, and what is said after it replaces. */
export function isMergeKey({ key }: PairNode): boolean {
  if (key.kind !== "scalar" || key.value !== "<<") return false;
  return key.tag === undefined ? key.style === "plain" : key.tag === "!" || key.tag === "tag:yaml.org,2002:merge";
}

function assign(record: Record<string, unknown>, source: unknown): void {
  for (const [key, value] of Object.entries(source as object)) define(record, key, value);
}

/** Sets a member even where assignment would reach the prototype ("__proto__"). */
function define(record: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(record, key, { value, writable: true, enumerable: true, configurable: true });
  } else record[key] = value;
}
