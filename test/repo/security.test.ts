import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "../support/toolchain";

const read = (path: string): string => readFileSync(join(repositoryFolder, path), "utf8");

describe("SECURITY.md", () => {
  const text = read("SECURITY.md");

  it("names tests that there are, and a test for every boundary", () => {
    const [, table = ""] = /## What is checked where\n\n([\s\S]*?)\n\n/.exec(text) ?? [];
    const rows = table.split("\n").slice(2);
    assert.ok(rows.length > 10);
    const wrong = rows.flatMap((row) => {
      const [boundary = "", , tests = ""] = row
        .split("|")
        .slice(1)
        .map((cell) => cell.trim());
      const named = [...tests.matchAll(/`(test\/[^`]+)`((?:[:,] "[^"]+")+)/g)];
      if (named.length === 0) return [`${boundary}: no test`];
      return named.flatMap(([, file = "", names = ""]) => {
        const source = existsSync(join(repositoryFolder, file)) ? read(file) : "";
        const titles = [...source.matchAll(/\b(?:it|describe)\(\s*(["'`])(.*?)\1/g)].map(([, , title]) =>
          String(title),
        );
        return [...names.matchAll(/"([^"]+)"/g)].flatMap(([, name = ""]) =>
          titles.some((title) => title.includes(name)) ? [] : [`${file}: ${name}`],
        );
      });
    });
    assert.deepEqual(wrong, []);
  });

  it("names files that there are", () => {
    const paths = [...text.matchAll(/`((?:cli|deploy|examples|provider|sdk|test)\/[^`]*)`/g)].map(([, path]) =>
      String(path),
    );
    assert.deepEqual(
      paths.filter((path) => !existsSync(join(repositoryFolder, path))),
      [],
    );
  });
});
