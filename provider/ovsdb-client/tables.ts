import type { NamedUuid, Uuid, Value, WrittenValue } from "./values";

/**
 * The tables of a database and the columns of each, as types. The generator makes one of a schema; without it this is what
 * every table and column looks like.
 */
export type Tables = { readonly [table: string]: { readonly [column: string]: Value } };

export type TableName<T extends Tables> = keyof T & string;

/** A row as it is read: the table's columns and the two that every table has. */
export type ReadRow<R> = R & { readonly _uuid: Uuid; readonly _version: Uuid };

/** What may be written where a column is read as V. */
export type Written<V> = Value extends V
  ? WrittenValue
  : V extends Uuid
    ? V | NamedUuid
    : V extends ReadonlyMap<infer K, infer X>
      ? ReadonlyMap<Written<K>, Written<X>> | (K extends string ? { readonly [key: string]: Written<X> } : never)
      : V extends readonly (infer E)[]
        ? readonly Written<E>[] | ReadonlySet<Written<E>> | Written<E>
        : V;

/** Columns to write; one that is omitted keeps its value, or gets its default in an insert. */
export type WrittenRow<R> = { readonly [C in keyof R]?: Written<R[C]> };
