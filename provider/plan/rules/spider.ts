import { intersect, isFault, parseAddress, parsePrefix, sameAddress, sizeOf, subtract } from "../../ipam";
import { nodeBar } from "../live/spiderpool/affinity";
import type { NetworkIpam } from "../live/spiderpool/asking";
import type {
  LiveSpiderPool,
  LiveSpiderReserved,
  LiveSpiderSubnet,
  SpiderEndpoint,
  SpiderSnapshot,
} from "../live/spiderpool/snapshot";
import type { Facts } from "../refusals/messages";
import { addressesOf, countOf, MOST_ADDRESSES, printItems } from "../spiderpool/range-list";
import { liveView } from "../spiderpool/read-view";
import { liveScene, namesOf, poolsNamed, type SpiderScene, serves } from "../spiderpool/selection";
import type { PoolView, SpiderView } from "../spiderpool/view";
import { familiesOfItem, readItem } from "../terms/spiderpool/range-item";
import type { Judged } from "./judge";
import type { LiveContext } from "./live-context";
import { judgeLive, type Rule, rulesOf } from "./rule";

/** An object of Spiderpool with the others around it. */
interface Subject<T> {
  readonly live: T;
  readonly view: SpiderView;
  readonly given: Given;
}

/** Who has which address: by address in the ledgers of pools, by pool and address in SpiderEndpoints. */
interface Given {
  readonly ledgers: ReadonlyMap<string, readonly { readonly pool: string; readonly pod: string }[]>;
  readonly endpoints: ReadonlyMap<string, readonly string[]>;
}

function givenIn({ pools, endpoints }: SpiderSnapshot): Given {
  const records = [...pools.values()].flatMap(({ name: pool, allocated }) =>
    [...allocated].map(([address, pod]) => ({ address, pool, pod })),
  );
  const says = [...endpoints].flatMap(([key, { addresses }]) =>
    addresses.map(({ address, pool }) => ({ key, at: `${pool} ${address}` })),
  );
  return {
    ledgers: Map.groupBy(records, ({ address }) => address),
    endpoints: new Map([...Map.groupBy(says, ({ at }) => at)].map(([at, all]) => [at, all.map(({ key }) => key)])),
  };
}

const WRONG = { live: "wrong" } as const;
const ASKED = { new: "refused", live: "wrong" } as const;
const WEBHOOK = "spiderpool pkg/ippoolmanager/ippool_validate.go, pkg/subnetmanager/subnet_validate.go";
const AGENT = "spiderpool pkg/ippoolmanager/ippool_manager.go AllocateIP";
const GC = "spiderpool pkg/gcmanager/scanAll_IPPool.go";

type Listed = LiveSpiderPool | LiveSpiderSubnet;
const listed = rulesOf<Subject<Listed>>();
const BOTH = ["SpiderIPPool", "SpiderSubnet"];

const LIST_RULES: readonly Rule<Subject<Listed>>[] = [
  listed("spider-cidr", {
    kinds: BOTH,
    looksAt: "subnet",
    levels: ASKED,
    source: WEBHOOK,
    look: ({ live: { subnet } }) =>
      isFault(parsePrefix(subnet)) ? [{ text: subnet, canonical: canonical(subnet) }] : [],
  }),
  listed("spider-item", {
    kinds: BOTH,
    looksAt: "ips",
    levels: ASKED,
    source: "spiderpool pkg/ip/iprange.go ParseIPRange",
    look: ({ live: { ips, excludeIps } }) => [...ips, ...excludeIps].flatMap(faultOf),
  }),
];

const pool = rulesOf<Subject<LiveSpiderPool>>();

