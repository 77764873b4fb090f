import assert from "node:assert/strict";
import fc from "fast-check";
import { LimitError } from "../../../../provider/stores/kubernetes/limits";
import { createListStream } from "../../../../provider/stores/kubernetes/list-stream";

const LIMIT = 1_000_000;

interface Read {
  readonly items: readonly unknown[];
  readonly around: unknown;
}

/** Reads a text in pieces of so many bytes. */
function read(text: string, size = LIMIT, limit = LIMIT): Read {
  const items: unknown[] = [];
  const stream = createListStream((item) => items.push(JSON.parse(item)), limit);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) stream.write(bytes.subarray(at, at + size));
  return { items, around: JSON.parse(stream.end()) };
}

describe("createListStream", () => {
  const list = {
    metadata: { continue: "x", items: [{ a: 1 }] },
    other: [[{ items: [2] }], '"items":['],
    items: [
      { metadata: { name: 'a"}]', labels: { items: "ä\\", "€": "𝄞" } }, spec: { items: [{ b: [] }] } },
      {},
      { spec: [["managedFields", ["c"]], { x: "managedFields" }, ["d"], '"managedFields":["'] },
    ],
    kind: "List",
  };

  for (const size of [1, 2, 3, 7, LIMIT]) {
    for (const indent of [0, 2]) {
      it(`tells items and what is around them, in pieces of ${size}, indented by ${indent}`, () => {
        const { items, around } = read(JSON.stringify(list, null, indent), size);
        assert.deepEqual(items, list.items);
        assert.deepEqual(around, { ...list, items: [0, 0, 0] });
      });
    }
    it(`tells items without who wrote their fields, in pieces of ${size}`, () => {
      const managedFields = [{ manager: 'a"]', fieldsV1: { "f:x": { 'v:"]"': [[]] } } }, {}];
      const items = [
        { metadata: { managedFields, name: "a" }, spec: {} },
        { metadata: { name: "b", managedFields: [] } },
        { metadata: { name: "c", managedFields } },
        { metadata: { 'a"managedFields': ["d"] } },
      ];
      assert.deepEqual(read(JSON.stringify({ items }), size).items, [
        { metadata: { managedFields: [], name: "a" }, spec: {} },
        { metadata: { name: "b", managedFields: [] } },
        { metadata: { name: "c", managedFields: [] } },
        { metadata: { 'a"managedFields': ["d"] } },
      ]);
    });
  }

  it("leaves to the parser what is no list of objects", () => {
    for (const items of [null, [], [1, null, "x", [{}]], {}, [[], 0]])
      assert.deepEqual(read(JSON.stringify({ items })), { items: [], around: { items } });
    for (const value of [null, 1, [{ items: [{}] }], { Items: [{}] }, { 'x"items': [{}] }])
      assert.deepEqual(read(JSON.stringify(value)), { items: [], around: value });
    for (const text of [
      '{"items":[{}{}]}',
      '{"items":[{},]}',
      '{"items":[{}',
      '{"items":[{]]}',
      "}",
      "]]",
      '{"items":[{}]}}',
    ])
      assert.throws(() => read(text), SyntaxError);
  });

  it("reads every list as the parser does, whatever pieces it comes in", () => {
    const item = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ maxDepth: 4 }));
    fc.assert(
      fc.property(fc.array(item), fc.jsonValue(), fc.integer({ min: 1, max: 40 }), (items, kind, size) => {
        const value = { kind, items };
        const expected = JSON.parse(JSON.stringify(value));
        assert.deepEqual(read(JSON.stringify(value), size), {
          items: expected.items,
          around: { kind: expected.kind, items: items.map(() => 0) },
        });
      }),
    );
  });

  it("keeps no more than its limit, of an item and of what is around", () => {
    const long = "x".repeat(1_000);
    assert.equal(read(JSON.stringify({ items: Array(50).fill({ long }) }), 100, 2_000).items.length, 50);
    const tooLong = (text: string) => () => read(text, 100, 2_000);
    assert.throws(tooLong(JSON.stringify({ items: [{ long: long.repeat(3) }] })), LimitError);
    assert.throws(tooLong(JSON.stringify({ items: [], long: long.repeat(3) })), LimitError);
    assert.throws(tooLong(JSON.stringify({ items: Array(2_000).fill({}) })), LimitError);
    assert.throws(tooLong(`{"items":[${"[".repeat(600)}`), LimitError);
  });
});
