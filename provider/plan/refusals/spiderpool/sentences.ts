import type { Address, Family } from "../../../ipam";
import type { Bar } from "../../live/spiderpool/affinity";
import { locatedName } from "../../terms/address-space";
import type { ItemFaultCode } from "../../terms/spiderpool/range-item";
import { didYouMean, few, list, quote } from "../../terms/wording";
import { type MultusFault, printMultusFault } from "./multus-sentences";

/** The facts behind each refusal of Spiderpool's kinds. */
export interface SpiderFacts {
  readonly "spider-item": { readonly text: string; readonly fault: ItemFaultCode };
  readonly "spider-too-many": { readonly field: string; readonly count: bigint; readonly most: number };
  readonly "spider-cidr": { readonly text: string; readonly canonical: string };
  readonly "spider-family": { readonly text: string; readonly expected: Family };
  readonly "spider-nothing": Record<never, never>;
  readonly "spider-cidr-overlap": {
    readonly cidr: string;
    readonly kind: string;
    readonly name: string;
    readonly otherCidr: string;
  };
  readonly "spider-ips-overlap": { readonly items: readonly string[]; readonly pool: string };
  readonly "spider-broken-pool": { readonly pool: string; readonly cidr: string; readonly item: string };
  readonly "spider-gateway-listed": { readonly gateway: string };
  readonly "spider-route": {
    readonly route: string;
    readonly why: "default" | "repeated" | "destination" | "gateway";
  };
  readonly "spider-affinity": { readonly field: string };
  readonly "spider-not-in-subnet": { readonly items: readonly string[]; readonly subnet: string };
  readonly "spider-not-controlled": { readonly items: readonly string[]; readonly pool: string };
  readonly "spider-in-use": { readonly pool: string; readonly pods: readonly string[]; readonly count: number };
  readonly "spider-replaced-in-use": {
    readonly pool: string;
    readonly fields: readonly string[];
    readonly pods: readonly string[];
    readonly count: number;
  };
  readonly "spider-impact": { readonly pods: readonly string[]; readonly count: number };
  readonly "spider-unknown": {
    readonly kind: string;
    readonly name: string;
    readonly known: readonly string[];
    readonly suggestion?: string;
  };
  readonly "spider-too-few": {
    readonly replicas: number;
    readonly others: number;
    readonly family: Family;
    readonly pools: readonly string[];
    readonly available: number;
  };
  readonly "spider-closed-pool": {
    readonly pool: string;
    readonly why: "disabled" | "terminating" | "family";
    readonly family: Family;
  };
  readonly "spider-barred": { readonly pool: string; readonly bar: Bar };
  readonly "spider-twice": { readonly name: string };
  readonly "spider-interfaces": Record<never, never>;
  readonly "spider-interface-missing": { readonly nic: string; readonly network: string };
  readonly "spider-interface-unknown": { readonly nic: string; readonly interfaces: readonly string[] };
  readonly "spider-interface-count": { readonly items: number; readonly interfaces: readonly string[] };
  readonly "spider-no-match": { readonly pattern: string; readonly family: Family; readonly known: readonly string[] };
  readonly "spider-no-pool": { readonly network: string };
  readonly "spider-cut-too-small": { readonly size: number; readonly replicas: number };
  readonly "spider-cut-too-few": {
    readonly subnet: string;
    /** Addresses of the pools that are cut for the workload, and for others of this SpiderSubnet. */
    readonly size: number;
    readonly others: number;
    readonly available: number;
  };
  readonly "spider-network": { readonly text: string };
  readonly "spider-not-free": {
    readonly address: Address;
    readonly cidr: string;
    readonly why: "outside" | "not-listed" | "network" | "last" | "gateway" | "taken";
    /** Of "taken": the object that has it. */
    readonly by?: string;
  };
  readonly "spider-multus": { readonly field: string; readonly fault: MultusFault };
  readonly "spider-attachment-twice": { readonly network: string; readonly config: string };
}

const ITEM_WHY: Readonly<Record<ItemFaultCode, string>> = {
  malformed: 'it has neither form; the second half of a range is written out in full, as in "10.6.0.1-10.6.0.9"',
  "leading-zero": "a number has leading zeros, which some programs read as octal; omit them",
  zone: "it has a zone; omit the zone",
  "v4-mapped":
    "it is an IPv4 address mapped into IPv6, which Spiderpool treats as both families; write the IPv4 address",
  whitespace: "it has white space; remove it",
  cidr: "Spiderpool accepts no CIDR in a list of addresses; write the first and the last address",
  dots: 'ranges of Spiderpool are written with "-", not with Kube-OVN\'s ".."',
  "mixed-families": "its ends are of different families; write a range for each family",
  "mixed-notation": 'it has both ":" and ".", and Spiderpool treats it as both families; write it in hexadecimal',
  reversed: "it ends before it begins; turn it round",
  "zero-leading":
    "it runs over addresses whose first byte is zero, which Spiderpool's controller or its agents would expand forever; list them one by one",
  "ends-last":
    "it ends at the last address there is, and Spiderpool's controller or its agents would expand it forever; end it one earlier",
};

