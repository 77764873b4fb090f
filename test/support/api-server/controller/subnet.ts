import {
  gatewayByDefault,
  isFault,
  parseAddress,
  prefixContains,
  prefixesOverlap,
  printAddress,
} from "../../../../provider/ipam";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { part, parts, text, texts } from "../../../../provider/objects/kubeovn/kinds";
import { DEFAULT_PROVIDER, DEFAULT_VPC, LABEL } from "../../../../provider/plan";
import { type ClusterInside, isLeaving, withOwnFinalizer, withoutOwnFinalizer } from "./cluster";
import { prefixesIn } from "./read";

const VALID = "ValidateLogicalSwitchSuccess";
const INVALID = "ValidateLogicalSwitchFailed";
/** What a Subnet tells of its size here, whatever that is: nobody acts on more than that some are left. */
const AVAILABLE = 200;
const DONE = "ResetLogicalSwitchAclSuccess";

type Condition = { readonly type: string; readonly status: string; readonly reason: string; readonly message: string };

/** @source kube-ovn pkg/controller/subnet.go handleAddOrUpdateSubnet, handleDeleteSubnet */
export async function reconcileSubnet(cluster: ClusterInside, name: string): Promise<void> {
  const found = cluster.get("Subnet", name);
  if (found === undefined) return;
  if (isLeaving(found)) {
    await removeUnused(cluster, found);
    return;
  }
  await cluster.write({ kind: "Subnet", name, write: "content" }, (live) => withOwnFinalizer(formatted(live)));
  const subnet = cluster.get("Subnet", name);
  if (subnet === undefined) return;
  const objection = objectionTo(cluster, subnet);
  if (objection !== undefined) {
    const failed = (type: string, status: string): Condition => ({ type, status, reason: INVALID, message: objection });
    await setConditions(cluster, name, failed("Validated", "False"), failed("Ready", "False"), failed("Error", "True"));
    return;
  }
  await setConditions(cluster, name, { type: "Validated", status: "True", reason: VALID, message: "" });
  const spec = part(subnet, "spec");
  cluster.books.setSubnet(name, {
    cidrBlock: text(spec, "cidrBlock"),
    gateway: text(spec, "gateway"),
    excludeIps: texts(spec, "excludeIps"),
  });
  const done = (type: string): Condition => ({ type, status: "True", reason: DONE, message: "" });
  await setConditions(cluster, name, done("Validated"), done("Ready"));
  await countUse(cluster, name);
}

/** What an empty field becomes. @source kube-ovn pkg/controller/subnet.go formatSubnet */
function formatted(subnet: KubeObject): KubeObject {
  const spec = part(subnet, "spec");
  const prefixes = prefixesIn(text(spec, "cidrBlock"));
  const gateways = prefixes.map(gatewayByDefault).filter((one) => one !== undefined);
  const gateway = text(spec, "gateway") || gateways.map(printAddress).join(",");
  const own = {
    provider: text(spec, "provider") || DEFAULT_PROVIDER,
    vpc: text(spec, "vpc") || DEFAULT_VPC,
    protocol: prefixes.length > 1 ? "Dual" : prefixes[0]?.family === 6 ? "IPv6" : "IPv4",
    gateway,
    excludeIps: [...new Set([...texts(spec, "excludeIps"), ...gateway.split(",")])].filter((one) => one !== "").sort(),
  };
  return { ...subnet, spec: { ...spec, ...own } };
}

function objectionTo(cluster: ClusterInside, subnet: KubeObject): string | undefined {
  const spec = part(subnet, "spec");
  const own = prefixesIn(text(spec, "cidrBlock"));
  if (own.length < text(spec, "cidrBlock").split(",").length)
    return `subnet ${subnet.metadata.name} cidr ${text(spec, "cidrBlock")} is invalid`;
  for (const gateway of text(spec, "gateway").split(",")) {
    const address = parseAddress(gateway);
    if (isFault(address) || !own.some((prefix) => prefixContains(prefix, address))) {
      return `gateway ${gateway} is not in cidr ${text(spec, "cidrBlock")}`;
    }
  }
  for (const other of cluster.list("Subnet")) {
    const [theirs, { name }] = [part(other, "spec"), other.metadata];
    const isApart = text(theirs, "vpc") !== text(spec, "vpc") || text(theirs, "vlan") !== text(spec, "vlan");
    if (name === subnet.metadata.name || isApart || isLeaving(other)) continue;
    const blocks = prefixesIn(text(theirs, "cidrBlock"));
    if (own.some((a) => blocks.some((b) => a.family === b.family && prefixesOverlap(a, b)))) {
      return `subnet ${subnet.metadata.name} cidr ${text(spec, "cidrBlock")} is conflict with subnet ${name} cidr ${text(theirs, "cidrBlock")}`;
    }
  }
  return undefined;
}

async function setConditions(cluster: ClusterInside, name: string, ...news: readonly Condition[]): Promise<void> {
  await cluster.write({ kind: "Subnet", name, write: "status" }, (live) => withConditions(live, news));
}

export function withConditions(live: KubeObject, news: readonly Condition[]): KubeObject {
  const status = part(live, "status");
  const others = parts(status, "conditions").filter(({ type }) => !news.some((one) => one.type === type));
  const lastUpdateTime = new Date().toISOString();
  return {
    ...live,
    status: { ...status, conditions: [...others, ...news.map((one) => ({ ...one, lastUpdateTime }))] },
  };
}

/** IP objects and Vips that count. @source kube-ovn pkg/controller/subnet_status.go calcSubnetStatusIP */
function usersOf({ list }: ClusterInside, subnet: string): number {
  const ips = list("IP").filter((ip) => text(part(ip, "spec"), "subnet") === subnet);
  const vips = list("Vip").filter(
    ({ metadata: { labels = {} } }) => labels[LABEL.subnet] === subnet && labels[LABEL.ipReserved] === "",
  );
  return ips.length + vips.length;
}

/** Tells how much of a Subnet is used; one that is to go does so with the last use. */
export async function countUse(cluster: ClusterInside, name: string): Promise<void> {
  const subnet = cluster.get("Subnet", name);
  if (subnet === undefined || !cluster.books.knows(name)) return;
  if (isLeaving(subnet)) {
    await removeUnused(cluster, subnet);
    return;
  }
  const using = usersOf(cluster, name);
  const of = (family: 4 | 6): number =>
    prefixesIn(text(part(subnet, "spec"), "cidrBlock")).filter((one) => one.family === family).length;
  const counts = Object.fromEntries(
    ([4, 6] as const).flatMap((family) => [
      [`v${family}usingIPs`, using * of(family)],
      [`v${family}availableIPs`, of(family) * Math.max(0, AVAILABLE - using)],
    ]),
  );
  await cluster.write({ kind: "Subnet", name, write: "status" }, (live) => ({
    ...live,
    status: { ...part(live, "status"), ...counts },
  }));
}

/** A Subnet stays as long as someone has an address of it. */
async function removeUnused(cluster: ClusterInside, subnet: KubeObject): Promise<void> {
  const { name } = subnet.metadata;
  if (usersOf(cluster, name) > 0) return;
  cluster.books.forgetSubnet(name);
  await cluster.write({ kind: "Subnet", name, write: "finalizer" }, withoutOwnFinalizer);
}
