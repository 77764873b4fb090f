import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { needCluster, sharedCluster, startTestCluster } from "../support/test-cluster";
import { loadToolchain, repositoryFolder } from "../support/toolchain";

interface ProcessId {
  readonly pid: number;
  readonly startTicks: string;
}
interface RecordModule {
  clusterFolder(name: string): string;
  readRecord(name: string): { readonly daemons: readonly ProcessId[] } | undefined;
}
const records = loadToolchain<RecordModule>("../cluster/record.mjs");
const daemons = loadToolchain<{ isRunning(process: ProcessId): boolean }>("../cluster/daemons.mjs");

const name = `start-${process.pid}`;
const cluster = (...args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [join("scripts", "cluster.mjs"), ...args], { cwd: repositoryFolder, stdio: "ignore" });

/** What had been started when at least so many processes had. */
async function startedAtLeast(count: number): Promise<readonly ProcessId[]> {
  for (;;) {
    const started = (await records).readRecord(name)?.daemons ?? [];
    if (started.length >= count) return started;
    await sleep(20);
  }
}

async function running(processes: readonly ProcessId[]): Promise<number> {
  const { isRunning } = await daemons;
  return processes.filter(isRunning).length;
}

describe("npm run cluster", () => {
  before(needCluster);

  it("leaves nothing of a start that is interrupted", async () => {
    const up = cluster("up", "--name", name);
    const started = await startedAtLeast(5);
    up.kill("SIGINT");
    assert.deepEqual(await once(up, "close"), [130, null]);
    assert.equal(await running(started), 0);
    assert.equal(existsSync((await records).clusterFolder(name)), false);
  });

  it("leaves nothing of a start in which one server ends", async () => {
    const up = cluster("up", "--name", name);
    const started = await startedAtLeast(4);
    for (const { pid } of started.slice(0, 1)) process.kill(pid, "SIGKILL");
    assert.deepEqual(await once(up, "close"), [1, null]);
    assert.equal(await running(started), 0);
    assert.equal(existsSync((await records).clusterFolder(name)), false);
  });

  it("takes down what a killed start has left", async () => {
    const up = cluster("up", "--name", name);
    const started = await startedAtLeast(4);
    up.kill("SIGKILL");
    await once(up, "close");
    assert.ok((await running(started)) > 0);
    await once(cluster("down", "--name", name), "close");
    assert.equal(await running(started), 0);
    assert.equal(existsSync((await records).clusterFolder(name)), false);
  });

  it("runs a second cluster beside the first, which does not know its users", async () => {
    const first = await sharedCluster();
    const second = await startTestCluster(name);
    const { daemons: started } = (await records).readRecord(name) ?? { daemons: [] };
    assert.notEqual(second.server, first.server);
    assert.equal((await second.admin("GET", "/version")).status, 200);
    await second.stop();
    assert.equal(await running(started), 0);
    assert.equal(existsSync(second.folder), false);
    assert.equal((await first.admin("GET", "/version")).status, 200);
  });
});
