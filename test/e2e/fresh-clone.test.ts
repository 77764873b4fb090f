import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryFolder } from "../support/toolchain";
import { startCommand } from "./support/commands";
import { needPulumi } from "./support/need-pulumi";
import { succeeded } from "./support/outcome";

describe("a fresh clone", function () {
  this.timeout(5 * 60_000);

  let clone: string;
  before(async function () {
    await needPulumi.call(this);
    clone = mkdtempSync(join(tmpdir(), "pulumi-kubeovn-clone-"));
    execFileSync("git", ["clone", "--quiet", repositoryFolder, clone]);
    // What tsc would write again; it does compile what is not of this commit.
    cpSync(join(repositoryFolder, "dist"), join(clone, "dist"), { recursive: true, preserveTimestamps: true });
  });
  after(() => clone && rmSync(clone, { recursive: true, force: true }));

  it("is as it was after npm start, which installs, compiles, plans and writes", async () => {
    const started = await startCommand("npm", ["start"], clone, { ...process.env, NO_COLOR: "1" }).result;
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
});
