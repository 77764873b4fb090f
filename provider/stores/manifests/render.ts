import type { KubeObject } from "../../objects/kube-object";
import { members } from "./plain";
import { printLiteral, printScalar, quoteDouble, type ScalarValue } from "./scalar";

const OBJECT_KEYS = ["apiVersion", "kind", "metadata"];
const METADATA_KEYS = ["name", "namespace", "labels", "annotations"];

/**
 * The canonical text of an object, equal on every run: identity first, the rest in the order given, two spaces per
 * level, lists at the column of their key as kubectl prints them, a newline at the end.
 */
export function renderObject(object: KubeObject): string {
  const metadata = ordered(object.metadata, METADATA_KEYS);
  const lines = renderBlock(ordered({ ...object, metadata }, OBJECT_KEYS), "");
  return `${lines.join("\n")}\n`;
}

/** Whether a value is written on the line of its key: a scalar, or a collection that is empty. */
export function isInline(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return typeof value !== "object" || value === null || members(value).length === 0;
}

/** The text of a value that stays on the line of its key, in block style. */
export function renderInline(value: unknown): string {
  if (Array.isArray(value)) return "[]";
  return typeof value === "object" && value !== null ? "{}" : printScalar(value as ScalarValue);
}

/** The lines of a non-empty map or list, each with its indent. */
export function renderBlock(value: unknown, indent: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => renderItem(item, indent));
  return members(value as object).flatMap(([key, member]) => renderPair(key, member, indent));
}

/** The lines of `key: value` in a map at an indent. */
export function renderPair(key: string, value: unknown, indent: string): readonly string[] {
  const head = `${indent}${printScalar(key)}:`;
  if (isInline(value)) return [`${head} ${renderInline(value)}`];
  return [head, ...renderBlock(value, Array.isArray(value) ? indent : `${indent}  `)];
}

/** The lines of `- value` in a list at an indent. */
export function renderItem(value: unknown, indent: string): readonly string[] {
  if (isInline(value)) return [`${indent}- ${renderInline(value)}`];
  const [first = "", ...rest] = renderBlock(value, `${indent}  `);
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
}

/**
 * A value in flow style, which is JSON: on one line, or, given the indent of its first line and a step, spread over
 * several as JSON files are.
 */
export function renderFlow(value: unknown, spread?: { readonly indent: string; readonly step: string }): string {
  if (typeof value === "string") return quoteDouble(value);
  if (typeof value !== "object" || value === null) return printLiteral(value as Exclude<ScalarValue, string>);
  const inner = spread && { indent: spread.indent + spread.step, step: spread.step };
  const entries = Array.isArray(value)
    ? value.map((item) => renderFlow(item, inner))
    : members(value).map(([key, member]) => `${quoteDouble(key)}: ${renderFlow(member, inner)}`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (inner === undefined || entries.length === 0) return `${open}${entries.join(", ")}${close}`;
  return `${open}\n${entries.map((entry) => inner.indent + entry).join(",\n")}\n${spread?.indent}${close}`;
}

function ordered<T extends object>(value: T, first: readonly string[]): T {
  const head = first.filter((key) => Object.hasOwn(value, key));
  const rest = Object.keys(value).filter((key) => !first.includes(key));
  return Object.fromEntries([...head, ...rest].map((key) => [key, value[key as keyof T]])) as T;
}
