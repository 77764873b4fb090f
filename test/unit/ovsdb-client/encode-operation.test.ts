import assert from "node:assert/strict";
import { type Operation, readSchema } from "../../../provider/ovsdb-client";
import { encodeOperation } from "../../../provider/ovsdb-client/encode-operation";
import { Fault, printFault } from "../../../provider/ovsdb-client/fault";

const UUID = "11111111-2222-3333-4444-555555555555";

const SCHEMA = readSchema({
  name: "D",
  version: "1.0.0",
  tables: {
    Port: {
      columns: {
        name: { type: "string" },
        tag: { type: { key: { type: "integer", minInteger: 0, maxInteger: 4095 }, min: 0 } },
        made: { type: "string", mutable: false },
        fault: { type: "string" },
        options: { type: { key: "string", value: "string", min: 0, max: "unlimited" } },
      },
    },
  },
});

function encode(operation: unknown): unknown {
  const encoded = encodeOperation(SCHEMA, operation as Operation);
  return encoded instanceof Fault ? printFault(encoded) : encoded;
}

describe("encodeOperation", () => {
  const table = "Port";
  const where = [["tag", "==", 5]];
  const cases: readonly { readonly name: string; readonly operation: object; readonly wire: unknown }[] = [
    {
      name: "spells the names of an insert as the wire does",
      operation: { op: "insert", table, row: { name: "p", fault: "none", made: "now" }, uuid: UUID, uuidName: "p1" },
      wire: { op: "insert", table, row: { name: "p", fault: "none", made: "now" }, uuid: UUID, "uuid-name": "p1" },
    },
    {
      name: "gives a wait its timeout",
      operation: { op: "wait", table, where, until: "==", rows: [{ tag: null }] },
      wire: { op: "wait", table, where, until: "==", rows: [{ tag: ["set", []] }], timeout: 0 },
    },
    {
      name: "compares with the own columns of a row",
      operation: { op: "select", table, where: [["_uuid", "==", UUID]], columns: ["_version"] },
      wire: { op: "select", table, where: [["_uuid", "==", ["uuid", UUID]]], columns: ["_version"] },
    },
    {
      name: "deletes keys of a map, and pairs",
      operation: {
        op: "mutate",
        table,
        where: [],
        mutations: [
          ["options", "delete", ["a", "b"]],
          ["options", "delete", { c: "d" }],
        ],
      },
      wire: {
        op: "mutate",
        table,
        where: [],
        mutations: [
          ["options", "delete", ["set", ["a", "b"]]],
          ["options", "delete", ["map", [["c", "d"]]]],
        ],
      },
    },
    {
      name: "adds what is beyond the limits of the column",
      operation: { op: "mutate", table, where: [], mutations: [["tag", "+=", -5000]] },
      wire: { op: "mutate", table, where: [], mutations: [["tag", "+=", -5000]] },
    },
    { name: "passes a commit", operation: { op: "commit", durable: true }, wire: { op: "commit", durable: true } },
    { name: "passes an abort", operation: { op: "abort" }, wire: { op: "abort" } },
    { name: "passes a comment", operation: { op: "comment", comment: "c" }, wire: { op: "comment", comment: "c" } },
    { name: "passes an assertion", operation: { op: "assert", lock: "l" }, wire: { op: "assert", lock: "l" } },
    { name: "refuses another operation", operation: { op: "upsert" }, wire: "unknown operation: upsert" },
    {
      name: "refuses another table",
      operation: { op: "delete", table: "Bridge", where },
      wire: "unknown table: Bridge",
    },
    {
      name: "refuses another column",
      operation: { op: "insert", table, row: { speed: 1 } },
      wire: 'column "speed" of Port: unknown column: speed',
    },
    {
      name: "refuses a column of another value",
      operation: { op: "update", table, where, row: { tag: 4096 } },
      wire: 'column "tag" of Port: above maximum (4095): 4096',
    },
    {
      name: "refuses undefined, which is no value",
      operation: { op: "update", table, where, row: { name: undefined } },
      wire: 'column "name" of Port: missing value: undefined',
    },
    {
      name: "refuses to change what does not change",
      operation: { op: "update", table, where, row: { made: "later" } },
      wire: 'column "made" of Port: read only column: made',
    },
    {
      name: "refuses to insert a version",
      operation: { op: "insert", table, row: { _version: UUID } },
      wire: 'column "_version" of Port: read only column: _version',
    },
    {
      name: "refuses a uuid that is none",
      operation: { op: "insert", table, row: {}, uuid: "1" },
      wire: "Port: malformed uuid: 1",
    },
    {
      name: "refuses a comment that would end the connection",
      operation: { op: "comment", comment: "\u0000" },
      wire: "null character: comment",
    },
    {
      name: "refuses a lock without a name",
      operation: { op: "assert", lock: "my lock" },
      wire: "malformed name: my lock",
    },
  ];
  for (const { name, operation, wire } of cases) it(name, () => assert.deepEqual(encode(operation), wire));
});
