import { randomUUID } from "node:crypto";

declare const uuidBrand: unique symbol;

/** The identity of a row, in lower case hexadecimal. */
export type Uuid = string & { readonly [uuidBrand]: never };

/** In a transaction: the row that its insert with this `uuidName` makes. */
export interface NamedUuid {
  readonly namedUuid: string;
}

/** An integer; bigint beyond ±(2^53 - 1). Either form may be written. */
export type Integer = number | bigint;

/** One value of a column as it is read. */
export type Atom = string | number | bigint | boolean;

/**
 * A column as it is read: a plain atom; `null` or an atom where the schema allows zero or one; an array where it allows
 * more; a Map where it has keys and values.
 */
export type Value = Atom | null | readonly Atom[] | ReadonlyMap<Atom, Atom>;

export type Row = { readonly [column: string]: Value };

/** One value as it may be written. */
export type WrittenAtom = Atom | NamedUuid;

/** A column as it may be written: what is read, also a Set, a plain object in place of a Map, and named uuids. */
export type WrittenValue =
  | WrittenAtom
  | null
  | readonly WrittenAtom[]
  | ReadonlySet<WrittenAtom>
  | ReadonlyMap<WrittenAtom, WrittenAtom>
  | { readonly [key: string]: WrittenAtom };

export const ZERO_UUID: Uuid = "00000000-0000-0000-0000-000000000000" as Uuid;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text is a uuid as the server prints it. */
export function isUuid(text: string): text is Uuid {
  return UUID.test(text);
}

/** A fresh random uuid, for an insert that chooses its own. */
export function newUuid(): Uuid {
  return randomUUID() as Uuid;
}

/** The row that the insert with this `uuidName` makes, in the same transaction. */
export function named(uuidName: string): NamedUuid {
  return { namedUuid: uuidName };
}

/**
 * Whether the text can be a table, column, lock or uuid name.
 *
 * @source RFC 7047 section 3.1 `<id>`
 */
export function isIdentifier(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}
