import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readValue } from "../provider/stores/manifests/parse";
import { openManifestStore } from "../provider/stores/manifests/store";
import { startKubectlReader } from "../test/support/kubectl-reader";
import { printFigure, printProgress, rounded } from "./support/report";
import { runBench } from "./support/run";

const COUNTS = [2_000, 20_000];
const RUNS = 3;

const HELP = `usage: npm run bench:manifests [-- COUNT…]

Reads what "kubectl get pods -A" prints of ${COUNTS.join(" and ")} pods (or COUNT), as JSON and as YAML with every notation that it uses and some that
editors add: folded messages, quoted and block scalars, a line that ends in CRLF, a tab. Each run is a process of its own, which does nothing else:
seconds of processor time, which other work on the machine does not change much, and peak memory until the snapshot is there, the best of ${RUNS}. The
peer is the reader of kubectl itself (sigs.k8s.io/yaml), on the same text.
One JSON line per figure on standard output: {name, value, unit, peer, peerValue, ratio}.
`;

/** Reads a directory in a process of its own, which prints what it needed. */
const READ = "--read";

interface Need {
  readonly seconds: number;
  readonly peakKilobytes: number;
  readonly holdings: number;
}

async function read(directory: string): Promise<void> {
  const before = process.cpuUsage();
  const { holdings } = await openManifestStore(directory, { identity: "bench" }).snapshot();
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  const need: Need = { seconds, peakKilobytes: process.resourceUsage().maxRSS, holdings: holdings.length };
  process.stdout.write(JSON.stringify(need));
}

function readElsewhere(directory: string): Need {
  const child = spawnSync(process.execPath, [__filename, READ, directory], { encoding: "utf8" });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout);
}

/** A pod as kubectl prints it, whose message is folded at 80 columns. */
function podText(n: number): string {
  const address = `10.${16 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`;
  return `- apiVersion: v1
  kind: Pod
  metadata:
    annotations:
      kubectl.kubernetes.io/last-applied-configuration: |
        {"apiVersion":"v1","kind":"Pod","metadata":{"annotations":{},"name":"web-${n}","namespace":"team-${n % 50}"},"spec":{"containers":[]}}
      ovn.kubernetes.io/allocated: "true"
      ovn.kubernetes.io/cidr: 10.16.0.0/12
      ovn.kubernetes.io/gateway: 10.16.0.1
      ovn.kubernetes.io/ip_address: ${address}
      ovn.kubernetes.io/logical_router: ovn-cluster
      ovn.kubernetes.io/logical_switch: ovn-default
      ovn.kubernetes.io/mac_address: 02:00:00:00:${(n >> 8).toString(16).padStart(2, "0").slice(-2)}:${(n & 255).toString(16).padStart(2, "0")}
      ovn.kubernetes.io/routed: "true"
    creationTimestamp: "2026-01-01T00:00:00Z"
    generateName: web-
    labels:
      app: web
      pod-template-hash: 5d4f8c7b9d
    name: web-${n}
    namespace: team-${n % 50}
    ownerReferences:
    - apiVersion: apps/v1
      blockOwnerDeletion: true
      controller: true
      kind: ReplicaSet
      name: web-5d4f8c7b9d
      uid: 00000000-0000-0000-0000-${String(n).padStart(12, "0")}
    resourceVersion: "${100_000 + n}"
    uid: 10000000-0000-0000-0000-${String(n).padStart(12, "0")}
  spec:
    containers:
    - args:
      - --listen=:8080
      - '--label=a: b'
      command: ["/bin/web", "serve"]
      env:
      - name: NODE
        valueFrom:
          fieldRef:
            apiVersion: v1
            fieldPath: spec.nodeName
      image: registry.example.com/web:1.2.3
      imagePullPolicy: IfNotPresent
      name: web
      ports:
      - containerPort: 8080
        protocol: TCP
      resources: {}
      terminationMessagePath: /dev/termination-log
      terminationMessagePolicy: File
    dnsPolicy: ClusterFirst
    nodeName: node-${n % 200}
    restartPolicy: Always
    schedulerName: default-scheduler
    securityContext: {}
    terminationGracePeriodSeconds: 30
  status:
    conditions:
    - lastProbeTime: null
      lastTransitionTime: "2026-01-01T00:00:00Z"
      message: 'containers with unready status: [web] because its readiness probe failed
        with statuscode: 503, and was tried 17 times'
      reason: ContainersNotReady
      status: "False"
      type: Ready
    - lastProbeTime: null
      lastTransitionTime: "2026-01-01T00:00:00Z"
      message: back-off 5m0s restarting failed container web of pod web-${n} in namespace
        team-${n % 50}
      status: "True"
      type: PodScheduled
    hostIP: 192.168.0.${n % 200}
    phase: Running
    podIP: ${address}
    podIPs:
    - ip: ${address}
    qosClass: BestEffort
    startTime: "2026-01-01T00:00:00Z"
`;
}

