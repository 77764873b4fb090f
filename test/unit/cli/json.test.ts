import assert from "node:assert/strict";
import { printJson } from "../../../cli/print/json";

describe("printJson", () => {
  it("writes what would steer a terminal or a pipeline as escapes, and says the same", () => {
    const value = {
      "a\u202e": ["\u001b[31m", "\u009b", "\u2028", "##[error]x", "##vso[x]", "\u{e0041}", "\ud800", "❗"],
    };
    const text = printJson(value);
    assert.doesNotMatch(text, /[^\P{C}\n]|[\p{Zl}\p{Zp}]|##/u);
    assert.deepEqual(JSON.parse(text), value);
  });
});
