import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { stringify, type ToStringOptions } from "yaml";
import { readValue } from "../../provider/stores/manifests/parse";
import { quickJson } from "../../provider/stores/manifests/quick-json";
import { quickRead } from "../../provider/stores/manifests/quick-read";
import { value } from "../support/manifest-values";
import { propertyOptions } from "../support/property";

const style: fc.Arbitrary<ToStringOptions> = fc.record({
  indentSeq: fc.boolean(),
  indent: fc.constantFrom(1, 2, 4),
  lineWidth: fc.constantFrom(0, 20, 80),
  singleQuote: fc.constantFrom(true, false, null),
  blockQuote: fc.constantFrom(true, false, "literal" as const, "folded" as const),
  defaultStringType: fc.constantFrom("PLAIN" as const, "QUOTE_DOUBLE" as const, "BLOCK_LITERAL" as const),
  defaultKeyType: fc.constantFrom("PLAIN" as const, "QUOTE_SINGLE" as const),
});

/** Values as manifests have them, so that most texts are of the kind that is read quickly. */
const plainValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.constantFrom<unknown>(
      "web",
      "it's",
      "10.16.0.5",
      "fd00::5",
      "a b",
      "",
      "yes",
      "one\ntwo\n",
      " x\n\ny",
      "x\n\n",
      'q"',
      1,
      true,
      null,
    ),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "items", "on", "app.io/x", "f:x", "y", "q q"), tie("value"), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
})).value;

const written = fc.tuple(
  fc.oneof(value, plainValue, fc.record({ kind: fc.constant("List"), items: fc.array(plainValue) })),
  style,
);

/** Lines put together without any sense of what may follow what. */
const jumble = fc
  .array(
    fc.tuple(
      fc.constantFrom(0, 0, 0, 2, 2, 4, 1),
      fc.constantFrom(
        ...[
          "a: 1",
          "b:",
          "c: x",
          "d: 'it''s'",
          'e: "q\\n" # c',
          "f: |",
          "g: |-",
          "h: |+",
          "i: []",
          "j: {} # c",
          "k: a:b",
          "l:  m  ",
        ],
        ...[
          "- x",
          "-",
          "- a: 1",
          "- - 1",
          "- b:",
          "- |",
          "- 'q': 1",
          "text",
          "text: # c",
          "# c",
          "",
          "a: 2",
          '"b": 3',
          "m: # c",
          "n: a #b",
        ],
      ),
    ),
    { minLength: 1, maxLength: 7 },
  )
  .map((lines) => lines.map(([indent, line]) => `${" ".repeat(indent)}${line}\n`).join(""));

/** Damage as an editor or a merge leaves it: a piece put somewhere, or a stretch taken away. */
const damage = fc.array(
  fc.record({
    at: fc.nat(400),
    length: fc.constantFrom(0, 0, 1, 2, 5),
    piece: fc.constantFrom(
      "",
      " ",
      "\n",
      "#",
      " # c",
      "\n# c\n",
      ": ",
      ":",
      "- ",
      "'",
      '"',
      "|",
      "\n\n",
      "  ",
      "a",
      "\n---\n",
      ",",
      "1",
    ),
  }),
  { maxLength: 3 },
);

function damaged(text: string, changes: readonly { at: number; length: number; piece: string }[]): string {
  return changes.reduce((result, { at, length, piece }) => {
    const start = at % (result.length + 1);
    return result.slice(0, start) + piece + result.slice(start + length);
  }, text);
}

function assertAgrees(text: string, quick: { readonly value: unknown } | undefined): void {
  if (quick === undefined) return;
  const full = readValue(text);
  assert.equal(isDeepStrictEqual(full && { value: full.value }, { value: quick.value }), true, JSON.stringify(text));
}

describe("quickRead", () => {
  it("reads a text as the full parser does, or leaves it", () => {
    let readCount = 0;
    fc.assert(
      fc.property(written, damage, ([given, options], changes) => {
        const text = damaged(stringify(given, { aliasDuplicateObjects: false, ...options }), changes);
        const quick = text.includes("\n---") ? undefined : quickRead(text);
        if (quick !== undefined) readCount += 1;
        assertAgrees(text, quick);
      }),
      propertyOptions({ runs: 3_000 }),
    );
    assert.equal(readCount > 0, true);
  });

  it("reads lines that follow each other anyhow as the full parser does, or leaves them", () => {
    fc.assert(
      fc.property(jumble, fc.boolean(), (text, isCut) => {
        const whole = isCut ? text.trimEnd() : text;
        assertAgrees(whole, quickRead(whole));
      }),
      propertyOptions({ runs: 10_000 }),
    );
  });

  it("cuts a list into items that read the same alone", () => {
    fc.assert(
      fc.property(fc.array(plainValue, { minLength: 1, maxLength: 4 }), style, (items, options) => {
        const text = stringify({ kind: "List", items, last: 1 }, { aliasDuplicateObjects: false, ...options });
        const quick = quickRead(text);
        if (quick === undefined) return;
        const read = (quick.value as { items: readonly unknown[] }).items;
        assert.equal(quick.items.length, read.length);
        for (const [index, { start, end }] of quick.items.entries()) {
          assert.deepEqual(readValue(text.slice(start, end))?.value, [read[index]]);
        }
      }),
      propertyOptions({ runs: 500 }),
    );
  });
});

describe("quickJson", () => {
  it("reads a text as the full parser does, or leaves it", () => {
    const given = fc.dictionary(fc.constantFrom("a", "items", "kind", "b c"), value, { noNullPrototype: true });
    fc.assert(
      fc.property(given, fc.constantFrom(0, 2, "\t"), damage, (record, space, changes) => {
        const text = damaged(JSON.stringify(record, null, space), changes);
        // kubectl takes JSON's word where both are right; YAML refuses some of JSON.
        if (!/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/.test(text) && readValue(text) !== undefined) {
          assertAgrees(text, quickJson(text));
        }
      }),
      propertyOptions({ runs: 1_000 }),
    );
  });
});
