import { type Address, type Mac, printAddress, printMac } from "../../ipam";
import type { Holder } from "../live/snapshot";
import { type AddressSpace, type Located, locatedName, spaceName } from "../terms/address-space";
import type { Kind } from "../terms/kinds";
import { didYouMean, few, list, quote } from "../terms/wording";
import type { RuleFacts } from "./rule-facts";
import { SPIDER_SENTENCES, type SpiderFacts } from "./spiderpool/sentences";

/** A resource of this program, as sentences name it. */
export interface Sibling {
  readonly kind: Kind;
  readonly name: string;
}

/** What is known of a pool that has nothing left. */
export type Exhaustion = AddressSpace & {
  readonly usable: bigint;
  readonly held: bigint;
  readonly excluded: bigint;
  /** Count of addresses in the planned range, when there is one. */
  readonly planned?: bigint;
  readonly topHolders: readonly { readonly who: string; readonly count: number }[];
};

/** The facts behind each refusal. */
export interface Facts extends SpiderFacts, RuleFacts {
  readonly "unknown-field": { readonly kind: Kind; readonly field: string; readonly suggestion?: string };
  readonly "missing-field": { readonly kind: Kind; readonly field: string };
  readonly "wrong-type": { readonly field: string; readonly expected: string; readonly actual: string };
  readonly "field-too-new": {
    readonly kind: Kind;
    readonly field: string;
    readonly since: string;
    readonly version: string;
  };
  readonly "not-object-name": { readonly what: string; readonly value: string };
  readonly "out-of-bounds": { readonly field: string; readonly value: number; readonly bounds: string };

  readonly "malformed-address": { readonly text: string; readonly why: string };
  readonly "malformed-range": { readonly text: string; readonly why: string };
  readonly "malformed-cidr": { readonly text: string; readonly why: string };
  readonly "malformed-duration": { readonly text: string };
  readonly "malformed-mac": { readonly text: string; readonly why: string };
  readonly "host-bits": { readonly text: string; readonly canonical: string };
  readonly "reversed-range": { readonly text: string; readonly turned: string };
  readonly "dual-order": { readonly text: string; readonly turned: string };
  readonly "cidr-count": { readonly text: string };
  readonly "too-small": { readonly cidr: string };
  readonly "reserved-cidr": { readonly cidr: string; readonly reserved: string; readonly use: string };
  readonly "cidr-overlap": {
    readonly cidr: string;
    readonly other: string;
    readonly otherCidr: string;
    readonly vpc: string;
  };
  readonly "wrong-protocol": { readonly protocol: string; readonly derived: string };
  readonly "outside-subnet": { readonly what: string; readonly text: string; readonly cidrs: readonly string[] };
  readonly "gateway-families": { readonly gateway: string; readonly cidrBlock: string };

  readonly "wrong-family": { readonly address: Address; readonly field: string; readonly expected: 4 | 6 };
  readonly "address-held": Located & { readonly holder: Holder };
  readonly "refused-subnet": { readonly subnet: string; readonly why: string };
  readonly "leaving-subnet": { readonly subnet: string };
  readonly "node-inside": { readonly cidr: string; readonly node: string; readonly address: Address };
  readonly "pool-namespace": { readonly namespace: string; readonly pool: string; readonly version: string };
  readonly "address-leaving": Located & { readonly holder: Holder };
  readonly "address-given-up": Located & { readonly holder: Holder };
  readonly "edit-ignored": {
    readonly kind: string;
    readonly name: string;
    readonly field: string;
    readonly addresses: readonly Address[];
  };
  readonly "moved-in-use": {
    readonly kind: string;
    readonly name: string;
    readonly addresses: readonly Address[];
    readonly holder: Holder;
  };
  readonly "address-twice": Located & { readonly sibling: Sibling };
  readonly "address-planned": Located & { readonly sibling: Sibling };
  readonly "address-given": Located & { readonly sibling: Sibling };
  readonly "address-lost": Located & { readonly holder: Holder };
  readonly "mac-held": { readonly mac: Mac; readonly subnet: string; readonly who: string };
  readonly "mac-asked": { readonly mac: Mac; readonly subnet: string; readonly claimant: Holder };
  readonly "pool-exhausted": Exhaustion & { readonly family: 4 | 6 };
  readonly "block-too-long": { readonly subnet: string; readonly length: number };

