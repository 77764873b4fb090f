import type { ReadRow, TableName, Tables, Written, WrittenRow } from "./tables";
import type { Uuid } from "./values";

export type ConditionFunction = "==" | "!=" | "<" | "<=" | ">" | ">=" | "includes" | "excludes";

/** A test of one column; all of a `where` must hold, so an empty one is true of every row. */
export type Condition<R> = {
  [C in keyof ReadRow<R> & string]: readonly [C, ConditionFunction, Written<ReadRow<R>[C]>];
}[keyof ReadRow<R> & string];

export type Mutator = "+=" | "-=" | "*=" | "/=" | "%=" | "insert" | "delete";

/**
 * A change of one column that needs no knowledge of its value. "delete" on a map takes pairs, or keys alone; "insert" on a
 * map does not touch keys that are there.
 */
export type Mutation<R> = {
  [C in keyof R & string]: readonly [
    C,
    Mutator,
    Written<R[C]> | (R[C] extends ReadonlyMap<infer K, unknown> ? readonly K[] : never),
  ];
}[keyof R & string];

type TableOperation<N, R> =
  | {
      readonly op: "insert";
      readonly table: N;
      readonly row: WrittenRow<R>;
      /** The row's identity; the server chooses one where it is omitted. Open vSwitch 2.13 and newer. */
      readonly uuid?: Uuid;
      /** A name for the row, valid in this transaction: `named(uuidName)`. */
      readonly uuidName?: string;
    }
  | {
      readonly op: "select";
      readonly table: N;
      readonly where: readonly Condition<R>[];
      /** Default: all, `_uuid` and `_version` included. */
      readonly columns?: readonly (keyof ReadRow<R> & string)[];
    }
  | { readonly op: "update"; readonly table: N; readonly where: readonly Condition<R>[]; readonly row: WrittenRow<R> }
  | {
      readonly op: "mutate";
      readonly table: N;
      readonly where: readonly Condition<R>[];
      readonly mutations: readonly Mutation<R>[];
    }
  | { readonly op: "delete"; readonly table: N; readonly where: readonly Condition<R>[] }
  | {
      readonly op: "wait";
      readonly table: N;
      readonly where: readonly Condition<R>[];
      /** The columns compared; default: all columns of the table. */
      readonly columns?: readonly (keyof ReadRow<R> & string)[];
      readonly until: "==" | "!=";
      readonly rows: readonly WrittenRow<ReadRow<R>>[];
      /** Milliseconds; default 0, which looks once. The server would wait forever without one. */
      readonly timeoutMs?: number;
    };

/** An operation on one of the tables. @source RFC 7047 section 5.2 */
export type Operation<T extends Tables = Tables> =
  | { [N in TableName<T>]: TableOperation<N, T[N]> }[TableName<T>]
  | { readonly op: "commit"; readonly durable: boolean }
  | { readonly op: "abort" }
  | { readonly op: "comment"; readonly comment: string }
  | { readonly op: "assert"; readonly lock: string };

/** What an operation gives: the uuid of an insert, the rows of a select, how many rows were found, null for the others. */
export type ResultOf<T extends Tables, O> = O extends { readonly op: "insert" }
  ? Uuid
  : O extends { readonly op: "select"; readonly table: infer N extends TableName<T> }
    ? readonly SelectedRow<ReadRow<T[N]>, O>[]
    : O extends { readonly op: "update" | "mutate" | "delete" }
      ? number
      : null;

type SelectedRow<R, O> = O extends { readonly columns: readonly (infer C)[] } ? Pick<R, C & keyof R> : R;

export type Results<T extends Tables, O extends readonly unknown[]> = { readonly [I in keyof O]: ResultOf<T, O[I]> };
