import assert from "node:assert/strict";
import { quickJson } from "../../../../provider/stores/manifests/quick-json";

describe("quickJson", () => {
  it("reads JSON and finds the items of its list", () => {
    const text = ' {"kind": "List", "items": [{"a": [1, "]"]}, {"b": {"c": -1.5e+3}}], "x": [{}], "q": "\\"{:"}';
    const read = quickJson(text);
    assert.deepEqual(read?.value, { kind: "List", items: [{ a: [1, "]"] }, { b: { c: -1500 } }], x: [{}], q: '"{:' });
    assert.equal(read?.contentStart, 1);
    assert.deepEqual(
      read?.items.map(({ start, end }) => text.slice(start, end)),
      ['{"a": [1, "]"]}', '{"b": {"c": -1.5e+3}}'],
    );
  });

  it("tells no place of items if some are scalars", () => {
    assert.deepEqual(quickJson('{"items": [1, {"a": 2}]}')?.items, []);
  });

  it("reads floats however long they are, and integers as far as a number holds them", () => {
    assert.deepEqual(quickJson('{"a":1.8446744073709552e+19,"b":123456789012345}')?.value, {
      a: 1.8446744073709552e19,
      b: 123456789012345,
    });
  });

  it("takes the last of a repeated member", () => {
    assert.deepEqual(quickJson('{"a": {"b": 1, "b": 2}}')?.value, { a: { b: 2 } });
    assert.deepEqual(quickJson('{"items": [{"a": 1}], "items": [{"b": 1}]}')?.value, { items: [{ b: 1 }] });
  });

  it("has the full reader read the one item that needs it", () => {
    const quick = quickJson('{"items": [{"a": 1}, {"b": 12345678901234567890}]}', () => ({ value: "read" }));
    assert.deepEqual(quick?.value, { items: [{ a: 1 }, "read"] });
  });

  const beyond: readonly string[] = [
    '{"a": 1234567890123456}',
    '{"a": -0}',
    '{"a": 1e999}',
    '{"a": -2.5e1301}',
    '{"items": [{} {}]}',
    '{"items": [{},]}',
    '{"a": 1',
    "{a: 1}",
    "[1]",
    '"text"',
    "",
    '{"a": 1} {"b": 2}',
  ];
  for (const text of beyond) {
    it(`leaves ${JSON.stringify(text)} to the full parser`, () => assert.equal(quickJson(text), undefined));
  }
});
