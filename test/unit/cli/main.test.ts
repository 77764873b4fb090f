import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { repositoryFolder } from "../../support/toolchain";

const MAIN = join(repositoryFolder, "dist", "cli", "main.js");
const CLUSTER = join(repositoryFolder, "examples", "quickstart", "cluster");

describe("the program pulumi-kubeovn", () => {
  it("ends as it would have when nobody reads what it prints", async () => {
    const child = spawn(process.execPath, [MAIN, "audit", "--strict", "--manifests", CLUSTER]);
    child.stdout.destroy();
    const ended = new Promise((resolve) => child.once("close", resolve));
    assert.equal(await text(child.stderr), "");
    assert.equal(await ended, 3);
  });
});
