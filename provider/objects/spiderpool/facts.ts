import { type Address, isFault, parseAddress, printAddress } from "../../ipam";
import {
  expandItems,
  type FamilyNames,
  type Holding,
  ipamOfConfig,
  type LiveMultusConfig,
  type LiveReservation,
  type LiveSpiderPool,
  type LiveSpiderReserved,
  type LiveSpiderSubnet,
  lists,
  MOST_ADDRESSES,
  type PoolAffinity,
  type PoolClaim,
  SPIDER_ANNOTATION,
  SPIDER_LABEL,
  type SpiderEndpoint,
  type SpiderPod,
  type SpiderSnapshot,
} from "../../plan";
import type { KubeObject } from "../kube-object";
import { annotation, fieldsOf, parseFields, part, parts, text, texts } from "../kubeovn/kinds";
import { reservationHolder } from "../kubeovn/reservation-facts";
import { stampOf } from "../kubeovn/stamp";
import { selectorOf } from "../label-selector";
import { askIn, claimsIn, namespacePoolsIn } from "./asking";

/** What one object says about Spiderpool. */
export type SpiderFact =
  | { readonly is: "reserved"; readonly reserved: LiveSpiderReserved }
  | { readonly is: "pool"; readonly pool: LiveSpiderPool }
  | { readonly is: "subnet"; readonly subnet: LiveSpiderSubnet }
  | { readonly is: "config"; readonly key: string; readonly config: LiveMultusConfig }
  | { readonly is: "pod"; readonly key: string; readonly pod: SpiderPod }
  | { readonly is: "endpoint"; readonly key: string; readonly pod: SpiderPod; readonly endpoint: SpiderEndpoint }
  | { readonly is: "node"; readonly name: string; readonly labels: Labels }
  | { readonly is: "namespace"; readonly name: string; readonly labels: Labels; readonly pools: FamilyNames }
  | { readonly is: "claims"; readonly claims: readonly PoolClaim[] };

type Labels = Readonly<Record<string, string>>;

/** Reads one object of Spiderpool's API group; undefined for kinds that decide nothing. */
export function spiderFactOf(object: KubeObject): SpiderFact | undefined {
  const { name, namespace = "default" } = object.metadata;
  switch (object.kind) {
    case "SpiderReservedIP":
      return { is: "reserved", reserved: reservedOf(object) };
    case "SpiderIPPool":
      return { is: "pool", pool: poolOf(object) };
    case "SpiderSubnet":
      return { is: "subnet", subnet: subnetOf(object) };
    case "SpiderMultusConfig":
      return { is: "config", key: `${namespace}/${name}`, config: configOf(object) };
    case "SpiderEndpoint": {
      const status = part(object, "status");
      const node = text(fieldsOf(status.current), "node");
      const owner = { kind: text(status, "ownerControllerType") || "Pod", name: text(status, "ownerControllerName") };
      const pod = node === "" ? owner : { ...owner, node };
      return { is: "endpoint", key: `${namespace}/${name}`, pod, endpoint: endpointOf(status) };
    }
    default:
      return undefined;
  }
}

/** What a pod's own object says of it: its owner, its labels and the pools that its annotations name. */
export function spiderPodOf(object: KubeObject): SpiderFact {
  const { name, namespace = "default", labels = {} } = object.metadata;
  const node = text(part(object, "spec"), "nodeName");
  const pod = {
    ...(topOwner(object) ?? { kind: "Pod", name }),
    labels,
    ask: askIn(object.metadata.annotations ?? {}, namespace),
    ...(node === "" ? {} : { node }),
  };
  return { is: "pod", key: `${namespace}/${name}`, pod };
}

/** A node by its labels, which pools choose by. */
export function spiderNodeOf({ metadata: { name, labels = {} } }: KubeObject): SpiderFact {
  return { is: "node", name, labels };
}

/** A namespace by its labels, which pools choose by, and the pools that its annotations name. */
export function spiderNamespaceOf(object: KubeObject): SpiderFact {
  const { name, labels = {} } = object.metadata;
  return { is: "namespace", name, labels, pools: namespacePoolsIn(object) };
}

/** The workload behind an object with pod templates that ask for pools; one that another makes is that one's. */
export function spiderClaimsOf(object: KubeObject): SpiderFact | undefined {
  const claims = topOwner(object) === undefined ? claimsIn(object) : [];
  return claims.length === 0 ? undefined : { is: "claims", claims };
}

