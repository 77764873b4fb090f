import assert from "node:assert/strict";
import { isPattern, matchesPattern } from "../../../../../provider/plan/terms/spiderpool/name-pattern";

describe("names of pools with wildcards", () => {
  // Go's path/filepath/match_test.go, as far as names of objects go; spiderpool pkg/ipam compares by filepath.Match.
  for (const [pattern, name, isMatch] of [
    ["abc", "abc", true],
    ["*", "abc", true],
    ["*c", "abc", true],
    ["a*", "a", true],
    ["a*", "abc", true],
    ["a*b*c*d*e*", "axbxcxdxe", true],
    ["a*b?c*x", "abxbbxdbxebxczzx", true],
    ["a*b?c*x", "abxbbxdbxebxczzy", false],
    ["ab[c]", "abc", true],
    ["ab[b-d]", "abc", true],
    ["ab[e-g]", "abc", false],
    ["ab[^c]", "abc", false],
    ["ab[^b-d]", "abc", false],
    ["ab[^e-g]", "abc", true],
    ["a\\*b", "a*b", true],
    ["a\\*b", "ab", false],
    ["a?b", "axb", true],
    ["a???b", "axb", false],
    ["a?b", "ab", false],
    ["*x", "xxx", true],
    ["lab.v4", "labxv4", false],
    ["lab-v4", "lab-v4", true],
    ["[]a]", "]", false],
    ["[-]", "-", false],
    ["[x-]", "x", false],
    ["[-x]", "x", false],
    ["[a-b-c]", "a", false],
    ["[", "a", false],
    ["[^", "a", false],
    ["a[", "a", false],
    ["\\", "a", false],
  ] as const) {
    it(`${pattern} ${isMatch ? "matches" : "does not match"} ${name}`, () =>
      assert.equal(matchesPattern(pattern, name), isMatch));
  }

  it("are told from plain ones", () => {
    assert.deepEqual(["a-b.c", "a*", "a?", "[ab]"].map(isPattern), [false, true, true, true]);
  });
});