/** What a SpiderIPPool is judged by. */
export const SPIDER_POOL_RULES: readonly Rule<Subject<LiveSpiderPool>>[] = [
  ...LIST_RULES,
  pool("spider-not-in-subnet", {
    kinds: ["SpiderIPPool"],
    looksAt: "ips",
    levels: ASKED,
    source: WEBHOOK,
    look({ live: { name, subnet }, view }) {
      const [own, controller] = [view.pools.get(name), view.subnetOf(subnet)];
      if (own?.isRead !== true || controller?.isRead !== true) return [];
      const items = printItems(subtract(own.content, controller.content));
      return items.length === 0 ? [] : [{ items, subnet: controller.name }];
    },
  }),
  pool("spider-ips-overlap", {
    kinds: ["SpiderIPPool"],
    looksAt: "ips",
    levels: ASKED,
    source: WEBHOOK,
    look({ live: { name, subnet }, view }) {
      const own = view.pools.get(name);
      if (own?.isRead !== true) return [];
      const others = new Set(own.content.ranges.flatMap((range) => view.poolsIn(subnet, range)));
      others.delete(name);
      return [...others].flatMap((other) => {
        const theirs = view.pools.get(other);
        if (theirs?.isRead !== true) return [];
        return [{ items: printItems(intersect(own.content, theirs.content)), pool: other }];
      });
    },
  }),
  pool("spider-leaked", {
    kinds: ["SpiderIPPool"],
    looksAt: "status.allocatedIPs",
    levels: WRONG,
    source: GC,
    look({ live: { allocated } }, { snapshot: { spider } }) {
      // Without any pod or endpoint nothing is known of who lives.
      if (spider.endpoints.size === 0 && spider.pods.size === 0) return [];
      return [...allocated]
        .filter(([, pod]) => !spider.pods.has(pod) && !spider.endpoints.has(pod))
        .map(([address, pod]) => ({ address, pod }));
    },
  }),
  pool("spider-not-had", {
    kinds: ["SpiderIPPool"],
    looksAt: "status.allocatedIPs",
    levels: WRONG,
    source: GC,
    look: ({ live: { name, allocated } }, { snapshot: { spider } }) =>
      [...allocated].flatMap(([address, pod]) => {
        const has = spider.endpoints.get(pod)?.addresses ?? [];
        const isHad = has.length === 0 || has.some((one) => one.pool === name && isSameAddress(one.address, address));
        return isHad ? [] : [{ address, pod, has: has.map((one) => one.address) }];
      }),
  }),
  pool("spider-unusable", {
    kinds: ["SpiderIPPool"],
    looksAt: "ips",
    levels: { live: "risk" },
    source: "spiderpool pkg/ipam/allocate.go selectByPod, pkg/ippoolmanager/ippool_manager.go genRandomIP",
    look({ live: { name, isDisabled, isLeaving }, view }, { snapshot: { spider } }) {
      const own = view.pools.get(name);
      if (own?.isRead !== true || isDisabled || isLeaving) return [];
      if (sizeOf(own.content) === 0n) return [{ why: "empty" as const, asks: [] }];
      if (sizeOf(view.allocatable(own)) === 0n) return [{ why: "reserved" as const, asks: [] }];
      return unservedBy(own, spider);
    },
  }),
  pool("spider-given-twice", {
    kinds: ["SpiderIPPool"],
    looksAt: "status.allocatedIPs",
    levels: WRONG,
    source: AGENT,
    look: ({ live: { name, allocated }, given }) =>
      [...allocated].flatMap(([address, pod]) => {
        const inLedger = given.ledgers.get(address)?.find((other) => other.pool !== name)?.pod;
        const byEndpoint = given.endpoints.get(`${name} ${address}`)?.find((other) => other !== pod);
        const other = inLedger ?? byEndpoint;
        return other === undefined ? [] : [{ address, pods: [pod, other] }];
      }),
  }),
];

/** What a SpiderSubnet is judged by. */
export const SPIDER_SUBNET_RULES: readonly Rule<Subject<LiveSpiderSubnet>>[] = LIST_RULES;

const reserved = rulesOf<Subject<LiveSpiderReserved>>();

