import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openAccess } from "../provider/stores/kubernetes/access";
import { type ApiClient, createApiClient } from "../provider/stores/kubernetes/api-client";
import { MACHINE_CLOCK } from "../provider/stores/kubernetes/clock";
import { createObserver } from "../provider/stores/kubernetes/observer";
import { untilTaken } from "../provider/stores/kubernetes/waits";
import { install, withPlugin } from "../test/e2e/support/installation";
import { createProject, type Project, type ProjectOptions } from "../test/e2e/support/project";
import { type FaultProxy, startFaultProxy } from "../test/support/fault-proxy";
import { writeKubeconfig } from "../test/support/kubeconfig";
import { installKubernetesPlugin, missingKubernetesPlugin } from "../test/support/kubernetes-plugin";
import { startTestCluster, type TestCluster } from "../test/support/start-cluster";
import { IMPORTS, reservedIps, usePulumi, vips } from "./support/pulumi-project";
import { printFigure, printProgress, rounded } from "./support/report";
import { runBench } from "./support/run";
import { startUpTrace } from "./support/up-trace";

const COUNT = Number(process.env.COUNT ?? 200);
const PEER_ROUNDS = Number(process.env.ROUNDS ?? 2);
const PEER = "CustomResource of @pulumi/kubernetes";

const TRACE = "--trace";

const HELP = `usage: [COUNT=1000] [ROUNDS=1] npm run bench:up [-- ${TRACE}]

Wall time of "pulumi up" and "pulumi destroy" of ${COUNT} Vips, then of ${COUNT} ReservedIPs, on a test cluster, and the requests that
each of them sends to the API server. Beside "up" of Vips: ${COUNT} plain POSTs of Vips in parallel, with the same wait for the
controller and no Pulumi.
Then the life of ${COUNT} Vips, and of ${COUNT} ReservedIPs, as ours, as ours with kubeovn:plugin, and as CustomResources of
@pulumi/kubernetes, in turn on the same cluster: preview, up, a second preview, destroy, bytes of the state. The peer's addresses stand in the program, and it does not wait for Kube-OVN.
One JSON line per figure on standard output: {name, value, unit, peer?, peerValue?, ratio?}.
With ${TRACE} only our commands, each with the stages that its time goes to, {stage, s}, and what a claim waits for, {wait, count, ms}.
`;

interface Measured {
  readonly seconds: number;
  readonly requests: number;
  /** Versions that the cluster stored meanwhile: our writes, those of the controller, and leases. */
  readonly stored: number;
}

/** What one command needs. */
async function measured(proxy: FaultProxy, api: ApiClient, work: () => Promise<unknown>): Promise<Measured> {
  const version = await storedVersion(api);
  const [before, start] = [proxy.requests.length, performance.now()];
  await work();
  const seconds = (performance.now() - start) / 1000;
  return { seconds, requests: proxy.requests.length - before, stored: (await storedVersion(api)) - version };
}

/** Every write that is stored counts it up by one. */
async function storedVersion(api: ApiClient): Promise<number> {
  const list = (await api.document("/apis/kubeovn.io/v1/vips?limit=1")) as { metadata: { resourceVersion: string } };
  return Number(list.metadata.resourceVersion);
}

/** A command with the stages of its time printed before its figures. */
async function traced(proxy: FaultProxy, api: ApiClient, name: string, work: () => Promise<void>): Promise<void> {
  const trace = await startUpTrace(api);
  const [before, begin] = [proxy.exchanges.length, performance.now()];
  await work();
  const rows = trace.rows({ begin, end: performance.now() }, proxy.exchanges.slice(before));
  for (const row of rows) console.log(JSON.stringify({ name, ...row }));
}

async function run(project: Project, command: "up" | "destroy"): Promise<void> {
  const { code, stdout, stderr } = await project[command]();
  if (code !== 0) throw new Error(`pulumi ${command} failed:\n${stdout}${stderr}`);
}