/** Joins the facts of a cluster's objects; what an endpoint says of a pod counts more than the pod itself. */
export function spiderSnapshotOf(facts: readonly SpiderFact[]): SpiderSnapshot {
  const snapshot = {
    reserved: new Map<string, LiveSpiderReserved>(),
    pools: new Map<string, LiveSpiderPool>(),
    subnets: new Map<string, LiveSpiderSubnet>(),
    configs: new Map<string, LiveMultusConfig>(),
    pods: new Map<string, SpiderPod>(),
    endpoints: new Map<string, SpiderEndpoint>(),
    nodes: new Map<string, Labels>(),
    namespaces: new Map<string, Labels>(),
    namespacePools: new Map<string, FamilyNames>(),
    claims: facts.flatMap((fact) => (fact.is === "claims" ? fact.claims : [])),
  };
  const having = new Set(
    facts.flatMap((fact) =>
      fact.is === "pool" ? [...fact.pool.allocated.values()] : fact.is === "endpoint" ? [fact.key] : [],
    ),
  );
  for (const fact of facts) {
    if (fact.is === "endpoint") snapshot.endpoints.set(fact.key, fact.endpoint);
    if (fact.is === "reserved") snapshot.reserved.set(fact.reserved.name, fact.reserved);
    else if (fact.is === "pool") snapshot.pools.set(fact.pool.name, fact.pool);
    else if (fact.is === "subnet") snapshot.subnets.set(fact.subnet.name, fact.subnet);
    else if (fact.is === "config") snapshot.configs.set(fact.key, fact.config);
    else if (fact.is === "node") snapshot.nodes.set(fact.name, fact.labels);
    else if (fact.is === "namespace") {
      snapshot.namespaces.set(fact.name, fact.labels);
      snapshot.namespacePools.set(fact.name, fact.pools);
    } else if (fact.is === "claims") continue;
    else if (having.has(fact.key)) {
      const known = snapshot.pods.get(fact.key);
      snapshot.pods.set(fact.key, fact.is === "endpoint" ? { ...known, ...fact.pod } : { ...fact.pod, ...known });
    }
  }
  for (const [name, unrecorded] of unrecordedIn(snapshot)) {
    const pool = snapshot.pools.get(name);
    if (pool !== undefined) snapshot.pools.set(name, { ...pool, unrecorded });
  }
  return snapshot;
}

/** By pool, what endpoints have of it and its ledger has not: a pod uses it all the same. */
function unrecordedIn({ pools, endpoints }: SpiderSnapshot): ReadonlyMap<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const [pod, { addresses }] of endpoints) {
    for (const { address, pool } of addresses) {
      if (pools.get(pool)?.allocated.has(address) !== false) continue;
      found.set(pool, (found.get(pool) ?? new Map<string, string>()).set(address, pod));
    }
  }
  return found;
}

/**
 * A pool of one address as the reservation that it is, in the space that all pools of its CIDR share.
 */
export function fixedAddressOf(
  pool: LiveSpiderPool,
): { readonly reservation: LiveReservation; readonly holding: Holding } | undefined {
  const address = onlyAddress(pool);
  if (address === undefined) return undefined;
  const { name, owner, declaredBy, claim, leftBy, leftAt } = pool;
  const stamp = { owner, declaredBy, claim, leftBy, leftAt };
  const [key, cidr, addresses] = [`SpiderIPPool/${name}`, pool.subnet, [address]];
  return {
    reservation: { kind: "SpiderIPPool", name, ...stamp, cidr, key, addresses },
    holding: { key, holder: reservationHolder("SpiderIPPool", name, stamp), cidr, addresses },
  };
}

/** Whether an address is among those of a pool. */
export function poolGives(object: KubeObject, address: Address): boolean {
  const { ips, excludeIps } = poolOf(object);
  return lists(ips, address) && !lists(excludeIps, address);
}

function onlyAddress({ ips, excludeIps }: LiveSpiderPool): Address | undefined {
  const [only, second] = ips;
  if (only === undefined || second !== undefined || excludeIps.length > 0) return undefined;
  const address = parseAddress(only);
  return isFault(address) ? undefined : address;
}

function reservedOf(object: KubeObject): LiveSpiderReserved {
  const spec = part(object, "spec");
  const { ipVersion } = spec;
  return {
    name: object.metadata.name,
    ...stampOf(object),
    ipVersion: typeof ipVersion === "number" ? ipVersion : undefined,
    ips: texts(spec, "ips"),
  };
}

function poolOf(object: KubeObject): LiveSpiderPool {
  const spec = part(object, "spec");
  return {
    name: object.metadata.name,
    ...stampOf(object),
    subnet: text(spec, "subnet"),
    ips: texts(spec, "ips"),
    excludeIps: texts(spec, "excludeIPs"),
    gateway: text(spec, "gateway"),
    isDefault: spec.default === true,
    isDisabled: spec.disable === true,
    controller: object.metadata.labels?.[SPIDER_LABEL.ownerSubnet] ?? "",
    ...applicationOf(object),
    affinity: affinityOf(spec, object.metadata.labels?.[SPIDER_LABEL.ownerApplication] !== undefined),
    allocated: ledgerOf(part(object, "status").allocatedIPs),
  };
}

