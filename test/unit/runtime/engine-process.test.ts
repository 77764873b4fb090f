import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { repositoryFolder } from "../../support/toolchain";

const MODULE = join(repositoryFolder, "dist", "provider", "runtime", "engine-process.js");

/** As Pulumi's server of dynamic providers does, until its engine is gone. */
const PRINTS_ERRORS = `process.on("uncaughtException", (error) => console.error(error.stack));`;
const ENDS = `require(${JSON.stringify(MODULE)}).endWithEngine();`;
const STAYS = `setInterval(() => undefined, 1000); console.log("ready");`;
const WRITES = `setInterval(() => console.error("a line"), 20);`;

describe("the end of an engine", () => {
  let child: ChildProcess | undefined;
  afterEach(() => {
    if (child?.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
  });

  /** Runs a program with this standard input; what comes through `cat` is a pipe, as an engine's is. */
  async function start(program: string, input: "cat" | "/dev/null"): Promise<ChildProcess> {
    const node = `exec "${process.execPath}" -e '${program}'`;
    const line = input === "cat" ? `cat | (${node})` : `${node} </dev/null`;
    child = spawn("sh", ["-c", line], { stdio: ["pipe", "pipe", "pipe"], detached: true });
    await once(child.stdout as NodeJS.ReadableStream, "data");
    return child;
  }

  it("ends what it started", async () => {
    const started = await start(`${PRINTS_ERRORS}${ENDS}${STAYS}`, "cat");
    const ended = once(started, "exit");
    started.stdin?.end();
    assert.deepEqual(await ended, [1, null]);
  });

  it("ends a process that writes to it, whose errors are printed", async () => {
    const started = await start(`${PRINTS_ERRORS}${ENDS}${STAYS}${WRITES}`, "/dev/null");
    const ended = once(started, "exit");
    started.stdout?.destroy();
    started.stderr?.destroy();
    assert.deepEqual(await ended, [1, null]);
  });

  it("is not that of a process whose standard input is no pipe", async () => {
    const started = await start(`${ENDS}${STAYS}setTimeout(() => process.exit(7), 300);`, "/dev/null");
    assert.deepEqual(await once(started, "exit"), [7, null]);
  });
});
