import assert from "node:assert/strict";
import { fewLines, LONGEST_LINE, oneLine } from "../../../../provider/plan";

describe("oneLine", () => {
  for (const [name, text] of [
    ["line breaks of every kind", "a\n::error::b\r\n::error::c\u2028::error::d\u2029e\u0085f\vg"],
    ["escape sequences", "a\u001b[31mb\u009b31mc"],
    ["directions", "a\u202eb\u2066c\u200fd\u061ce"],
    ["what nobody sees", "a\u200bb\ufeffc\u00add\u{e0041}e"],
    ["halves of characters", "a\ud800b"],
  ] as const) {
    it(`takes out ${name}`, () => {
      assert.doesNotMatch(oneLine(text), /[\p{C}\p{Zl}\p{Zp}]/u);
      assert.match(oneLine(text), /^a .*[b-g]/);
    });
  }

  it("leaves no command of a pipeline in it", () => {
    assert.equal(oneLine("x ##[error]y ##vso[task.setvariable]z ## t"), "x # #[error]y # #vso[task.setvariable]z ## t");
  });

  it("leaves letters, accents and pictures", () => {
    assert.equal(oneLine("Zoë 東京 ❗ é"), "Zoë 東京 ❗ é");
  });

  it("cuts what is too long, and says so", () => {
    assert.equal(oneLine("x".repeat(LONGEST_LINE)).length, LONGEST_LINE);
    assert.equal(oneLine("x".repeat(1_000_000)), `${"x".repeat(LONGEST_LINE)}… (996000 more characters)`);
  });
});

describe("fewLines", () => {
  it("begins no line but the first with a text of someone else", () => {
    assert.equal(fewLines("fact\n::error::x\r\n  ::error::y"), "fact\n| ::error::x\n|   ::error::y");
  });

  it("ends after a hundred lines", () => {
    assert.equal(fewLines("x\n".repeat(1_000)).split("\n").length, 100);
  });
});