  readonly "block-interrupted": Located & { readonly holder?: Holder; readonly claimant?: Holder };
  readonly "object-exists": {
    readonly kind: string;
    readonly name: string;
    readonly owner?: string;
    readonly addresses: readonly Address[];
  };
  readonly "object-renamed": {
    readonly kind: string;
    readonly name: string;
    readonly addresses: readonly Address[];
    /** Name that it is to have. */
    readonly now: string;
  };
  readonly "object-left": {
    readonly kind: string;
    readonly name: string;
    readonly addresses: readonly Address[];
    /** Addresses of the resource that is renamed. */
    readonly had: readonly Address[];
  };
  readonly "object-twice": { readonly kind: string; readonly name: string; readonly sibling: Sibling };
  readonly "object-taken": {
    readonly kind: string;
    readonly name: string;
    /** Where the resource stands that has it now. */
    readonly maker: string;
  };
  readonly "key-elsewhere": {
    readonly owner: string;
    /** What has the key, as a sentence names it. */
    readonly object: string;
    /** Where the resource stands that made it. */
    readonly maker: string;
  };
  readonly "object-retained": {
    readonly kind: string;
    readonly name: string;
    readonly field: string;
    /** The program may choose another name. */
    readonly hasFreeName: boolean;
  };
  readonly "object-follows": { readonly kind: string; readonly name: string; readonly now: string };
  readonly "owner-twice": { readonly owner: string; readonly sibling: Sibling };
  readonly "adopt-leaving": { readonly kind: string; readonly name: string };
  readonly "adopt-mismatch": {
    readonly kind: string;
    readonly name: string;
    readonly what: string;
    readonly live: string;
    readonly wanted: string;
  };
  readonly "ip-interface": { readonly given: string; readonly subnet: string; readonly provider: string };
  readonly "workload-kind": { readonly value: string; readonly suggestion?: string };
  readonly "workload-ordinal": { readonly kind: string; readonly has: boolean };
  readonly "workload-twice": { readonly port: string };
  readonly "workload-choice": Record<never, never>;
  readonly "vm-port-unnamed": { readonly vm: string };
  readonly "vip-list-item": { readonly item: string };
  readonly "unknown-vip": { readonly vip: string; readonly suggestion?: string };
  readonly "vip-not-for-pairs": { readonly vip: string; readonly type: string };
  readonly "binding-namespace": { readonly vip: string; readonly vipNamespace: string; readonly namespace: string };
  readonly "member-namespace": {
    readonly member: string;
    readonly memberNamespace: string;
    readonly namespace: string;
  };
  readonly "binding-late": {
    readonly vip: string;
    readonly field: "namespace" | "selector";
    readonly binding: string;
  };
  readonly "not-decided": { readonly field: string; readonly waits: readonly Sibling[] };
  readonly "binding-selector": {
    readonly vip: string;
    readonly mine: readonly string[];
    readonly theirs: readonly string[];
    readonly other: string;
  };
  readonly "vip-without-port": { readonly vip: string; readonly subnet: string; readonly provider: string };
  readonly "logical-switch": { readonly name: string; readonly count: number };
  readonly "port-name-taken": {
    readonly vip: string;
    readonly name: string;
    /** Empty for a pod's or VM's. */
    readonly type: string;
    /** Empty when it is in none of the switches that matter. */
    readonly logicalSwitch: string;
  };
  readonly "virtual-ip-taken": Located & { readonly port: string };
  readonly "router-port-missing": { readonly vip: string; readonly routerPort: string };
  readonly "pool-overlap": { readonly range: string; readonly pool: string };
  readonly "holders-fall-out": { readonly subnet: string; readonly holders: readonly string[]; readonly count: number };
  readonly "replace-with-holders": {
    readonly kind?: string;
    readonly subnet: string;
    readonly field: string;
    readonly holders: readonly string[];
    readonly count: number;
  };
  readonly "store-changed": { readonly before: string; readonly now: string };
  readonly undeclared: { readonly kind: Kind };
  readonly "unknown-plan": { readonly plan: string; readonly sibling: Sibling };
  readonly "not-wanted": { readonly plan: string; readonly sibling: Sibling };
  readonly "wanted-twice": { readonly plan: string; readonly sibling: Sibling };
  readonly "plan-unnamed": { readonly plan: Sibling; readonly sibling: Sibling };
  readonly "first-choice-taken": Located & { readonly sibling: Sibling | undefined; readonly mayShare: boolean };
  readonly "planned-before": Located & { readonly sibling: Sibling };
}

