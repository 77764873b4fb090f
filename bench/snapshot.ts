import { spawnSync } from "node:child_process";
import { openAccess } from "../provider/stores/kubernetes/access";
import { createApiClient } from "../provider/stores/kubernetes/api-client";
import { exchange } from "../provider/stores/kubernetes/http-exchange";
import { openKubernetesStore } from "../provider/stores/kubernetes/store";
import { startTestCluster } from "../test/support/start-cluster";
import { printFigure, printProgress, rounded } from "./support/report";
import { runBench } from "./support/run";

const COUNTS = [1_000, 10_000, 100_000];
const WRITERS = 16;
const CIDR = "10.128.0.0/12";
const ROUNDS = 3;

const HELP = `usage: npm run bench:snapshot [-- COUNT…]

Reads the snapshot of a cluster with ${COUNTS.join(", ")} IP objects (or COUNT): seconds, and the peak memory of the process that
reads it, which does nothing else. The cluster is a test cluster; its IP objects bear a finalizer, so that the controller
leaves them alone. The peer is the list of IPs in one piece, as "kubectl get --raw" asks for it, received and thrown away: the server's share.
Ours and the peer in turn, ${ROUNDS} rounds, the better of each. One JSON line per figure on standard output: {name, value, unit, peer?, peerValue?, ratio?}.
`;

/** Reads it in a process of its own, which prints seconds and the kilobytes it needed at most. */
const READ = "--read";

async function read(kubeconfig: string): Promise<void> {
  const store = openKubernetesStore({ kubeconfig });
  const start = performance.now();
  const { holdings } = await store.snapshot();
  const seconds = (performance.now() - start) / 1000;
  const peakKilobytes = process.resourceUsage().maxRSS;
  process.stdout.write(JSON.stringify({ seconds, peakKilobytes, holdings: holdings.length }));
}

function readElsewhere(kubeconfig: string): { seconds: number; peakKilobytes: number; holdings: number } {
  const child = spawnSync(process.execPath, [__filename, READ, kubeconfig], { encoding: "utf8" });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout);
}

/** Seconds until the whole list of IPs was received in one piece, and nothing done with it. */
async function receiveInOnePiece(kubeconfig: string): Promise<number> {
  const access = await openAccess({ kubeconfig });
  const { agent, headers } = await access.credentials();
  const start = performance.now();
  const answer = await exchange({
    method: "GET",
    url: new URL(`${access.server}/apis/kubeovn.io/v1/ips`),
    headers,
    agent,
    body: undefined,
    silenceMs: 120_000,
    answerMs: 600_000,
    signal: undefined,
    strike: (text) => text,
  });
  for await (const _ of answer);
  return (performance.now() - start) / 1000;
}

function ipObject(n: number): Parameters<ReturnType<typeof createApiClient>["post"]>[0] {
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

async function main(counts: readonly number[]): Promise<void> {
  const cluster = await startTestCluster(`bench-${process.pid}`);
  try {
    const api = createApiClient(await openAccess({ kubeconfig: cluster.kubeconfig }));
    await api.post({
      apiVersion: "kubeovn.io/v1",
      kind: "Subnet",
      metadata: { name: "bench" },
      spec: { cidrBlock: CIDR, vpc: "bench" },
    });
    let made = 0;
    for (const count of counts) {
      printProgress(`making IP objects until there are ${count}`);
      const writer = async (): Promise<void> => {
        while (made < count) await api.post(ipObject(256 + made++));
      };
      await Promise.all(Array.from({ length: WRITERS }, writer));
      const [ours, raw]: [ReturnType<typeof readElsewhere>[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round++) {
        ours.push(readElsewhere(cluster.kubeconfig));
        raw.push(await receiveInOnePiece(cluster.kubeconfig));
      }
      if (ours.some(({ holdings }) => holdings < count)) throw new Error(`fewer than ${count} holdings were read`);
      const seconds = Math.min(...ours.map((one) => one.seconds));
      const peakKilobytes = Math.max(...ours.map((one) => one.peakKilobytes));
      printFigure({
        name: `snapshot of ${count} IPs`,
        value: rounded(seconds, 2),
        unit: "s",
        peer: "the list in one piece",
        peerValue: rounded(Math.min(...raw), 2),
      });
      printFigure({
        name: `memory for a snapshot of ${count} IPs`,
        value: rounded(peakKilobytes / 1024, 0),
        unit: "MB",
      });
    }
  } finally {
    await cluster.stop();
  }
}

runBench(HELP, (args) => (args[0] === READ ? read(args[1] ?? "") : main(args.length > 0 ? args.map(Number) : COUNTS)));
