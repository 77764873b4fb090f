import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadToolchain } from "../../support/toolchain";

describe("needsInstall", () => {
  const module = loadToolchain<{ needsInstall(folder: string): boolean }>("project.mjs");
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "project-"));
    writeFileSync(join(folder, "package-lock.json"), "{}");
    utimesSync(join(folder, "package-lock.json"), 1000, 1000);
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const installedAt = (seconds: number) => {
    mkdirSync(join(folder, "node_modules"));
    writeFileSync(join(folder, "node_modules", ".package-lock.json"), "{}");
    utimesSync(join(folder, "node_modules", ".package-lock.json"), seconds, seconds);
  };

  it("is true without node_modules", async () => {
    assert.equal((await module).needsInstall(folder), true);
  });

  it("is true when an installation was broken off before npm wrote its own lock file", async () => {
    mkdirSync(join(folder, "node_modules"));
    assert.equal((await module).needsInstall(folder), true);
  });

  it("is true when the lock file is newer than the installation", async () => {
    installedAt(999);
    assert.equal((await module).needsInstall(folder), true);
  });

  it("is false when the installation is newer", async () => {
    installedAt(1001);
    assert.equal((await module).needsInstall(folder), false);
  });
});
