import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { shim } from "../../../sdk/shim";

/** Runs the text as Pulumi does with what it finds in a state, in a directory, and prints what comes of it. */
function runShim(directory: string): string {
  const script = `const m = { exports: {} }; new Function("exports", "require", ${JSON.stringify(shim("Vip"))})(m.exports, require);
    try { console.log(m.exports.handler()); } catch (error) { console.log(error.message); }`;
  return execFileSync(process.execPath, ["-e", script], { cwd: directory, encoding: "utf8" }).trim();
}

describe("shim", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "shim-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("loads the package from above the program", () => {
    const installed = path.join(folder, "node_modules", "pulumi-kubeovn");
    mkdirSync(installed, { recursive: true });
    writeFileSync(path.join(installed, "package.json"), `{ "exports": { "./runtime": "./runtime.js" } }`);
    writeFileSync(path.join(installed, "runtime.js"), `exports.provider = (kind) => "provider of " + kind;`);
    mkdirSync(path.join(folder, "program", "src"), { recursive: true });
    assert.equal(runShim(path.join(folder, "program", "src")), "provider of Vip");
  });

  it("says what to install where the package is missing", () => {
    assert.match(
      runShim(folder),
      /^Cannot find module 'pulumi-kubeovn\/runtime'\n[\s\S]*run npm install pulumi-kubeovn/,
    );
  });
});