/** The list, with a line that ends in CRLF and one with a tab somewhere in the middle. */
function podsText(count: number): string {
  const pods = Array.from({ length: count }, (_, n) => podText(n + 256));
  const middle = count >> 1;
  pods[middle] = (pods[middle] ?? "").replace("phase: Running\n", "phase: Running\r\n");
  pods[middle + 1] = (pods[middle + 1] ?? "").replace("phase: Running\n", "phase: Running\t# note\n");
  return `apiVersion: v1\nitems:\n${pods.join("")}kind: List\nmetadata:\n  resourceVersion: ""\n`;
}

async function kubectlSeconds(text: string): Promise<number | undefined> {
  const reader = await startKubectlReader();
  if (reader === undefined) return undefined;
  try {
    await reader.read("a: 1\n");
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const before = reader.cpuSeconds();
      const { error } = await reader.read(text);
      if (error !== undefined) throw new Error(error);
      times.push(reader.cpuSeconds() - before);
    }
    return Math.min(...times);
  } finally {
    reader.stop();
  }
}

/** The best of some runs over one file. */
function best(name: string, text: string, count: number): { readonly seconds: number; readonly megabytes: number } {
  const directory = mkdtempSync(join(tmpdir(), "bench-manifests-"));
  try {
    writeFileSync(join(directory, name), text);
    printProgress(`${count} pods in ${name}, ${rounded(text.length / 1e6, 1)} MB`);
    const needs = Array.from({ length: RUNS }, () => readElsewhere(directory));
    if (needs.some(({ holdings }) => holdings !== count)) throw new Error("a pod is missing");
    const kilobytes = Math.min(...needs.map((need) => need.peakKilobytes));
    return { seconds: Math.min(...needs.map((need) => need.seconds)), megabytes: Math.round(kilobytes / 1024) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function main(counts: readonly number[]): Promise<void> {
  for (const count of counts) {
    const yaml = podsText(count);
    // All that kubectl prints: what is read as a manifest keeps only what decides.
    const json = JSON.stringify(readValue(yaml)?.value, null, 4);
    for (const [notation, text] of [
      ["yaml", yaml],
      ["json", json],
    ] as const) {
      const { seconds, megabytes } = best(`pods.${notation}`, text, count);
      const peerValue = await kubectlSeconds(text);
      const peer = peerValue === undefined ? {} : { peer: "kubectl's reader", peerValue: rounded(peerValue, 2) };
      const what = `reading ${count} pods as ${notation}`;
      printFigure({ name: what, value: rounded(seconds, 2), unit: "s", ...peer });
      printFigure({ name: `memory for ${what}`, value: megabytes, unit: "MB" });
    }
  }
}

runBench(HELP, (args) => (args[0] === READ ? read(args[1] ?? "") : main(args.length > 0 ? args.map(Number) : COUNTS)));
