import { ROOMS } from "../provider/kinds";
import type { KubeObject } from "../provider/objects/kube-object";
import { snapshotOf } from "../provider/objects/kubeovn/facts";
import { check, type Declaration, Planner, type Snapshot } from "../provider/plan";

const HELP = `usage: npm run bench:plan

Plans batches of reservations against large clusters, in memory. One JSON line per figure on standard output:
{name, value, unit}; times are those after the snapshot is parsed, the medians of 5 runs after a warm-up: CPU time, in which the
collector's threads count, and time passed.`;

const RUNS = 5;
const OWNER_PREFIX = "bench/bench/dev/";

/** A cluster with one /12 subnet in which pods hold `held` addresses, lowest first as Kube-OVN gives them. */
function cluster(held: number): readonly KubeObject[] {
  const objects: KubeObject[] = [
    {
      apiVersion: "kubeovn.io/v1",
      kind: "Subnet",
      metadata: { name: "big" },
      spec: { cidrBlock: "10.16.0.0/12", gateway: "10.16.0.1" },
    },
  ];
  for (let i = 2; i < held + 2; i++) {
    const address = `10.${16 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`;
    const mac = `02:00:00:${[i >> 16, (i >> 8) & 255, i & 255].map((byte) => byte.toString(16).padStart(2, "0")).join(":")}`;
    objects.push({
      apiVersion: "kubeovn.io/v1",
      kind: "IP",
      metadata: { name: `pod-${i}.default` },
      spec: {
        podName: `pod-${i}`,
        namespace: "default",
        subnet: "big",
        ipAddress: address,
        v4IpAddress: address,
        macAddress: mac,
      },
    });
  }
  return objects;
}

/** Flat strings, as the batch has them that reaches the provider; a template alone gives ropes. */
function program(count: number): readonly Declaration[] {
  const declarations = Array.from({ length: count }, (_, i) => ({
    kind: "Vip",
    name: `vip-${i}`,
    path: `Vip::vip-${i}`,
    owner: `${OWNER_PREFIX}Vip/vip-${i}`,
    provider: "",
    args: { subnet: "big" },
  }));
  return JSON.parse(JSON.stringify(declarations));
}

interface Cost {
  /** Milliseconds of CPU for the plan of the whole program. */
  readonly plan: number;
  /** The same, as time passed. */
  readonly planPassed: number;
  /** Milliseconds of CPU for all the checks that are answered from it. */
  readonly checks: number;
}

function planOnce(snapshot: Snapshot, batches: readonly (readonly Declaration[])[]): Cost {
  const start = performance.now();
  const before = process.cpuUsage();
  const planner = new Planner(snapshot, OWNER_PREFIX, "", ROOMS);
  for (const batch of batches) planner.addBatch(batch);
  const plan = milliseconds(process.cpuUsage(before));
  const planPassed = performance.now() - start;
  for (const declaration of batches.flat()) {
    const { refusals, inputs } = check(planner, {
      olds: {},
      news: declaration.args,
      declaration,
      store: "manifests:bench",
    });
    if (refusals.length > 0 || typeof inputs.v4ip !== "string")
      throw new Error(`${declaration.name}: ${refusals[0]?.reason}`);
  }
  return { plan, planPassed, checks: milliseconds(process.cpuUsage(before)) - plan };
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

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

if (process.argv.includes("--help")) {
  process.stdout.write(`${HELP}\n`);
} else {
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