/** ${COUNT} Vips with a fixed address each, made as fast as the API server takes them. */
async function plainPosts(api: ApiClient): Promise<void> {
  const waiting = {
    observer: createObserver(api, MACHINE_CLOCK),
    explain: async () => undefined,
    clock: MACHINE_CLOCK,
  };
  const make = async (n: number): Promise<void> => {
    const metadata = { name: `plain-${n}` };
    const spec = { subnet: "ovn-default", v4ip: `10.16.50.${n + 1}` };
    const live = await api.post({ apiVersion: "kubeovn.io/v1", kind: "Vip", metadata, spec });
    if (typeof live === "string") throw new Error(`Vip plain-${n} exists`);
    await untilTaken(waiting, live, 300_000);
  };
  await Promise.all(Array.from({ length: COUNT }, (_, n) => make(n)));
}

/** What one life after the other makes, ours and as the peer makes it. */
interface Pair {
  readonly name: string;
  readonly ours: string;
  readonly peer: string;
}

/** Program text for CustomResources of @pulumi/kubernetes with an address each; `fields` are of a resource with its `name` and `v4ip`. */
function customResources(fields: string): string {
  return `const k8s = require("@pulumi/kubernetes");
for (let n = 0; n < ${COUNT}; n++) {
  const name = "peer-" + n;
  const v4ip = "10.16." + (60 + Math.floor(n / 250)) + "." + ((n % 250) + 1);
  new k8s.apiextensions.CustomResource(name, { apiVersion: "kubeovn.io/v1", ${fields} });
}
`;
}

const PAIRS: readonly Pair[] = [
  {
    name: "Vips",
    ours: vips(COUNT),
    peer: customResources(`kind: "Vip", metadata: { name }, spec: { subnet: "ovn-default", v4ip }`),
  },
  {
    name: "ReservedIPs",
    ours: reservedIps(COUNT),
    // What Kube-OVN documents for the fixed address of a virtual machine.
    peer: customResources(`kind: "IP",
    metadata: { name: name + ".default", labels: { "ovn.kubernetes.io/subnet": "ovn-default", "ovn.kubernetes.io/ip_reserved": "true" } },
    spec: { subnet: "ovn-default", namespace: "default", podName: name, podType: "VirtualMachine", v4IpAddress: v4ip, ipAddress: v4ip }`),
  },
];

/** Seconds of every step in the life of a program, and the bytes of its state. */
async function lifeOf(project: Project): Promise<ReadonlyMap<string, number>> {
  const figures = new Map<string, number>();
  const step = async (name: string, command: "preview" | "up" | "destroy"): Promise<void> => {
    const start = performance.now();
    const { code, stdout, stderr } = await project[command]();
    if (code !== 0) throw new Error(`pulumi ${command} failed:\n${stdout}${stderr}`);
    figures.set(name, rounded((performance.now() - start) / 1000, 2));
  };
  await step("preview", "preview");
  await step("up", "up");
  await step("second preview", "preview");
  const exported = await project.pulumi("stack", "export");
  figures.set("state", Buffer.byteLength(exported.stdout.trim()));
  await step("destroy", "destroy");
  return figures;
}

/** Options of the projects, by what figures call them. */
function sidesOf(pair: Pair, env: NodeJS.ProcessEnv): ReadonlyMap<string, ProjectOptions> {
  const ours = { "index.js": IMPORTS + pair.ours };
  const plugin = { files: { ...ours, "Pulumi.yaml": withPlugin() }, config: { "kubeovn:plugin": "true" } };
  return new Map<string, ProjectOptions>([
    ["ours", { files: ours, env }],
    ["ours with the plugin", { ...plugin, env }],
    [PEER, { files: { "index.js": pair.peer }, env }],
  ]);
}

