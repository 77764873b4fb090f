import assert from "node:assert/strict";
import fc from "fast-check";
import { isUuid, type WrittenValue } from "../../provider/ovsdb-client";
import type { AtomKind, ColumnType } from "../../provider/ovsdb-client/column-type";
import { decodeValue } from "../../provider/ovsdb-client/decode-value";
import { encodeValue } from "../../provider/ovsdb-client/encode-value";
import { Fault } from "../../provider/ovsdb-client/fault";
import { type Json, parseJson, printJson } from "../../provider/ovsdb-client/json-text";
import { propertyOptions } from "../support/property";

const INTEGER = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  .map((n) => (Number.isSafeInteger(Number(n)) ? Number(n) : n));
const ATOMS: { readonly [kind in AtomKind]: fc.Arbitrary<string | number | bigint | boolean> } = {
  integer: INTEGER,
  real: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
  boolean: fc.boolean(),
  string: fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\u0000")),
  uuid: fc.uuid(),
};
const KIND = fc.constantFrom<AtomKind>("integer", "real", "boolean", "string", "uuid");

/** A column type with a value it can hold. */
const TYPED: fc.Arbitrary<{ readonly type: ColumnType; readonly value: unknown }> = fc.oneof(
  KIND.chain((kind) => ATOMS[kind].map((value) => ({ type: { key: { kind }, min: 1, max: 1 }, value }))),
  KIND.chain((kind) => fc.option(ATOMS[kind]).map((value) => ({ type: { key: { kind }, min: 0, max: 1 }, value }))),
  KIND.chain((kind) =>
    fc.uniqueArray(ATOMS[kind]).map((value) => ({ type: { key: { kind }, min: 0, max: Infinity }, value })),
  ),
  fc.tuple(KIND, KIND).chain(([key, item]) =>
    fc.uniqueArray(fc.tuple(ATOMS[key], ATOMS[item]), { selector: ([one]) => one }).map((pairs) => ({
      type: { key: { kind: key }, value: { kind: item }, min: 0, max: Infinity },
      value: new Map(pairs),
    })),
  ),
);

/** Atoms of each kind that the server refuses, or ends the connection for, among some that it takes. */
const HOSTILE: { readonly [kind in AtomKind]: fc.Arbitrary<unknown> } = {
  integer: fc.oneof(fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }), fc.double()),
  real: fc.constantFrom(1, -0, Number.NaN, Number.POSITIVE_INFINITY, 1n),
  boolean: fc.constantFrom(true, 0, "true"),
  string: fc.string({ unit: fc.constantFrom("a", "\u0000", "\ud83d", "\ude00") }),
  uuid: fc.oneof(
    fc.uuid(),
    fc.string(),
    fc.string().map((namedUuid) => ({ namedUuid })),
  ),
};

/** A column type with a value of its shape, which it may not be able to hold. */
const MISTYPED: typeof TYPED = fc.oneof(
  KIND.chain((kind) => HOSTILE[kind].map((value) => ({ type: { key: { kind }, min: 1, max: 1 }, value }))),
  KIND.chain((kind) =>
    fc.array(HOSTILE[kind]).map((value) => ({ type: { key: { kind }, min: 0, max: Infinity }, value })),
  ),
  KIND.chain((kind) =>
    fc
      .dictionary(fc.string(), HOSTILE[kind])
      .map((value) => ({ type: { key: { kind: "string" as const }, value: { kind }, min: 0, max: Infinity }, value })),
  ),
);

/** Whether the server would take it as an atom; the rule said in another way than the encoder says it. */
function isAcceptable(json: Json): boolean {
  if (typeof json === "string") return !json.includes("\u0000") && Buffer.from(json).toString() === json;
  if (typeof json === "bigint") return BigInt.asIntN(64, json) === json;
  if (typeof json === "number") return Number.isFinite(json);
  if (!Array.isArray(json)) return typeof json === "boolean";
  if (json[0] === "uuid") return isUuid(String(json[1]));
  if (json[0] === "set") return (json[1] as readonly Json[]).every(isAcceptable);
  if (json[0] === "map") return (json[1] as readonly (readonly Json[])[]).every((pair) => pair.every(isAcceptable));
  return json[0] === "named-uuid";
}

describe("encodeValue", () => {
  it("is undone by decodeValue, over the wire", () => {
    fc.assert(
      fc.property(TYPED, ({ type, value }) => {
        const encoded = encodeValue(type, value as WrittenValue);
        assert.ok(!(encoded instanceof Fault));
        const parsed = parseJson(Buffer.from(printJson(encoded)));
        assert.ok("value" in parsed);
        assert.deepEqual(decodeValue(type, parsed.value), value);
      }),
      propertyOptions({ runs: 500 }),
    );
  });

  it("gives a fault or what the server accepts, for anything at all", () => {
    const anything = fc.tuple(TYPED, fc.anything({ withBigInt: true, withMap: true, withSet: true }));
    const cases = fc.oneof(
      MISTYPED,
      anything.map(([{ type }, value]) => ({ type, value })),
    );
    fc.assert(
      fc.property(cases, ({ type, value }) => {
        const encoded = encodeValue(type, value as WrittenValue);
        assert.ok(encoded instanceof Fault || isAcceptable(encoded), String(encoded));
      }),
      propertyOptions({ runs: 1000 }),
    );
  });
});
