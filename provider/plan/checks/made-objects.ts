import type { Snapshot } from "../live/snapshot";
import { TABLES } from "../live/tables";
import type { SetMember } from "../program/reservation";
import type { CheckedKind, Made, MadeObject } from "./checked-kind";

/** Of a kind that makes no object of its own. */
export const madeNothing: Made = () => [];

/** Of a kind that is one object, by its name. */
export function madeObject(kind: string): Made {
  return ({ name }) => (typeof name === "string" ? [{ kind, name }] : []);
}

/** Of a kind that is one object in a namespace. */
export function madeInNamespace(kind: string): Made {
  return ({ name, namespace }) => (typeof name === "string" ? [{ kind, name: `${namespace}/${name}` }] : []);
}

/** Of a set: each member is an IP object. */
export const madeMembers: Made = ({ reservations }) =>
  Array.isArray(reservations)
    ? (reservations as readonly SetMember[]).flatMap(({ name }) => madeObject("IP")({ name }))
    : [];

/** What carries the mark of a resource with these inputs, in the words of {@link Stamped}. */
export function marksOf(
  { made, marks }: CheckedKind,
  properties: Readonly<Record<string, unknown>>,
): readonly string[] {
  return marks?.(properties) ?? made(properties).map((object) => `${object.kind}/${object.name}`);
}

export function isThere({ kind, name }: MadeObject, snapshot: Snapshot): boolean {
  const table = TABLES[kind];
  return table === undefined ? snapshot.reservations.has(`${kind}/${name}`) : table(snapshot).has(name);
}
