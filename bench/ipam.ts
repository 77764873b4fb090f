import { spawnSync } from "node:child_process";
import path from "node:path";
import {
  type Address,
  assign,
  isFault,
  makePool,
  type Pool,
  type Prefix,
  parseAddress,
  parsePrefix,
  Space,
  type Want,
} from "../provider/ipam";
import { Bitmap } from "../provider/ipam/bitmap";
import { SparseHoldings } from "../provider/ipam/sparse-holdings";
import { buildPeer, type Peer } from "./support/ipam-peer";
import { median, printFigure, printProgress, rounded } from "./support/report";

const HELP = `usage: npm run bench:ipam

Times the IPAM core, beside Kube-OVN's own Go IPAM (pkg/ipam v1.13.0) on the same work: owners, conflict checks and MACs on
both sides. Needs Go for the peer, which is built once into the user cache; without Go our figures come alone.
One JSON line per figure on standard output, {name, value, unit, peer, peerValue, ratio}; ratio = how many times better.`;

/** Usable addresses of a /16 without its gateway. */
const OWNERS = 65_533;
const ROUNDS = 5;
const WARM_UPS = 2;

interface Figures {
  /** Nanoseconds per allocation, from an empty subnet until all owners have an address and a MAC. */
  readonly fillNs: number;
  /** Nanoseconds per operation when every third owner is released and as many addresses are taken again. */
  readonly churnNs: number;
  /** Bytes, without the owners' own texts. */
  readonly heap: number;
}

function poolOf(cidr: string, gateway: string): Pool {
  const prefix = parsePrefix(cidr) as Prefix;
  const address = parseAddress(gateway) as Address;
  if (isFault(prefix) || isFault(address)) throw new Error(`${cidr} ${gateway}`);
  return makePool({ prefix, gateway: address, excluded: [], named: [], planned: [] });
}

function ownersOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `default/workload-${i}`);
}

function wantsOf(owners: readonly string[], family: 4 | 6): readonly Want[] {
  const families = [family] as const;
  return owners.map((owner) => ({ owner, families, mac: true }));
}

function liveBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Fill and churn of one subnet, wants included: what a plan does with a batch. */
function measure(pool: Pool, owners: readonly string[]): Figures {
  const { family } = pool.spec.prefix;
  const before = liveBytes();
  const space = new Space(family === 4 ? { v4: pool } : { v6: pool });
  let start = performance.now();
  assertComplete(assign(space, wantsOf(owners, family), "spread"));
  const fillNs = (1e6 * (performance.now() - start)) / owners.length;
  const heap = liveBytes() - before;

  const third = owners.filter((_, i) => i % 3 === 0);
  start = performance.now();
  for (const owner of third) space.release(owner);
  assertComplete(assign(space, wantsOf(third, family), "spread"));
  const churnNs = (1e6 * (performance.now() - start)) / (2 * third.length);
  if (space.usage(family).held !== BigInt(owners.length)) throw new Error("not every owner has an address");
  return { fillNs, churnNs, heap };
}

function assertComplete(answers: ReadonlyMap<string, object>): void {
  for (const answer of answers.values()) if (isFault(answer)) throw new Error("an owner was refused");
}

function medians(rounds: readonly Figures[]): Figures {
  const of = (read: (figures: Figures) => number): number => median(rounds.map(read));
  return {
    fillNs: of((round) => round.fillNs),
    churnNs: of((round) => round.churnNs),
    heap: of((round) => round.heap),
  };
}

function repeat(pool: Pool, owners: readonly string[]): Figures {
  for (let i = 0; i < WARM_UPS; i++) measure(pool, owners);
  return medians(Array.from({ length: ROUNDS }, () => measure(pool, owners)));
}

function compare(cidr: string, gateway: string, peer: Peer | undefined): void {
  printProgress(`${cidr}, ${OWNERS} owners …`);
  const ours = repeat(poolOf(cidr, gateway), ownersOf(OWNERS));
  const theirs = peer?.measure(cidr, gateway, OWNERS, ROUNDS);
  const figures = [
    [`fill ${cidr}`, "ns per allocation", "fillNs"],
    [`churn ${cidr}`, "ns per operation", "churnNs"],
    [`heap ${cidr}`, "bytes", "heap"],
  ] as const;
  for (const [name, unit, field] of figures) {
    const value = rounded(ours[field], 0);
    printFigure(
      theirs === undefined
        ? { name, value, unit }
        : { name, value, unit, peer: "kube-ovn pkg/ipam v1.13.0", peerValue: theirs[field] },
    );
  }
}

/** How the cost of one allocation grows with the number of addresses. */
function compareSizes(): void {
  const sizes = [
    ["10.0.0.0/22", 1_000],
    ["10.0.0.0/16", 65_000],
    ["10.0.0.0/12", 1_000_000],
  ] as const;
  const costs = sizes.map(([cidr, count]) => {
    printProgress(`${cidr}, ${count} owners …`);
    const { fillNs } = repeat(poolOf(cidr, "10.0.0.1"), ownersOf(count));
    printFigure({ name: `fill ${cidr}, ${count} owners`, value: rounded(fillNs, 0), unit: "ns per allocation" });
    return fillNs;
  });
  const growth = Math.max(...costs) / Math.min(...costs);
  printFigure({ name: "dearest beside cheapest of these", value: rounded(growth, 2), unit: "times" });
}

/** Milliseconds for the bare structures, without owners and MACs. */
function compareStructures(): void {
  const timed = (action: () => void): number => {
    for (let i = 0; i < WARM_UPS; i++) action();
    return median(
      Array.from({ length: ROUNDS }, () => {
        const start = performance.now();
        action();
        return performance.now() - start;
      }),
    );
  };
  const takeAll = (bits: number) => (): void => {
    const marks = new Bitmap(2 ** bits);
    for (let at = marks.nextClear(0); at >= 0; at = marks.nextClear(at)) marks.set(at);
  };
  const scattered = Array.from(
    { length: 1_000_000 },
    (_, i): Address => ({
      family: 6,
      value: (0xfd00n << 112n) | BigInt.asUintN(64, BigInt(i) * 0x9e3779b97f4a7c15n),
    }),
  );
  const holdAll = (): void => {
    const held = new SparseHoldings();
    for (let i = 0; i < scattered.length; i++) held.add(i, scattered[i] as Address);
  };
  printFigure({ name: "every address of a /16, bitmap alone", value: rounded(timed(takeAll(16)), 2), unit: "ms" });
  printFigure({ name: "every address of a /12, bitmap alone", value: rounded(timed(takeAll(20)), 2), unit: "ms" });
  printFigure({
    name: "1,000,000 scattered addresses of a /64, table alone",
    value: rounded(timed(holdAll), 1),
    unit: "ms",
  });
}

async function main(): Promise<void> {
  if (process.argv.includes("--help")) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  if (globalThis.gc === undefined) {
    // Heap figures need a collection at a given moment, which only this flag gives.
    const again = spawnSync(process.execPath, ["--expose-gc", path.resolve(__filename), ...process.argv.slice(2)], {
      stdio: "inherit",
    });
    process.exitCode = again.status ?? 1;
    return;
  }
  const peer = await buildPeer(printProgress);
  compare("10.16.0.0/16", "10.16.0.1", peer);
  compare("fd00:10:16::/64", "fd00:10:16::1", peer);
  compareSizes();
  compareStructures();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
