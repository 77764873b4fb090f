import type { Range } from "../../../../provider/ipam";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { part, text, texts } from "../../../../provider/objects/kubeovn/kinds";
import { type ClusterInside, isLeaving, withOwnFinalizer, withoutOwnFinalizer } from "./cluster";
import { rangesIn } from "./read";
import { withConditions } from "./subnet";

/** @source kube-ovn pkg/controller/ippool.go handleAddOrUpdateIPPool, handleDeleteIPPool */
export async function reconcilePool(cluster: ClusterInside, name: string): Promise<void> {
  const found = cluster.get("IPPool", name);
  if (found === undefined) return;
  if (isLeaving(found)) {
    cluster.books.forgetPool(name);
    await cluster.write({ kind: "IPPool", name, write: "finalizer" }, withoutOwnFinalizer);
    return;
  }
  await cluster.write({ kind: "IPPool", name, write: "finalizer" }, withOwnFinalizer);
  const pool = cluster.get("IPPool", name) ?? found;
  const objection = objectionTo(cluster, pool);
  const spec = part(pool, "spec");
  if (objection === undefined) cluster.books.setPool(text(spec, "subnet"), name, texts(spec, "ips"));
  const ready =
    objection === undefined
      ? { type: "Ready", status: "True", reason: "UpdateIPAMSucceeded", message: "" }
      : { type: "Ready", status: "False", reason: "UpdateIPAMFailed", message: objection };
  const error = { type: "Error", status: "True", reason: "UpdateIPAMFailed", message: objection ?? "" };
  const news = objection === undefined ? [ready] : [ready, error];
  await cluster.write({ kind: "IPPool", name, write: "status" }, (live) => withConditions(live, news));
}

function objectionTo(cluster: ClusterInside, pool: KubeObject): string | undefined {
  const spec = part(pool, "spec");
  const subnet = text(spec, "subnet");
  if (!cluster.books.knows(subnet)) return `subnet ${subnet} not found`;
  const own = rangesIn(texts(spec, "ips"));
  for (const other of cluster.list("IPPool")) {
    const theirs = part(other, "spec");
    if (other.metadata.name === pool.metadata.name || text(theirs, "subnet") !== subnet) continue;
    if (own.some((a) => rangesIn(texts(theirs, "ips")).some((b) => overlaps(a, b)))) {
      return `ippool ${pool.metadata.name} has conflict IPs with ippool ${other.metadata.name}`;
    }
  }
  return undefined;
}

function overlaps(a: Range, b: Range): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}
