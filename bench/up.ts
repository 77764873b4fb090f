import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openAccess } from "../provider/stores/kubernetes/access";
import { createApiClient } from "../provider/stores/kubernetes/api-client";
import { MACHINE_CLOCK } from "../provider/stores/kubernetes/clock";
import { createObserver } from "../provider/stores/kubernetes/observer";
import { untilTaken } from "../provider/stores/kubernetes/waits";
import { createProject, type Project } from "../test/e2e/support/project";
import { type FaultProxy, startFaultProxy } from "../test/support/fault-proxy";
import { writeKubeconfig } from "../test/support/kubeconfig";
import { startTestCluster, type TestCluster } from "../test/support/start-cluster";
import { IMPORTS, reservedIps, usePulumi, vips } from "./support/pulumi-project";
import { printFigure, printProgress, rounded } from "./support/report";

const COUNT = 200;

const HELP = `usage: npm run bench:up

Wall time of "pulumi up" and "pulumi destroy" of ${COUNT} Vips, then of ${COUNT} ReservedIPs, on a test cluster, and the requests that
each of them sends to the API server. Beside "up" of Vips: ${COUNT} plain POSTs of Vips in parallel, with the same wait for the
controller and no Pulumi.
One JSON line per figure on standard output: {name, value, unit, peer?, peerValue?, ratio?}.
`;

/** Seconds and requests of one command. */
async function measured(
  proxy: FaultProxy,
  work: () => Promise<unknown>,
): Promise<{ seconds: number; requests: number }> {
  const [before, start] = [proxy.requests.length, performance.now()];
  await work();
  return { seconds: (performance.now() - start) / 1000, requests: proxy.requests.length - before };
}

async function run(project: Project, command: "up" | "destroy"): Promise<void> {
  const { code, stdout, stderr } = await project[command]();
  if (code !== 0) throw new Error(`pulumi ${command} failed:\n${stdout}${stderr}`);
}

/** ${COUNT} Vips with a fixed address each, made as fast as the API server takes them. */
async function plainPosts(kubeconfig: string): Promise<void> {
  const api = createApiClient(await openAccess({ kubeconfig }));
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

async function measure(cluster: TestCluster): Promise<void> {
  const ca = readFileSync(join(cluster.folder, "apiserver.crt"));
  const proxy = await startFaultProxy({ server: cluster.server, ca });
  const [, token] = /token: (\S+)/.exec(readFileSync(cluster.kubeconfig, "utf8")) ?? [];
  const user = { token };
  const kubeconfig = writeKubeconfig("bench", {
    cluster: { server: proxy.url, "insecure-skip-tls-verify": true },
    user,
  });
  const plain = await measured(proxy, () => plainPosts(kubeconfig));
  for (const [name, program] of [
    ["Vips", vips(COUNT)],
    ["ReservedIPs", reservedIps(COUNT)],
  ] as const) {
    const project = await createProject({ files: { "index.js": IMPORTS + program }, env: { KUBECONFIG: kubeconfig } });
    for (const command of ["up", "destroy"] as const) {
      const { seconds, requests } = await measured(proxy, () => run(project, command));
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
    }
  }
  await proxy.close();
}

async function main(): Promise<void> {
  await usePulumi();
  const cluster = await startTestCluster(`bench-${process.pid}`);
  try {
    printProgress(`the cluster is at ${cluster.server}`);
    await measure(cluster);
  } finally {
    await cluster.stop();
  }
}

if (process.argv.includes("--help")) process.stdout.write(HELP);
else {
  main().catch((error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  });
}
