import {
  type Address,
  isFault,
  type Mac,
  type Prefix,
  parseAddress,
  parseMac,
  parsePrefix,
  prefixContains,
  sameAddress,
} from "../../ipam";
import {
  ANNOTATION,
  DEFAULT_PROVIDER,
  DEFAULT_VPC,
  type Holder,
  type Holding,
  type KubeOvnVersion,
  type LivePool,
  type LiveReservation,
  type LiveSubnet,
  NEWEST_VERSION,
  type PairPod,
  portName,
  readRanges,
  type Snapshot,
  unreported,
} from "../../plan";
import type { KubeObject } from "../kube-object";
import {
  fixedAddressOf,
  heldElsewhere,
  type SpiderFact,
  spiderFactOf,
  spiderLabelsOf,
  spiderPodOf,
  spiderSnapshotOf,
} from "../spiderpool/facts";
import { SPIDERPOOL_API } from "../spiderpool/kinds";
import { readBands } from "./bands";
import { guardOf } from "./guard";
import { withKeptVips } from "./kept-vips";
import { annotation, KUBEOVN_API, part, parts, text, texts } from "./kinds";
import { type PodInterface, pairPodOf } from "./pair-pod";

/** What one object says about who holds what; independent of every other object, so it can be kept with it. */
export interface Facts {
  readonly subnet?: LiveSubnet | undefined;
  readonly pool?: LivePool | undefined;
  readonly reservation?: LiveReservation | undefined;
  /** Addresses in a named subnet. */
  readonly holdings: readonly Holding[];
  /** Addresses whose subnet is not named: they count in every subnet that contains them. */
  readonly unplaced: readonly Omit<Holding, "subnet">[];
  readonly ports: readonly { readonly name: string; readonly holder: Holder }[];
  /** The pod asks for allowed-address pairs. */
  readonly pairPod?: PairPod;
  readonly spider?: SpiderFact | undefined;
  /** The object has a form that only Kube-OVN 1.13 and older write. */
  readonly isOldForm?: boolean;
}

const NONE: readonly never[] = [];
const NOTHING: Facts = { holdings: NONE, unplaced: NONE, ports: NONE };
const ADDRESS_SUFFIX = ".kubernetes.io/ip_address";

/** Reads the facts of one object; kinds that hold no addresses have none. */
export function factsOf(object: KubeObject): Facts {
  if (object.apiVersion === KUBEOVN_API) {
    switch (object.kind) {
      case "Subnet":
        return subnetFacts(object);
      case "IPPool":
        return { ...NOTHING, pool: poolOf(object) };
      case "IP":
        return ipFacts(object);
      case "Vip":
        return vipFacts(object);
      case "OvnEip":
        return eipFacts(object, ["v4Ip", "v6Ip"]);
      case "IptablesEIP":
        return eipFacts(object, ["v4ip", "v6ip", "ip"]);
      case "SwitchLBRule":
        return ruleFacts(object);
      default:
        return NOTHING;
    }
  }
  if (object.apiVersion === SPIDERPOOL_API) return spiderFacts(object);
  if (object.apiVersion === "v1" && object.kind === "Pod") return { ...podFacts(object), spider: spiderPodOf(object) };
  if (object.apiVersion === "v1" && object.kind === "Node")
    return { ...nodeFacts(object), spider: spiderLabelsOf("nodes", object) };
  if (object.apiVersion === "v1" && object.kind === "Namespace")
    return { ...NOTHING, spider: spiderLabelsOf("namespaces", object) };
  return NOTHING;
}

/** The snapshot of objects that are all at hand. */
export function snapshotOf(objects: readonly KubeObject[], options: { version?: KubeOvnVersion } = {}): Snapshot {
  return joinFacts(objects.map(factsOf), options.version);
}

/**
 * Joins the facts of a cluster's objects into a snapshot. A pod and the IP object of its port are one holder.
 *
 * @param version  default: what the objects look like, else the newest
 */
