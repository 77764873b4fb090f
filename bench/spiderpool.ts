import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Family, type Prefix, parsePrefix, rangeSetOf, sizeOf, subtract } from "../provider/ipam";
import { ROOMS } from "../provider/kinds";
import type { KubeObject } from "../provider/objects/kube-object";
import { snapshotOf } from "../provider/objects/kubeovn/facts";
import { check, type Declaration, Planner, type Snapshot } from "../provider/plan";
import { poolContent } from "../provider/plan/spiderpool/pool-content";
import { addressesOf, readItems, storedItems } from "../provider/plan/spiderpool/range-list";
import { SpanIndex } from "../provider/plan/terms/span-index";
import { buildGoPeer } from "./support/go-peer";
import { printFigure, printProgress, rounded } from "./support/report";
import { runBench } from "./support/run";

const HELP = `usage: npm run bench:spiderpool

Times the arithmetic of Spiderpool's lists beside Spiderpool's own (pkg/ip v1.2.2, what its webhooks call) on the same lists,
and the checks of a program whose reservations and pools meet many pods and pools. Needs Go for the peer, which is built once
into the user cache; without Go our figures come alone. Every figure is the best of its rounds, on both sides. One JSON line
per figure on standard output, {name, value, unit, peer, peerValue, ratio}; ratio = how many times better.
`;

const PEER = "spiderpool pkg/ip v1.2.2";
const ROUNDS = 5;
const OWNER_PREFIX = "bench/bench/dev/";

interface Pool {
  readonly subnet: string;
  readonly ips: readonly string[];
}

interface Task {
  readonly version: Family;
  readonly items: readonly string[];
  readonly excluded: readonly string[];
  readonly new: readonly Pool[];
  readonly pools: readonly Pool[];
}

interface PeerAnswer {
  readonly mergeNs: number;
  readonly merged: number;
  readonly totalNs: number;
  readonly total: number;
  readonly rivalsNs: number;
  readonly rivals: number;
}

const CIDR = { 4: "10.0.0.0/8", 6: "fd00::/64" } as const;

/** The address that is `host` above the first of the CIDR. */
function at(family: Family, host: number): string {
  return family === 4
    ? `10.${(host >> 16) & 255}.${(host >> 8) & 255}.${host & 255}`
    : `fd00::${((host >> 16) + 1).toString(16)}:${(host & 0xffff).toString(16)}`;
}

/** Ten thousand stretches of six addresses with gaps, in no order; and as many pools of the CIDR. */
function taskOf(family: Family): Task {
  const count = 10_000;
  const shuffled = Array.from({ length: count }, (_, i) => (i * 7_919) % count);
  const stretch = (i: number, length: number): string => `${at(family, i * 8)}-${at(family, i * 8 + length - 1)}`;
  const subnet = CIDR[family];
  return {
    version: family,
    items: shuffled.map((i) => stretch(i, 6)),
    excluded: shuffled.filter((i) => i % 5 === 0).map((i) => at(family, i * 8 + 2)),
    new: Array.from({ length: 100 }, (_, i) => ({
      subnet,
      ips: [`${at(family, i * 80 + 7)}-${at(family, i * 80 + 28)}`],
    })),
    pools: shuffled.map((i) => ({ subnet, ips: [stretch(i, 6)] })),
  };
}

function bestMs(work: () => void): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return Math.min(...times);
}

