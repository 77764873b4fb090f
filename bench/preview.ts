import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "../test/e2e/support/project";
import { cpuOfCommand, createBenchProject, IMPORTS, reservedIps, usePulumi, vips } from "./support/pulumi-project";
import { median, printFigure, printProgress, rounded } from "./support/report";
import { runBench } from "./support/run";

const COUNT = Number(process.env.COUNT ?? 200);
const RUNS = Number(process.env.RUNS ?? 5);
const TIMES_VARIABLE = "BENCH_CHECK_TIMES";

/** Source: pulumi sdk/go/common/env/env.go, SkipCheckpoints. */
const WITHOUT_CHECKPOINTS = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };
const CHECKPOINTS = process.env.SKIP_CHECKPOINTS === "1" ? WITHOUT_CHECKPOINTS : {};

const HELP = `usage: [COUNT=5000] [RUNS=1] [SKIP_CHECKPOINTS=1] npm run bench:preview

Wall time of "pulumi preview" of a program with ${COUNT} reservations (half Vips, half ReservedIPs) on the manifest store, and of
programs with ${COUNT} dynamic resources whose check and diff do nothing, with one argument or with the properties of a Vip, as
Pulumi's SDK takes time for every property: the median of ${RUNS} runs each, in turn, after one of each.
Then how much of the CPU time of such a preview, all processes included, is spent in our provider: loading it, and all its checks,
reading and planning included, with what its process does beside a check meanwhile; and how much its heap grows per reservation.
Pulumi's engine puts its whole state together after every step, in a preview, too. SKIP_CHECKPOINTS=1 turns that off for all of them, with
${Object.entries(WITHOUT_CHECKPOINTS)
  .map(([name, value]) => `${name}=${value}`)
  .join(" ")}.
One JSON line per figure on standard output: {name, value, unit, peer?, peerValue?, ratio?}.
`;

const VIP_OUTPUTS = ["name", "type", "v4ip", "v6ip", "macAddress", "namespace", "selector"];

/** A program of dynamic resources that do nothing, with these outputs beside their one argument. */
const noOps = (outputs: readonly string[]): string => `const pulumi = require("@pulumi/pulumi");
const provider = {
  check: async (olds, news) => ({ inputs: news }),
  diff: async () => ({ changes: false }),
  create: async () => ({ id: "1", outs: {} }),
};
class NoOp extends pulumi.dynamic.Resource {
  constructor(name) { super(provider, name, { subnet: "ovn-default", ${outputs.map((name) => `${name}: undefined`).join()} }); }
}
for (let n = 0; n < ${COUNT}; n++) new NoOp("no-op-" + n);
`;

/**
 * Stands in for the package in a project, and notes milliseconds of CPU of the provider's process: once for loading, and for
 * each stretch of time in which a check is going on, with how many ended in it; and the bytes of its heap before and after all.
 */
const TIMED_RUNTIME = `
const fs = require("node:fs");
require("node:v8").setFlagsFromString("--expose-gc");
const collect = require("node:vm").runInNewContext("gc");
const note = (...words) => fs.appendFileSync(process.env.${TIMES_VARIABLE}, words.join(" ") + "\\n");
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const noteHeap = () => {
  collect();
  note("heap", process.memoryUsage().heapUsed);
};
const start = cpu();
const { provider } = require("../../../node_modules/pulumi-kubeovn/dist/provider/dynamic");
note("load", cpu() - start);
noteHeap();
let [running, ended, left, begin] = [0, 0, ${COUNT}, 0];
exports.provider = (kind) => {
  const real = provider(kind);
  return {
    ...real,
    async check(olds, news) {
      if (running++ === 0) begin = cpu();
      try {
        return await real.check(olds, news);
      } finally {
        ended++;
        left--;
        if (--running === 0) {
          note("check", cpu() - begin, ended);
          ended = 0;
        }
        if (left === 0) noteHeap();
      }
    },
  };
};
`;
const TIMED_PACKAGE = `{ "name": "pulumi-kubeovn", "exports": { ".": "./sdk.js", "./runtime": "./runtime.js" } }`;
const SAME_SDK = `module.exports = require("../../../node_modules/pulumi-kubeovn/dist/sdk");`;

