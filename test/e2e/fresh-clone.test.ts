import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryFolder } from "../support/toolchain";
import { type CommandResult, startCommand } from "./support/commands";
import { needPulumi } from "./support/need-pulumi";
import { succeeded } from "./support/outcome";

describe("a fresh clone", () => {
  let clone: string;
  before(async function () {
    await needPulumi.call(this);
    clone = mkdtempSync(join(tmpdir(), "pulumi-kubeovn-clone-"));
    execFileSync("git", ["clone", "--quiet", repositoryFolder, clone]);
    // What tsc would write again; it does compile what is not of this commit. The site may be in the making.
    cpSync(join(repositoryFolder, "dist"), join(clone, "dist"), {
      recursive: true,
      preserveTimestamps: true,
      filter: (path) => !/[/\\]dist[/\\]site/.test(path),
    });
  });
  after(() => clone && rmSync(clone, { recursive: true, force: true }));

  const run = (...args: readonly string[]): Promise<CommandResult> =>
    startCommand("npm", args, clone, { ...process.env, NO_COLOR: "1" }).result;

  it("is as it was after npm start, which installs, compiles, plans and writes", async () => {
    const started = await run("start");
    succeeded(started);
    assert.match(started.stdout, /^==> Installing the dependencies/m);
    assert.match(started.stdout, /^ {2}new +manifests\//m);
    assert.match(started.stdout, /^==> The map of what was planned: \.pulumi-state\/maps\/index\.html$/m);
    assert.match(
      readFileSync(join(clone, ".pulumi-state", "maps", "Subnet-ovn-default.html"), "utf8"),
      /new in this plan/,
    );
    const last = started.stdout.trimEnd().split("\n").slice(-5);
    for (const line of last) assert.match(line, /^ {2}(npm run|npx) \S+/);
    assert.equal(execFileSync("git", ["status", "--porcelain"], { cwd: clone, encoding: "utf8" }), "");
  });
  it("runs what is compiled of its sources as they are now", async () => {
    appendFileSync(join(clone, "cli", "main.ts"), 'process.stdout.write("of now");\n');
    const { stdout, stderr } = succeeded(await run("run", "--silent", "pulumi-kubeovn", "--", "--version"));
    assert.match(stdout, /^of now$/m, stderr);
  });
});
