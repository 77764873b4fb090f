import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { KubeObject } from "../provider/objects/kube-object";
import { openAccess } from "../provider/stores/kubernetes/access";
import { createApiClient } from "../provider/stores/kubernetes/api-client";
import { openKubernetesStore } from "../provider/stores/kubernetes/store";
import { startTestCluster } from "../test/support/start-cluster";
import { openEtcd } from "./support/etcd";
import { buildGoPeer } from "./support/go-peer";
import { printFigure, printProgress, rounded } from "./support/report";
import { runBench } from "./support/run";

const COUNTS = [20_000, 100_000];
const CIDR = "10.128.0.0/12";
/** Number of the first IP object. */
const FIRST = 256;
const ROUNDS = 3;

const HELP = `usage: npm run bench:snapshot [-- COUNT…]

Reads the snapshot of a cluster with ${COUNTS.join(", then ")} IP objects (or COUNT), each time in a process that does nothing else: wall time
from the first request, processor time and peak memory of the process. The cluster is a test cluster; its IP objects bear a finalizer, so that
the controller leaves them alone, and all but the first are put into its etcd as the API server keeps that one. The peers are bench/list-peer, where there is Go: an informer of client-go until it has synced, and the list
in one piece, received and thrown away. All in turn, ${ROUNDS} rounds, the best of each.
One JSON line per figure on standard output: {name, value, unit, peer?, peerValue?, ratio?}.
`;

const READ = "--read";

/** What a process took that read all IPs. */
interface Reading {
  /** That it read; a peer that only receives counts none. */
  readonly objects: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

async function read(kubeconfig: string): Promise<void> {
  const store = openKubernetesStore({ kubeconfig });
  // The client is loaded by then, as that of a peer is when it begins.
  await store.identity();
  const start = performance.now();
  const { holdings } = await store.snapshot();
  const seconds = (performance.now() - start) / 1000;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1_000_000;
  const reading: Reading = { objects: holdings.length, seconds, cpuSeconds, peakBytes: maxRSS * 1024 };
  process.stdout.write(JSON.stringify(reading));
}

function readElsewhere(program: string, args: readonly string[]): Reading {
  const child = spawnSync(program, args, { encoding: "utf8" });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout);
}

/** The least of each figure: the rounds differ by what else the machine does. */
function best(readings: readonly Reading[]): Reading {
  const least = (figure: keyof Reading): number => Math.min(...readings.map((one) => one[figure]));
  return {
    objects: least("objects"),
    seconds: least("seconds"),
    cpuSeconds: least("cpuSeconds"),
    peakBytes: least("peakBytes"),
  };
}

const PEERS = [
  { peer: "an informer of client-go", way: "informer" },
  { peer: "the list in one piece", way: "raw" },
];
const FIGURES = [
  { what: "wall time", unit: "s", of: ({ seconds }: Reading) => rounded(seconds, 2) },
  { what: "processor time", unit: "s", of: ({ cpuSeconds }: Reading) => rounded(cpuSeconds, 2) },
  { what: "peak memory", unit: "MB", of: ({ peakBytes }: Reading) => rounded(peakBytes / 1_048_576, 0) },
];

/** Ours and the peers in turn. @param program  list-peer; undefined where there is none */
function compare(count: number, kubeconfig: string, program: string | undefined): void {
  const peers = program === undefined ? [] : PEERS.map((one) => ({ ...one, program, readings: [] as Reading[] }));
  const ours: Reading[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(readElsewhere(process.execPath, [__filename, READ, kubeconfig]));
    for (const peer of peers) peer.readings.push(readElsewhere(peer.program, [peer.way, kubeconfig]));
  }
  const own = best(ours);
  if (own.objects < count) throw new Error(`fewer than ${count} holdings were read`);
  for (const { what, unit, of } of FIGURES) {
    const figure = { name: `${what} of a snapshot of ${count} IPs`, value: of(own), unit };
    if (peers.length === 0) printFigure(figure);
    for (const { peer, readings } of peers) printFigure({ ...figure, peer, peerValue: of(best(readings)) });
  }
}

/** @param n  256 and above: the network's first addresses are the gateway's and OVN's */
function ipObject(n: number): KubeObject {
  const address = `10.${128 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`;
  const mac = `02:00:00:${[16, 8, 0].map((shift) => ((n >> shift) & 255).toString(16).padStart(2, "0")).join(":")}`;
  return {
    apiVersion: "kubeovn.io/v1",
    kind: "IP",
    metadata: {
      name: `pod-${n}.bench`,
      labels: { "ovn.kubernetes.io/subnet": "bench", "ovn.kubernetes.io/node-name": "node-1", bench: "" },
      finalizers: ["kubeovn.io/kube-ovn-controller"],
    },
    spec: {
      subnet: "bench",
      podName: `pod-${n}`,
      namespace: "bench",
      nodeName: "node-1",
      podType: "",
      ipAddress: address,
      v4IpAddress: address,
      v6IpAddress: "",
      macAddress: mac,
      containerID: "",
      attachIps: [],
      attachMacs: [],
      attachSubnets: [],
    },
  };
}

const keyOf = ({ metadata }: KubeObject): string => `/registry/kubeovn.io/ips/${metadata.name}`;

/** The objects from one number to another as the API server keeps the one that it was given. */
function* storedLike(first: KubeObject, from: number, to: number): Iterable<readonly [string, KubeObject]> {
  for (let n = from; n < to; n++) {
    const { metadata, spec } = ipObject(n);
    yield [
      keyOf({ ...first, metadata }),
      { ...first, metadata: { ...first.metadata, name: metadata.name, uid: randomUUID() }, spec },
    ];
  }
}

async function main(counts: readonly number[]): Promise<void> {
  const peer = await buildGoPeer("list-peer", "client-go for comparison, a minute on a new machine", printProgress);
  const cluster = await startTestCluster(`bench-${process.pid}`);
  try {
    const api = createApiClient(await openAccess({ kubeconfig: cluster.kubeconfig }));
    await api.post({
      apiVersion: "kubeovn.io/v1",
      kind: "Subnet",
      metadata: { name: "bench" },
      spec: { cidrBlock: CIDR, vpc: "bench" },
    });
    const etcd = await openEtcd(cluster.folder);
    await api.post(ipObject(FIRST));
    const first = await etcd.get(keyOf(ipObject(FIRST)));
    let made = 1;
    for (const count of counts) {
      printProgress(`making IP objects until there are ${count}`);
      await etcd.put(storedLike(first, FIRST + made, FIRST + count));
      made = count;
      compare(count, cluster.kubeconfig, peer);
    }
  } finally {
    await cluster.stop();
  }
}

runBench(HELP, (args) => (args[0] === READ ? read(args[1] ?? "") : main(args.length > 0 ? args.map(Number) : COUNTS)));