function askPeer(program: string | undefined, task: Task): PeerAnswer | undefined {
  if (program === undefined) return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), "spiderpool-bench-"));
  try {
    const file = path.join(folder, "task.json");
    writeFileSync(file, JSON.stringify(task));
    const run = spawnSync(program, [file, String(ROUNDS)], { encoding: "utf8" });
    if (run.status !== 0) throw new Error(`spiderpool-peer failed: ${run.stderr}`);
    return JSON.parse(run.stdout) as PeerAnswer;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const unreported = (): void => {
  throw new Error("a list of this benchmark was refused");
};

function compareLists(family: Family, program: string | undefined): void {
  const task = taskOf(family);
  printProgress(`IPv${family} lists …`);
  const peer = askPeer(program, task);
  const print = (name: string, ms: number, peerNs: number | undefined): void => {
    const value = rounded(ms, 3);
    const beside = peerNs === undefined ? {} : { peer: PEER, peerValue: rounded(peerNs / 1e6, 3) };
    printFigure({ name: `${name}, IPv${family}`, value, unit: "ms", ...beside });
  };
  const same = (what: string, ours: number, theirs: number | undefined): void => {
    if (theirs !== undefined && ours !== theirs) throw new Error(`${what}: ${ours} here and ${theirs} there`);
  };

  let merged = 0;
  const mergeMs = bestMs(() => {
    merged = storedItems(task.items, readItems(task.items, "ips", unreported) ?? []).length;
  });
  same("merged items", merged, peer?.merged);
  print("merge 10,000 items", mergeMs, peer?.mergeNs);

  let total = 0;
  const totalMs = bestMs(() => {
    const [ips, excluded] = [task.items, task.excluded].map((items) =>
      rangeSetOf(family, readItems(items, "ips", unreported) ?? []),
    );
    total = ips && excluded ? Number(sizeOf(subtract(ips, excluded))) : 0;
  });
  same("addresses", total, peer?.total);
  print("10,000 items without 2,000", totalMs, peer?.totalNs);

  let rivals = 0;
  const rivalsMs = bestMs(() => {
    const prefix = parsePrefix(CIDR[family]) as Prefix;
    for (const { ips } of task.pools) if ("fault" in poolContent(prefix, ips, [])) throw new Error(String(ips));
    const index = new SpanIndex(task.pools.map(({ ips }, i) => [String(i), addressesOf(family, ips)]));
    const found = task.new.map(({ ips }) => addressesOf(family, ips).ranges.flatMap((range) => index.namesIn(range)));
    rivals = found.flat().length;
  });
  same("rivals", rivals, peer?.rivals);
  print("rivals of 100 new pools among 10,000", rivalsMs, peer?.rivalsNs);
}

/** Pools of four addresses, two of which pods have, and reservations over every third address of a pod. */
function clusterOf(family: Family, pools: number): readonly KubeObject[] {
  const apiVersion = "spiderpool.spidernet.io/v2beta1";
  return Array.from({ length: pools }, (_, i): KubeObject => {
    const ledger = Object.fromEntries(
      [0, 1].map((n) => [at(family, i * 8 + n), { pod: `default/web-${i}-${n}`, podUid: `u${i}-${n}` }]),
    );
    return {
      apiVersion,
      kind: "SpiderIPPool",
      metadata: { name: `pool-${i}` },
      spec: { ipVersion: family, subnet: CIDR[family], ips: [`${at(family, i * 8)}-${at(family, i * 8 + 3)}`] },
      status: { allocatedIPs: JSON.stringify(ledger) },
    };
  });
}

function declared(kind: Declaration["kind"], name: string, args: Declaration["args"]): Declaration {
  return { kind, name, path: `${kind}::${name}`, owner: `${OWNER_PREFIX}${kind}/${name}`, provider: "", args };
}

/** A program of as many reservations, pools and annotations, each of which has to do with a pod or a pool of the cluster. */
function programOf(family: Family, count: number, pools: number): readonly Declaration[] {
  const step = Math.floor(pools / count);
  return Array.from({ length: count }, (_, i) => i * step).flatMap((i) => [
    declared("spiderpool.ReservedIP", `r-${i}`, { ips: [at(family, i * 8)] }),
    declared("spiderpool.IPPool", `p-${i}`, {
      subnet: CIDR[family],
      ips: [`${at(family, i * 8 + 5)}-${at(family, i * 8 + 6)}`],
    }),
    declared("spiderpool.PodAnnotations", `a-${i}`, {
      ippool: { [`ipv${family}`]: [`pool-${i}`, `p-${i}`] },
      replicas: 1,
    }),
  ]);
}

/** The first check works out what all of them look at; the time of all together is what a preview takes. */
function timeChecks(snapshot: Snapshot, program: readonly Declaration[]): number {
  return bestMs(() => {
    const planner = new Planner(snapshot, OWNER_PREFIX, "", ROOMS);
    planner.addBatch(program);
    for (const declaration of program) {
      const { refusals, inputs } = check(planner, { olds: {}, news: declaration.args, declaration, store: "bench" });
      if (refusals.length > 0) throw new Error(refusals.map(({ reason }) => reason).join());
      const isHit = !Array.isArray(inputs.impact) || inputs.impact.length === 1;
      if (declaration.kind === "spiderpool.ReservedIP" && !isHit) throw new Error("no pod is affected");
    }
  });
}

/** How the time of a check grows with cluster and program: a few checks beside many pools, and many. */
function compareSizes(family: Family): void {
  for (const [pools, count] of [
    [1_000, 1_000],
    [10_000, 100],
    [10_000, 1_000],
    [10_000, 10_000],
  ] as const) {
    printProgress(`IPv${family}, ${count} of each kind, ${pools} pools …`);
    const ms = timeChecks(snapshotOf(clusterOf(family, pools)), programOf(family, count, pools));
    const name = `check ${3 * count} resources beside ${pools} pools with ${2 * pools} pods, IPv${family}`;
    printFigure({ name, value: rounded(ms, 1), unit: "ms" });
    printFigure({ name: `${name}, each`, value: rounded((1e3 * ms) / (3 * count), 1), unit: "µs" });
  }
}

async function main(): Promise<void> {
  const about = "Spiderpool's range functions for comparison, some minutes on a new machine";
  const program = await buildGoPeer("spiderpool-peer", about, printProgress);
  for (const family of [4, 6] as const) compareLists(family, program);
  for (const family of [4, 6] as const) compareSizes(family);
}

runBench(HELP, main);