/** Milliseconds that a preview takes, from start to end of the CLI. */
async function timePreview(project: Project): Promise<number> {
  const start = performance.now();
  const { code, stdout, stderr } = await project.preview();
  if (code !== 0) throw new Error(`pulumi preview failed:\n${stdout}${stderr}`);
  return performance.now() - start;
}

/** Milliseconds of CPU, and bytes. */
interface ProviderCosts {
  readonly whole: number;
  readonly load: number;
  readonly checks: number;
  readonly heapPerReservation: number;
}

async function measureProvider(project: Project, file: string): Promise<ProviderCosts> {
  writeFileSync(file, "");
  const whole = await cpuOfCommand(project, "pulumi preview --non-interactive --suppress-progress");
  const notes = readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" "));
  const of = (part: string, column: number): readonly number[] =>
    notes.filter(([name]) => name === part).map((words) => Number(words[column]));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const checkCount = sum(of("check", 2));
  const [before, after] = of("heap", 1);
  if (checkCount !== COUNT || before === undefined || after === undefined)
    throw new Error(`${checkCount} checks were seen, not ${COUNT}`);
  return {
    whole,
    load: sum(of("load", 1)),
    checks: sum(of("check", 1)),
    heapPerReservation: (after - before) / COUNT,
  };
}

async function main(): Promise<void> {
  await usePulumi();
  const program = IMPORTS + vips(COUNT / 2) + reservedIps(COUNT / 2);
  const ours = await createBenchProject({ files: { "index.js": program }, env: CHECKPOINTS });
  const plain = await createBenchProject({ files: { "index.js": noOps([]) }, env: CHECKPOINTS });
  const alike = await createBenchProject({ files: { "index.js": noOps(VIP_OUTPUTS) }, env: CHECKPOINTS });
  const file = join(ours.folder, "times.txt");
  const timed = await createBenchProject({
    files: {
      "index.js": program,
      "node_modules/pulumi-kubeovn/package.json": TIMED_PACKAGE,
      "node_modules/pulumi-kubeovn/sdk.js": SAME_SDK,
      "node_modules/pulumi-kubeovn/runtime.js": TIMED_RUNTIME,
    },
    env: { ...CHECKPOINTS, [TIMES_VARIABLE]: file },
  });

  const times = { ours: [] as number[], plain: [] as number[], alike: [] as number[] };
  for (let run = 0; run <= RUNS; run++) {
    const [a, b, c] = [await timePreview(ours), await timePreview(plain), await timePreview(alike)];
    const what = run === 0 ? "warm-up" : `run ${run} of ${RUNS}`;
    printProgress(`${what}: ${Math.round(a)} ms, no-ops ${Math.round(b)} ms and ${Math.round(c)} ms`);
    if (run === 0) continue;
    times.ours.push(a);
    times.plain.push(b);
    times.alike.push(c);
  }
  const costs: ProviderCosts[] = [];
  for (let run = 1; run <= RUNS; run++) {
    printProgress(`provider, run ${run} of ${RUNS} …`);
    costs.push(await measureProvider(timed, file));
  }

  const [value, plainValue, alikeValue] = [times.ours, times.plain, times.alike].map((all) => Math.round(median(all)));
  const name = `preview of ${COUNT} reservations`;
  const whole = { name, value: value ?? 0, unit: "ms" };
  printFigure({ ...whole, peer: `${COUNT} no-op dynamic resources`, peerValue: plainValue ?? 0 });
  printFigure({
    ...whole,
    peer: `${COUNT} no-op dynamic resources with a Vip's properties`,
    peerValue: alikeValue ?? 0,
  });
  const part = (name: string, unit: string, read: (costs: ProviderCosts) => number): void =>
    printFigure({ name, value: rounded(median(costs.map(read)), 1), unit });
  part("CPU of all its processes", "ms CPU", ({ whole }) => whole);
  part("of it in the provider: loading", "ms CPU", ({ load }) => load);
  part(`of it in the provider: ${COUNT} checks`, "ms CPU", ({ checks }) => checks);
  part("of it in the provider: share", "%", ({ whole, load, checks }) => (100 * (load + checks)) / whole);
  part("heap of the provider, per reservation", "bytes", ({ heapPerReservation }) => heapPerReservation);
}

runBench(HELP, main);
