import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "../test/e2e/support/project";
import { createBenchProject, IMPORTS, reservedIps, usePulumi, vips } from "./support/pulumi-project";
import { median, printFigure, printProgress, rounded } from "./support/report";
import { runBench } from "./support/run";

const COUNT = Number(process.env.COUNT ?? 200);
const RUNS = Number(process.env.RUNS ?? 5);
const TIMES_VARIABLE = "BENCH_CHECK_TIMES";

const HELP = `usage: [COUNT=5000] [RUNS=1] npm run bench:preview

Wall time of "pulumi preview" of a program with ${COUNT} reservations (half Vips, half ReservedIPs) on the manifest store, and of
programs with ${COUNT} dynamic resources whose check and diff do nothing, with one argument or with the properties of a Vip, as
Pulumi's SDK takes time for every property: the median of ${RUNS} runs each, in turn, after one of each.
Then how much of such a preview is spent in our provider: loading it, and all its checks, reading and planning included.
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

/** Stands in for the package in a project, and notes how long the provider takes: once for loading, once per check. */
const TIMED_RUNTIME = `
const fs = require("node:fs");
const { performance } = require("node:perf_hooks");
const note = (part, start) =>
  fs.appendFileSync(process.env.${TIMES_VARIABLE}, part + " " + (performance.now() - start) + "\\n");
const start = performance.now();
const { provider } = require("../../../node_modules/pulumi-kubeovn/dist/provider/dynamic");
note("load", start);
exports.provider = (kind) => {
  const real = provider(kind);
  return {
    ...real,
    async check(olds, news) {
      const start = performance.now();
      try {
        return await real.check(olds, news);
      } finally {
        note("check", start);
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

interface ProviderTimes {
  readonly whole: number;
  readonly load: number;
  readonly checks: number;
}

async function timeProvider(project: Project, file: string): Promise<ProviderTimes> {
  writeFileSync(file, "");
  const whole = await timePreview(project);
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const sum = (part: string): number =>
    lines.filter((line) => line.startsWith(part)).reduce((total, line) => total + Number(line.split(" ")[1]), 0);
  const checkCount = lines.filter((line) => line.startsWith("check")).length;
  if (checkCount !== COUNT) throw new Error(`${checkCount} checks were seen, not ${COUNT}`);
  return { whole, load: sum("load"), checks: sum("check") };
}

async function main(): Promise<void> {
  await usePulumi();
  const program = IMPORTS + vips(COUNT / 2) + reservedIps(COUNT / 2);
  const ours = await createBenchProject({ files: { "index.js": program } });
  const plain = await createBenchProject({ files: { "index.js": noOps([]) } });
  const alike = await createBenchProject({ files: { "index.js": noOps(VIP_OUTPUTS) } });
  const file = join(ours.folder, "times.txt");
  const timed = await createBenchProject({
    files: {
      "index.js": program,
      "node_modules/pulumi-kubeovn/package.json": TIMED_PACKAGE,
      "node_modules/pulumi-kubeovn/sdk.js": SAME_SDK,
      "node_modules/pulumi-kubeovn/runtime.js": TIMED_RUNTIME,
    },
    env: { [TIMES_VARIABLE]: file },
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
  const inProvider: ProviderTimes[] = [];
  for (let run = 1; run <= RUNS; run++) {
    printProgress(`provider, run ${run} of ${RUNS} …`);
    inProvider.push(await timeProvider(timed, file));
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
  const part = (name: string, read: (times: ProviderTimes) => number): void =>
    printFigure({ name, value: rounded(median(inProvider.map(read)), 1), unit: "ms" });
  part("of it in the provider: loading", ({ load }) => load);
  part(`of it in the provider: ${COUNT} checks`, ({ checks }) => checks);
  printFigure({
    name: "of it in the provider: share",
    value: rounded(median(inProvider.map(({ whole, load, checks }) => (100 * (load + checks)) / whole)), 1),
    unit: "%",
  });
}

runBench(HELP, main);
