import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { stringify } from "yaml";
import { type Manifest, type PlacedObject, parseManifest } from "../../provider/stores/manifests/parse";
import { isProblem } from "../../provider/stores/manifests/problem";
import { rewriteObject, withoutObject } from "../../provider/stores/manifests/rewrite";
import { value } from "../support/manifest-values";
import { propertyOptions } from "../support/property";

type Fields = Readonly<Record<string, unknown>>;

const NAMES = ["a", "b", "c", "d", "e"] as const;

/** How a file may be laid out; nothing in it is canonical. */
const layout = fc.record({
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
  collectionStyle: fc.constantFrom("block" as const, "flow" as const, "any" as const),
  lineWidth: fc.constantFrom(0, 30),
  singleQuote: fc.constantFrom(true, false),
  eol: fc.constantFrom("\n", "\n", "\r\n"),
  asItems: fc.boolean(),
});
type FileLayout = typeof layout extends fc.Arbitrary<infer T> ? T : never;

const fields = fc.dictionary(fc.constantFrom(...NAMES), value, { noNullPrototype: true, minKeys: 1 });

/** Changes to make: a new value, or none, for some of the fields. */
const changes = fc.dictionary(fc.constantFrom(...NAMES), fc.option(value), { noNullPrototype: true, minKeys: 1 });

function indented(text: string, by: string): string {
  return text.replace(/^(?=.)/gm, by);
}

/** The text of each field, with a comment of its own on the line above. */
function fieldTexts(given: Fields, options: FileLayout): ReadonlyMap<string, string> {
  const { indent, indentSeq, collectionStyle, lineWidth, singleQuote } = options;
  const style = { indent, indentSeq, collectionStyle, lineWidth, singleQuote, aliasDuplicateObjects: false };
  return new Map(
    Object.entries(given).map(([name, member]) => {
      const text = stringify(
        { [name]: member },
        { ...style, ...(collectionStyle === "flow" ? { collectionStyle: "any" } : {}) },
      );
      const body = collectionStyle === "flow" ? `${name}:   ${JSON.stringify(member)}   # ${name}\n` : text;
      return [name, `# above ${name}\n${body}`];
    }),
  );
}

/** A file of several objects, their fields written as `layout` says. */
function fileText(objects: readonly Fields[], options: FileLayout): string {
  const texts = objects.map((given, index) => {
    const members = [...fieldTexts(given, options).values()].join("");
    return `apiVersion: v1\nkind: X\nmetadata:   {name: o${index}}\nspec:\n${indented(members, "  ")}`;
  });
  const items = texts.map((text) => `-   ${indented(text, "    ").slice(4)}`).join("# between\n");
  const text = options.asItems ? `apiVersion: v1\nkind: List\nitems:\n${items}` : texts.join("--- # next\n");
  return text.replaceAll("\n", options.eol);
}

function opened(text: string): Manifest | undefined {
  const manifest = parseManifest(text);
  return isProblem(manifest) ? undefined : manifest;
}

type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;
const scene = fc
  .tuple(fc.array(fields, { minLength: 1, maxLength: 3 }), layout, fc.nat())
  .map(([objects, options, pick]) => ({
    objects,
    options,
    target: pick % objects.length,
    text: fileText(objects, options),
  }))
  // yaml itself cannot read back some texts that it wrote with exotic keys.
  .filter(({ text, objects }) => opened(text)?.objects.length === objects.length);

/** A value with one thing in it changed, added or removed; the steps say where and what. */
function tweaked(given: unknown, [where = 0, what = 0, ...steps]: readonly number[], replacement: unknown): unknown {
  if (typeof given !== "object" || given === null) return replacement;
  const keys = Object.keys(given);
  const key = keys[where % Math.max(keys.length, 1)];
  const isAdded = key === undefined || what % 4 === 0;
  if (Array.isArray(given)) {
    const at = where % (given.length + (isAdded ? 1 : 0));
    const inner = isAdded ? [replacement] : what % 4 === 1 ? [] : [tweaked(given[at], steps, replacement)];
    return given.toSpliced(at, isAdded ? 0 : 1, ...inner);
  }
  const record = given as Fields;
  if (isAdded) return { ...record, [`new${where % 3}`]: replacement };
  if (what % 4 === 1) return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
  return Object.fromEntries(
    Object.entries(record).map(([name, member]) => [name, name === key ? tweaked(member, steps, replacement) : member]),
  );
}