export function joinFacts(all: readonly Facts[], version?: KubeOvnVersion): Snapshot {
  const subnets = new Map<string, LiveSubnet>();
  const pools = new Map<string, LivePool>();
  const reservations = new Map<string, LiveReservation>();
  const ports = new Map<string, Holder>();
  const owners = new Map<string, string>();
  for (const { subnet, pool, reservation } of all) {
    if (subnet !== undefined) subnets.set(subnet.name, subnet);
    if (pool !== undefined) pools.set(pool.name, pool);
    if (reservation === undefined) continue;
    reservations.set(`${reservation.kind}/${reservation.name}`, reservation);
    if (reservation.owner !== undefined) owners.set(reservation.key, reservation.owner);
  }
  const holdings = new Map<string, Holding>();
  const add = (holding: Holding): void => {
    const id = `${holding.key} ${holding.subnet}`;
    const owner = owners.get(holding.key);
    const own = owner === undefined ? holding : { ...holding, holder: { ...holding.holder, owner } };
    const known = holdings.get(id);
    holdings.set(id, known === undefined ? own : joinHoldings(known, own));
  };
  const cidrs = [...subnets.values()].map(({ name, cidrBlock }) => ({ name, prefixes: prefixesOf(cidrBlock) }));
  for (const facts of all) {
    for (const holding of facts.holdings) add(holding);
    for (const { name, holder } of facts.ports) if (!ports.has(name) || holder.kind === "Pod") ports.set(name, holder);
    for (const holding of facts.unplaced) {
      for (const { name, prefixes } of cidrs) {
        const addresses = holding.addresses.filter((address) =>
          prefixes.some((prefix) => prefix.family === address.family && prefixContains(prefix, address)),
        );
        if (addresses.length > 0) add({ ...holding, addresses, subnet: name });
      }
    }
  }
  const release = version ?? (all.some((facts) => facts.isOldForm) ? ([1, 13] as const) : undefined);
  const pairPods = all.map((facts) => facts.pairPod).filter((pod) => pod !== undefined);
  const spider = spiderSnapshotOf(all.flatMap((facts) => facts.spider ?? []));
  const shared = withKeptVips([...holdings.values()]);
  const own = { subnets, pools, reservations, holdings: shared, ports, pairPods, spider };
  return release === undefined
    ? { ...own, version: NEWEST_VERSION, isVersionAssumed: true }
    : { ...own, version: release };
}

/** The same holder seen twice, as IP object and as pod: the pod names it, addresses and MAC of both count. */
function joinHoldings(a: Holding, b: Holding): Holding {
  const holder = b.holder.kind === "Pod" ? b.holder : a.holder;
  return {
    ...a,
    addresses: joinAddresses(a.addresses, b.addresses),
    holder: { ...holder, owner: a.holder.owner ?? b.holder.owner },
    mac: a.mac ?? b.mac,
    sharesWith: a.sharesWith ?? b.sharesWith,
    keptWith: a.keptWith ?? b.keptWith,
  };
}

function joinAddresses(a: readonly Address[], b: readonly Address[]): readonly Address[] {
  const more = b.filter((address) => !a.some((known) => sameAddress(known, address)));
  return more.length === 0 ? a : [...a, ...more];
}

function spiderFacts(object: KubeObject): Facts {
  const spider = spiderFactOf(object);
  if (spider === undefined) return NOTHING;
  const fixed = spider.is === "pool" ? fixedAddressOf(spider.pool, spider.claim) : undefined;
  const own = fixed === undefined ? NOTHING : { ...NOTHING, reservation: fixed.reservation, holdings: [fixed.holding] };
  return { ...own, unplaced: heldElsewhere(spider), spider };
}

function subnetFacts(object: KubeObject): Facts {
  const { name } = object.metadata;
  const spec = part(object, "spec");
  const status = part(object, "status");
  const provider = text(spec, "provider") || DEFAULT_PROVIDER;
  const plannedRanges = new Map(
    [...readBands(object)].map(([owner, band]) => [owner, readRanges(band.range, "", unreported)]),
  );
  const strategy = annotation(object, ANNOTATION.strategy);
  const subnet: LiveSubnet = {
    name,
    ...owned(object),
    vpc: text(spec, "vpc") || DEFAULT_VPC,
    vlan: text(spec, "vlan"),
    provider,
    cidrBlock: text(spec, "cidrBlock"),
    gateway: text(spec, "gateway"),
    excludeIps: texts(spec, "excludeIps"),
    plannedRanges,
    strategy,
    namespaces: texts(spec, "namespaces"),
    isDefault: spec.default === true,
    selectsNamespaces: Array.isArray(spec.namespaceSelectors) && spec.namespaceSelectors.length > 0,
  };
  const system = (what: string, addressTexts: readonly string[], macText: string): Holding[] => {
    const addresses = addressesIn(addressTexts);
    const mac = macIn(macText);
    const holder = { kind: what, name };
    return addresses.length === 0 ? [] : [{ key: `${what}/${name}`, holder, subnet: name, addresses, mac }];
  };
  return {
    ...NOTHING,
    subnet,
    holdings: [
      ...system(
        "u2o interconnection of Subnet",
        [text(status, "u2oInterconnectionIP") || text(spec, "u2oInterconnectionIP")],
        text(status, "u2oInterconnectionMAC"),
      ),
      ...system("multicast querier of Subnet", [text(status, "mcastQuerierIP")], text(status, "mcastQuerierMAC")),
      ...system("spec.vips of Subnet", texts(spec, "vips"), ""),
    ],
  };
}

