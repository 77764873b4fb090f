import assert from "node:assert/strict";
import {
  isFlowPlainSafe,
  isPlainSafe,
  printLiteral,
  printScalar,
  quoteDouble,
  resolvePlain,
} from "../../../../provider/stores/manifests/scalar";

describe("resolvePlain", () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ["", null],
    ["~", null],
    ["null", null],
    ["nULL", "nULL"],
    ["true", true],
    ["yes", true],
    ["y", true],
    ["On", true],
    ["no", false],
    ["OFF", false],
    ["n", false],
    ["yEs", "yEs"],
    ["0", 0],
    ["-0", 0],
    ["42", 42],
    ["+42", 42],
    ["-7", -7],
    ["0x1F", 31],
    ["0b101", 5],
    ["0o17", 15],
    ["017", 15],
    ["09", 9],
    ["1_000", 1000],
    ["9007199254740991", 9007199254740991],
    ["9007199254740992", 9007199254740992n],
    ["18446744073709551614", 18446744073709551614n],
    ["-18446744073709551616", -(2 ** 64)],
    ["1.8446744073709552e+19", 1.8446744073709552e19],
    ["1e3", 1000],
    ["1.", 1],
    [".5", 0.5],
    ["1.2.3", "1.2.3"],
    [".inf", Number.POSITIVE_INFINITY],
    ["-.Inf", Number.NEGATIVE_INFINITY],
    ["00:11:22:33:44:55", "00:11:22:33:44:55"],
    ["1:30", "1:30"],
    ["10.16.0.1", "10.16.0.1"],
    ["::1", "::1"],
    ["fd00::1", "fd00::1"],
    ["2026-11-21", "2026-11-21"],
    ["_1", "_1"],
    ["web", "web"],
  ];
  for (const [text, expected] of cases) {
    it(`reads ${JSON.stringify(text)} as ${typeof expected} ${String(expected)}`, () => {
      assert.deepEqual(resolvePlain(text), expected);
    });
  }

  it("reads .nan as not a number", () => {
    assert.equal(Number.isNaN(resolvePlain(".nan")), true);
  });
});

describe("printScalar", () => {
  const plain = [
    "web-0.team-a",
    "ovn-default",
    "10.16.0.121",
    "fd00:10:16::5",
    "10.16.0.0/16,fd00::/64",
    "10.0.0.1..10.0.0.9",
  ];
  const mac = ["56:95:29:b5:e9:e3", "0a:11:22:33:44:55"];
  for (const text of [...plain, ...mac])
    it(`leaves ${text} without quotes`, () => assert.equal(printScalar(text), text));

  const quoted = [
    "",
    "on",
    "off",
    "y",
    "N",
    "yes",
    "True",
    "null",
    "~",
    "=",
    "<<",
    "1e3",
    "0x1",
    "0b1",
    "0o7",
    "017",
    "1_000",
  ];
  const numeric = ["12", "-1", "1.5", ".5", "1.", "+.inf", ".NaN", "1:30", "00:11:22:33:44:55", "2026-11-21", "e3"];
  const marks = [
    "::1",
    "fd00::",
    "- a",
    "a: b",
    "a #b",
    "#a",
    "*a",
    "&a",
    "!a",
    "%a",
    "@a",
    "`a",
    "[a]",
    "{a}",
    " a",
    "a ",
    "?",
  ];
  const broken = ["a\nb", "a\tb", "\u0007", "\u2028", "\ufeff", "'a'", '"a"', "|", ">"];
  for (const text of [...quoted, ...numeric, ...marks, ...broken]) {
    it(`puts ${JSON.stringify(text)} in quotes`, () => assert.match(printScalar(text), /^".*"$/));
  }

  it("prints booleans, null and numbers bare", () => {
    assert.deepEqual([true, false, null, 5, -1.5, 18446744073709551614n].map(printScalar), [
      "true",
      "false",
      "null",
      "5",
      "-1.5",
      "18446744073709551614",
    ]);
  });
});

describe("printLiteral", () => {
  it("keeps the exponent of an integer that only a float holds, so that it is read as one", () => {
    assert.equal(printLiteral(1.8446744073709552e19), "1.8446744073709552e+19");
  });

  it("has a notation for what JSON cannot say", () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0];
    assert.deepEqual(values.map(printLiteral), [".nan", ".inf", "-.inf", "-0.0"]);
  });
});

describe("quoteDouble", () => {
  it("escapes what YAML does not call printable", () => {
    assert.equal(quoteDouble('a"\\\n\u007f\u0085\u2028\ufeff'), '"a\\"\\\\\\n\\u007f\\u0085\\u2028\\ufeff"');
  });
});

describe("isPlainSafe", () => {
  it("takes letters of every alphabet and refuses blanks at the ends", () => {
    assert.deepEqual(["größe", "名前", "a b", "a ", " a"].map(isPlainSafe), [true, true, true, false, false]);
  });
});

describe("isFlowPlainSafe", () => {
  it("refuses what separates entries between brackets", () => {
    assert.deepEqual(["a", "a,b", "a]", "a{", "a:b"].map(isFlowPlainSafe), [true, false, false, false, false]);
  });
});
