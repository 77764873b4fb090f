import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";
import { parseManifest } from "../../provider/stores/manifests/parse";
import { toPlain } from "../../provider/stores/manifests/plain";
import { isProblem } from "../../provider/stores/manifests/problem";
import { renderFlow, renderObject } from "../../provider/stores/manifests/render";
import { printScalar, resolvePlain } from "../../provider/stores/manifests/scalar";
import { hasPlaceholder } from "../../provider/stores/manifests/shape";
import { object, text, value } from "../support/manifest-values";
import { propertyOptions } from "../support/property";

describe("printScalar", () => {
  it("writes strings that YAML 1.2, YAML 1.1 and kubectl read as the same strings", () => {
    fc.assert(
      fc.property(text, (string) => {
        const printed = `- ${printScalar(string)}\n`;
        assert.deepEqual(parse(printed, { version: "1.2" }), [string]);
        assert.deepEqual(parse(printed, { version: "1.1" }), [string]);
        if (!printed.startsWith('- "')) assert.equal(resolvePlain(string), string);
      }),
      propertyOptions({ runs: 2_000 }),
    );
  });
});

describe("renderObject", () => {
  it("is undone by reading, with either version of YAML and as kubectl reads", () => {
    fc.assert(
      fc.property(object, (given) => {
        fc.pre(!hasPlaceholder(given));
        const rendered = renderObject(given);
        const expected = toPlain(given);
        assert.deepEqual(parse(rendered, { version: "1.2" }), expected);
        assert.deepEqual(parse(rendered, { version: "1.1" }), expected);
        const manifest = parseManifest(rendered);
        assert.deepEqual(isProblem(manifest) ? manifest : manifest.objects.map((placed) => placed.object), [expected]);
      }),
      propertyOptions({ runs: 300 }),
    );
  });

  it("is the same text for what was read from it", () => {
    fc.assert(
      fc.property(object, (given) => {
        fc.pre(!hasPlaceholder(given));
        const rendered = renderObject(given);
        const manifest = parseManifest(rendered);
        assert.equal(
          isProblem(manifest) ? "" : manifest.objects.map((placed) => renderObject(placed.object)).join(),
          rendered,
        );
      }),
      propertyOptions({ runs: 300 }),
    );
  });
});

describe("renderFlow", () => {
  it("is JSON, on one line or on several", () => {
    fc.assert(
      fc.property(value, fc.constantFrom("  ", "\t"), (given, step) => {
        assert.deepEqual(JSON.parse(renderFlow(given)), given);
        assert.deepEqual(JSON.parse(renderFlow(given, { indent: "", step })), given);
      }),
      propertyOptions({ runs: 300 }),
    );
  });
});
