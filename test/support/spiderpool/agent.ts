import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseAllDocuments } from "yaml";
import { sharedCluster } from "../test-cluster";
import { repositoryFolder } from "../toolchain";
import { type PodState, type PoolState, SpiderCluster } from "./allocator";

const SPIDERPOOL = "/apis/spiderpool.spidernet.io/v2beta1";
const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

// biome-ignore lint/suspicious/noExplicitAny: objects of the API, of several kinds.
type ApiObject = any;

async function ask(method: string, path: string, body?: unknown, type?: string): Promise<ApiObject> {
  const { admin } = await sharedCluster();
  const answer = await admin(method, path, body, type);
  assert.ok(answer.status < 300, `${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Gives the test cluster the kinds of Spiderpool. Its controller and webhooks are not there. */
export async function installSpiderpool(): Promise<void> {
  const text = readFileSync(join(repositoryFolder, "test", "fixtures", "spiderpool", "crds.yaml"), "utf8");
  const definitions = parseAllDocuments(text).map((document) => document.toJS() as ApiObject);
  for (const definition of definitions) await ask("POST", CRDS, definition);
  for (const { metadata } of definitions)
    await until(async () => isEstablished(await ask("GET", `${CRDS}/${metadata.name}`)));
}

/** Takes them away again, with all objects. */
export async function removeSpiderpool(): Promise<void> {
  const { items } = await ask("GET", CRDS);
  const ours = items.filter((item: ApiObject) => item.spec.group === "spiderpool.spidernet.io");
  for (const { metadata } of ours) await ask("DELETE", `${CRDS}/${metadata.name}`);
}

function isEstablished({ status }: ApiObject): boolean {
  return (status?.conditions ?? []).some((one: ApiObject) => one.type === "Established" && one.status === "True");
}

/** Waits for what others do, up to 20 seconds. */
export async function until<T>(look: () => Promise<T | false | undefined>): Promise<T> {
  for (let i = 0; i < 200; i++) {
    const found = await look();
    if (found !== false && found !== undefined) return found;
    await sleep(100);
  }
  return assert.fail("it did not come about in time");
}

/**
 * What Spiderpool's agent and controller would do for a pod, by the stand-in for their allocation: read pool and reservations
 * from the API server, write the ledger into the pool's status, and a SpiderEndpoint.
 *
 * @returns the address
 * @throws AllocationError with Spiderpool's words
 */
export async function startPod(pod: Omit<PodState, "pools">): Promise<string> {
  const [namespace = "", name = ""] = pod.pod.split("/");
  const { metadata } = await ask("GET", `/api/v1/namespaces/${namespace}/pods/${name}`);
  const { ipv4 = [] } = JSON.parse(metadata.annotations["ipam.spidernet.io/ippool"]) as { ipv4?: string[] };
  const cluster = await readCluster();
  const address = cluster.allocate({ ...pod, uid: metadata.uid, pools: ipv4 }, 4);
  const pool = ipv4.find((one) => cluster.pools.get(one)?.ledger.has(address)) ?? assert.fail();
  await writeLedger(cluster.pools.get(pool) ?? assert.fail());
  const current = {
    uid: metadata.uid,
    node: "node1",
    ips: [{ interface: "eth0", ipv4: `${address}/16`, ipv4Pool: pool }],
  };
  const owner = { ownerControllerType: pod.kind, ownerControllerName: name.replace(/-[a-z0-9]+-[a-z0-9]{5}$/, "") };
  await ask("POST", `${SPIDERPOOL}/namespaces/${namespace}/spiderendpoints`, {
    apiVersion: "spiderpool.spidernet.io/v2beta1",
    kind: "SpiderEndpoint",
    metadata: { name, namespace },
    status: { current, ...owner },
  });
  return address;
}

/** What they would do for a pod that is gone and whose address is not its own for good. */
export async function endPod(pod: string): Promise<void> {
  const [namespace = "", name = ""] = pod.split("/");
  const cluster = await readCluster();
  cluster.release({ pod, uid: "", kind: "Deployment", pools: [] });
  for (const pool of cluster.pools.values()) await writeLedger(pool);
  await ask("DELETE", `${SPIDERPOOL}/namespaces/${namespace}/spiderendpoints/${name}`);
}

async function readCluster(): Promise<SpiderCluster> {
  const cluster = new SpiderCluster();
  const [pools, reserved, endpoints] = await Promise.all(
    ["spiderippools", "spiderreservedips", "spiderendpoints"].map((kind) => ask("GET", `${SPIDERPOOL}/${kind}`)),
  );
  for (const { metadata, spec, status } of pools.items) {
    const ledger = new Map(
      Object.entries(JSON.parse(status?.allocatedIPs ?? "{}")) as [string, { pod: string; podUid: string }][],
    );
    const { ipVersion: family, ips = [], excludeIPs = [], disable: disabled = false } = spec;
    cluster.pools.set(metadata.name, { name: metadata.name, family, ips, excludeIPs, disabled, ledger });
  }
  for (const { metadata, spec } of reserved.items) {
    const isTerminating = metadata.deletionTimestamp !== undefined;
    cluster.reserved.set(metadata.name, { ipVersion: spec.ipVersion, ips: spec.ips ?? [], isTerminating });
  }
  for (const { metadata, status } of endpoints.items) {
    const [{ ipv4, ipv4Pool }] = status.current.ips;
    const endpoint = { pool: ipv4Pool, address: String(ipv4).split("/")[0] ?? "", uid: status.current.uid };
    cluster.endpoints.set(`${metadata.namespace}/${metadata.name}`, endpoint);
  }
  return cluster;
}

/** Without records the field is not there. */
async function writeLedger({ name, ledger }: PoolState): Promise<void> {
  const allocatedIPs = ledger.size === 0 ? null : JSON.stringify(Object.fromEntries([...ledger].sort()));
  const status = { allocatedIPs, allocatedIPCount: ledger.size };
  await ask("PATCH", `${SPIDERPOOL}/spiderippools/${name}/status`, { status }, "application/merge-patch+json");
}