function poolOf(object: KubeObject): LivePool {
  const spec = part(object, "spec");
  return {
    name: object.metadata.name,
    ...owned(object),
    subnet: text(spec, "subnet"),
    ips: texts(spec, "ips"),
    namespaces: texts(spec, "namespaces"),
  };
}

function ipFacts(object: KubeObject): Facts {
  const { name } = object.metadata;
  const spec = part(object, "spec");
  const addresses = ipAddresses(spec);
  const mac = macIn(text(spec, "macAddress"));
  const podName = text(spec, "podName");
  const isNode = podName !== "" && podName === text(spec, "nodeName") && text(spec, "namespace") === "";
  const { owner, claim } = owned(object);
  const holder: Holder = isNode ? { kind: "Node", name: podName } : { kind: "IP", name, owner };
  const key = `port/${name}`;
  const subnet = text(spec, "subnet");
  const podType = text(spec, "podType");
  const keptWith = podType === "StatefulSet" || podType === "VirtualMachine" ? podType : undefined;
  const holdings: Holding[] = [{ key, holder, subnet, addresses, mac, keptWith }];
  texts(spec, "attachSubnets").forEach((attached, i) => {
    holdings.push({ key, holder, subnet: attached, addresses: addressesIn(texts(spec, "attachIps").slice(i, i + 1)) });
  });
  const reservation: LiveReservation = { kind: "IP", name, owner, claim, subnet, key, addresses, mac };
  return { subnet: undefined, pool: undefined, reservation, holdings, unplaced: NONE, ports: [{ name, holder }] };
}

/** `ipAddress` lists both families; where it is missing or disagrees with the two fields, all of them count. */
function ipAddresses(spec: Readonly<Record<string, unknown>>): readonly Address[] {
  const both = text(spec, "ipAddress");
  const v4 = text(spec, "v4IpAddress");
  const v6 = text(spec, "v6IpAddress");
  const isPlain = both !== "" && both === [v4, v6].filter((one) => one !== "").join(",");
  return addressesIn(isPlain ? [both] : [both, v4, v6]);
}

/** Spec and status both count while they disagree: the controller never reconciles an edited Vip (pkg/controller/vip.go). */
function vipFacts(object: KubeObject): Facts {
  const { name } = object.metadata;
  const spec = part(object, "spec");
  const status = part(object, "status");
  const live = addressesIn([text(status, "v4ip"), text(status, "v6ip")]);
  const asked = addressesIn([text(spec, "v4ip") || text(spec, "V4ip"), text(spec, "v6ip") || text(spec, "V6ip")]);
  const subnet = text(spec, "subnet");
  const type = text(spec, "type");
  const { owner, claim } = owned(object);
  const guard = guardOf(object);
  if (guard !== undefined) {
    const guarded: Holder = { kind: "IP", name: guard.guards, owner };
    const addresses = joinAddresses(live, asked);
    return { ...NOTHING, holdings: [{ key: `port/${guard.guards}`, holder: guarded, subnet, addresses }] };
  }
  const key = `Vip/${name}`;
  // A switch_lb_vip shows the router port's MAC, which all of a subnet's share.
  const mac = type === "switch_lb_vip" ? undefined : macIn(text(status, "mac") || text(spec, "macAddress"));
  const reservation: LiveReservation = {
    kind: "Vip",
    name,
    owner,
    claim,
    subnet,
    key,
    addresses: live.length > 0 ? live : asked,
    mac,
    type,
    namespace: text(spec, "namespace"),
    selector: texts(spec, "selector"),
    boundBy: annotation(object, ANNOTATION.boundBy),
  };
  return {
    ...NOTHING,
    reservation,
    holdings: [{ key, holder: { kind: "Vip", name, owner }, subnet, addresses: joinAddresses(live, asked), mac }],
    isOldForm: "parentMac" in spec || "pmac" in status,
  };
}

