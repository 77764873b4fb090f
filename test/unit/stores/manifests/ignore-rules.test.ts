import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readIgnoreRules } from "../../../../provider/stores/manifests/ignore-rules";
import { inScratch } from "./scratch";

const FILES = [
  "a.yaml",
  "b/a.yaml",
  "b/c/a.yaml",
  "b/c/d.yaml",
  "clusters/prod/x.yaml",
  "clusters/test/x.yaml",
  "charts/web/templates/x.yaml",
  "deep/charts/x.yaml",
  "#a.yaml",
  "!a.yaml",
  "with blank.yaml",
  "x1.yaml",
  "x2.yaml",
  "x-.yaml",
];

const CASES: readonly (readonly string[])[] = [
  [],
  ["# a.yaml", ""],
  ["a.yaml"],
  ["/a.yaml"],
  ["x[2-1].yaml", "[z-a]*"],
  ["b/"],
  ["b/a.yaml"],
  ["b/*.yaml"],
  ["b/**"],
  ["b/**/a.yaml"],
  ["**/a.yaml"],
  ["**/c"],
  ["**"],
  ["charts"],
  ["charts/"],
  ["/charts"],
  ["clusters/*", "!clusters/prod"],
  ["clusters/", "!clusters/prod/x.yaml"],
  ["*.yaml", "!a.yaml"],
  ["x?.yaml"],
  ["x[0-9].yaml"],
  ["x[!0-9].yaml"],
  ["\\#a.yaml", "\\!a.yaml"],
  ["with blank.yaml  "],
  ["with\\ blank.yaml"],
  ["a.yaml\r"],
  ["c/d.yaml"],
  ["b*/c"],
  ["/*", "!/b"],
];

describe("readIgnoreRules", () => {
  it("excludes what git excludes", () =>
    inScratch(Object.fromEntries(FILES.map((file) => [file, ""])), async (root) => {
      execFileSync("git", ["init", "-q"], { cwd: root });
      for (const lines of CASES) {
        writeFileSync(join(root, ".gitignore"), `${lines.join("\n")}\n`);
        const listed = execFileSync("git", ["ls-files", "-z", "-o", "-i", "--exclude-standard"], { cwd: root });
        const rules = readIgnoreRules(lines);
        const expected = listed
          .toString()
          .split("\0")
          .filter((file) => FILES.includes(file));
        assert.deepEqual(FILES.filter(rules).sort(), expected.sort(), JSON.stringify(lines));
      }
    }));

  it("is as quick with a pattern of many wildcards as with another", () => {
    const name = "a".repeat(250);
    assert.equal(readIgnoreRules([`${"*a".repeat(40)}b`])(name), false);
    assert.equal(readIgnoreRules([`${"**/a/".repeat(40)}b`])(`${"a/".repeat(250)}c`), false);
    assert.equal(readIgnoreRules([`${"*a".repeat(40)}`])(name), true);
  });
});
