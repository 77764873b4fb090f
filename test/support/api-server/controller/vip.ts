import { isFault, parseAddress } from "../../../../provider/ipam";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { part, text } from "../../../../provider/objects/kubeovn/kinds";
import { finalizersOf } from "../../../../provider/objects/kubeovn/taking";
import { DEFAULT_PROVIDER, LABEL, portName } from "../../../../provider/plan";
import { BooksError, type Given } from "./books";
import { type ClusterInside, isLeaving, withLabels, withOwnFinalizer, withoutOwnFinalizer } from "./cluster";

/** @source kube-ovn pkg/controller/vip.go handleAddVirtualIP */
export async function addVip(cluster: ClusterInside, name: string): Promise<void> {
  const vip = cluster.get("Vip", name);
  if (vip === undefined || text(part(vip, "status"), "mac") !== "") return;
  const spec = part(vip, "spec");
  const given = giveTo(cluster, vip);
  await cluster.write({ kind: "Vip", name, write: "content" }, (live) => {
    const ready = cluster.release === "1.13" ? { ready: true } : {};
    const status = { v4ip: given.v4ip, v6ip: given.v6ip, mac: given.mac, type: text(spec, "type"), ...ready };
    const own = { namespace: text(spec, "namespace"), v4ip: given.v4ip, v6ip: given.v6ip, macAddress: given.mac };
    const labels = { [LABEL.subnet]: text(spec, "subnet"), [LABEL.ipReserved]: "" };
    const taken = withLabels({ ...live, spec: { ...part(live, "spec"), ...own }, status }, labels);
    return cluster.release === "1.13" ? taken : withOwnFinalizer(taken);
  });
}

function giveTo({ books, get, release }: ClusterInside, vip: KubeObject): Given {
  const spec = part(vip, "spec");
  const subnet = text(spec, "subnet");
  const { name } = vip.metadata;
  if (subnet === "") throw new BooksError(`failed to create vip ${name}, subnet should be set`);
  const live = get("Subnet", subnet);
  if (live === undefined || !books.knows(subnet)) throw new BooksError(`failed to get subnet ${subnet}`);
  if (text(spec, "v6ip") !== text(spec, "v6ip").toLowerCase()) throw new BooksError("v6ip has upper case");
  const provider = text(part(live, "spec"), "provider") || DEFAULT_PROVIDER;
  // 1.13 chooses the MAC of every Vip itself.
  const mac = release === "1.13" ? "" : text(spec, "macAddress");
  const asking = { subnet, owner: name, nic: portName(name, text(spec, "namespace"), provider), mac };
  // What is no address is silently dropped, and another one is given instead.
  const wanted = [text(spec, "v4ip"), text(spec, "v6ip")].filter((one) => !isFault(parseAddress(one)));
  if (wanted.length === 0 && mac !== "") throw new BooksError("failed to parse vip ip");
  return wanted.length > 0 ? books.giveStatic(asking, wanted, true) : books.giveRandom(asking, () => false);
}

/** @source kube-ovn pkg/controller/vip.go enqueueUpdateVirtualIP */
export function isVipUpdate(before: KubeObject, now: KubeObject): boolean {
  const fields = ["macAddress", "v4ip", "v6ip"] as const;
  const [a, b] = [part(before, "spec"), part(now, "spec")];
  return isLeaving(now) || fields.some((field) => text(a, field) !== text(b, field));
}

/** @source kube-ovn pkg/controller/vip.go handleUpdateVirtualIP */
export async function updateVip(cluster: ClusterInside, name: string): Promise<void> {
  const vip = cluster.get("Vip", name);
  if (vip === undefined) return;
  if (isLeaving(vip)) {
    releaseVip(cluster, vip);
    await cluster.write({ kind: "Vip", name, write: "finalizer" }, withoutOwnFinalizer);
    return;
  }
  const [spec, status] = [part(vip, "spec"), part(vip, "status")];
  const fields: readonly (readonly [string, string])[] = [
    ["mac", "macAddress"],
    ["v4ip", "v4ip"],
    ["v6ip", "v6ip"],
  ];
  for (const [is, asked] of fields) {
    const [now, wanted] = [text(status, is), text(spec, asked)];
    if (now !== "" && now !== wanted) throw new BooksError(`not support change ${is} of vip`);
  }
  if (text(status, "mac") === "") {
    // Without a look into the books: what was edited while it waited is published, whoever has it.
    const { v4ip, v6ip, macAddress } = Object.fromEntries(
      Object.entries(spec).map(([key, value]) => [key, String(value)]),
    );
    if (!macAddress) return;
    await cluster.write({ kind: "Vip", name, write: "content" }, (live) => ({
      ...live,
      status: { ...part(live, "status"), v4ip: v4ip ?? "", v6ip: v6ip ?? "", mac: macAddress },
    }));
  }
  const now = cluster.get("Vip", name);
  if (now !== undefined && finalizersOf(now).length === 0) {
    await cluster.write({ kind: "Vip", name, write: "finalizer" }, withOwnFinalizer);
  }
}

export function releaseVip({ books }: ClusterInside, vip: KubeObject): void {
  books.release(text(part(vip, "spec"), "subnet"), vip.metadata.name);
}