/** Ours, ours with the plugin and the peer in turn; the better of the rounds counts, as the first warms up. */
async function compareWithPeer(pair: Pair, { kubeconfig }: TestCluster): Promise<void> {
  const sides = sidesOf(pair, { KUBECONFIG: kubeconfig });
  const lives = new Map([...sides.keys()].map((side) => [side, [] as ReadonlyMap<string, number>[]]));
  for (let round = 1; round <= PEER_ROUNDS; round++) {
    for (const [side, options] of sides) {
      const life = await lifeOf(await createProject(options));
      lives.get(side)?.push(life);
      printProgress(`${pair.name}, ${side}, round ${round}: ${JSON.stringify(Object.fromEntries(life))}`);
    }
  }
  const best = (side: string, name: string): number =>
    Math.min(...(lives.get(side) ?? []).map((life) => life.get(name) ?? Number.NaN));
  for (const name of lives.get(PEER)?.[0]?.keys() ?? []) {
    const unit = name === "state" ? "bytes" : "s";
    const peerValue = best(PEER, name);
    for (const side of lives.keys())
      if (side !== PEER)
        printFigure({
          name: `${name} of ${COUNT} ${pair.name}: ${side}`,
          value: best(side, name),
          unit,
          peer: PEER,
          peerValue,
        });
  }
}

async function measure(cluster: TestCluster, isTraced: boolean): Promise<void> {
  const direct = createApiClient(await openAccess({ kubeconfig: cluster.kubeconfig }));
  const ca = readFileSync(join(cluster.folder, "apiserver.crt"));
  const proxy = await startFaultProxy({ server: cluster.server, ca });
  const [, token] = /token: (\S+)/.exec(readFileSync(cluster.kubeconfig, "utf8")) ?? [];
  const user = { token };
  const kubeconfig = writeKubeconfig("bench", {
    cluster: { server: proxy.url, "insecure-skip-tls-verify": true },
    user,
  });
  const proxied = createApiClient(await openAccess({ kubeconfig }));
  const plain = await measured(proxy, direct, () => plainPosts(proxied));
  for (const { name, ours } of PAIRS) {
    const project = await createProject({ files: { "index.js": IMPORTS + ours }, env: { KUBECONFIG: kubeconfig } });
    for (const command of ["up", "destroy"] as const) {
      const work = (): Promise<void> => run(project, command);
      const { seconds, requests, stored } = await measured(proxy, direct, () =>
        isTraced ? traced(proxy, direct, `${command} of ${COUNT} ${name}`, work) : work(),
      );
      const isBesidePlain = name === "Vips" && command === "up";
      const peer = { peer: "plain POSTs with the same wait" };
      printFigure({
        name: `${command} of ${COUNT} ${name}`,
        value: rounded(seconds, 2),
        unit: "s",
        ...(isBesidePlain ? { ...peer, peerValue: rounded(plain.seconds, 2) } : {}),
      });
      printFigure({
        name: `requests of ${command} of ${COUNT} ${name}`,
        value: requests,
        unit: "requests",
        ...(isBesidePlain ? { ...peer, peerValue: plain.requests } : {}),
      });
      printFigure({
        name: `stored by ${command} of ${COUNT} ${name}`,
        value: stored,
        unit: "versions",
        ...(isBesidePlain ? { ...peer, peerValue: plain.stored } : {}),
      });
    }
  }
  await proxy.close();
  if (isTraced) return;
  const missing = await missingKubernetesPlugin();
  if (missing !== undefined) return printProgress(`no comparison with @pulumi/kubernetes: ${missing}`);
  await installKubernetesPlugin(install().home);
  for (const pair of PAIRS) await compareWithPeer(pair, cluster);
}

async function main(args: readonly string[]): Promise<void> {
  await usePulumi();
  const cluster = await startTestCluster(`bench-${process.pid}`);
  try {
    printProgress(`the cluster is at ${cluster.server}`);
    await measure(cluster, args.includes(TRACE));
  } finally {
    await cluster.stop();
  }
}

runBench(HELP, main);