/** Changes the spec of one object, and checks everything else in the file: values, and the texts of the other fields. */
function assertRewritten({ objects, options, target, text }: Scene, specOf: (live: Fields) => Fields): void {
  const manifest = opened(text) as Manifest;
  const placed = manifest.objects[target] as PlacedObject;
  const live = placed.object.spec as Fields;
  const spec = specOf(live);
  const rewritten = rewriteObject(text, manifest, placed, { ...placed.object, spec });
  if (isProblem(rewritten)) assert.fail(rewritten.reason);
  assert.deepEqual(
    rewritten.manifest.objects.map(({ object }) => object.spec),
    manifest.objects.map(({ object }, index) => (index === target ? spec : object.spec)),
  );
  const by = options.asItems ? "      " : "  ";
  for (const [index, given] of objects.entries()) {
    const isEmptied = index === target && Object.keys(spec).length === 0;
    for (const [name, field] of fieldTexts(given, options)) {
      const isTouched = index === target && !isDeepStrictEqual(live[name], spec[name]);
      const kept = (isTouched ? field.slice(0, field.indexOf("\n") + 1) : field).replaceAll("\n", options.eol);
      if (!isEmptied) assert.equal(rewritten.text.includes(indented(kept, by)), true, `${index}.${name}`);
    }
  }
  for (const comment of ["# between", "--- # next"]) {
    assert.equal(rewritten.text.split(comment).length, text.split(comment).length);
  }
}

describe("rewriteObject", () => {
  it("gives fields of an object other values, and leaves every line that says something else", () => {
    fc.assert(
      fc.property(scene, changes, (file, change) => {
        assertRewritten(file, (live) => {
          const merged = { ...live, ...change };
          return Object.fromEntries(
            Object.entries(merged).filter(([name, member]) => member !== null || !Object.hasOwn(change, name)),
          );
        });
      }),
      propertyOptions({ runs: 100 }),
    );
  });

  it("changes one thing deep inside, and leaves every line that says something else", () => {
    fc.assert(
      fc.property(scene, fc.array(fc.nat(11), { minLength: 2, maxLength: 10 }), value, (file, steps, replacement) => {
        assertRewritten(file, (live) => tweaked(live, steps, replacement) as Fields);
      }),
      propertyOptions({ runs: 200 }),
    );
  });

  it("is undone by the change back, as far as what is said goes", () => {
    fc.assert(
      fc.property(scene, value, ({ text, target }, member) => {
        const manifest = opened(text) as Manifest;
        const placed = manifest.objects[target];
        if (placed === undefined) return;
        const there = rewriteObject(text, manifest, placed, {
          ...placed.object,
          spec: { ...(placed.object.spec as Fields), added: member },
        });
        if (isProblem(there)) assert.fail(there.reason);
        const changed = there.manifest.objects[target];
        if (changed === undefined) return;
        const back = rewriteObject(there.text, there.manifest, changed, placed.object);
        assert.equal(isProblem(back) ? back.reason : back.text, text.endsWith("\n") ? text : `${text}\n`);
      }),
      propertyOptions({ runs: 60 }),
    );
  });
});

describe("withoutObject", () => {
  it("leaves the other objects as they are, byte for byte", () => {
    fc.assert(
      fc.property(scene, ({ objects, options, text, target }) => {
        const manifest = opened(text) as Manifest;
        const placed = manifest.objects[target];
        if (placed === undefined) return;
        const rewritten = withoutObject(text, manifest, placed);
        if (isProblem(rewritten)) assert.fail(rewritten.reason);
        assert.deepEqual(
          rewritten.manifest.objects.map(({ object }) => object),
          manifest.objects.flatMap(({ object }, index) => (index === target ? [] : [object])),
        );
        const by = options.asItems ? "      " : "  ";
        for (const [index, given] of objects.entries()) {
          if (index === target) continue;
          for (const field of fieldTexts(given, options).values()) {
            assert.equal(rewritten.text.includes(indented(field.replaceAll("\n", options.eol), by)), true);
          }
        }
      }),
      propertyOptions({ runs: 60 }),
    );
  });
});
