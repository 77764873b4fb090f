import assert from "node:assert/strict";
import { parseJson, printJson } from "../../../provider/ovsdb-client/json-text";

const parse = (text: string): unknown => {
  const parsed = parseJson(Buffer.from(text));
  return "fault" in parsed ? parsed.fault : parsed.value;
};

describe("parseJson", () => {
  const cases: readonly { readonly text: string; readonly value: unknown }[] = [
    { text: "9007199254740991", value: 9_007_199_254_740_991 },
    { text: "9007199254740993", value: 9_007_199_254_740_993n },
    { text: "-9223372036854775808", value: -9_223_372_036_854_775_808n },
    { text: '{"a":[1,9223372036854775807]}', value: { a: [1, 9_223_372_036_854_775_807n] } },
    { text: '["9007199254740993","\\"9007199254740993"]', value: ["9007199254740993", '"9007199254740993'] },
    { text: "0.5000000000000000000", value: 0.5 },
    { text: "12345678901234567890e-2", value: 123_456_789_012_345_680 },
    { text: '{"a":', value: "bad-json" },
    { text: "{]", value: "bad-json" },
    { text: '["\\u0000x",1234567890123456789]', value: "bad-json" },
  ];
  for (const { text, value } of cases) it(`reads ${text}`, () => assert.deepEqual(parse(text), value));

  it("refuses bytes that are no UTF-8", () => {
    assert.deepEqual(parseJson(Buffer.from([0x22, 0xff, 0x22])), { fault: "bad-utf-8" });
    assert.deepEqual(parseJson(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])), { fault: "bad-utf-8" });
  });

  it("makes a member of the name __proto__ a member", () => {
    assert.deepEqual(Object.keys(parse('{"__proto__":{"a":1234567890123456789}}') as object), ["__proto__"]);
  });
});

describe("printJson", () => {
  it("prints integers of any size", () => {
    assert.equal(printJson({ a: [1, 9_007_199_254_740_993n, "2"] }), '{"a":[1,9007199254740993,"2"]}');
  });

  it("leaves a text with digits in it alone", () => {
    assert.equal(printJson([1n, "12", '"3"']), '[1,"12","\\"3\\""]');
  });
});
