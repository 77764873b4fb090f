import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { printPage } from "../cli/map/page";
import { snapshotOf } from "../provider/objects/kubeovn/facts";
import type { Snapshot } from "../provider/plan";
import { makeAudit, mapsOf } from "../provider/report";
import { runInProcess } from "../test/support/command-line";
import { cluster, program } from "./support/cluster";
import { NOTING_PACKAGE, type NotedCpu, partsOf } from "./support/noting-package";
import { cpuOf, planInTurn, planOnce, refuseAll } from "./support/planning";
import { cpuOfCommand, createBenchProject, IMPORTS, usePulumi, vips } from "./support/pulumi-project";
import { median, printProgress, rounded } from "./support/report";
import { runBench } from "./support/run";

const HELD = [1_000, 10_000, 100_000];
const REQUESTS = [1_000, 10_000, 100_000];
const RESERVATIONS = [10, 100, 1_000];
const ROUNDS = 5;

const HELP = `usage: npm run bench:growth [-- --whole]

How CPU time grows: reading, planning, checking, refusing, auditing and drawing a subnet with ${HELD.join(", ")} held addresses, and planning
${REQUESTS.join(", ")} requests at once; medians of ${ROUNDS} rounds after a warm-up. With --whole instead "pulumi preview" and "pulumi up" of
${RESERVATIONS.join(", ")} Vips, and of ${RESERVATIONS[0]} Vips beside ${HELD.join(", ")} held addresses of a directory: of all processes, of those
of the program and of our provider alone, and of what is left, Pulumi's engine, which writes the whole state after every step.
One JSON line per row on standard output: {name, sizes, ms, exponent, steepest}. The exponent is the slope of log(ms) over log(size), by
least squares; steepest is that of the steepest step from one size to the next. 1 is linear.
`;

/** Slope of a line through points, by least squares. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (index: 0 | 1): number => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const rise = points.reduce((sum, [px, py]) => sum + (px - x) * (py - y), 0);
  return rise / points.reduce((sum, [px]) => sum + (px - x) ** 2, 0);
}

interface Size {
  readonly size: number;
  /** Milliseconds of CPU. */
  readonly ms: number;
}

function printRow(name: string, sizes: readonly Size[]): void {
  const points = sizes.map(({ size, ms }) => [Math.log(size), Math.log(ms)] as const);
  const steps = points.slice(1).map((point, i) => slope([points[i] ?? point, point]));
  const row = {
    name,
    sizes: sizes.map(({ size }) => size),
    ms: sizes.map(({ ms }) => rounded(ms, 1)),
    exponent: rounded(slope(points), 2),
    steepest: rounded(Math.max(...steps), 2),
  };
  process.stdout.write(`${JSON.stringify(row)}\n`);
}

async function grow(name: string, sizes: readonly number[], prepare: (size: number) => () => unknown): Promise<void> {
  const measured: Size[] = [];
  for (const size of sizes) {
    printProgress(`${name}: ${size} …`);
    const work = prepare(size);
    await work();
    const rounds: number[] = [];
    while (rounds.length < ROUNDS) rounds.push(await cpuOf(work));
    measured.push({ size, ms: median(rounds) });
  }
  printRow(name, measured);
}

const planAndCheck = (snapshot: Snapshot, count: number): (() => void) => {
  const batch = program(count);
  return () => planOnce(snapshot, [batch]);
};

async function inProcess(folder: string): Promise<void> {
  await grow("read a snapshot, by held addresses", HELD, (held) => {
    const objects = cluster(held);
    return () => snapshotOf(objects);
  });
  await grow("read a directory and audit it, by held addresses", HELD, (held) => {
    writeFileSync(
      join(folder, "cluster.json"),
      JSON.stringify({ apiVersion: "v1", kind: "List", items: cluster(held) }),
    );
    return async () => {
      const { code, stderr } = await runInProcess(["audit", "--manifests", folder, "--format", "json"], {
        cwd: folder,
      });
      if (code > 1 && code !== 3) throw new Error(stderr);
    };
  });
  await grow("audit, by held addresses", HELD, (held) => {
    const snapshot = snapshotOf(cluster(held));
    return () => makeAudit(snapshot);
  });
  await grow("map of the subnet as a page, by held addresses", HELD, (held) => {
    const snapshot = snapshotOf(cluster(held));
    return () => {
      const map = mapsOf(snapshot)("big");
      if (map === undefined) throw new Error("no map");
      return printPage(map);
    };
  });
  await grow("plan and check 1,000 requests, by held addresses", HELD, (held) =>
    planAndCheck(snapshotOf(cluster(held)), 1_000),
  );
  await grow("refuse 1,000 requests of a full subnet, by held addresses", HELD, (held) => {
    const [snapshot, requests] = [snapshotOf(cluster(held, ["10.16.0.1..10.31.255.254"])), program(1_000)];
    return () => refuseAll(snapshot, requests);
  });
  await grow("plan and check, by requests", REQUESTS, (count) => planAndCheck(snapshotOf(cluster(0)), count));
  await grow("plan and check one after the other, by requests", REQUESTS, (count) => {
    const [snapshot, requests] = [snapshotOf(cluster(0)), program(count)];
    return () => planInTurn(snapshot, requests);
  });
}

/** Milliseconds of CPU of a command. */
type Parts = { readonly size: number } & NotedCpu;

function printParts(name: string, all: readonly Parts[]): void {
  const row = (part: string, ms: (parts: Parts) => number): void =>
    printRow(
      `${name}${part}`,
      all.map((parts) => ({ size: parts.size, ms: ms(parts) })),
    );
  row("", ({ whole }) => whole);
  row(": the provider", ({ provider }) => provider);
  row(": the program", ({ program }) => program);
  row(": Pulumi's engine", ({ whole, provider, program }) => whole - provider - program);
}

async function wholeCommands(): Promise<void> {
  await usePulumi();
  const measure = async (name: string, sizes: readonly number[], of: (size: number) => readonly [number, number]) => {
    const [previews, ups]: [Parts[], Parts[]] = [[], []];
    for (const size of sizes) {
      printProgress(`${name}: ${size} …`);
      const [count, held] = of(size);
      const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: cluster(held) });
      const text = (IMPORTS + vips(count)).replaceAll('"ovn-default"', '"big"');
      // Without the usual Subnet: both are in one VPC, where networks may not overlap.
      const files = { "index.js": text, "manifests/cluster.yaml": "", "manifests/big.json": list };
      const project = await createBenchProject({ files: { ...files, ...NOTING_PACKAGE } });
      const flags = "--non-interactive --suppress-progress";
      await cpuOfCommand(project, `pulumi preview ${flags}`);
      previews.push({ size, ...(await partsOf(project, `pulumi preview ${flags}`)) });
      ups.push({ size, ...(await partsOf(project, `pulumi up --yes --skip-preview ${flags}`)) });
    }
    printParts(`pulumi preview, ${name}`, previews);
    printParts(`pulumi up, ${name}`, ups);
  };
  const [few = 10] = RESERVATIONS;
  await measure("by Vips", RESERVATIONS, (count) => [count, 1_000]);
  await measure(`${few} Vips, by held addresses`, HELD, (held) => [few, held]);
}

async function main(args: readonly string[]): Promise<void> {
  if (args.includes("--whole")) return wholeCommands();
  const folder = mkdtempSync(join(tmpdir(), "bench-growth-"));
  try {
    await inProcess(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

runBench(HELP, main);
