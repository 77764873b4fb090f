import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Family } from "../support/families";
import { sharedCluster } from "../support/test-cluster";

export { type Family, families } from "../support/families";

export const KUBE_OVN_API = "/apis/kubeovn.io/v1";
const SUBNET_LABEL = "ovn.kubernetes.io/subnet";
const PODS = "/api/v1/namespaces/default/pods";
const LOOKING_MS = 60_000;

// biome-ignore lint/suspicious/noExplicitAny: objects of the API, of several kinds.
export type ApiObject = any;

async function create(path: string, object: ApiObject): Promise<void> {
  const { admin } = await sharedCluster();
  const { status, body } = await admin("POST", path, object);
  assert.equal(status, 201, JSON.stringify(body));
}

export async function createKubeOvn(
  kind: string,
  name: string,
  spec: unknown,
  labels: Readonly<Record<string, string>> = {},
): Promise<void> {
  const metadata = { name, labels };
  await create(`${KUBE_OVN_API}/${kind.toLowerCase()}s`, { apiVersion: "kubeovn.io/v1", kind, metadata, spec });
}

/** Looks until the object is as wanted; mocha's own timeout ends it. */
export async function until(path: string, isAsWanted: (object: ApiObject) => boolean): Promise<ApiObject> {
  const { admin } = await sharedCluster();
  for (;;) {
    const { status, body } = await admin("GET", path);
    if (status === 200 && isAsWanted(body)) return body;
    await sleep(50);
  }
}

/** Looks until there is what is wanted; after a minute the last look is the test's answer. */
export async function lookUntil<T>(look: () => Promise<T>, isWanted: (seen: T) => boolean): Promise<T> {
  for (const end = performance.now() + LOOKING_MS; ; await sleep(100)) {
    const seen = await look();
    if (isWanted(seen) || performance.now() > end) return seen;
  }
}

/** Resolves when addresses can be had from it. */
export async function createSubnet(name: string, { cidrBlock, gateway, protocol, excluded }: Family): Promise<void> {
  await createKubeOvn("Subnet", name, { cidrBlock, gateway, protocol, excludeIps: [gateway, excluded] });
  await until(
    `${KUBE_OVN_API}/subnets/${name}`,
    ({ status }) => status?.v4availableIPs > 0 || status?.v6availableIPs > 0,
  );
}

/** Resolves when the controller has taken it. */
export async function createVip(name: string, spec: Readonly<Record<string, string>>): Promise<ApiObject> {
  await createKubeOvn("Vip", name, spec);
  return until(`${KUBE_OVN_API}/vips/${name}`, ({ status }) => status?.ready);
}

/** The IP object for a Pod in the namespace `default`; resolves when the controller has taken it. */
export async function reserve(podName: string, spec: Readonly<Record<string, string>>): Promise<ApiObject> {
  const name = `${podName}.default`;
  // Kube-OVN 1.13 may crash on an IP without labels (pkg/controller/ip.go handleAddReservedIP writes into a nil map).
  await createKubeOvn("IP", name, { podName, namespace: "default", ...spec }, { [SUBNET_LABEL]: spec.subnet ?? "" });
  return until(`${KUBE_OVN_API}/ips/${name}`, isReserved);
}

const isReserved = (ip: ApiObject): boolean => ip.metadata.labels?.["ovn.kubernetes.io/ip_reserved"] === "true";

/** Resolves when it runs. */
export async function runPod(name: string, annotations: Readonly<Record<string, string>>): Promise<ApiObject> {
  const metadata = { name, annotations };
  const spec = { containers: [{ name: "main", image: "none" }] };
  await create(PODS, { apiVersion: "v1", kind: "Pod", metadata, spec });
  return until(`${PODS}/${name}`, ({ status }) => status.phase === "Running");
}
