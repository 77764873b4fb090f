import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { apiClient } from "./api.mjs";

/** The API server's name among the daemons. */
export const API_SERVER = "kube-apiserver";

/** Where services are; no packet ever goes there. */
export const SERVICE_CIDR = "10.96.0.0/12";

/** Those that tests see the work of. The ones that watch over Nodes are omitted: they evict Pods from Nodes without a kubelet. */
const CONTROLLERS = [
  "serviceaccount-controller",
  "serviceaccount-token-controller",
  "root-ca-certificate-publisher-controller",
  "namespace-controller",
  "garbage-collector-controller",
  "statefulset-controller",
  "deployment-controller",
  "replicaset-controller",
  "daemonset-controller",
  "job-controller",
  "endpoints-controller",
  "endpointslice-controller",
];

/**
 * Starts etcd, kube-apiserver, kube-controller-manager and the fake kubelet.
 *
 * @param {import("./starter.mjs").Starter} starter
 * @param {string} testkube
 * @param {string} node  where Pods go that name no Node
 * @returns {Promise<import("./api.mjs").ApiClient>} of an administrator; the API server answers
 */
export async function startKubernetes(starter, testkube, node) {
  const { folder, ports, start, until } = starter;
  const files = clusterFiles(folder);
  const users = writeUsers(files, ports);
  const etcd = `unix://${files.etcdSocket}`;
  const daemon = (/** @type {string} */ name, /** @type {readonly string[]} */ args) =>
    start({ name, command: testkube, args: [name, ...args] });

  daemon("etcd", [
    `--data-dir=${join(folder, "etcd")}`,
    `--listen-client-urls=${etcd}`,
    // Advertised to nobody, but it must look like a URL with a port.
    "--advertise-client-urls=http://localhost:2379",
    `--listen-peer-urls=unix://${join(folder, "etcd-peer.sock")}`,
    "--initial-advertise-peer-urls=http://localhost:2380",
    "--initial-cluster=default=http://localhost:2380",
    "--unsafe-no-fsync",
  ]);
  daemon(API_SERVER, [
    `--etcd-servers=${etcd}`,
    `--cert-dir=${folder}`,
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    `--secure-port=${ports.apiServer}`,
    "--endpoint-reconciler-type=none",
    "--authorization-mode=RBAC",
    "--anonymous-auth=false",
    `--token-auth-file=${files.tokens}`,
    `--service-cluster-ip-range=${SERVICE_CIDR}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${files.serviceAccountKey}`,
    `--service-account-signing-key-file=${files.serviceAccountKey}`,
    "--allow-privileged",
    // Its taints are for kubelets to take away again.
    "--disable-admission-plugins=TaintNodesByCondition",
  ]);
  const client = apiClient({ server: serverUrl(ports), caFile: files.ca, token: users.admin });
  await until("the API server", async () => (await client("GET", "/readyz")).status === 200);

  daemon("kube-controller-manager", [
    `--kubeconfig=${files.kubeconfig}`,
    "--secure-port=0",
    "--leader-elect=false",
    `--controllers=${CONTROLLERS.join(",")}`,
    `--service-account-private-key-file=${files.serviceAccountKey}`,
    `--root-ca-file=${files.ca}`,
  ]);
  daemon("fake-kubelet", [`--kubeconfig=${files.kubeconfig}`, `--node=${node}`]);
  return client;
}

/**
 * The files of a cluster that others read.
 *
 * @param {string} folder
 */
export function clusterFiles(folder) {
  return {
    kubeconfig: join(folder, "kubeconfig"),
    guestKubeconfig: join(folder, "kubeconfig-guest"),
    /** Made by the API server for itself: its certificate, then that of the authority that signed it. */
    ca: join(folder, "apiserver.crt"),
    tokens: join(folder, "tokens.csv"),
    serviceAccountKey: join(folder, "service-account.key"),
    etcdSocket: join(folder, "etcd.sock"),
  };
}

/**
 * The token of a user.
 *
 * @param {ReturnType<typeof clusterFiles>} files
 * @param {"admin" | "guest"} user
 * @returns {string}
 */
export function readToken(files, user) {
  const lines = readFileSync(files.tokens, "utf8").split("\n");
  const token = lines.map((line) => line.split(",")).find(([, name]) => name === user)?.[0];
  if (!token) throw new Error(`${files.tokens} names no ${user}`);
  return token;
}

/** @param {import("./ports.mjs").Ports} ports */
export const serverUrl = (ports) => `https://127.0.0.1:${ports.apiServer}`;

/**
 * Two users: an administrator, and a guest who is known but may do nothing.
 *
 * @param {ReturnType<typeof clusterFiles>} files
 * @param {import("./ports.mjs").Ports} ports
 */
function writeUsers(files, ports) {
  const admin = randomBytes(16).toString("hex");
  const guest = randomBytes(16).toString("hex");
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const secret = { mode: 0o600 };
  writeFileSync(files.serviceAccountKey, privateKey.export({ type: "sec1", format: "pem" }), secret);
  writeFileSync(files.tokens, `${admin},admin,1,system:masters\n${guest},guest,2\n`, secret);
  writeFileSync(files.kubeconfig, kubeconfig(serverUrl(ports), files.ca, "admin", admin), secret);
  writeFileSync(files.guestKubeconfig, kubeconfig(serverUrl(ports), files.ca, "guest", guest), secret);
  return { admin, guest };
}

/** @param {string} server @param {string} ca @param {string} user @param {string} token */
const kubeconfig = (server, ca, user, token) => `apiVersion: v1
kind: Config
clusters:
  - name: test
    cluster:
      server: ${server}
      certificate-authority: ${ca}
users:
  - name: ${user}
    user:
      token: ${token}
contexts:
  - name: test
    context:
      cluster: test
      user: ${user}
current-context: test
`;
