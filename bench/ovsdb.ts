import { spawnSync } from "node:child_process";
import { connect, newUuid, type Operation, type OvsdbClient } from "../provider/ovsdb-client";
import { missingServers, run, type Server, startServer, stopServers } from "../test/support/ovn-servers";
import { buildGoPeer } from "./support/go-peer";
import { median, printFigure, printProgress, rounded } from "./support/report";
import { runBench } from "./support/run";

const SWITCH = "s1";
const LIBOVSDB = "libovsdb 0.7.0";
/** Commands of ovn-nbctl that are run one by one; all of them would take minutes. */
const SINGLE_COMMANDS = 200;

/** Milliseconds from the first connection on. */
interface PortTimes {
  readonly createMs: number;
  readonly changeMs: number;
  readonly deleteMs: number;
}

interface ReplicaFigures {
  readonly rows: number;
  readonly replicaMs: number;
  readonly peakBytes: number;
}

/** The same rows for everybody, those of bench/ovsdb-peer included. */
function optionsOf(at: number, parent: string): Readonly<Record<string, string>> {
  return {
    "virtual-ip": `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`,
    "virtual-parents": `${parent}${at}.shop,${parent}${at}.lab`,
  };
}

const elapsed = async (work: () => unknown): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};

async function ours({ socket }: Server, count: number): Promise<PortTimes> {
  let client: OvsdbClient | undefined;
  const transact = async (operations: readonly Operation[]): Promise<void> => {
    client ??= await connect({ endpoints: `unix:${socket}`, database: "OVN_Northbound" });
    await client.transact(operations);
  };
  const uuids = Array.from({ length: count }, newUuid);
  const members = (mutator: "insert" | "delete"): Operation => ({
    op: "mutate",
    table: "Logical_Switch",
    where: [["name", "==", SWITCH]],
    mutations: [["ports", mutator, uuids]],
  });
  const createMs = await elapsed(() =>
    transact([
      ...uuids.map((uuid, at): Operation => {
        const external_ids = { ls: SWITCH, vendor: "kube-ovn" };
        const row = { name: `p${at}`, type: "virtual", options: optionsOf(at, "a"), external_ids };
        return { op: "insert", table: "Logical_Switch_Port", uuid, row };
      }),
      members("insert"),
    ]),
  );
  const changeMs = await elapsed(() =>
    transact(
      uuids.map((uuid, at): Operation => {
        const row = { options: optionsOf(at, "b") };
        return { op: "update", table: "Logical_Switch_Port", where: [["_uuid", "==", uuid]], row };
      }),
    ),
  );
  const deleteMs = await elapsed(() => transact([members("delete")]));
  client?.close();
  return { createMs, changeMs, deleteMs };
}

const NBCTL = "ovn-nbctl";

/** What ovn-nbctl is told for each port. */
const COMMANDS = {
  create: (at: number): readonly string[] => [
    ...["lsp-add", SWITCH, `p${at}`, "--", "lsp-set-type", `p${at}`, "virtual"],
    ...["--", "set", "Logical_Switch_Port", `p${at}`, ...settings(at, "a")],
    ...[`external_ids:ls=${SWITCH}`, "external_ids:vendor=kube-ovn"],
  ],
  change: (at: number): readonly string[] => ["set", "Logical_Switch_Port", `p${at}`, ...settings(at, "b")],
  delete: (at: number): readonly string[] => ["lsp-del", `p${at}`],
};

function settings(at: number, parent: string): readonly string[] {
  return Object.entries(optionsOf(at, parent)).map(([key, value]) => `options:${key}="${value}"`);
}

async function commands({ socket }: Server, count: number, isChained: boolean): Promise<PortTimes> {
  const nbctl = (args: readonly string[]): void => {
    const { status, stderr } = spawnSync(NBCTL, [`--db=unix:${socket}`, ...args], { encoding: "utf8" });
    if (status !== 0) throw new Error(`ovn-nbctl failed: ${stderr}`);
  };
  const times = async (command: (at: number) => readonly string[]): Promise<number> => {
    const each = Array.from({ length: count }, (_, at) => command(at));
    const chained = each.flatMap((args, at) => (at === 0 ? args : ["--", ...args]));
    return elapsed(() => {
      for (const args of isChained ? [chained] : each) nbctl(args);
    });
  };
  return {
    createMs: await times(COMMANDS.create),
    changeMs: await times(COMMANDS.change),
    deleteMs: await times(COMMANDS.delete),
  };
}

function peer(program: string, args: readonly string[]): unknown {
  const result = spawnSync(program, args, { encoding: "utf8" });
  if (result.status !== 0) throw new Error(`${program} failed: ${result.stderr}`);
  return JSON.parse(result.stdout);
}

/** Medians of several rounds, each against a database of its own. */
async function measurePorts(rounds: number, work: (server: Server) => Promise<PortTimes>): Promise<PortTimes> {
  const all: PortTimes[] = [];
  for (let round = 0; round < rounds; round++) {
    const server = await startServer();
    run("ovn-nbctl", `--db=unix:${server.socket}`, "init", "--", "ls-add", SWITCH);
    all.push(await work(server));
    await server.kill();
  }
  const of = (name: keyof PortTimes): number => median(all.map((times) => times[name]));
  return { createMs: of("createMs"), changeMs: of("changeMs"), deleteMs: of("deleteMs") };
}