const ROUTE_WHY = {
  default: "it is the default route; set gateway instead",
  repeated: "its destination is listed twice; omit one",
  destination: "its destination is not a CIDR of the pool's family; write one",
  gateway: "its gateway is not an address of the subnet; choose one inside",
} as const;

/** How many names a sentence lists. */
const SHOWN = 10;

export const SPIDER_SENTENCES: { readonly [C in keyof SpiderFacts]: (facts: SpiderFacts[C]) => string } = {
  "spider-item": (f) =>
    `${quote(f.text)} is not an address or a range "first-last" for Spiderpool: ${ITEM_WHY[f.fault]}`,
  "spider-too-many": (f) =>
    `${quote(f.field)} has ${f.count} addresses, and Spiderpool holds each one in memory in its controller and every agent; ${f.field === "excludeIPs" ? `exclude at most ${f.most}, and omit the rest from "ips"` : `list at most ${f.most}, and the rest in further objects`}`,
  "spider-cidr": (f) => `Spiderpool refuses the CIDR ${quote(f.text)}; write ${quote(f.canonical)}`,
  "spider-family": (f) =>
    `${quote(f.text)} is not IPv${f.expected} like the rest, and an object of Spiderpool has one family; make one object for each`,
  "spider-nothing": () => `"ips" is empty and nothing says which family is meant; list addresses, or set ipVersion`,
  "spider-cidr-overlap": (f) =>
    `${quote(f.cidr)} overlaps ${quote(f.otherCidr)} of ${f.kind} ${quote(f.name)}, which Spiderpool refuses; use ${f.kind === "SpiderSubnet" ? "a CIDR of its own" : "the same CIDR or one apart from it"}`,
  "spider-ips-overlap": (f) =>
    `${list(f.items.map(quote), "and")} ${f.items.length === 1 ? "is" : "are"} in SpiderIPPool ${quote(f.pool)} too, which Spiderpool refuses; give each pool its own addresses`,
  "spider-broken-pool": (f) =>
    `SpiderIPPool ${quote(f.pool)} has the item ${quote(f.item)}, which Spiderpool cannot read, and so refuses every other pool of ${f.cidr}; mend that pool first`,
  "spider-gateway-listed": (f) =>
    `gateway ${quote(f.gateway)} is in ips, and Spiderpool refuses to hand it out; add it to excludeIPs`,
  "spider-route": (f) => `route ${quote(f.route)} is refused by Spiderpool: ${ROUTE_WHY[f.why]}`,
  "spider-affinity": (f) => `${quote(f.field)} selects nothing, which Spiderpool refuses; name labels or omit it`,
  "spider-not-in-subnet": (f) =>
    `${list(f.items.map(quote), "and")} ${f.items.length === 1 ? "is" : "are"} not in SpiderSubnet ${quote(f.subnet)}, which controls every pool of its CIDR; add them there or choose others`,
  "spider-not-controlled": (f) =>
    `SpiderIPPool ${quote(f.pool)} has ${list(f.items.map(quote), "and")}, which this SpiderSubnet of its CIDR would not; list ${f.items.length === 1 ? "it" : "them"} here too`,
  "spider-in-use": (f) =>
    `SpiderIPPool ${quote(f.pool)} would lose ${f.count === 1 ? "an address that is" : `${f.count} addresses that are`} in use, which Spiderpool refuses: ${few(f.pods, f.count)}; keep them, or move the pods first`,
  "spider-replaced-in-use": (f) =>
    `a change of ${list(f.fields.map(quote), "and")} replaces SpiderIPPool ${quote(f.pool)}, which stays until ${f.count === 1 ? "its pod is" : `its ${f.count} pods are`} gone: ${few(f.pods, f.count)}; move them first`,
  "spider-impact": (f) =>
    `${f.count === 1 ? "a running pod is" : `${f.count} running pods are`} affected and onImpact is "fail": ${few(f.pods, f.count)}; move them first, or set onImpact: "report"`,
  "spider-unknown": (f) =>
    `${f.kind} ${quote(f.name)} does not exist${didYouMean(f.suggestion)}; declare it in this program${f.known.length > 0 ? `, or use ${list(f.known, "or")}` : ""}`,
  "spider-too-few": (f) =>
    `${f.replicas === 1 ? "1 replica" : `${f.replicas} replicas`}${f.others > 0 ? `, beside ${f.others} of other workloads,` : ""} ${f.replicas === 1 ? "needs" : "need"} more IPv${f.family} addresses than the ${f.available} that ${f.pools.length === 1 ? "SpiderIPPool" : "SpiderIPPools"} ${list(f.pools.map(quote), "and")} ${f.pools.length === 1 ? "has" : "have"} for them; the rest would fail with "all IP addresses used out"; widen a pool, release reserved addresses, or lower replicas`,
  "spider-closed-pool": (f) =>
    `SpiderIPPool ${quote(f.pool)} ${f.why === "family" ? `is not IPv${f.family}` : `is ${f.why === "disabled" ? "disabled" : "being deleted"} and gives no address`}; name another`,
  "spider-barred": ({ pool, bar: { by, has, asks } }) => {
    const whom = {
      namespaceName: `no pod of namespace ${quote(has)}`,
      namespaceAffinity: `no pod of namespace ${quote(has)}`,
      podAffinity: "none of these pods by their labels",
      nodeName: `no pod on node ${quote(has)}`,
      nodeAffinity: `no pod on node ${quote(has)}`,
      multusName: `no interface of network ${quote(has)}`,
    }[by];
    return `SpiderIPPool ${quote(pool)} serves ${whom}: its ${by} asks for ${list(asks.map(quote), by.endsWith("Name") ? "or" : "and")}; name another pool, or change that one`;
  },
  "spider-twice": (f) => `${quote(f.name)} is listed twice, and Spiderpool then fails the pod; list it once`,
  "spider-interfaces": () =>
    `"interface" is on some items and not on others, and Spiderpool then fails the pod; set it on all of them, or on none to mean eth0, net1 and so on`,
  "spider-interface-missing": (f) =>
    `interface ${quote(f.nic)} of network ${quote(f.network)} gets its addresses from Spiderpool and has no item, so the pods never start; add one`,
  "spider-interface-unknown": (f) =>
    `the pods have no interface ${quote(f.nic)}; ${f.interfaces.length === 1 ? "there is" : "there are"} ${list(f.interfaces.map(quote), "and")}`,
  "spider-interface-count": (f) =>
    `${f.items} ${f.items === 1 ? "item does" : "items do"} not fit interfaces ${list(f.interfaces.map(quote), "and")}, and the pods never start; write one item for each interface`,
  "spider-no-match": (f) =>
    `${quote(f.pattern)} matches no IPv${f.family} SpiderIPPool, and Spiderpool then fails the pod; ${f.known.length === 0 ? "there is no pool" : `available: ${few(f.known.slice(0, SHOWN).map(quote), f.known.length)}`}`,
  "spider-no-pool": (f) =>
    `no pool serves network ${quote(f.network)}: neither the annotations, the namespace nor the network name one, and no SpiderIPPool is a default; set ippool or ippools`,
  "spider-cut-too-small": (f) =>
    `the pool that is cut for the pods has ${f.size} ${f.size === 1 ? "address" : "addresses"} for ${f.replicas} replicas, so the rest would fail with "all IP addresses used out"; set ippoolIpNumber to "+1", or to at least "${f.replicas}"`,
  "spider-cut-too-few": (f) =>
    `SpiderSubnet ${quote(f.subnet)} has ${f.available} addresses to cut pools from, and the pods need ${f.size}${f.others > 0 ? ` beside ${f.others} of other workloads` : ""}; widen the SpiderSubnet, shrink a pool of its CIDR, or lower replicas`,
  "spider-network": (f) =>
    `${quote(f.text)} does not name a network; write "namespace/name", for a further interface also "namespace/name@interface"`,
  "spider-not-free": (f) => {
    const why = {
      outside: "is outside it",
      "not-listed": "is not among its ips",
      network: "is its network address, which no pod can use",
      last: "is its last address, which no pod can use",
      gateway: "is its gateway",
      taken: `belongs to ${f.by}`,
    }[f.why];
    return `${locatedName(f)} ${why}; use another address, or omit it to have one planned`;
  },
  "spider-multus": (f) => printMultusFault(f.field, f.fault),
  "spider-attachment-twice": (f) =>
    `NetworkAttachmentDefinition ${quote(f.network)} is made of SpiderMultusConfig ${quote(f.config)}, and Spiderpool refuses a second one for it; choose another attachmentName`,
};