/** What a SpiderReservedIP is judged by. */
export const SPIDER_RESERVED_RULES: readonly Rule<Subject<LiveSpiderReserved>>[] = [
  reserved("spider-no-version", {
    kinds: ["SpiderReservedIP"],
    looksAt: "ipVersion",
    levels: WRONG,
    source: "spiderpool pkg/reservedipmanager: agents ask for the objects of a version, and this one has none",
    look: ({ live: { ipVersion } }) => (ipVersion === 4 || ipVersion === 6 ? [] : [{}]),
  }),
  reserved("spider-stops-allocation", {
    kinds: ["SpiderReservedIP"],
    looksAt: "ips",
    levels: WRONG,
    source:
      "spiderpool pkg/reservedipmanager AssembleReservedIPs: an error in one object fails every pool of its version",
    look({ live: { ipVersion, ips, isLeaving } }) {
      if (isLeaving || (ipVersion !== 4 && ipVersion !== 6)) return [];
      const unread = ips.filter((item) => !familiesOfItem(item).includes(ipVersion) || isEndless(item));
      const isHuge = countOf(addressesOf(ipVersion, ips)) > MOST_ADDRESSES;
      const items = unread.length > 0 || !isHuge ? unread : ips;
      return items.slice(0, 1).map((item) => ({ item, family: ipVersion }));
    },
  }),
];

/** A SpiderEndpoint with its key. */
interface Endpoint {
  readonly key: string;
  readonly live: SpiderEndpoint;
}

const endpoint = rulesOf<Endpoint>();

/** What a SpiderEndpoint is judged by. */
export const SPIDER_ENDPOINT_RULES: readonly Rule<Endpoint>[] = [
  endpoint("spider-foreign-address", {
    kinds: ["SpiderEndpoint"],
    looksAt: "status.current.ips",
    levels: WRONG,
    source: AGENT,
    look: ({ key, live: { addresses } }, { snapshot: { spider } }) =>
      addresses.flatMap(({ address, pool: name }) => {
        const has = spider.pools.get(name)?.allocated.get(address);
        return has === key ? [] : [{ address, pool: name, ...(has === undefined ? {} : { has }) }];
      }),
  }),
];

/** A SpiderMultusConfig, declared or live. */
interface Config {
  readonly key: string;
  /** `namespace/name` of the NetworkAttachmentDefinition that it makes. */
  readonly network: string;
  /** All configs that make a NetworkAttachmentDefinition. */
  readonly configsOf: (network: string) => readonly string[];
}

/** What a SpiderMultusConfig is judged by, beside the shape of its fields, which its webhook sees to. */
export const SPIDER_CONFIG_RULES: readonly Rule<Config>[] = [
  rulesOf<Config>()("spider-attachment-twice", {
    kinds: ["SpiderMultusConfig"],
    looksAt: "attachmentName",
    levels: ASKED,
    source: "spiderpool pkg/multuscniconfig: each of the two overwrites the other's NetworkAttachmentDefinition",
    look: ({ key, network, configsOf }) =>
      configsOf(network)
        .filter((config) => config !== key)
        .slice(0, 1)
        .map((config) => ({ network, config })),
  }),
];

interface LiveConfig extends Config {
  readonly ipam: NetworkIpam | undefined;
  readonly scene: SpiderScene;
}

const config = rulesOf<LiveConfig>();

/** What a SpiderMultusConfig that is there is judged by besides. */
export const LIVE_CONFIG_RULES: readonly Rule<LiveConfig>[] = [
  config("spider-pool-missing", {
    kinds: ["SpiderMultusConfig"],
    looksAt: "ippools",
    levels: WRONG,
    source: "spiderpool pkg/ipam/pool_selections.go getPoolFromNetConf",
    look: ({ ipam, scene }) =>
      ([4, 6] as const).flatMap((family) =>
        namesOf(ipam?.asks === true ? ipam.pools : {}, family)
          .filter((name) => !poolsNamed([name], family, scene).some((one) => scene.view.pools.has(one)))
          .map((name) => ({ pool: name, family })),
      ),
  }),
  config("spider-unserved", {
    kinds: ["SpiderMultusConfig"],
    looksAt: "ippools",
    levels: WRONG,
    source: "spiderpool pkg/ipam/allocate.go selectByPod",
    look: ({ ipam, network, scene: { view } }) => {
      // Without any pool nothing is known of them.
      if (ipam?.asks !== true || view.pools.size === 0) return [];
      const isServed = [...view.pools.values()].some(
        (one) => sizeOf(one.content) > 0n && serves(one, one.prefix.family, { network }),
      );
      return isServed ? [] : [{}];
    },
  }),
];