async function benchPorts(count: number, rounds: number, program: string | undefined): Promise<void> {
  printProgress(`${count} ports, our client …`);
  const own = await measurePorts(rounds, (server) => ours(server, count));
  const peers: { readonly name: string; readonly times: PortTimes }[] = [];
  printProgress(`${count} ports, ovn-nbctl, one command …`);
  peers.push({
    name: "ovn-nbctl, all in one command",
    times: await measurePorts(rounds, (server) => commands(server, count, true)),
  });
  printProgress(`${SINGLE_COMMANDS} ports, ovn-nbctl, one command each …`);
  const singles = await measurePorts(1, (server) => commands(server, SINGLE_COMMANDS, false));
  const scaled = (ms: number): number => (ms / SINGLE_COMMANDS) * count;
  peers.push({
    name: `ovn-nbctl, one command each, from ${SINGLE_COMMANDS} of them`,
    times: {
      createMs: scaled(singles.createMs),
      changeMs: scaled(singles.changeMs),
      deleteMs: scaled(singles.deleteMs),
    },
  });
  if (program !== undefined) {
    printProgress(`${count} ports, ${LIBOVSDB} …`);
    const measure = async ({ socket }: Server): Promise<PortTimes> =>
      peer(program, ["ports", `unix:${socket}`, SWITCH, String(count)]) as PortTimes;
    peers.push({ name: LIBOVSDB, times: await measurePorts(rounds, measure) });
  }
  for (const [name, key] of [
    [`create ${count} virtual ports with parents`, "createMs"],
    [`change the parents of ${count} virtual ports`, "changeMs"],
    [`delete ${count} virtual ports`, "deleteMs"],
  ] as const) {
    for (const { name: peerName, times } of peers) {
      printFigure({
        name,
        value: rounded(own[key], 1),
        unit: "ms",
        peer: peerName,
        peerValue: rounded(times[key], 1),
      });
    }
  }
}

/** In a process of its own, whose memory nobody else has used. */
async function replicate(socket: string): Promise<void> {
  const startedAt = performance.now();
  const client = await connect({ endpoints: `unix:${socket}`, database: "OVN_Northbound" });
  const columns = ["name", "type", "options", "external_ids"] as const;
  const replica = await client.monitor({ tables: { Logical_Switch_Port: { columns } } });
  const rows = replica.rows("Logical_Switch_Port").size;
  const replicaMs = performance.now() - startedAt;
  const figures: ReplicaFigures = { rows, replicaMs, peakBytes: process.resourceUsage().maxRSS * 1024 };
  process.stdout.write(JSON.stringify(figures));
  client.close();
}

async function benchReplica(count: number, rounds: number, program: string | undefined): Promise<void> {
  printProgress(`a switch with ${count} ports …`);
  const server = await startServer();
  run("ovn-nbctl", `--db=unix:${server.socket}`, "init", "--", "ls-add", SWITCH);
  await fill(server, count);
  const measure = (command: string, args: readonly string[]): ReplicaFigures => {
    const all = Array.from({ length: rounds }, () => peer(command, args) as ReplicaFigures);
    if (all.some(({ rows }) => rows !== count)) throw new Error(`a replica has not ${count} rows`);
    const of = (name: keyof ReplicaFigures): number => median(all.map((figures) => figures[name]));
    return { rows: count, replicaMs: of("replicaMs"), peakBytes: of("peakBytes") };
  };
  printProgress("a replica of it, our client …");
  const own = measure(process.execPath, [__filename, "replicate", server.socket]);
  if (program !== undefined) printProgress(`a replica of it, ${LIBOVSDB} …`);
  const other = program === undefined ? undefined : measure(program, ["monitor", `unix:${server.socket}`]);
  for (const [name, key, unit, scale] of [
    [`replica of ${count} ports, from the connection on`, "replicaMs", "ms", 1],
    [`peak memory of the process with a replica of ${count} ports`, "peakBytes", "MB", 1e6],
  ] as const) {
    const compared = other === undefined ? {} : { peer: LIBOVSDB, peerValue: rounded(other[key] / scale, 0) };
    printFigure({ name, value: rounded(own[key] / scale, 0), unit, ...compared });
  }
}

async function fill({ socket }: Server, count: number): Promise<void> {
  const client = await connect({ endpoints: `unix:${socket}`, database: "OVN_Northbound" });
  const batch = 5_000;
  for (let first = 0; first < count; first += batch) {
    const uuids = Array.from({ length: Math.min(batch, count - first) }, newUuid);
    await client.transact([
      ...uuids.map((uuid, i): Operation => {
        const at = first + i;
        const external_ids = { ls: SWITCH, vendor: "kube-ovn" };
        const row = { name: `p${at}`, type: "virtual", options: optionsOf(at, "a"), external_ids };
        return { op: "insert", table: "Logical_Switch_Port", uuid, row };
      }),
      {
        op: "mutate",
        table: "Logical_Switch",
        where: [["name", "==", SWITCH]],
        mutations: [["ports", "insert", uuids]],
      },
    ]);
  }
  client.close();
}

const HELP = `npm run bench:ovsdb -- [ports of a transaction] [ports of a replica] [rounds]

Default: 5000 100000 3. Prints figures as JSON lines; "ratio" is how many times the peer takes.
`;

async function main(args: readonly string[]): Promise<void> {
  if (args[0] === "replicate") return replicate(args[1] ?? "");
  const reason = missingServers();
  if (reason !== undefined) throw new Error(reason);
  const [ports = 5_000, replica = 100_000, rounds = 3] = args.map(Number);
  const program = await buildGoPeer(
    "ovsdb-peer",
    "libovsdb for comparison, half a minute on a new machine",
    printProgress,
  );
  try {
    await benchPorts(ports, rounds, program);
    await benchReplica(replica, rounds, program);
  } finally {
    await stopServers();
  }
}

runBench(HELP, main);
