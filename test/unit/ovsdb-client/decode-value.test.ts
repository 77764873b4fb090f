import assert from "node:assert/strict";
import { readColumnType } from "../../../provider/ovsdb-client/column-type";
import { decodeValue, defaultValue } from "../../../provider/ovsdb-client/decode-value";
import type { Json } from "../../../provider/ovsdb-client/json-text";

const UUID = "11111111-2222-3333-4444-555555555555";

describe("decodeValue", () => {
  const cases: readonly { readonly type: Json; readonly wire: Json; readonly value: unknown }[] = [
    { type: "integer", wire: 2n ** 60n, value: 2n ** 60n },
    { type: "real", wire: 2n ** 60n, value: 2 ** 60 },
    { type: "uuid", wire: ["uuid", UUID], value: UUID },
    { type: { key: "string", min: 0 }, wire: ["set", []], value: null },
    { type: { key: "string", min: 0 }, wire: "a", value: "a" },
    { type: { key: "string", min: 0 }, wire: ["set", ["a"]], value: "a" },
    { type: { key: "string", min: 0, max: 2 }, wire: "a", value: ["a"] },
    { type: { key: "uuid", min: 0, max: 2 }, wire: ["uuid", UUID], value: [UUID] },
    { type: { key: "uuid", min: 0, max: 2 }, wire: ["set", [["uuid", UUID]]], value: [UUID] },
    {
      type: { key: "string", value: "uuid", min: 0 },
      wire: ["map", [["a", ["uuid", UUID]]]],
      value: new Map([["a", UUID]]),
    },
  ];
  for (const { type, wire, value } of cases) {
    it(`gives a ${JSON.stringify(type)}`, () => assert.deepEqual(decodeValue(readColumnType(type), wire), value));
  }

  const misfits: readonly { readonly type: Json; readonly wire: Json }[] = [
    { type: "integer", wire: "1" },
    { type: "boolean", wire: 1 },
    { type: "string", wire: ["set", []] },
    { type: "uuid", wire: UUID },
    { type: { key: "string", min: 0 }, wire: ["set", "a"] },
    { type: { key: "string", value: "string" }, wire: ["map", ["a"]] },
    { type: { key: "string", value: "string" }, wire: "a" },
  ];
  for (const { type, wire } of misfits) {
    it(`refuses ${JSON.stringify(wire)} as ${JSON.stringify(type)}`, () => {
      assert.throws(() => decodeValue(readColumnType(type), wire), { code: "protocol" });
    });
  }
});

describe("defaultValue", () => {
  it("is empty where that is allowed, and zero elsewhere", () => {
    const types: readonly Json[] = ["integer", "boolean", "string", { key: "real", min: 0 }, { key: "real", max: 2 }];
    assert.deepEqual(
      types.map((type) => defaultValue(readColumnType(type))),
      [0, false, "", null, [0]],
    );
    assert.deepEqual(defaultValue(readColumnType({ key: "string", value: "integer", min: 0 })), new Map());
    assert.deepEqual(defaultValue(readColumnType({ key: "string", value: "integer" })), new Map([["", 0]]));
    assert.equal(defaultValue(readColumnType("uuid")), "00000000-0000-0000-0000-000000000000");
  });
});
