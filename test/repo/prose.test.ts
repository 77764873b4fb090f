import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readProse, splitName } from "../support/prose/read-prose";
import { BANNED, FROZEN } from "../support/prose/words";
import { repositoryFolder } from "../support/toolchain";

/** What others wrote or recorded, and what has to quote the words. */
const NOT_READ =
  /^(LICENSE|package-lock\.json|go-modules\/|bench\/[a-z]+-peer\/|test\/fixtures\/(upgrade|spiderpool)\/|test\/fixtures\/(engine-calls|pulumi-metaschema)\.json|test\/support\/prose\/|test\/repo\/prose\.test\.ts|schemas\/)/;
const READ = /\.(md|ts|mjs|yaml|yml|json)$/;

const files = execFileSync("git", ["ls-files", "-z"], { cwd: repositoryFolder, encoding: "utf8" })
  .split("\0")
  .filter((path) => path !== "" && READ.test(path) && !NOT_READ.test(path));

/** Every banned word of a text, as `line: "word", write …`. */
function findIn(path: string, text: string): string[] {
  return readProse(path, text).flatMap(({ line, text: passage, isName }) => {
    if (FROZEN.has(passage)) return [];
    const plain = isName
      ? splitName(passage)
      : passage.replace(/--max-utilisation|[`"](\w+)[`"]/g, unfrozen).replace(/\s+/g, " ");
    return BANNED.filter(({ words, inNames }) => (inNames || !isName) && words.test(plain)).map(
      ({ words, write }) => `${line}: "${words.exec(plain)?.[0]}" (write: ${write})`,
    );
  });
}

function unfrozen(quoted: string, word: string | undefined): string {
  return word === undefined || FROZEN.has(word) ? "" : quoted;
}

describe("prose", () => {
  it("keeps to the words of the project", () => {
    const found = files.flatMap((path) =>
      findIn(path, readFileSync(join(repositoryFolder, path), "utf8")).map((one) => `${path}:${one}`),
    );
    assert.deepEqual(found, []);
  });

  it("has file names in these words, too", () => {
    const found = files.filter((path) => BANNED.some(({ words, inNames }) => inNames && words.test(splitName(path))));
    assert.deepEqual(found, []);
  });

  it("is read from comments, texts and names of programs, and over the ends of lines", () => {
    const program = [
      "/** Waits for",
      " * ever. */",
      "const plannedBand = `it is left out`; // on",
      "// purpose",
      'const kind = "band";',
    ].join("\n");
    assert.deepEqual(
      findIn("a.ts", program).map((one) => one.replace(/ \(.*/, "")),
      ['3: "Band"', '3: "left out"', '1: "for ever"', '3: "on purpose"'],
    );
    assert.deepEqual(findIn("a.md", "a phrase in\nvain\n\n- for\n- ever, `utilisation`"), [
      '1: "in vain" (write: without success)',
    ]);
  });
});
