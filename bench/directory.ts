import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isFault, parseAddress } from "../provider/ipam";
import type { KubeObject } from "../provider/objects/kube-object";
import { openManifestStore } from "../provider/stores/manifests/store";
import type { Store } from "../provider/stores/store";
import { cpuOf } from "./support/planning";
import { median, printFigure, printProgress, rounded } from "./support/report";
import { runBench } from "./support/run";

const COUNTS = [2_000, 20_000];
const CREATES = 100;

const HELP = `usage: npm run bench:directory [-- COUNT…]

A directory with ${COUNTS.join(" and ")} objects (or COUNT): half of them pods in one export, half of them IPs with a file each. Milliseconds of
processor time of this process to read it, to look at it again when nothing has changed, and to create one more IP, the median of ${CREATES}.
One JSON line per figure on standard output: {name, value, unit}.
`;

function addressOf(n: number): string {
  return `10.${16 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`;
}

function subnet(): KubeObject {
  const spec = { cidrBlock: "10.16.0.0/12", gateway: "10.16.0.1" };
  return { apiVersion: "kubeovn.io/v1", kind: "Subnet", metadata: { name: "big" }, spec };
}

function pod(n: number): KubeObject {
  const annotations = {
    "ovn.kubernetes.io/allocated": "true",
    "ovn.kubernetes.io/ip_address": addressOf(n),
    "ovn.kubernetes.io/logical_switch": "big",
    "ovn.kubernetes.io/mac_address": `02:00:00:00:${hex(n >> 8)}:${hex(n)}`,
  };
  const metadata = { name: `web-${n}`, namespace: "team-a", annotations };
  return { apiVersion: "v1", kind: "Pod", metadata, spec: { nodeName: "node-1" }, status: { phase: "Running" } };
}

function ip(n: number): KubeObject {
  const metadata = { name: `vm-${n}.team-a`, labels: { "ovn.kubernetes.io/ip_reserved": "true" } };
  const spec = {
    subnet: "big",
    podName: `vm-${n}`,
    namespace: "team-a",
    v4IpAddress: addressOf(n),
    ipAddress: addressOf(n),
  };
  return { apiVersion: "kubeovn.io/v1", kind: "IP", metadata, spec };
}

function hex(n: number): string {
  return (n & 255).toString(16).padStart(2, "0");
}

function writeDirectory(root: string, count: number): void {
  const half = count / 2;
  const items = [subnet(), ...Array.from({ length: half }, (_, n) => pod(n + 256))];
  writeFileSync(join(root, "export.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  const folder = join(root, "addresses", "big");
  mkdirSync(folder, { recursive: true });
  for (let n = 256 + half; n < 256 + count; n++)
    writeFileSync(join(folder, `${addressOf(n)}.yaml`), `${JSON.stringify(ip(n), null, 2)}\n`);
}

async function createOne(store: Store, n: number): Promise<void> {
  const address = parseAddress(addressOf(n));
  if (isFault(address)) throw new Error(addressOf(n));
  await store.create(ip(n), { subnet: "big", addresses: [address] });
}

async function measure(count: number): Promise<void> {
  printProgress(`${count} objects …`);
  const root = mkdtempSync(join(tmpdir(), "bench-directory-"));
  try {
    writeDirectory(root, count);
    const store = openManifestStore(root, { identity: "bench" });
    const print = (name: string, ms: number): void =>
      printFigure({ name: `${name} beside ${count} objects`, value: rounded(ms, 2), unit: "ms CPU" });
    print("read", await cpuOf(() => store.snapshot()));
    print("look again", await cpuOf(() => store.snapshot()));
    const creates: number[] = [];
    for (let n = 0; n < CREATES; n++) creates.push(await cpuOf(() => createOne(store, 200_000 + n)));
    print("first create", creates[0] ?? 0);
    print("create", median(creates));
    const { holdings } = await store.snapshot();
    if (holdings.length !== count + CREATES) throw new Error(`${holdings.length} addresses are held`);
  } finally {
    rmSync(root, { recursive: true });
  }
}

runBench(HELP, async (args) => {
  for (const count of args.length > 0 ? args.map(Number) : COUNTS) await measure(count);
});
