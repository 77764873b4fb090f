import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loadToolchain } from "../../support/toolchain";

interface EnvironmentModule {
  pulumiEnvironment(options: { path: string; folder: string; home: string }): NodeJS.ProcessEnv;
}

const PATIENCE_MS = 120_000;

describe("what the CLI starts in Node", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "compile-cache-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("keeps what it compiles, by the kind of process, also where it is killed", async () => {
    const { pulumiEnvironment } = await loadToolchain<EnvironmentModule>("pulumi-environment.mjs");
    const env = pulumiEnvironment({ path: process.env.PATH ?? "", folder, home: join(folder, "home") });
    const compiled = (kind: string): readonly string[] => {
      const cache = join(folder, "home", "node-compile-cache", kind);
      return existsSync(cache) ? readdirSync(cache, { recursive: true, encoding: "utf8" }) : [];
    };
    writeFileSync(join(folder, "module.js"), "exports.answer = () => 42;\n");
    for (const kind of ["one", "other"]) {
      mkdirSync(join(folder, kind));
      const script = join(folder, kind, "index.js");
      writeFileSync(script, 'require("../module").answer();\nsetTimeout(() => {}, 60_000);\n');
      const child = spawn(process.execPath, [script], { env, stdio: "inherit" });
      try {
        // A folder of this version of Node, and in it a file for each module.
        for (const end = performance.now() + PATIENCE_MS; compiled(kind).length < 3; await sleep(50))
          assert.ok(performance.now() < end, `${compiled(kind)}`);
      } finally {
        child.kill("SIGKILL");
        await once(child, "close");
      }
    }
    assert.deepEqual(readdirSync(join(folder, "home", "node-compile-cache")).sort(), ["one", "other"]);
  });
});
