import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { printPage } from "../cli/map/page";
import { snapshotOf } from "../provider/objects/kubeovn/facts";
import { mapsOf } from "../provider/report";
import { LARGE } from "../test/fixtures/map-subnets";
import { closePages, findChromium, openPage } from "../test/support/chromium";
import { runInProcess } from "../test/support/command-line";
import { previewOutput, type Step, vipInputs } from "../test/support/pulumi-output";
import { median, printFigure, printProgress, rounded } from "./support/report";
import { runBench } from "./support/run";

const ROUNDS = 9;

const HELP = `usage: npm run bench:report

Times what shows a plan: the report of a preview that is there already, from reading it to the text, and the page of a /16 with 5,000
holders in Chromium, from opening it until it answers; without Chromium that figure is omitted. Medians of ${ROUNDS} rounds after a warm-up.
One JSON line per figure on standard output, {name, value, unit, peer, peerValue, ratio}; ratio = how many times better.
`;

const SUBNET = `apiVersion: kubeovn.io/v1
kind: Subnet
metadata: {name: a}
spec: {cidrBlock: 10.0.0.0/16, gateway: 10.0.0.1, excludeIps: [10.0.0.1]}
`;

async function medianOf(round: () => Promise<number>): Promise<number> {
  await round();
  const rounds: number[] = [];
  while (rounds.length < ROUNDS) rounds.push(await round());
  return median(rounds);
}

async function msOf(action: () => unknown): Promise<number> {
  const begin = performance.now();
  await action();
  return performance.now() - begin;
}

function steps(count: number): readonly Step[] {
  return Array.from({ length: count }, (_, i): Step => {
    const address = i + 10;
    return {
      op: "create",
      kind: "Vip",
      name: `vip-${i}`,
      now: vipInputs(`vip-${i}`, "a", `10.0.${address >> 8}.${address & 255}`),
    };
  });
}

async function timeReports(folder: string): Promise<void> {
  mkdirSync(join(folder, "manifests"));
  writeFileSync(join(folder, "manifests", "cluster.yaml"), SUBNET);
  for (const count of [1_000, 5_000, 10_000]) {
    printProgress(`${count} reservations …`);
    const preview = previewOutput(steps(count));
    writeFileSync(join(folder, "preview.json"), preview);
    const parse = await medianOf(() => msOf(() => JSON.parse(preview)));
    for (const format of ["table", "markdown", "json"]) {
      const value = await medianOf(() =>
        msOf(async () => {
          const { code, stderr } = await runInProcess(["plan", "preview.json", "--format", format], { cwd: folder });
          if (code !== 0) throw new Error(stderr);
        }),
      );
      printFigure({
        name: `pulumi-kubeovn plan of ${count} reservations, ${format}`,
        value: rounded(value, 1),
        unit: "ms",
        peer: "JSON.parse of the preview",
        peerValue: rounded(parse, 1),
      });
    }
  }
}

async function timePage(folder: string): Promise<void> {
  const map = mapsOf(snapshotOf(LARGE))("large");
  if (map === undefined) throw new Error("no map");
  const html = printPage(map);
  printFigure({ name: "page of a /16 with 5,000 holders", value: html.length, unit: "bytes" });
  if ((await findChromium()) === undefined) return printProgress("no chromium on the PATH");
  printProgress("the page in Chromium …");
  const interactive = async (name: string, text: string): Promise<number> => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return medianOf(async () => {
      const page = await openPage(file, { width: 1000, height: 900 });
      const [entry] = await page.evaluate<readonly { domContentLoadedEventEnd: number }[]>(
        `performance.getEntriesByType("navigation").map((entry) => entry.toJSON())`,
      );
      await closePages();
      return entry?.domContentLoadedEventEnd ?? Number.NaN;
    });
  };
  printFigure({
    name: "that page until it answers",
    value: rounded(await interactive("large.html", html), 0),
    unit: "ms",
    peer: "an empty page",
    peerValue: rounded(await interactive("empty.html", "<!doctype html><title>empty</title>"), 0),
  });
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bench-report-"));
  try {
    await timeReports(folder);
    await timePage(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

runBench(HELP, main);
