import type { Field } from "../arguments/field";
import { claimFor, declarerOf, placeOf } from "../live/identity";
import type { DeclaredKind } from "../program/declared-kind";
import { sameAddresses } from "../spiderpool/range-list";
import type { Kind } from "../terms/kinds";
import { hasUnknown } from "../terms/unknown";

/** Output that `read` sets on a resource whose object is gone; its next update recreates the object. */
export const MISSING = "missing";

export interface Diff {
  readonly changes: boolean;
  /** Arguments, planned values and notes in the state that an update changes. */
  readonly changed: readonly string[];
  /** Arguments whose change needs a new object. */
  readonly replaces: readonly string[];
}

/**
 * Compares a resource's last outputs with its checked inputs.
 *
 * Lists without an order are compared as sets. Something unknown counts as a change and never as a reason to replace.
 */
export function diff(
  { fields: declared, planned }: Pick<DeclaredKind, "fields" | "planned">,
  olds: Readonly<Record<string, unknown>>,
  news: Readonly<Record<string, unknown>>,
): Diff {
  const fields: [string, Field][] = [
    ...Object.entries(declared),
    ...Object.entries(planned).map(([name, change]): [string, Field] => [
      name,
      { type: "object", change, unordered: true },
    ]),
  ];
  const changed = fields.filter(([name, field]) => {
    if (field.change === "nothing" || isChosenByKubeOvn(field, news[name])) return false;
    return !(field.addresses === true && isTexts(olds[name]) && isTexts(news[name])
      ? sameAddresses(olds[name], news[name])
      : equalValues(olds[name], news[name], field.unordered));
  });
  const replaces = changed.filter(
    ([name, field]) => field.change === "replaces" && !hasUnknown(news[name]) && !isCleared(field, news[name]),
  );
  const notes: readonly (readonly [string, boolean])[] = [
    [MISSING, olds[MISSING] === true],
    ["store", hasMoved(olds.store, news.store)],
    ["owner", isOtherDeclarer(olds, news)],
    // The engine goes by what it was told last, and a refresh sees only outputs.
    ["retained", (olds.retained === true) !== (news.retained === true)],
  ];
  const all = [...changed, ...notes.filter(([, isChanged]) => isChanged)].map(([name]) => name);
  return { changes: all.length > 0, changed: all, replaces: replaces.map(([name]) => name) };
}

/**
 * Whether the old object has to go before its replacement is made: while the name stays, and because a pool or subnet that
 * is being deleted still counts as a rival. Reserved addresses of Spiderpool have no rivals, and no gap is left.
 *
 * @source spiderpool pkg/reservedipmanager/reservedip_validate.go has no rule about other objects
 */
export function deletesFirst(kind: Kind, replaces: readonly string[]): boolean {
  return !(kind === "spiderpool.ReservedIP" && replaces.includes("name"));
}

/** The same store under a new name: an update puts the name into the outputs, which are all that a refresh gets to see. */
function hasMoved(before: unknown, now: unknown): boolean {
  return typeof before === "string" && typeof now === "string" && before !== now;
}

/** What stands on the object, and in the state, about its owner is brought up to date. */
function isOtherDeclarer(olds: Readonly<Record<string, unknown>>, news: Readonly<Record<string, unknown>>): boolean {
  const [before, now] = [declarerOf(olds), declarerOf(news)];
  return before.owner !== now.owner || placeOf(before) !== placeOf(now) || claimFor(before) !== claimFor(now);
}

/** What nobody asked for and nothing planned is Kube-OVN's own choice. */
function isChosenByKubeOvn({ filledIn }: Field, value: unknown): boolean {
  return filledIn === true && isBlank(value);
}

/** A binding that goes gives its Vip back: the namespace is cleared in place, though Kube-OVN acts on it only with the next Vip. */
function isCleared({ clearsInPlace }: Field, value: unknown): boolean {
  return clearsInPlace === true && isBlank(value);
}

/** Equality of JSON values: key order has no meaning, and null, an empty text and a missing value are one. */
export function equalValues(a: unknown, b: unknown, unordered = false): boolean {
  if (isBlank(a) || isBlank(b)) return isBlank(a) && isBlank(b);
  if (Array.isArray(a) && Array.isArray(b)) {
    return unordered ? sorted(a) === sorted(b) : a.length === b.length && a.every((item, i) => equalValues(item, b[i]));
  }
  if (typeof a === "object" && typeof b === "object" && !Array.isArray(a) && !Array.isArray(b)) {
    return canonical(a) === canonical(b);
  }
  return a === b;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

function sorted(items: readonly unknown[]): string {
  return JSON.stringify(items.map(canonical).sort());
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, inner]) => !isBlank(inner));
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
    .join()}}`;
}
