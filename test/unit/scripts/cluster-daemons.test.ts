import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loadToolchain } from "../../support/toolchain";

interface ProcessId {
  readonly pid: number;
  readonly startTicks: string;
}
interface DaemonsModule {
  startDaemon(folder: string, command: { name: string; command: string; args: readonly string[] }): ProcessId;
  killDaemons(daemons: readonly ProcessId[]): void;
  findDaemons(folder: string): readonly ProcessId[];
  processId(pid?: number): ProcessId;
  isRunning(process: ProcessId): boolean;
}
const daemons = loadToolchain<DaemonsModule>("../cluster/daemons.mjs");

let folder: string;
let started: ProcessId[];
beforeEach(function () {
  if (process.platform !== "linux") this.skip();
  folder = mkdtempSync(join(tmpdir(), "daemons-"));
  started = [];
});
afterEach(async () => {
  (await daemons).killDaemons(started);
  rmSync(folder, { recursive: true });
});
const shell = async (script: string) => {
  const daemon = (await daemons).startDaemon(folder, { name: "sh", command: "sh", args: ["-c", script] });
  started.push(daemon);
  return daemon;
};
const processIdOf = ({ pid, startTicks }: ProcessId): ProcessId => ({ pid, startTicks });
const log = () => readFileSync(join(folder, "sh.log"), "utf8");
const logged = async (text: string) => {
  while (!log().includes(text)) await sleep(5);
};

describe("startDaemon", () => {
  it("appends what the program prints to a log of its name", async () => {
    await shell("echo out; echo err >&2");
    await logged("err");
    await shell("echo again");
    await logged("again");
    assert.equal(log(), "out\nerr\nagain\n");
  });

  it("throws for a program that is not there", async () => {
    const { startDaemon } = await daemons;
    assert.throws(
      () => startDaemon(folder, { name: "none", command: "/no/such/program", args: [] }),
      /cannot be started/,
    );
  });
});

describe("killDaemons", () => {
  it("ends a program and what it started, also when it ignores polite signals", async () => {
    const daemon = await shell('trap "" TERM INT; sleep 1000 & echo $!; wait');
    await logged("\n");
    const child = (await daemons).processId(Number(log()));
    const { killDaemons, isRunning } = await daemons;
    assert.deepEqual([isRunning(daemon), isRunning(child)], [true, true]);
    killDaemons([daemon]);
    assert.equal(isRunning(daemon), false);
    while (isRunning(child)) await sleep(5);
  });

  it("leaves a later process with the same id alone", async () => {
    const daemon = await shell("sleep 1000");
    const { killDaemons, isRunning } = await daemons;
    killDaemons([{ pid: daemon.pid, startTicks: "1" }]);
    assert.equal(isRunning(daemon), true);
  });
});

describe("findDaemons", () => {
  it("finds the daemons of a folder and what they started, and no others", async () => {
    const daemon = await shell("sleep 1000 & echo $!; wait");
    await logged("\n");
    const child = (await daemons).processId(Number(log()));
    const { findDaemons } = await daemons;
    const byPid = (a: ProcessId, b: ProcessId) => a.pid - b.pid;
    assert.deepEqual([...findDaemons(folder)].sort(byPid), [child, processIdOf(daemon)].sort(byPid));
    assert.deepEqual(findDaemons(`${folder}-2`), []);
  });
});

describe("isRunning", () => {
  it("is true for ourselves and false for a process that has ended", async () => {
    const { isRunning, processId } = await daemons;
    assert.equal(isRunning(processId()), true);
    const daemon = await shell("exit");
    while (isRunning(daemon)) await sleep(5);
  });
});
