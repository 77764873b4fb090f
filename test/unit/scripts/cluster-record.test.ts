import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, Server } from "node:net";
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
  readonly webhook: number;
  readonly webhookHealth: number;
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
interface PortClaim {
  readonly ports: Ports;
  release(): void;
}
interface PortsModule {
  claimPorts(from?: number): Promise<PortClaim>;
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

const PORTS = { apiServer: 21_000, northbound: 21_001, southbound: 21_002, webhook: 21_003, webhookHealth: 21_004 };
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

/** Where no cluster comes that starts meanwhile. */
const FAR = 25_000 + (process.pid % 500) * 10;

describe("claimPorts", () => {
  let claims: PortClaim[];
  beforeEach(() => {
    claims = [];
  });
  afterEach(() => {
    for (const { release } of claims) release();
  });
  const claim = async (): Promise<PortClaim> => {
    const claimed = await (await ports).claimPorts(FAR);
    claims.push(claimed);
    return claimed;
  };

  it("gives different ports to those who ask at the same time", async () => {
    const asked = await Promise.all([claim(), claim(), claim()]);
    const numbers = asked.flatMap(({ ports }) => Object.values(ports));
    assert.equal(new Set(numbers).size, 3 * 5);
  });

  it("gives different ports to those whose clusters are in different folders", async () => {
    const first = await claim();
    process.env.PULUMI_KUBEOVN_CLUSTERS = join(folder, "others");
    assert.notEqual((await claim()).ports.apiServer, first.ports.apiServer);
  });

  it("gives the same ones again after they were released", async () => {
    const first = await claim();
    first.release();
    assert.deepEqual((await claim()).ports, first.ports);
  });

  for (const one of ["apiServer", "northbound", "southbound", "webhook", "webhookHealth"] as const)
    it(`passes over ports where someone listens on that of ${one}`, async () => {
      const first = await claim();
      first.release();
      const server = createServer().listen(first.ports[one], "127.0.0.1");
      await once(server, "listening");
      try {
        assert.notEqual((await claim()).ports.apiServer, first.ports.apiServer);
      } finally {
        server.close();
      }
    });

  it("passes over those of a cluster that someone who is gone began to start", async () => {
    const first = await claim();
    first.release();
    (await records).createRecord(record({ owner: GONE, ports: first.ports }));
    assert.notEqual((await claim()).ports.apiServer, first.ports.apiServer);
  });

  it("does not take the port of an API server that restarts, not even for a look", async () => {
    const { ports: known, release } = await claim();
    release();
    const database = createServer().listen(known.northbound, "127.0.0.1");
    await once(database, "listening");
    const { listen } = Server.prototype;
    const taken: unknown[] = [];
    Server.prototype.listen = function (this: Server, ...args: unknown[]) {
      taken.push(args[0]);
      return Reflect.apply(listen, this, args);
    };
    try {
      assert.notEqual((await claim()).ports.apiServer, known.apiServer);
      assert.ok(taken.includes(known.northbound));
      assert.equal(taken.includes(known.apiServer), false);
    } finally {
      Server.prototype.listen = listen;
      database.close();
    }
  });
});

describe("stopCluster", () => {
  it("removes its folder, and the one of all clusters when it was the last", async () => {
    const { createRecord } = await records;
    createRecord(record({}));
    (await lifecycle).stopCluster("test");
    assert.equal(existsSync(folder), false);
  });

  it("ends a process that was started and not yet written down", async () => {
    const { createRecord, clusterFolder } = await records;
    createRecord(record({}));
    const { startDaemon, isRunning } = await daemons;
    const started = startDaemon(clusterFolder("test"), { name: "sleep", command: "sleep", args: ["1000"] });
    assert.equal(isRunning(started), true);
    (await lifecycle).stopCluster("test");
    assert.equal(isRunning(started), false);
  });

  it("leaves other clusters alone", async () => {
    const { createRecord, clusterNames } = await records;
    createRecord(record({ name: "other" }));
    createRecord(record({}));
    (await lifecycle).stopCluster("test");
    assert.deepEqual(clusterNames(), ["other"]);
  });

  it("does nothing where there is no such cluster", async () => {
    (await lifecycle).stopCluster("none");
  });
});