function applicationOf({ metadata: { labels = {} } }: KubeObject): Pick<LiveSpiderPool, "application"> {
  const name = labels[SPIDER_LABEL.ownerApplication];
  const [kind, namespace] = [labels[SPIDER_LABEL.ownerApplicationKind], labels[SPIDER_LABEL.ownerApplicationNamespace]];
  return name === undefined ? {} : { application: `${kind} ${namespace}/${name}` };
}

/** @param isAutomatic  the pool was made for an application: its `podAffinity` means that, and not labels */
function affinityOf(spec: Readonly<Record<string, unknown>>, isAutomatic: boolean): PoolAffinity {
  const lists = [...(isAutomatic ? [] : ["multusName"]), "namespaceName", "nodeName"].map(
    (field) => [field, texts(spec, field)] as const,
  );
  const selectors = [...(isAutomatic ? [] : ["podAffinity"]), "namespaceAffinity", "nodeAffinity"].map(
    (field) => [field, spec[field] == null ? undefined : selectorOf(spec[field])] as const,
  );
  return Object.fromEntries([
    ...lists.filter(([, names]) => names.length > 0),
    ...selectors.filter(([, selector]) => selector !== undefined),
  ]);
}

function subnetOf(object: KubeObject): LiveSpiderSubnet {
  const spec = part(object, "spec");
  const controlled = new Map(
    Object.entries(parseFields(part(object, "status").controlledIPPools)).map(([pool, entry]) => [
      pool,
      texts(fieldsOf(entry), "ips"),
    ]),
  );
  return {
    name: object.metadata.name,
    ...stampOf(object),
    subnet: text(spec, "subnet"),
    ips: texts(spec, "ips"),
    excludeIps: texts(spec, "excludeIPs"),
    gateway: text(spec, "gateway"),
    routes: Array.isArray(spec.routes) ? spec.routes : [],
    controlled,
  };
}

function configOf(object: KubeObject): LiveMultusConfig {
  const { name, namespace = "default" } = object.metadata;
  const attachment = annotation(object, SPIDER_ANNOTATION.attachmentName) ?? name;
  return { ...stampOf(object), network: `${namespace}/${attachment}`, ipam: ipamOfConfig(part(object, "spec")) };
}

/** The ledger of a pool: JSON text, address → `{pod, podUid}`. */
function ledgerOf(value: unknown): ReadonlyMap<string, string> {
  const ledger = new Map<string, string>();
  for (const [address, record] of Object.entries(parseFields(value))) {
    if (isFault(parseAddress(address))) continue;
    ledger.set(address, text(fieldsOf(record), "pod") || "an unknown pod");
  }
  return ledger;
}

/** The addresses of all interfaces, without the prefix length that they are written with. */
function endpointOf(status: Readonly<Record<string, unknown>>): SpiderEndpoint {
  const addresses = parts(fieldsOf(status.current), "ips").flatMap((one) =>
    (["ipv4", "ipv6"] as const).flatMap((field) => {
      const address = parseAddress(text(one, field).split("/")[0] ?? "");
      return isFault(address)
        ? []
        : [{ address: printAddress(address), pool: text(one, `${field}Pool`), nic: text(one, "interface") }];
    }),
  );
  return { addresses };
}

/** A ReplicaSet stands for the Deployment that made it: its name with a hash behind it. */
function topOwner(object: KubeObject): { kind: string; name: string } | undefined {
  const references = object.metadata.ownerReferences;
  if (!Array.isArray(references)) return undefined;
  const controller = (references as Record<string, unknown>[]).find((reference) => reference?.controller === true);
  if (typeof controller?.kind !== "string" || typeof controller.name !== "string") return undefined;
  const { kind, name } = controller;
  return kind === "ReplicaSet" ? { kind: "Deployment", name: name.replace(/-[a-z0-9]+$/, "") } : { kind, name };
}

/** Addresses that Spiderpool has given to pods or keeps back: another IPAM on the same network must leave them alone. */
export function heldElsewhere(fact: SpiderFact): readonly Omit<Holding, "subnet">[] {
  if (fact.is === "pool") return [...fact.pool.allocated].map(([text, pod]) => heldBy(pod, text));
  if (fact.is === "endpoint") return fact.endpoint.addresses.map(({ address }) => heldBy(fact.key, address));
  if (fact.is !== "reserved" || fact.reserved.isLeaving) return [];
  const { name, owner, ips } = fact.reserved;
  const addresses = expandItems(ips, MOST_ADDRESSES);
  return addresses.length === 0
    ? []
    : [{ key: `SpiderReservedIP/${name}`, holder: { kind: "SpiderReservedIP", name, owner }, addresses }];
}

/** Ledger and endpoint of a pod say the same of one address. */
function heldBy(pod: string, text: string): Omit<Holding, "subnet"> {
  const [namespace, name = ""] = pod.split("/");
  const addresses = [parseAddress(text)].filter((address): address is Address => !isFault(address));
  return { key: `spiderpool/${pod}/${text}`, holder: { kind: "Pod", name, namespace }, addresses };
}
