import assert from "node:assert/strict";
import fc from "fast-check";
import { createJsonStream } from "../../provider/ovsdb-client/json-stream";
import { parseJson, printJson } from "../../provider/ovsdb-client/json-text";
import { propertyOptions } from "../support/property";

const INT64 = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  .map((n) => (Number.isSafeInteger(Number(n)) ? Number(n) : n));
/** Strings with what could mislead a scanner; the protocol has no U+0000 in them. */
const TEXT = fc.string({
  unit: fc.constantFrom("{", "}", "[", "]", '"', "\\", "1234567890123456789", "ż", "😀", "\u2028", "a"),
});
const { value: VALUE } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    INT64,
    TEXT,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value")),
    fc.dictionary(TEXT, tie("value"), { noNullPrototype: true }),
  ),
}));
const OBJECT = fc.dictionary(TEXT, VALUE, { noNullPrototype: true });

/** The pieces between the cuts, empty ones included. */
function cut(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const places = [0, ...cuts.map((at) => at % (bytes.length + 1)).sort((left, right) => left - right), bytes.length];
  return places.slice(1).map((end, at) => bytes.subarray(places[at], end));
}

function texts(chunks: readonly Buffer[]): { readonly texts: readonly string[]; readonly fault: string | undefined } {
  const push = createJsonStream();
  const outputs = chunks.map((chunk) => push(chunk));
  return { texts: outputs.flatMap((output) => output.texts.map(String)), fault: outputs.at(-1)?.fault };
}

describe("createJsonStream", () => {
  it("gives the same objects whatever the chunks, and parseJson the values that were printed", () => {
    fc.assert(
      fc.property(fc.array(OBJECT), fc.array(fc.nat(), { maxLength: 20 }), (values, cuts) => {
        const bytes = Buffer.from(values.map((value) => printJson(value as never)).join(" "));
        const found = texts(cut(bytes, cuts));
        assert.equal(found.fault, undefined);
        const parsed = found.texts.map((text) => parseJson(Buffer.from(text)));
        assert.deepEqual(
          parsed,
          values.map((value) => ({ value })),
        );
      }),
      propertyOptions({ runs: 300 }),
    );
  });

  it("gives the same texts and fault for any bytes, whatever the chunks", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.constantFrom(...'{}[]"\\, \n1a:'), { maxLength: 80 }).map((parts) => Buffer.from(parts.join(""))),
    );
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(), { maxLength: 20 }), (some, cuts) => {
        const whole = Buffer.from(some);
        const found = texts(cut(whole, cuts));
        assert.deepEqual(found, texts([whole]));
        for (const text of found.texts) parseJson(Buffer.from(text));
      }),
      propertyOptions({ runs: 500 }),
    );
  });
});
