import { isFault, parseAddress } from "../../../../provider/ipam";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { NODE_LABEL, part, text } from "../../../../provider/objects/kubeovn/kinds";
import { finalizersOf } from "../../../../provider/objects/kubeovn/taking";
import { DEFAULT_PROVIDER, isOvnProvider, LABEL, portName } from "../../../../provider/plan";
import { BooksError, type Given } from "./books";
import { type ClusterInside, isLeaving, withLabels, withOwnFinalizer, withoutOwnFinalizer } from "./cluster";
import { listed, NOTHING_ATTACHED } from "./read";

/** @source kube-ovn pkg/controller/ip.go handleAddReservedIP */
export async function addIp(cluster: ClusterInside, name: string): Promise<void> {
  const ip = cluster.get("IP", name);
  if (ip === undefined || isLeaving(ip)) return;
  if (cluster.release !== "1.13" && finalizersOf(ip).length > 0) return;
  // 1.13: one whose finalizer could not be written has nothing left to be done (createOrUpdateIPCR compares labels and spec).
  if (cluster.release === "1.13" && NODE_LABEL in (ip.metadata.labels ?? {})) return;
  const spec = part(ip, "spec");
  const subnet = text(spec, "subnet");
  if (subnet === "") throw new BooksError("subnet parameter cannot be empty");
  if (!["", "VirtualMachine", "StatefulSet"].includes(text(spec, "podType")))
    throw new BooksError("podType is invalid");
  const live = cluster.get("Subnet", subnet);
  if (live === undefined || !cluster.books.knows(subnet)) throw new BooksError(`failed to get subnet ${subnet}`);
  const provider = text(part(live, "spec"), "provider") || DEFAULT_PROVIDER;
  if (name !== portName(text(spec, "podName"), text(spec, "namespace"), provider)) return;
  const given = giveTo(cluster, ip, isOvnProvider(provider));
  const before = ip.metadata.labels ?? {};
  const reserved = before[LABEL.ipReserved] === "false" ? {} : { [LABEL.ipReserved]: "true" };
  const own = { [LABEL.subnet]: subnet, [NODE_LABEL]: text(spec, "nodeName"), [subnet]: "" };
  const content = (one: KubeObject): KubeObject =>
    withLabels({ ...one, spec: { ...part(one, "spec"), ...given } }, own);
  const asBefore = (one: KubeObject): KubeObject => ({
    ...one,
    metadata: { ...one.metadata, labels: { ...before, ...reserved } },
  });
  if (cluster.release === "1.13") {
    await cluster.write({ kind: "IP", name, write: "content" }, content);
    if (finalizersOf(ip).length > 0) {
      // Without a request in between, the labels come from a copy without those that were just written.
      await cluster.write({ kind: "IP", name, write: "labels" }, asBefore);
      return;
    }
    await cluster.write({ kind: "IP", name, write: "finalizer" }, withOwnFinalizer);
    await cluster.write({ kind: "IP", name, write: "labels" }, (one) => withLabels(one, reserved));
    return;
  }
  await cluster.write({ kind: "IP", name, write: "content" }, (one) => withOwnFinalizer(content(one)));
  // The labels that were just written are wiped again.
  await cluster.write({ kind: "IP", name, write: "labels" }, asBefore);
}

/** An address that is named is taken without a look at who else has it. */
function giveTo({ books }: ClusterInside, ip: KubeObject, isOvn: boolean): Readonly<Record<string, unknown>> {
  const spec = part(ip, "spec");
  const subnet = text(spec, "subnet");
  const { name } = ip.metadata;
  const named = ["v4IpAddress", "v6IpAddress", "ipAddress"].flatMap((field) => text(spec, field).split(","));
  const wanted = [...new Set(named)].filter((one) => !isFault(parseAddress(one)));
  if (wanted.some((one) => one !== one.toLowerCase())) throw new BooksError("v6 address has upper case");
  const owner = `${text(spec, "namespace")}/${text(spec, "podName")}`;
  const given: Given =
    wanted.length === 0
      ? books.giveRandom({ subnet, owner: name, nic: name, mac: "" }, () => false)
      : books.giveStatic({ subnet, owner, nic: name, mac: text(spec, "macAddress") }, wanted, false);
  return {
    ipAddress: listed(given.v4ip, given.v6ip),
    v4IpAddress: given.v4ip,
    v6IpAddress: given.v6ip,
    macAddress: isOvn ? given.mac : "",
    ...NOTHING_ATTACHED,
  };
}

/** Only a deletion is acted on: edits of what it has are not looked at. @source kube-ovn pkg/controller/ip.go handleUpdateIP */
export async function updateIp(cluster: ClusterInside, name: string): Promise<void> {
  const ip = cluster.get("IP", name);
  if (ip === undefined || !isLeaving(ip)) return;
  const spec = part(ip, "spec");
  cluster.books.release(text(spec, "subnet"), `${text(spec, "namespace")}/${text(spec, "podName")}`, name);
  await cluster.write({ kind: "IP", name, write: "finalizer" }, withoutOwnFinalizer);
}
