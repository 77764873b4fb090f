import assert from "node:assert/strict";
import type { WrittenValue } from "../../../provider/ovsdb-client";
import { type ColumnType, readColumnType } from "../../../provider/ovsdb-client/column-type";
import { encodeValue } from "../../../provider/ovsdb-client/encode-value";
import { Fault } from "../../../provider/ovsdb-client/fault";
import type { Json } from "../../../provider/ovsdb-client/json-text";

const UUID = "11111111-2222-3333-4444-555555555555";

function encode(type: Json, value: unknown): unknown {
  const encoded = encodeValue(readColumnType(type) as ColumnType, value as WrittenValue);
  return encoded instanceof Fault ? `! ${encoded.code}` : encoded;
}

describe("encodeValue", () => {
  const strings = { key: "string", min: 0, max: "unlimited" };
  const pairs = { key: "string", value: "integer", min: 0, max: "unlimited" };
  const cases: readonly { readonly type: Json; readonly value: unknown; readonly wire: unknown }[] = [
    { type: "integer", value: 7, wire: 7 },
    { type: "integer", value: 7n, wire: 7 },
    { type: "integer", value: -0, wire: 0 },
    { type: "integer", value: 2n ** 63n - 1n, wire: 2n ** 63n - 1n },
    { type: "integer", value: -(2n ** 63n), wire: -(2n ** 63n) },
    { type: "integer", value: 2n ** 63n, wire: "! integer-range" },
    { type: "integer", value: -(2n ** 63n) - 1n, wire: "! integer-range" },
    { type: "integer", value: 2 ** 53, wire: "! integer-range" },
    { type: "integer", value: 1.5, wire: "! not-an-integer" },
    { type: "integer", value: Number.NaN, wire: "! not-an-integer" },
    { type: "integer", value: "7", wire: "! wrong-type" },
    { type: "integer", value: null, wire: "! wrong-type" },
    { type: "integer", value: [7], wire: "! wrong-type" },
    { type: "real", value: 0.5, wire: 0.5 },
    { type: "real", value: Number.POSITIVE_INFINITY, wire: "! not-finite" },
    { type: "boolean", value: false, wire: false },
    { type: "boolean", value: 0, wire: "! wrong-type" },
    { type: "string", value: "ż😀", wire: "ż😀" },
    { type: "string", value: "a\u0000", wire: "! null-character" },
    { type: "string", value: "\ud83d", wire: "! lone-surrogate" },
    { type: "string", value: "\ude00\ud83d", wire: "! lone-surrogate" },
    { type: "uuid", value: UUID, wire: ["uuid", UUID] },
    { type: "uuid", value: { namedUuid: "row_1" }, wire: ["named-uuid", "row_1"] },
    { type: "uuid", value: { namedUuid: "row-1" }, wire: "! malformed-name" },
    { type: "uuid", value: "row_1", wire: "! malformed-uuid" },
    { type: { key: "uuid", min: 0 }, value: null, wire: ["set", []] },
    { type: { key: "uuid", min: 0 }, value: UUID, wire: ["uuid", UUID] },
    { type: strings, value: [], wire: ["set", []] },
    { type: strings, value: ["a"], wire: "a" },
    { type: strings, value: new Set(["a", "b"]), wire: ["set", ["a", "b"]] },
    { type: strings, value: ["a", "a"], wire: "! duplicate" },
    { type: { key: "uuid", min: 0, max: 9 }, value: [UUID, UUID], wire: "! duplicate" },
    { type: { key: "integer", min: 1, max: 2 }, value: [], wire: "! too-few" },
    { type: { key: "integer", min: 1, max: 2 }, value: [1, 2, 3], wire: "! too-many" },
    { type: pairs, value: {}, wire: ["map", []] },
    { type: pairs, value: { a: 1 }, wire: ["map", [["a", 1]]] },
    { type: pairs, value: new Map([["fault", 1n]]), wire: ["map", [["fault", 1]]] },
    { type: pairs, value: { a: "1" }, wire: "! wrong-type" },
    { type: pairs, value: [["a", 1]], wire: "! wrong-type" },
    { type: pairs, value: null, wire: "! wrong-type" },
    { type: { key: { type: "string", enum: ["set", ["a", "b"]] } }, value: "b", wire: "b" },
    { type: { key: { type: "string", enum: ["set", ["a", "b"]] } }, value: "c", wire: "! not-a-choice" },
    { type: { key: { type: "string", enum: "a" } }, value: "a", wire: "a" },
    { type: { key: { type: "integer", minInteger: 1, maxInteger: 9 } }, value: 0, wire: "! below-minimum" },
    { type: { key: { type: "integer", minInteger: 1, maxInteger: 9 } }, value: 10n, wire: "! above-maximum" },
    { type: { key: { type: "real", minReal: 0.5 } }, value: 0.4, wire: "! below-minimum" },
    { type: { key: { type: "string", minLength: 2, maxLength: 2 } }, value: "😀😀", wire: "😀😀" },
    { type: { key: { type: "string", minLength: 2 } }, value: "😀", wire: "! too-short" },
    { type: { key: { type: "string", maxLength: 2 } }, value: "abc", wire: "! too-long" },
  ];
  for (const { type, value, wire } of cases) {
    const title = JSON.stringify(value, (_name, part) => (typeof part === "bigint" ? `${part}n` : part));
    it(`gives ${typeof wire === "string" ? wire : "the wire form"} for ${title} as ${JSON.stringify(type)}`, () => {
      assert.deepEqual(encode(type, value), wire);
    });
  }
});
