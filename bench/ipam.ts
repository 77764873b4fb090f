import { spawnSync } from "node:child_process";
import path from "node:path";
import {
  type Address,
  assign,
  type Family,
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
import { draftOf } from "../provider/ipam/draft";
import { Holdings } from "../provider/ipam/holdings";
import { placeSingle } from "../provider/ipam/single";
import { buildPeer, type Peer } from "./support/ipam-peer";
import { printFigure, printProgress, rounded } from "./support/report";
import { runBench } from "./support/run";

const HELP = `usage: npm run bench:ipam

Times the IPAM core, beside Kube-OVN's own Go IPAM (pkg/ipam v1.13.0, its log discarded) on the same work: owners, conflict
checks and MACs on both sides, one owner after the other. Needs Go for the peer, which is built once into the user cache;
without Go our figures come alone. Every figure is the best of its rounds, on both sides: what else runs on the machine
only ever adds. One JSON line per figure on standard output, {name, value, unit, peer, peerValue, ratio};
ratio = how many times better.
`;

/** Usable addresses of a /16 without its gateway. */
const OWNERS = 65_533;
const ROUNDS = 9;
/** The peer takes ten seconds a round and hardly differs between them. */
const PEER_ROUNDS = 5;
const WARM_UPS = 3;

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

/** Flat strings, as parsed input has them; a template alone gives ropes that someone pays for later. */
function ownersOf(count: number): readonly string[] {
  return JSON.parse(JSON.stringify(Array.from({ length: count }, (_, i) => `default/workload-${i}`)));
}

function wantsOf(owners: readonly string[], family: Family): readonly Want[] {
  const families = [family] as const;
  return owners.map((owner) => ({ owner, families, mac: true }));
}

function spaceOf(pool: Pool): Space {
  return new Space(pool.spec.prefix.family === 4 ? { v4: pool } : { v6: pool });
}

/** The step that `assign` repeats, for owners one after the other like the peer's. */
function place(space: Space, wants: readonly Want[]): void {
  for (const want of wants) placeSingle(space, draftOf(space, want), "spread");
}

function msOf(action: () => void): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}

/** The second collection gives back the arrays whose owners the first one found dead. */
function liveBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function assertFull(space: Space, family: Family, count: number): void {
  if (space.usage(family).held !== BigInt(count)) throw new Error("not every owner has an address");
}

/** Heap is a round of its own: a collection in between costs the next round its warm code. */
function measure(pool: Pool, owners: readonly string[]): Figures {
  const { family } = pool.spec.prefix;
  const wants = wantsOf(owners, family);
  const third = wants.filter((_, i) => i % 3 === 0);
  const rounds = Array.from({ length: WARM_UPS + ROUNDS }, () => {
    const space = spaceOf(pool);
    const fillMs = msOf(() => place(space, wants));
    const churnMs = msOf(() => {
      for (const { owner } of third) space.release(owner);
      place(space, third);
    });
    assertFull(space, family, owners.length);
    return { fillNs: (1e6 * fillMs) / wants.length, churnNs: (1e6 * churnMs) / (2 * third.length) };
  }).slice(WARM_UPS);
  const before = liveBytes();
  const space = spaceOf(pool);
  place(space, wants);
  const heap = liveBytes() - before;
  assertFull(space, family, owners.length);
  return { fillNs: Math.min(...rounds.map((r) => r.fillNs)), churnNs: Math.min(...rounds.map((r) => r.churnNs)), heap };
}

function compare(cidr: string, gateway: string, peer: Peer | undefined): void {
  printProgress(`${cidr}, ${OWNERS} owners …`);
  const ours = measure(poolOf(cidr, gateway), ownersOf(OWNERS));
  const theirs = peer?.measure(cidr, gateway, OWNERS, PEER_ROUNDS);
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
    const { fillNs } = measure(poolOf(cidr, "10.0.0.1"), ownersOf(count));
    printFigure({ name: `fill ${cidr}, ${count} owners`, value: rounded(fillNs, 0), unit: "ns per allocation" });
    return fillNs;
  });
  const growth = Math.max(...costs) / Math.min(...costs);
  printFigure({ name: "dearest beside cheapest of these", value: rounded(growth, 2), unit: "times" });
}

