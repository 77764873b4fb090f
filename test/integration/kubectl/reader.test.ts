import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { stringify } from "yaml";
import { readValue } from "../../../provider/stores/manifests/parse";
import { quickJson } from "../../../provider/stores/manifests/quick-json";
import { quickRead } from "../../../provider/stores/manifests/quick-read";
import { corpus, refusedCorpus } from "../../fixtures/manifests/corpus";
import { type KubectlReader, startKubectlReader } from "../../support/kubectl-reader";
import { value } from "../../support/manifest-values";
import { propertyOptions } from "../../support/property";

/** Pieces of every notation, and of damage to it. */
const PIECES =
  "a|b|key|: |:|:\n|\n|\n|\n  |\n    | |  |- |-|? |?|[|]|{|}|,|, |'|\"|#| # c|&x |*x|!!str |!t |!!int |<<: |1|yes|~|null|\t|\r\n|...|@|`|\\n|\\|\\x41|''|é|\u2028|0x1F|1_000|\n- |\na: |\n  b: |\n\n|text more|http://x?y=z|&|*|{a: b}|[1, 2]|\n\n  |\n \t|\"x\n y\"|'x\n\n  y'|!<tag:yaml.org,2002:str> |!!binary aGk=|=|2001-01-01".split(
    "|",
  );
const BLOCKS = ["|", ">", "|-\n", ">+\n", "|2", "|\n  lit\n", ">\n  fold\n  ed\n", ">\n   a\n  b\n"];
const LINES =
  "a: 1|b:|c: x|d: 'it''s|e'|f: \"q|q\"|h: >-|j: [a,|k: {x: 1,|]|}|- x|-|- a: 1|- - 1|- b:|- 'q': 1|text|text: # c|# c||m: a b|? n|: o|p: &a|q: *a|r: !!str|<<: *a|s: &a {z: 1}|u|  deeper|v: - x|w: a: b|y: 'x' z|{a: 1}: b|'a': b|\"b\" : c|k : v|*a : x|&b k: v|- &c|- *c|...".split(
    "|",
  );

const jumble = fc
  .array(fc.constantFrom(...PIECES, ...BLOCKS), { minLength: 1, maxLength: 14 })
  .map((all) => all.join(""));
const lines = fc
  .array(fc.tuple(fc.constantFrom("", "", "  ", "  ", "    ", " ", "\t"), fc.constantFrom(...LINES, "g: |", "i: |+")), {
    minLength: 1,
    maxLength: 8,
  })
  .map((all) => all.map(([indent, line]) => `${indent}${line}\n`).join(""));
const written = fc
  .tuple(value, fc.constantFrom(0, 20, 80), fc.boolean())
  .map(([given, lineWidth, indentSeq]) => stringify(given, { version: "1.1", lineWidth, indentSeq }));

/** A key that is a number, in every notation; of two that have one text, Go keeps either. */
const numberKey = fc
  .oneof(
    fc.double().map(String),
    fc.float().map((single) => single.toExponential()),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n }).map(String),
    fc.tuple(fc.constantFrom("!!float ", "!!int ", "!!str "), fc.integer()).map(([tag, whole]) => `${tag}${whole}`),
    fc.string({ unit: fc.constantFrom(..."0123456789_.eE+-x"), minLength: 1, maxLength: 8 }),
  )
  .map((key) => `${key}: 1\n`);

function ours(text: string): { readonly value: unknown } | undefined {
  const read = quickJson(text, readValue) ?? quickRead(text, readValue) ?? readValue(text);
  return read && { value: plain(read.value) };
}

/** Integers as JSON tells them. */
function plain(read: unknown): unknown {
  if (typeof read === "bigint") return Number(read);
  if (Array.isArray(read)) return read.map(plain);
  if (typeof read !== "object" || read === null) return Object.is(read, -0) ? 0 : read;
  return Object.fromEntries(Object.entries(read).map(([key, member]) => [key, plain(member)]));
}

describe("readValue, beside Kubernetes' own reader", () => {
  let kubectl: KubectlReader;

  before(async function () {
    const started = await startKubectlReader();
    if (started === undefined) {
      if (this.test?.parent) this.test.parent.title += " [it is not built; npm test -- integration does it, with Go]";
      return this.skip();
    }
    kubectl = started;
  });
  after(() => kubectl?.stop());

  it("agrees on the notations of real repositories", async () => {
    for (const { name, text, value: expected } of corpus) {
      const { values, error } = await kubectl.read(text);
      assert.deepEqual([values, error], [[expected], undefined], name);
    }
    for (const text of refusedCorpus)
      assert.notEqual((await kubectl.read(text)).error, undefined, JSON.stringify(text));
  });

  for (const [name, texts, runs] of [
    ["pieces put together anyhow", jumble, 20_000],
    ["lines that follow each other anyhow", lines, 20_000],
    ["values written out", written, 2_000],
    ["a key that is a number", numberKey, 2_000],
  ] as const) {
    it(`reads what it reads, and means the same: ${name}`, async () => {
      let readCount = 0;
      await fc.assert(
        fc.asyncProperty(texts, async (text) => {
          // Several documents are split before; a tab before a brace is of how kubectl guesses JSON.
          if (/^---/m.test(text) || /^\s*\t\s*\{/.test(text)) return;
          // What stands right behind a closed collection is refused here, and passed over there where it can be no key.
          if (/[\]}][^\s,\]}]/.test(text)) return;
          const { values, error } = await kubectl.read(text);
          if (error !== undefined) return;
          readCount += 1;
          const mine = ours(text);
          const isSame = mine !== undefined && isDeepStrictEqual(mine.value, values[0] ?? null);
          assert.equal(
            isSame,
            true,
            `${JSON.stringify(text)}: ${JSON.stringify(mine)}, not ${JSON.stringify(values[0])}`,
          );
        }),
        propertyOptions({ runs }),
      );
      assert.equal(readCount > runs / 10, true);
    });
  }
});