/** Judges every object of Spiderpool that is there, kind by kind. */
export function judgeSpider(around: LiveContext): readonly Judged[] {
  const { spider } = around.snapshot;
  const view = liveView(spider);
  const [scene, given] = [liveScene(view, spider), givenIn(spider)];
  const byNetwork = Map.groupBy(spider.configs, ([, { network }]) => network);
  const configsOf = (network: string): readonly string[] => (byNetwork.get(network) ?? []).map(([key]) => key);
  return [
    ...[...spider.configs].map(([key, { network, owner, ipam }]): Judged => {
      const subject = { key, network, configsOf, ipam, scene };
      const findings = judgeLive([...SPIDER_CONFIG_RULES, ...LIVE_CONFIG_RULES], subject, "taken", around);
      return { kind: "SpiderMultusConfig", name: key, subnet: "", addresses: [], owner, findings };
    }),
    ...[...spider.pools.values()].map((live): Judged => {
      const findings = judgeLive(SPIDER_POOL_RULES, { live, view, given }, "taken", around);
      return { kind: "SpiderIPPool", name: live.name, subnet: live.subnet, addresses: [], owner: live.owner, findings };
    }),
    ...[...spider.subnets.values()].map((live): Judged => {
      const findings = judgeLive(SPIDER_SUBNET_RULES, { live, view, given }, "taken", around);
      return { kind: "SpiderSubnet", name: live.name, subnet: live.subnet, addresses: [], owner: live.owner, findings };
    }),
    ...[...spider.reserved.values()].map((live): Judged => {
      const findings = judgeLive(SPIDER_RESERVED_RULES, { live, view, given }, "taken", around);
      return { kind: "SpiderReservedIP", name: live.name, subnet: "", addresses: [], owner: live.owner, findings };
    }),
    ...[...spider.endpoints].map(([key, live]): Judged => {
      const findings = judgeLive(SPIDER_ENDPOINT_RULES, { key, live }, "taken", around);
      const addresses = live.addresses.map(({ address }) => parseAddress(address)).filter((one) => !isFault(one));
      return { kind: "SpiderEndpoint", name: key, subnet: "", addresses: addresses as Judged["addresses"], findings };
    }),
  ];
}

/** Whom a pool asks for, where there is nobody like that; what could not be read may have anyone. */
function unservedBy({ affinity }: PoolView, spider: SpiderSnapshot): readonly Facts["spider-unusable"][] {
  const { namespaceName = [], multusName = [] } = affinity;
  const found: Facts["spider-unusable"][] = [];
  if (
    spider.namespaces.size > 0 &&
    namespaceName.length > 0 &&
    !namespaceName.some((one) => spider.namespaces.has(one))
  )
    found.push({ why: "namespaceName", asks: namespaceName });
  const nodes = [...spider.nodes].map(([name, labels]) => nodeBar(affinity, { name, labels }));
  const bar = nodes.every((one) => one !== undefined) ? nodes[0] : undefined;
  if (bar !== undefined) found.push({ why: bar.by === "nodeName" ? "nodeName" : "nodeAffinity", asks: bar.asks });
  const networks = [...spider.configs.values()].map(({ network }) => network);
  const isMade = (name: string): boolean =>
    networks.some((network) => network === name || (!name.includes("/") && network.endsWith(`/${name}`)));
  if (networks.length > 0 && multusName.length > 0 && !multusName.some(isMade))
    found.push({ why: "multusName", asks: multusName });
  return found;
}

function isSameAddress(a: string, b: string): boolean {
  const [one, other] = [parseAddress(a), parseAddress(b)];
  return !isFault(one) && !isFault(other) && sameAddress(one, other);
}

function faultOf(text: string): readonly Facts["spider-item"][] {
  const item = readItem(text);
  return "fault" in item ? [{ text, fault: item.fault }] : [];
}

/** Ranges that Spiderpool would expand forever. */
function isEndless(text: string): boolean {
  const item = readItem(text);
  return "fault" in item && (item.fault === "zero-leading" || item.fault === "ends-last");
}

function canonical(subnet: string): string {
  const prefix = parsePrefix(subnet);
  return isFault(prefix) && prefix.fault === "host-bits" ? String(prefix.canonical) : "10.6.0.0/16";
}