export type RefusalCode = keyof Facts;

/** Every refusal's sentence: object, fact, who or what, way out. Lower case start, no full stop, values in double quotes. */
export const SENTENCES: {
  readonly [C in Exclude<RefusalCode, keyof RuleFacts>]: (facts: Facts[C]) => string;
} = {
  "unknown-field": (f) =>
    `${f.kind} has no argument ${quote(f.field)}${f.suggestion === undefined ? "; omit it" : didYouMean(f.suggestion)}`,
  "missing-field": (f) => `${quote(f.field)} is required`,
  "wrong-type": (f) => `must be ${f.expected}, got ${f.actual}`,
  "field-too-new": (f) =>
    `${quote(f.field)} is known from Kube-OVN ${f.since} on and this ${f.kind} is for ${f.version}, which would drop it silently; omit it or set kubeovn:kubeOvnVersion`,
  "not-object-name": (f) =>
    `${f.what} ${quote(f.value)} is not a Kubernetes name (lower-case letters, digits, "-" and "."); choose another`,
  "out-of-bounds": (f) => `must be ${f.bounds}, got ${f.value}`,

  "malformed-address": (f) => `${quote(f.text)} is not an IP address: ${f.why}`,
  "malformed-range": (f) => `${quote(f.text)} is not an address or a range "first..last": ${f.why}`,
  "malformed-cidr": (f) => `${quote(f.text)} is not a CIDR: ${f.why}`,
  "malformed-duration": (f) => `invalid duration ${quote(f.text)}; use a value such as "90s", "5m" or "1h30m"`,
  "malformed-mac": (f) =>
    `${quote(f.text)} is not a usable MAC address: ${f.why}; write six hexadecimal pairs such as "02:00:00:12:34:56"`,
  "host-bits": (f) =>
    `${quote(f.text)} has host bits set, which Kube-OVN would silently drop; write ${quote(f.canonical)}`,
  "reversed-range": (f) => `range ${quote(f.text)} ends before it begins; write ${quote(f.turned)}`,
  "dual-order": (f) => `${quote(f.text)} has IPv6 first, which Kube-OVN would treat as IPv4; write ${quote(f.turned)}`,
  "cidr-count": (f) => `${quote(f.text)} must be one CIDR, or one IPv4 and one IPv6 CIDR with a comma between`,
  "too-small": (f) => `${quote(f.cidr)} has no address to hand out; use a prefix of at most /31 (IPv4) or /127 (IPv6)`,
  "reserved-cidr": (f) =>
    `${quote(f.cidr)} overlaps ${f.reserved} (${f.use}), which Kube-OVN refuses; choose another CIDR`,
  "cidr-overlap": (f) =>
    `${quote(f.cidr)} overlaps ${quote(f.otherCidr)} of Subnet ${quote(f.other)} in VPC ${quote(f.vpc)}; use a CIDR that overlaps no other Subnet`,
  "wrong-protocol": (f) =>
    `protocol ${quote(f.protocol)} does not fit cidrBlock, which is ${quote(f.derived)}; omit it or write ${quote(f.derived)}`,
  "outside-subnet": (f) => `${f.what} ${quote(f.text)} is outside ${list(f.cidrs, "and")}; choose one inside`,
  "gateway-families": (f) =>
    `gateway ${quote(f.gateway)} must have one address for each CIDR of ${quote(f.cidrBlock)}, in that order; omit it to get the first usable ones`,

  "wrong-family": (f) =>
    `${quote(printAddress(f.address))} is an IPv${f.address.family} address and ${quote(f.field)} accepts IPv${f.expected} only; use the other argument`,
  "address-held": (f) =>
    `${locatedName(f)} is held by ${holderName(f.holder)}; use another address, or omit it to have one planned`,
  "leaving-subnet": (f) => `Subnet ${quote(f.subnet)} is being deleted; use another one`,
  "refused-subnet": (f) => `Kube-OVN refuses Subnet ${quote(f.subnet)}: ${f.why}; fix the Subnet first`,
  "node-inside": (f) =>
    `${quote(f.cidr)} contains ${printAddress(f.address)} of Node ${quote(f.node)}, which Kube-OVN refuses in the default VPC; choose another CIDR, or set vlan or vpc`,
  "pool-namespace": (f) =>
    `namespace ${quote(f.namespace)} is served by IPPool ${quote(f.pool)} already, and Kube-OVN ${f.version} lets a namespace have one; list it in one of the two`,
  "address-leaving": (f) =>
    `${locatedName(f)} is held by ${holderName(f.holder)}, which this update releases; run "pulumi up" first, then request it`,
  "address-given-up": (f) =>
    `${locatedName(f)} is held by ${holderName(f.holder)}, which this run gives up, and stays held until "pulumi-kubeovn export" shows that nothing uses it; use another address for now`,
  "edit-ignored": (f) =>
    `${f.kind} ${quote(f.name)} is there with ${f.addresses.map(printAddress).join(" and ")}, and what applies the manifests would edit it in place, ${f.kind === "SpiderIPPool" ? "while its address may be in use" : `where Kube-OVN ignores a change of ${quote(f.field)}`}; ${f.kind === "IP" ? "" : "choose another name, or "}remove this resource first, and add it again when the cluster does not have the ${f.kind} any more`,
  "moved-in-use": (f) =>
    `${holderName(f.holder)} uses ${f.addresses.map(printAddress).join(" and ")} of ${f.kind} ${quote(f.name)}, and would lose its port; stop the pod first, or set force: true`,
  "address-twice": (f) =>
    `${locatedName(f)} is also asked for by ${siblingName(f.sibling)}; give one of the two another address`,
  "address-planned": (f) =>
    `${locatedName(f)} has been planned for ${siblingName(f.sibling)} of this program; use another address, or declare this resource before the first "await" or "apply"`,
  "address-given": (f) =>
    `${locatedName(f)} belonged to this resource, and this run gives it to ${siblingName(f.sibling)} of this program; set another address on one of the two`,
  "address-lost": (f) =>
    `${locatedName(f)} belonged to this resource, whose object was deleted, and is now used by ${holderName(f.holder)}; delete that object, or set another address here`,
  "mac-held": (f) =>
    `MAC ${quote(printMac(f.mac))} in Subnet ${quote(f.subnet)} is held by ${f.who}; use another MAC, or omit it to have one planned`,
  "mac-asked": (f) =>
    `MAC ${quote(printMac(f.mac))} in Subnet ${quote(f.subnet)} is asked for by ${holderName(f.claimant)}; use another MAC, or omit it to have one planned`,
  "pool-exhausted": (f) =>
    f.cidr !== undefined
      ? `${spaceName(f)} has no free address: all that it lists are held by pools, reserved, or unusable${topHolders(f)}; add addresses to its ips or release one`
      : f.planned === undefined
        ? `Subnet ${quote(f.subnet)} has no free IPv${f.family} address: ${f.usable} usable, ${f.held} held, ${f.excluded} excluded${topHolders(f)}; widen cidrBlock, shorten excludeIps or release one`
        : f.planned === 0n
          ? `the planned range of Subnet ${quote(f.subnet)} has no IPv${f.family} address that can be assigned; correct or extend it`
          : `the planned range of Subnet ${quote(f.subnet)} is full: ${f.planned === 1n ? `its only IPv${f.family} address is` : `all ${f.planned} IPv${f.family} addresses are`} held${topHolders(f)}; extend it or release an address`,
  "block-too-long": (f) =>
    `Subnet ${quote(f.subnet)} has no ${f.length} free addresses in a row; use layout "spread", or release some`,

  "block-interrupted": (f) =>
    `the contiguous block cannot grow: ${locatedName(f)} ${f.holder ? `is held by ${holderName(f.holder)}` : f.claimant ? `is asked for by ${holderName(f.claimant)}` : "is not one that is picked automatically"}; use layout "spread", which keeps the existing addresses`,
  "object-exists": (f) =>
    `${f.kind} ${quote(f.name)} exists already${f.addresses.length > 0 ? ` with ${addressList(f.addresses)}` : ""} and ${f.owner ? `belongs to ${f.owner}` : "was not made by this program"}; set adopt: true to take it over as it is${f.kind === "IP" ? "" : ", or choose another name"}`,
  "object-renamed": (f) =>
    `this resource made ${f.kind} ${quote(f.name)} with ${addressList(f.addresses)}, and this run passes no state of it, because it is new, tainted or named by --replace, so its address cannot go along to ${quote(f.now)}; ask for ${quote(f.name)} in one update and for ${quote(f.now)} in the next, delete ${f.kind} ${quote(f.name)}, or set an address here`,
  "object-left": (f) =>
    `${f.kind} ${quote(f.name)} with ${addressList(f.addresses)} is left from an earlier resource, and this one keeps ${addressList(f.had)} when its name changes; delete ${f.kind} ${quote(f.name)}, choose another name, or set that address here to continue with it`,
  "object-twice": (f) =>
    `${f.kind} ${quote(f.name)} is also declared by ${siblingName(f.sibling)}; give one of the two another name`,
  "object-taken": (f) =>
    `${f.kind} ${quote(f.name)} belongs to ${f.maker} now, which has taken it over; remove this resource, or remove that one and run "pulumi up" there first`,
  "key-elsewhere": (f) =>
    `key ${quote(f.owner)} is also used by ${f.object}, which belongs to ${f.maker}; choose another key, or remove it there first`,
  "object-retained": (f) =>
    `${f.kind} ${quote(f.name)} stays when it is replaced, as its resource has retainOnDelete, so another one of that name cannot be made for a change of ${quote(f.field)}; ${f.hasFreeName ? "set another name, or " : ""}remove retainOnDelete and run "pulumi up" before the change`,
  "object-follows": (f) =>
    `${f.kind} ${quote(f.name)} has the name of its resource and would stay behind, with its address, where the resource is renamed; set name: ${quote(f.name)} to keep object and address, or name: ${quote(f.now)} to get another address`,
  "owner-twice": (f) =>
    `key ${quote(f.owner)} is also used by ${siblingName(f.sibling)}; give one of the two another key`,
  "adopt-leaving": (f) =>
    `${f.kind} ${quote(f.name)} is being deleted, so it cannot be taken over; wait until it is gone, and declare it without adopt`,
  "adopt-mismatch": (f) =>
    `${f.kind} ${quote(f.name)} has ${f.what} ${quote(f.live)} and is to be adopted with ${quote(f.wanted)}, but adopting keeps what is there; omit ${f.what} or write ${quote(f.live)}`,
  "ip-interface": (f) =>
    `interface ${quote(f.given)} is not ${quote(f.provider)}, the provider of Subnet ${quote(f.subnet)}, so Kube-OVN would ignore the IP; use a subnet of that provider, or omit it`,
  "workload-kind": (f) =>
    `workload kind ${quote(f.value)}${didYouMean(f.suggestion)} cannot have a reserved IP; use "Pod", "StatefulSet" or "VirtualMachine", or an IPPool for other workloads`,
  "workload-ordinal": (f) =>
    f.has
      ? `a ${f.kind} has no ordinal; omit it`
      : "a StatefulSet requires workload.ordinal (0-based); set it, or use a ReservedIPSet",
  "workload-twice": (f) => `port ${quote(f.port)} is listed twice; list every workload once`,
  "workload-choice": () => `ReservedIPSet needs either "workloads" or "statefulSet"; set exactly one of them`,
  "vm-port-unnamed": (f) =>
    `kube-ovn-controller runs with --keep-vm-ip=false and names the ports of VirtualMachine ${f.vm} after its launcher pods, whose names are generated; omit it from members (its pods become parents when they run and ask for the Vip), or run it with --keep-vm-ip=true, the default`,
  "vip-list-item": (f) =>
    `${quote(f.item)} is not a Vip name: the list goes into an annotation that is split at commas without trimming; list each Vip by itself, without spaces`,
  "unknown-vip": (f) =>
    `Vip ${quote(f.vip)} does not exist${didYouMean(f.suggestion)}; declare it in this program or fix the name`,
  "vip-not-for-pairs": (f) =>
    `Vip ${quote(f.vip)} is of type ${quote(f.type)} and never gets parents; bind a Vip of type ""`,
  "binding-namespace": (f) =>
    `Vip ${quote(f.vip)} is for pods of namespace ${quote(f.vipNamespace)} and the binding is in ${quote(f.namespace)}; use one namespace`,
  "member-namespace": (f) =>
    `member ${quote(f.member)} is in namespace ${quote(f.memberNamespace)} and the binding is in ${quote(f.namespace)}, whose pods alone can use its Vips; use one namespace`,
  "binding-late": (f) =>
    `Vip ${quote(f.vip)} has its ${f.field} from ${f.binding}, which is made after it and does not know it yet; write ${f.field} on the Vip, too`,
  "not-decided": (f) =>
    `${f.field} cannot be decided in this update: ${f.waits.length === 0 ? "what it depends on" : list(f.waits.map(siblingName), "and")} is not part of it; update that too (--target), or omit this resource`,
  "binding-selector": (f) =>
    `selector conflict on Vip ${quote(f.vip)}: ${f.other} has ${list(f.theirs.map(quote), "and")}, this binding has ${list(f.mine.map(quote), "and")}; use one selector or a Vip for each`,
  "vip-without-port": (f) =>
    `Vip ${quote(f.vip)} is in Subnet ${quote(f.subnet)}, whose provider ${quote(f.provider)} is not OVN's: it never gets a port that pods could share; use a Vip in a subnet of OVN`,
  "logical-switch": (f) =>
    f.count === 0
      ? `OVN's northbound database has no logical switch ${quote(f.name)}; create the Subnet first, or set kubeovn:ovnNorthbound to the database of this cluster`
      : `OVN's northbound database has ${f.count} logical switches named ${quote(f.name)}, and which one is meant cannot be told; remove the wrong ones`,
  "port-name-taken": (f) =>
    `Vip ${quote(f.vip)} needs a logical switch port named ${quote(f.name)}, and ${f.type === "" ? "the port of a pod or VM" : `a port of type ${quote(f.type)}`}${f.logicalSwitch === "" ? " of another switch" : ` of switch ${quote(f.logicalSwitch)}`} has that name; choose another name for the Vip`,
  "virtual-ip-taken": (f) =>
    `${locatedName(f)} is the virtual-ip of logical switch port ${quote(f.port)} already, and of two such ports OVN serves only one; remove that port, or take the address out of the Subnet's vips`,
  "router-port-missing": (f) =>
    `Vip ${quote(f.vip)} answers with the MAC of router port ${quote(f.routerPort)}, which OVN does not have; use a Subnet with a gateway of its own (no vlan, or logicalGateway)`,
  "pool-overlap": (f) =>
    `${quote(f.range)} overlaps IPPool ${quote(f.pool)}, which Kube-OVN refuses; give each pool its own addresses`,
  "holders-fall-out": (f) =>
    `${f.count === 1 ? "one holder" : `${f.count} holders`} of Subnet ${quote(f.subnet)} would fall outside the new CIDR: ${few(f.holders, f.count)}; move or release them first`,
  "replace-with-holders": (f) =>
    `a change of ${quote(f.field)} replaces ${f.kind ?? "Subnet"} ${quote(f.subnet)}, which ${f.count === 1 ? "one holder uses" : `${f.count} holders use`}: ${few(f.holders, f.count)}; move or release them first`,
  "store-changed": (f) =>
    `this resource was made in ${quote(f.before)} and the configuration now says ${quote(f.now)}, where its address may belong to another owner; set that back, or set kubeovn:movedFrom to ${quote(f.before)} if it is the same place under a new name`,
  ...SPIDER_SENTENCES,
  "unknown-plan": (f) =>
    `AddressPlan ${quote(f.plan)} is not part of this run, so nothing decides an address for ${siblingName(f.sibling)}; declare it with the same parent and provider, and with --target name both`,
  "not-wanted": (f) =>
    `AddressPlan ${quote(f.plan)} wants nothing for ${siblingName(f.sibling)}; add ${quote(f.sibling.name)} with this kind to its wants, or omit "plan"`,
  "wanted-twice": (f) =>
    `AddressPlan ${quote(f.plan)} wants an address for ${siblingName(f.sibling)} as well; leave it to one of them`,
  "plan-unnamed": (f) =>
    `${siblingName(f.plan)} decides an address for ${siblingName(f.sibling)}, which does not name it, so that it may come first and get another one; set "plan" of ${siblingName(f.sibling)}`,
  "first-choice-taken": (f) =>
    `its first choice is ${locatedName(f)}, and so is that of ${f.sibling === undefined ? "another resource of this program" : siblingName(f.sibling)}; which one comes first differs from run to run; ${f.mayShare ? "let one AddressPlan want both, " : ""}set the address of one of them, or run "pulumi up" for one of them first with --target`,
  "planned-before": (f) =>
    `${siblingName(f.sibling)} was planned with ${locatedName(f)} before this was declared, and gets another address beside it; declare it first: let ${siblingName(f.sibling)} depend on it (dependsOn)`,
  undeclared: (f) =>
    `this ${f.kind} did not come from the classes of pulumi-kubeovn, so nothing is known of the rest of the program; use the classes`,
};

/** `Pod team-a/web-0`, `Vip "web" (owner acme/prod/web)`. */
export function holderName(holder: Holder): string {
  const object = holder.namespace
    ? `${holder.kind} ${holder.namespace}/${holder.name}`
    : `${holder.kind} ${quote(holder.name)}`;
  const facts = [
    ...(holder.owner ? [`owner ${holder.owner}`] : []),
    ...(holder.givenUpBy ? [`given up by ${holder.givenUpBy}`] : []),
    ...(holder.listedIn ? [`listed in ${holder.listedIn}`] : []),
  ];
  return facts.length === 0 ? object : `${object} (${facts.join(", ")})`;
}

export function siblingName(sibling: Sibling): string {
  return `${sibling.kind} ${quote(sibling.name)}`;
}

function addressList(addresses: readonly Address[]): string {
  return addresses.map(printAddress).join(" and ");
}

function topHolders(f: Exhaustion): string {
  if (f.topHolders.length === 0) return "";
  return ` (most of them: ${f.topHolders.map((top) => `${top.who} ${top.count}`).join(", ")})`;
}