function eipFacts(object: KubeObject, fields: readonly string[]): Facts {
  const { name } = object.metadata;
  const spec = part(object, "spec");
  const status = part(object, "status");
  const addresses = addressesIn(fields.flatMap((field) => [text(spec, field), text(status, field)]));
  const mac = macIn(text(status, "macAddress") || text(spec, "macAddress"));
  const holding = { key: `${object.kind}/${name}`, holder: { kind: object.kind, name }, addresses, mac };
  const subnet = text(spec, "externalSubnet");
  return subnet === "" ? { ...NOTHING, unplaced: [holding] } : { ...NOTHING, holdings: [{ ...holding, subnet }] };
}

/** A rule's address is not in Kube-OVN's IPAM (pkg/controller/switch_lb_rule.go); it may be that of a switch_lb_vip. */
function ruleFacts(object: KubeObject): Facts {
  const { name } = object.metadata;
  const addresses = addressesIn(text(part(object, "spec"), "vip").split(","));
  return { ...NOTHING, unplaced: [{ key: `SwitchLBRule/${name}`, holder: { kind: "SwitchLBRule", name }, addresses }] };
}

/**
 * One holding per interface, read from the annotations `<provider>.kubernetes.io/ip_address` and its neighbours.
 *
 * @source kube-ovn pkg/controller/pod.go isPodAlive: a pod that has ended has given its address back
 */
function podFacts(object: KubeObject): Facts {
  const { name, namespace = "default", annotations = {} } = object.metadata;
  if (["Succeeded", "Failed"].includes(text(part(object, "status"), "phase"))) return NOTHING;
  const holder: Holder = { kind: "Pod", name, namespace };
  const holdings: Holding[] = [];
  const unplaced: Omit<Holding, "subnet">[] = [];
  const ports: { name: string; holder: Holder }[] = [];
  const interfaces: PodInterface[] = [];
  for (const [annotationName, value] of Object.entries(annotations)) {
    if (!annotationName.endsWith(ADDRESS_SUFFIX)) continue;
    const provider = annotationName.slice(0, -ADDRESS_SUFFIX.length);
    const of = (field: string): string => annotations[`${provider}.kubernetes.io/${field}`] ?? "";
    const port = portName(of("virtualmachine") || name, namespace, provider);
    const mac = macIn(of("mac_address"));
    const vip = annotations["ovn.kubernetes.io/vip"];
    const holding = {
      key: `port/${port}`,
      holder,
      addresses: addressesIn([String(value)]),
      mac,
      sharesWith: vip === undefined ? undefined : `Vip/${vip}`,
    };
    const subnet = of("logical_switch");
    ports.push({ name: port, holder });
    interfaces.push({ name: port, subnet, provider });
    if (subnet === "") unplaced.push(holding);
    else holdings.push({ ...holding, subnet });
  }
  const pairPod = pairPodOf(object, interfaces);
  return { ...NOTHING, holdings, unplaced, ports, ...(pairPod === undefined ? {} : { pairPod }) };
}

/** Internal addresses of nodes: Kube-OVN's Vip allocation keeps clear of them (pkg/controller/vip.go validatePodIP). */
function nodeFacts(object: KubeObject): Facts {
  const { name } = object.metadata;
  const addresses = parts(part(object, "status"), "addresses")
    .filter(({ type }) => type === "InternalIP")
    .flatMap((entry) => addressesIn([text(entry, "address")]));
  return { ...NOTHING, unplaced: [{ key: `Node/${name}`, holder: { kind: "Node", name }, addresses }] };
}

function owned(object: KubeObject): { owner: string | undefined; claim: string | undefined } {
  return { owner: annotation(object, ANNOTATION.owner), claim: annotation(object, ANNOTATION.claim) };
}

/** Addresses of comma-separated texts, each one once; what is not an address is nobody's. */
function addressesIn(found: readonly string[]): Address[] {
  const addresses: Address[] = [];
  for (const item of found.flatMap((csv) => csv.split(","))) {
    if (item === "") continue;
    const address = parseAddress(item);
    if (!isFault(address) && !addresses.some((known) => sameAddress(known, address))) addresses.push(address);
  }
  return addresses;
}

function macIn(found: string): Mac | undefined {
  const mac = parseMac(found);
  return isFault(mac) ? undefined : mac;
}

function prefixesOf(cidrBlock: string): Prefix[] {
  return cidrBlock
    .split(",")
    .map(parsePrefix)
    .filter((prefix): prefix is Prefix => !isFault(prefix));
}
