import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { repositoryFolder } from "../support/toolchain";

const TEXT = readFileSync(path.join(repositoryFolder, "CONTRIBUTING.md"), "utf8");
const { scripts } = JSON.parse(readFileSync(path.join(repositoryFolder, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

describe("CONTRIBUTING.md", () => {
  it("names every benchmark", () => {
    const benchmarks = Object.keys(scripts).filter((name) => name.startsWith("bench:"));
    assert.ok(benchmarks.length > 10);
    assert.deepEqual(
      benchmarks.filter((name) => !new RegExp(`\\b${name}\\b`).test(TEXT)),
      [],
    );
  });

  it("names no script that package.json does not have", () => {
    const named = [...TEXT.matchAll(/npm run ([\w:]+)/g)].map(([, name = ""]) => name);
    assert.deepEqual(
      named.filter((name) => !(name in scripts)),
      [],
    );
  });
});
