import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryFolder } from "../../support/toolchain";

const MODULE = JSON.stringify(join(repositoryFolder, "dist", "provider", "scratch", "index.js"));

describe("scratchFolder", () => {
  let temporary: string;
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), "scratch-test-"));
  });
  afterEach(() => rmSync(temporary, { recursive: true, force: true }));

  const environment = (): NodeJS.ProcessEnv => ({ ...process.env, TMPDIR: temporary });

  function run(then: string): { readonly folder: string; readonly signal: string | null } {
    const script = `const folder = require(${MODULE}).scratchFolder(); console.log(folder); ${then}`;
    const { stdout, signal } = spawnSync(process.execPath, ["-e", script], { env: environment(), encoding: "utf8" });
    return { folder: stdout.trim(), signal };
  }

  /** The name that a folder of another process of this machine has. */
  function nameFor(pid: number): string {
    const { folder } = run("");
    return folder.slice(temporary.length + 1).replace(/-\d+-[^-]*$/, `-${pid}-abcdef`);
  }

  it("is for its user alone, and one for the whole process", () => {
    const { folder } = run(
      `console.log(require(${MODULE}).scratchFolder() === folder, require("fs").statSync(folder).mode & 0o777)`,
    );
    assert.match(folder, /\ntrue 448$/);
  });

  for (const [way, then] of [
    ["by itself", ""],
    ["with process.exit", "process.exit(3)"],
    ["with an error", "throw new Error()"],
    ["with SIGINT", 'setTimeout(() => {}, 9000); process.kill(process.pid, "SIGINT")'],
    ["with SIGTERM", 'setTimeout(() => {}, 9000); process.kill(process.pid, "SIGTERM")'],
    ["with SIGHUP", 'setTimeout(() => {}, 9000); process.kill(process.pid, "SIGHUP")'],
  ] as const) {
    it(`goes with a process that ends ${way}, which ends as it would have`, () => {
      const { signal } = run(`require("fs").writeFileSync(folder + "/file", "x"); ${then}`);
      assert.equal(signal, /SIG\w+$/.exec(way)?.[0] ?? null);
      assert.deepEqual(readdirSync(temporary), []);
    });
  }

  it("leaves it to a listener of the program whether a signal ends it", () => {
    const { folder, signal } = run(
      'process.on("SIGTERM", () => console.log("stays")); setTimeout(() => console.log("done"), 300); process.kill(process.pid, "SIGTERM")',
    );
    assert.match(folder, /\nstays\ndone$/);
    assert.equal(signal, null);
  });

  it("removes what killed processes left, and nothing else", async () => {
    const killed = run('process.kill(process.pid, "SIGKILL")');
    assert.equal(killed.signal, "SIGKILL");
    assert.equal(statSync(killed.folder).isDirectory(), true);
    const sleeper = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
    const kept = [nameFor(sleeper.pid ?? 0), "pulumi-kubeovn-000000000000-999999999-abcdef", "pulumi-kubeovn-plan-x"];
    try {
      for (const name of kept) mkdirSync(join(temporary, name));
      const outside = join(temporary, "outside");
      mkdirSync(outside);
      writeFileSync(join(outside, "file"), "");
      symlinkSync(outside, join(temporary, nameFor(999_999_999)));
      run("");
      assert.deepEqual(readdirSync(temporary).sort(), [...kept, nameFor(999_999_999), "outside"].sort());
      assert.deepEqual(readdirSync(outside), ["file"]);
    } finally {
      sleeper.kill();
    }
  });
});