function bestMs(prepare: () => () => void): number {
  const rounds = Array.from({ length: WARM_UPS + ROUNDS }, () => msOf(prepare()));
  return Math.min(...rounds.slice(WARM_UPS));
}

/** A whole batch at once, answers included. */
function timeAssign(): void {
  for (const [cidr, gateway] of [
    ["10.0.0.0/12", "10.0.0.1"],
    ["fd00::/64", "fd00::1"],
  ] as const) {
    const pool = poolOf(cidr, gateway);
    const { family } = pool.spec.prefix;
    const wants = wantsOf(ownersOf(100_000), family);
    const more = wantsOf(
      ownersOf(1_000).map((owner) => `${owner}/new`),
      family,
    );
    printProgress(`assign in ${cidr} …`);
    const all = bestMs(() => {
      const space = spaceOf(pool);
      return () => assertNoneRefused(assign(space, wants, "spread"));
    });
    printFigure({ name: `assign 100,000 owners in ${cidr}`, value: rounded(all, 1), unit: "ms" });
    const few = bestMs(() => {
      const space = spaceOf(pool);
      place(space, wants);
      return () => assertNoneRefused(assign(space, more, "spread"));
    });
    printFigure({ name: `assign 1,000 owners beside 100,000 in ${cidr}`, value: rounded(few, 2), unit: "ms" });
  }
}

function assertNoneRefused(answers: readonly object[]): void {
  for (const answer of answers) if (isFault(answer)) throw new Error("an owner was refused");
}

/** The bare structures, without owners and MACs. */
function timeStructures(): void {
  const takeAll = (bits: number) => (): void => {
    const marks = new Bitmap(2 ** bits);
    for (let at = marks.nextClear(0); at >= 0; at = marks.nextClear(at)) marks.set(at);
  };
  printFigure({
    name: "every address of a /16, bitmap alone",
    value: rounded(
      bestMs(() => takeAll(16)),
      2,
    ),
    unit: "ms",
  });
  printFigure({
    name: "every address of a /12, bitmap alone",
    value: rounded(
      bestMs(() => takeAll(20)),
      2,
    ),
    unit: "ms",
  });
  const best = (make: () => (owner: number, address: Address) => void): number =>
    rounded(Math.min(...Array.from({ length: WARM_UPS + ROUNDS }, () => msOfScattered(make()))), 1);
  printFigure({
    name: "1,000,000 scattered addresses of a /64 and their owners, table alone",
    value: best(() => {
      const held = new Holdings();
      return (owner, address) => held.add(owner, address);
    }),
    unit: "ms",
    peer: "Map<bigint, number>, one way only",
    peerValue: best(() => {
      const held = new Map<bigint, number>();
      return (owner, { value }) => held.set(value, owner);
    }),
  });
}

/** Milliseconds for what holds the addresses; they come in portions, so that no million of them is collected meanwhile. */
function msOfScattered(hold: (owner: number, address: Address) => void): number {
  const count = 1_000_000;
  const portion = 10_000;
  let ms = 0;
  for (let done = 0; done < count; done += portion) {
    const addresses = Array.from({ length: portion }, (_, i) => scatteredAddress(done + i));
    ms += msOf(() => {
      for (let i = 0; i < portion; i++) hold(done + i, addresses[i] as Address);
    });
  }
  return ms;
}

function scatteredAddress(i: number): Address {
  return { family: 6, value: (0xfd00n << 112n) | BigInt.asUintN(64, BigInt(i) * 0x9e3779b97f4a7c15n) };
}

async function main(): Promise<void> {
  if (globalThis.gc === undefined) {
    // Heap figures need a collection at a given moment, which only this flag gives.
    const again = spawnSync(process.execPath, ["--expose-gc", path.resolve(__filename), ...process.argv.slice(2)], {
      stdio: "inherit",
    });
    process.exitCode = again.status ?? 1;
    return;
  }
  timeStructures();
  const peer = await buildPeer(printProgress);
  compare("10.16.0.0/16", "10.16.0.1", peer);
  compare("fd00:10:16::/64", "fd00:10:16::1", peer);
  compareSizes();
  timeAssign();
}

runBench(HELP, main);
