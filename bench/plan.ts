import { snapshotOf } from "../provider/objects/kubeovn/facts";
import type { Declaration, Snapshot } from "../provider/plan";
import { cluster, program } from "./support/cluster";
import { milliseconds, planOnce } from "./support/planning";
import { median } from "./support/report";
import { runBench } from "./support/run";

const HELP = `usage: npm run bench:plan

Plans batches of reservations against large clusters, in memory. One JSON line per figure on standard output:
{name, value, unit}; times are those after the snapshot is parsed, the medians of 5 runs after a warm-up: CPU time, in which the
collector's threads count, and time passed.
`;

const RUNS = 5;

function print(name: string, value: number, unit = "ms CPU"): void {
  process.stdout.write(`${JSON.stringify({ name, value: Math.round(value * 10) / 10, unit })}\n`);
}

function measure(name: string, snapshot: Snapshot, batches: readonly (readonly Declaration[])[]): void {
  process.stderr.write(`${name} …\n`);
  planOnce(snapshot, batches);
  const costs = Array.from({ length: RUNS }, () => planOnce(snapshot, batches));
  print(`plan: ${name}`, median(costs.map((cost) => cost.plan)));
  print(`plan: ${name}`, median(costs.map((cost) => cost.planPassed)), "ms");
  print(`all checks: ${name}`, median(costs.map((cost) => cost.checks)));
}

function main(): void {
  measure("100,000 requests in one pool", snapshotOf(cluster(0)), [program(100_000)]);
  process.stderr.write("reading a cluster with 100,000 held addresses …\n");
  const objects = cluster(100_000);
  const start = process.cpuUsage();
  const big = snapshotOf(objects);
  print("snapshot: 100,000 IP objects", milliseconds(process.cpuUsage(start)));
  const requests = program(1_000);
  measure("1,000 requests beside 100,000 held addresses", big, [requests]);
  // As when each resource waits for an output of the one before.
  measure(
    "1,000 requests one after the other beside 100,000 held addresses",
    big,
    requests.map((request) => [request]),
  );
}

runBench(HELP, main);
