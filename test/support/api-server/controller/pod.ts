import type { KubeObject } from "../../../../provider/objects/kube-object";
import { KUBEOVN_API, NODE_LABEL } from "../../../../provider/objects/kubeovn/kinds";
import { LABEL, portName } from "../../../../provider/plan";
import { BooksError } from "./books";
import { type ClusterInside, FINALIZER } from "./cluster";
import { listed, NOTHING_ATTACHED } from "./read";

const SWITCH = "ovn.kubernetes.io/logical_switch";
const ADDRESS = "ovn.kubernetes.io/ip_address";

/**
 * Gives a pod that names its subnet the address of its port, and writes the IP object of that.
 *
 * @source kube-ovn pkg/controller/pod.go reconcileAllocateSubnets, acquireAddress, pkg/controller/ip.go createOrUpdateIPCR
 */
export async function addPod(cluster: ClusterInside, key: string): Promise<void> {
  const [namespace, name] = namesIn(key);
  const pod = cluster.get("Pod", name, namespace);
  const { [SWITCH]: subnet = "", [ADDRESS]: asked } = pod?.metadata.annotations ?? {};
  if (pod === undefined || subnet === "" || isAllocated(pod)) return;
  const { books } = cluster;
  if (!books.knows(subnet)) throw new BooksError(`failed to get subnet ${subnet}`);
  const port = portName(name, namespace, "ovn");
  const asking = { subnet, owner: `${namespace}/${name}`, nic: port, mac: "" };
  const given =
    books.of(subnet, port) ??
    (asked === undefined ? books.giveRandom(asking, () => false) : books.giveStatic(asking, asked.split(","), true));
  const ipAddress = listed(given.v4ip, given.v6ip);
  const spec = {
    podName: name,
    namespace,
    subnet,
    nodeName: "",
    ipAddress,
    v4IpAddress: given.v4ip,
    v6IpAddress: given.v6ip,
    macAddress: given.mac,
    podType: "",
    ...NOTHING_ATTACHED,
  };
  const labels = { [LABEL.subnet]: subnet, [NODE_LABEL]: "", [LABEL.ipReserved]: "false", [subnet]: "" };
  if (cluster.get("IP", port) === undefined) {
    const metadata = { name: port, labels, finalizers: [FINALIZER] };
    await cluster.create({ apiVersion: KUBEOVN_API, kind: "IP", metadata, spec });
  } else {
    await cluster.write({ kind: "IP", name: port, write: "content" }, (live) => ({ ...live, spec }));
  }
  const annotations = {
    [ADDRESS]: ipAddress,
    "ovn.kubernetes.io/mac_address": given.mac,
    "ovn.kubernetes.io/allocated": "true",
  };
  await cluster.write(
    { kind: "Pod", name, write: "content" },
    (live) => ({
      ...live,
      metadata: { ...live.metadata, annotations: { ...live.metadata.annotations, ...annotations } },
    }),
    namespace,
  );
  await run(cluster, name, namespace, ipAddress);
}

/** Stands in for the kubelet. */
async function run(cluster: ClusterInside, name: string, namespace: string, ips: string): Promise<void> {
  const podIPs = ips.split(",").map((ip) => ({ ip }));
  const status = { phase: "Running", podIP: podIPs[0]?.ip ?? "", podIPs };
  await cluster.write({ kind: "Pod", name, write: "status" }, (live) => ({ ...live, status }), namespace);
}

export function isAllocated({ metadata }: KubeObject): boolean {
  return metadata.annotations?.["ovn.kubernetes.io/allocated"] === "true";
}

/** A port that is reserved outlives its pod. */
export async function endPod(cluster: ClusterInside, key: string): Promise<void> {
  const [namespace, name] = namesIn(key);
  const port = portName(name, namespace, "ovn");
  const ip = cluster.get("IP", port);
  if (ip !== undefined && ip.metadata.labels?.[LABEL.ipReserved] !== "true") await cluster.remove("IP", port);
}

function namesIn(key: string): readonly [namespace: string, name: string] {
  const [namespace = "", name = ""] = key.split("/");
  return [namespace, name];
}
