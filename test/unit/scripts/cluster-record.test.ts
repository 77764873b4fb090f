import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadToolchain } from "../../support/toolchain";

interface ProcessId {
  readonly pid: number;
  readonly startTicks: string;
}
interface Ports {
  readonly apiServer: number;
  readonly northbound: number;
  readonly southbound: number;
}
interface ClusterRecord {
  readonly name: string;
  readonly owner: ProcessId;
  readonly ready: boolean;
  readonly ports: Ports;
  readonly daemons: readonly ProcessId[];
}
interface RecordModule {
  clusterFolder(name: string): string;
  clusterNames(): readonly string[];
  createRecord(record: ClusterRecord): boolean;
  writeRecord(record: ClusterRecord): void;
  readRecord(name: string): ClusterRecord | undefined;
  stateOf(record: ClusterRecord): string;
}
interface PortsModule {
  claimPorts(): Promise<Ports>;
  releasePorts(ports: Ports): void;
}
const records = loadToolchain<RecordModule>("../cluster/record.mjs");
const ports = loadToolchain<PortsModule>("../cluster/ports.mjs");
const lifecycle = loadToolchain<{ stopCluster(name: string): void }>("../cluster/lifecycle.mjs");

interface DaemonsModule {
  startDaemon(folder: string, command: { name: string; command: string; args: readonly string[] }): ProcessId;
  isRunning(process: ProcessId): boolean;
  processId(): ProcessId;
}
const daemons = loadToolchain<DaemonsModule>("../cluster/daemons.mjs");

const PORTS = { apiServer: 21_000, northbound: 21_001, southbound: 21_002 };
const GONE = { pid: 1, startTicks: "no process has started then" };
let folder: string;
let us: ProcessId;
let saved: string | undefined;
beforeEach(async function () {
  if (process.platform !== "linux") this.skip();
  us = (await daemons).processId();
  folder = join(mkdtempSync(join(tmpdir(), "records-")), "clusters");
  mkdirSync(folder);
  saved = process.env.PULUMI_KUBEOVN_CLUSTERS;
  process.env.PULUMI_KUBEOVN_CLUSTERS = folder;
});
afterEach(() => {
  rmSync(join(folder, ".."), { recursive: true });
  if (saved === undefined) delete process.env.PULUMI_KUBEOVN_CLUSTERS;
  else process.env.PULUMI_KUBEOVN_CLUSTERS = saved;
});
const record = (changes: Partial<ClusterRecord>): ClusterRecord => ({
  ...{ name: "test", owner: us, ready: false, ports: PORTS, daemons: [] },
  ...changes,
});

describe("clusterFolder", () => {
  it("refuses what is no plain folder name or too long for a socket below it", async () => {
    const { clusterFolder } = await records;
    assert.equal(clusterFolder("test-1"), join(folder, "test-1"));
    for (const name of ["", "..", "a/b", ".hidden", "Test", "a".repeat(33)])
      assert.throws(() => clusterFolder(name), /cannot name a cluster/, name);
  });
});

describe("createRecord", () => {
  it("makes a folder that can be read back and is listed", async () => {
    const { createRecord, readRecord, clusterNames } = await records;
    assert.equal(createRecord(record({})), true);
    assert.deepEqual(readRecord("test"), record({}));
    assert.deepEqual(clusterNames(), ["test"]);
  });

  it("leaves the cluster that has the name already, and nothing else", async () => {
    const { createRecord, readRecord } = await records;
    createRecord(record({ ready: true }));
    assert.equal(createRecord(record({})), false);
    assert.equal(readRecord("test")?.ready, true);
    assert.deepEqual(readdirSync(folder), ["test"]);
  });
});

describe("writeRecord", () => {
  it("does not bring back a cluster that was taken down meanwhile", async () => {
    const { writeRecord, readRecord } = await records;
    assert.throws(() => writeRecord(record({})), /ENOENT/);
    assert.equal(readRecord("test"), undefined);
  });
});

describe("stateOf", () => {
  it("is starting as long as the process that starts it runs", async () => {
    const { stateOf } = await records;
    assert.equal(stateOf(record({})), "starting");
    assert.equal(stateOf(record({ owner: GONE })), "broken");
  });

  it("is running as long as all its processes run, whatever became of the one that started it", async () => {
    const { stateOf } = await records;
    assert.equal(stateOf(record({ ready: true, owner: GONE, daemons: [us, us] })), "running");
    assert.equal(stateOf(record({ ready: true, daemons: [us, GONE] })), "broken");
  });
});

describe("claimPorts", () => {
  it("gives different ports to those who ask at the same time", async () => {
    const { claimPorts } = await ports;
    const claims = await Promise.all([claimPorts(), claimPorts(), claimPorts()]);
    const numbers = claims.flatMap((claim) => Object.values(claim));
    assert.equal(new Set(numbers).size, 9);
  });

  it("gives the same ones again after they were released", async () => {
    const { claimPorts, releasePorts } = await ports;
    const first = await claimPorts();
    releasePorts(first);
    assert.deepEqual(await claimPorts(), first);
  });

  it("passes over ports that somebody listens on", async () => {
    const { claimPorts, releasePorts } = await ports;
    const first = await claimPorts();
    releasePorts(first);
    const server = createServer().listen(first.southbound, "127.0.0.1");
    try {
      assert.notEqual((await claimPorts()).apiServer, first.apiServer);
    } finally {
      server.close();
    }
  });

  it("keeps the claim of a process that is gone for the cluster it left running, and for nothing else", async () => {
    const { claimPorts, releasePorts } = await ports;
    const { createRecord } = await records;
    const first = await claimPorts();
    releasePorts(first);
    const leave = () => writeFileSync(join(folder, `.ports-${first.apiServer}`), JSON.stringify(GONE));
    leave();
    assert.deepEqual(await claimPorts(), first);
    leave();
    createRecord(record({ ports: first }));
    assert.notEqual((await claimPorts()).apiServer, first.apiServer);
  });
});

describe("stopCluster", () => {
  it("removes the folder, the claim of its ports and what held them when that was the last one", async () => {
    const { createRecord } = await records;
    const claimed = await (await ports).claimPorts();
    createRecord(record({ ports: claimed }));
    (await lifecycle).stopCluster("test");
    assert.equal(existsSync(folder), false);
  });

  it("ends a process that was started and not yet written down", async () => {
    const { createRecord, clusterFolder } = await records;
    createRecord(record({ ports: await (await ports).claimPorts() }));
    const { startDaemon, isRunning } = await daemons;
    const started = startDaemon(clusterFolder("test"), { name: "sleep", command: "sleep", args: ["1000"] });
    assert.equal(isRunning(started), true);
    (await lifecycle).stopCluster("test");
    assert.equal(isRunning(started), false);
  });

  it("leaves other clusters and their claims alone", async () => {
    const { createRecord, clusterNames } = await records;
    createRecord(record({ name: "other", ports: await (await ports).claimPorts() }));
    createRecord(record({ ports: await (await ports).claimPorts() }));
    (await lifecycle).stopCluster("test");
    assert.deepEqual(clusterNames(), ["other"]);
    assert.equal(readdirSync(folder).length, 2);
  });

  it("does nothing where there is no such cluster", async () => {
    (await lifecycle).stopCluster("none");
  });
});
