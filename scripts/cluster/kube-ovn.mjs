import { readFileSync } from "node:fs";
import { join } from "node:path";
import { clusterFiles, SERVICE_CIDR } from "./kubernetes.mjs";

/**
 * A Node object with the chassis that its ovn-controller would have registered.
 *
 * @typedef {object} ClusterNode
 * @property {string} name
 * @property {string} address
 * @property {string} chassis
 */

/** @type {readonly ClusterNode[]} */
export const NODES = [
  { name: "node-1", address: "172.31.0.11", chassis: "6d1c5d0a-0000-4000-8000-000000000001" },
  { name: "node-2", address: "172.31.0.12", chassis: "6d1c5d0a-0000-4000-8000-000000000002" },
];

/** The controller's name among the daemons. */
export const CONTROLLER = "kube-ovn-controller";

/** What it logs about the last thing that it cleans up when it starts. */
const CLEANED_UP = "start to gc vpc dns";

/** Kube-OVN makes these two by itself, from the flags below. */
const SUBNETS = ["ovn-default", "join"];
const KUBE_OVN_API = "/apis/kubeovn.io/v1";
const CRD_API = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** @typedef {import("./api.mjs").ApiClient} ApiClient */

/**
 * Makes Kube-OVN's definitions and the Nodes.
 *
 * @param {import("./starter.mjs").Starter} starter
 * @param {ApiClient} client
 * @param {string} crds  file of YAML documents
 */
export async function createObjects({ until }, client, crds) {
  const documents = readFileSync(crds, "utf8")
    .split(/^---$/m)
    .filter((text) => text.trim() !== "");
  await Promise.all([
    ...documents.map((text) => create(client, CRD_API, text, "application/yaml")),
    ...NODES.map((node) => createNode(client, node)),
  ]);
  // The definition is there before the API server serves it; the first lists may be told to come back.
  await until("Kube-OVN's kinds", async () => {
    const lists = ["subnets", "ips", "vips", "vpcs"].map((kind) => client("GET", `${KUBE_OVN_API}/${kind}`));
    return (await Promise.all(lists)).every(({ status }) => status === 200);
  });
}

/** @param {ApiClient} client @param {ClusterNode} node */
async function createNode(client, { name, address, chassis }) {
  const annotations = { "ovn.kubernetes.io/chassis": chassis };
  const labels = { "kubernetes.io/hostname": name, "kubernetes.io/os": "linux" };
  await create(client, "/api/v1/nodes", { apiVersion: "v1", kind: "Node", metadata: { name, annotations, labels } });
  const status = {
    addresses: [{ type: "InternalIP", address }],
    conditions: [{ type: "Ready", status: "True", reason: "FakeKubelet", message: "there is no kubelet" }],
    capacity: { pods: "110" },
    allocatable: { pods: "110" },
  };
  const patched = await client("PATCH", `/api/v1/nodes/${name}/status`, { status }, "application/merge-patch+json");
  if (patched.status !== 200) throw new Error(`status of Node ${name}: ${JSON.stringify(patched.body)}`);
}

/** @param {ApiClient} client @param {string} path @param {unknown} object @param {string} [contentType] */
async function create(client, path, object, contentType) {
  const { status, body } = await client("POST", path, object, contentType);
  if (status !== 201) throw new Error(`POST ${path}: ${JSON.stringify(body)}`);
}

/**
 * Starts kube-ovn-controller.
 *
 * @param {import("./starter.mjs").Starter} starter
 * @param {string} controller
 */
export function startController({ folder, ports, start }, controller) {
  const flags = {
    kubeconfig: clusterFiles(folder).kubeconfig,
    "ovn-nb-addr": `tcp:127.0.0.1:${ports.northbound}`,
    "ovn-sb-addr": `tcp:127.0.0.1:${ports.southbound}`,
    "default-ls": "ovn-default",
    "default-cidr": "10.16.0.0/16",
    "default-gateway": "10.16.0.1",
    "default-gateway-check": true,
    "default-exclude-ips": "",
    "cluster-router": "ovn-cluster",
    "node-switch": "join",
    "node-switch-cidr": "100.64.0.0/16",
    "service-cluster-ip-range": SERVICE_CIDR,
    "network-type": "geneve",
    "pod-nic-type": "veth-pair",
    "enable-lb": true,
    "enable-np": true,
    "enable-eip-snat": true,
    // With them it would listen on port 10660 of the machine.
    "enable-metrics": false,
    "keep-vm-ip": true,
    logtostderr: true,
  };
  start({
    name: CONTROLLER,
    command: controller,
    args: Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
    env: {
      // Where it looks after finalizers it makes a client of its own, which does not know the flag.
      KUBECONFIG: flags.kubeconfig,
      // Without it the leader election fails forever.
      KUBE_NAMESPACE: "kube-system",
      POD_NAMESPACE: "kube-system",
      POD_NAME: "kube-ovn-controller-0",
      KUBE_NODE_NAME: NODES[0]?.name ?? "",
      POD_IPS: "127.0.0.1",
      ENABLE_BIND_LOCAL_IP: "true",
      KUBERNETES_SERVICE_HOST: "10.96.0.1",
      KUBERNETES_SERVICE_PORT: "443",
    },
  });
}

/** @param {string} folder  of the cluster */
export const controllerLog = (folder) => join(folder, `${CONTROLLER}.log`);

/**
 * Whether the controller has cleaned up and works on all it watches, for which it lets the Nodes wait three seconds.
 *
 * @param {string} folder  of the cluster
 * @param {number} [from]  where the log of this controller begins, in bytes; default 0
 */
export const isAtWork = (folder, from = 0) => readFileSync(controllerLog(folder)).subarray(from).includes(CLEANED_UP);

/**
 * Whether both subnets have a status, the Nodes their addresses, and Pods of the default namespace their account.
 *
 * @param {ApiClient} client
 */
export async function isReady(client) {
  const [subnets, nodes, account] = await Promise.all([
    Promise.all(SUBNETS.map((name) => client("GET", `${KUBE_OVN_API}/subnets/${name}`))),
    Promise.all(NODES.map(({ name }) => client("GET", `/api/v1/nodes/${name}`))),
    client("GET", "/api/v1/namespaces/default/serviceaccounts/default"),
  ]);
  return (
    subnets.every(({ body }) => body.status?.v4availableIPs > 0) &&
    nodes.every(({ body }) => body.metadata?.annotations?.["ovn.kubernetes.io/allocated"] === "true") &&
    account.status === 200
  );
}
