import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "./toolchain";

/**
 * The block of code below a heading of a document that has a text in it.
 *
 * @param path  of the document in the repository
 * @param heading  of the second level, as it is written
 * @throws AssertionError where there is none
 */
export function codeIn(path: string, heading: string, text: string): string {
  const document = readFileSync(join(repositoryFolder, path), "utf8");
  const section = document.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  const blocks = [...section.matchAll(/^```\w*\n(.*?)^```$/gms)].map(([, block = ""]) => block);
  return blocks.find((block) => block.includes(text)) ?? assert.fail(`${path}: no block with ${text} in ${heading}`);
}
