import assert from "node:assert/strict";
import { quickRead } from "../../../../provider/stores/manifests/quick-read";

describe("quickRead", () => {
  it("reads maps, lists at either indent, scalars and literal blocks", () => {
    const text = [
      "---",
      "# a comment",
      "apiVersion: v1   # and one here",
      "items:",
      "- name: 'it''s'",
      '  text: "a\\n\\u00e9"',
      "  empty: []",
      "  none:",
      "- - 1",
      "  - {}",
      "-",
      "  deep:",
      "    - x",
      "",
      "note: |",
      "  one",
      "",
      "   two",
      "kept: |+",
      "  end",
      "",
      "cut: |-",
      "  end",
      "",
    ].join("\n");
    assert.deepEqual(quickRead(text)?.value, {
      apiVersion: "v1",
      items: [{ name: "it's", text: "a\né", empty: [], none: null }, [1, {}], { deep: ["x"] }],
      note: "one\n\n two\n",
      kept: "end\n\n",
      cut: "end",
    });
  });

  it("says which lines each item of the list takes", () => {
    const text = "kind: List\nitems:\n- a: 1\n# between\n- b:\n  - 2\nlast: 1\n";
    assert.deepEqual(
      quickRead(text)?.items.map(({ start, end }) => text.slice(start, end)),
      ["- a: 1\n# between\n", "- b:\n  - 2\n"],
    );
  });

  it("says where the content begins", () => {
    assert.equal(quickRead("---\n\n# c\na: 1\n")?.contentStart, 9);
  });

  it("trims blanks from an unquoted scalar, and no other space", () => {
    assert.deepEqual(quickRead("a: x\u00a0 \nb: x\u2003 # c\n")?.value, { a: "x\u00a0", b: "x\u2003" });
  });

  it("ends the last line, as kubectl does", () => {
    assert.deepEqual(quickRead("a: |+\n  x\n  ")?.value, { a: "x\n\n" });
    assert.deepEqual(quickRead("a: |\n  x")?.value, { a: "x\n" });
  });

  it("reads scalars of several lines, and lines that end with a carriage return", () => {
    const text = "a: first\n  second\nb: 'one\n  two'\nc: \"x\\\n  y\"\nd: >-\n  f\n  g\ne: |2\n   x\n";
    assert.deepEqual(quickRead(text)?.value, { a: "first second", b: "one two", c: "xy", d: "f g", e: " x\n" });
    assert.deepEqual(quickRead("a: 1\r\nb:\r\n- c\r\n")?.value, { a: 1, b: ["c"] });
  });

  it("has the full reader read the one item that needs it", () => {
    const read: string[] = [];
    const text = "items:\n- a: 1\n- b: {c: d}\n  e: f\n# g\n- h: 1\nkind: List\n";
    const quick = quickRead(text, (item) => {
      read.push(item);
      return { value: [{ b: { c: "d" }, e: "f" }] };
    });
    assert.deepEqual(quick?.value, { items: [{ a: 1 }, { b: { c: "d" }, e: "f" }, { h: 1 }], kind: "List" });
    assert.deepEqual(read, ["- b: {c: d}\n  e: f\n# g\n"]);
    assert.deepEqual(
      quick?.items.map(({ start, end }) => text.slice(start, end)),
      ["- a: 1\n", "- b: {c: d}\n  e: f\n# g\n", "- h: 1\n"],
    );
  });

  it("reads a document of comments as nothing", () => {
    assert.equal(quickRead("--- # c\n# d\n")?.value, null);
  });

  const beyond: readonly string[] = [
    "a:\tb\n",
    "a: b\rc: d\n",
    "\ufeffa: b\n",
    "a: [1]\n",
    "a: {b: 1}\n",
    "a: &x 1\n",
    "a: *x\n",
    "a: !!str 1\n",
    "a: >\n  folded\n\tx\n",
    "null: 1\n",
    'a: "\\x41"\n',
    "? a\n: b\n",
    "a: b: c\n",
    "items:\n- a\nitems:\n- b\n",
    "__proto__: 1\n",
    "<<: 1\n",
    "10: 1\n",
    "a: - b\n",
    "a: 1\n   b: 2\n",
    "a:\n    b: 1\n  c: 2\n",
    "text\n",
    "--- a: 1\n",
    "---\u00a0\na: 1\n",
    "a: 1\n...\n",
    "a: 'open\n",
    'a: "x"y\n',
    'a: "x"#y\n',
    "a: |\nb: 1\n",
  ];
  for (const text of beyond) {
    it(`leaves ${JSON.stringify(text)} to the full parser`, () => assert.equal(quickRead(text), undefined));
  }

  it("leaves nesting without end to the full parser", () => {
    assert.equal(quickRead(`${"- ".repeat(100_000)}a\n`), undefined);
  });
});
