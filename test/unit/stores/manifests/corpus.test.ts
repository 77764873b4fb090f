import assert from "node:assert/strict";
import { readValue } from "../../../../provider/stores/manifests/parse";
import { quickJson } from "../../../../provider/stores/manifests/quick-json";
import { quickRead } from "../../../../provider/stores/manifests/quick-read";
import { corpus, refusedCorpus } from "../../../fixtures/manifests/corpus";

describe("readValue", () => {
  for (const { name, text, value } of corpus) {
    it(`reads ${name} as kubectl does`, () => {
      const read = quickJson(text, readValue) ?? quickRead(text, readValue) ?? readValue(text);
      assert.deepEqual(read?.value, value);
      if (!text.startsWith("{")) assert.deepEqual(readValue(text)?.value, value);
    });
  }
  for (const text of refusedCorpus) {
    it(`refuses ${JSON.stringify(text)} as kubectl does`, () => assert.equal(readValue(text), undefined));
  }
});
