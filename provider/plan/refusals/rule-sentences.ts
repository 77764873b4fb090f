import { printAddress, printRange } from "../../ipam";
import { locatedName, spaceName } from "../terms/address-space";
import { didYouMean, few, list, quote } from "../terms/wording";
import { holderName } from "./messages";
import type { RuleFacts } from "./rule-facts";

/** Whether a sentence is about arguments, which can still be written otherwise, or about an object that is there. */
export type Stage = "declared" | "live";

/** More names than anyone reads are counted. */
const SHOWN_NAMES = 12;

/** The fact, and the way out for whoever declares the object and for whoever has it. */
function says(fact: string, wayOut: { readonly [S in Stage]: string }): (stage: Stage) => string {
  return (stage) => `${fact}; ${wayOut[stage]}`;
}

const RECREATE = "recreate the object with another address";
const CHOOSE_ANOTHER = { declared: "use another address or omit it", live: RECREATE };

/** Every rule's sentence: what is the matter, and the way out. No full stop. */
export const RULE_SENTENCES: {
  readonly [C in keyof RuleFacts]: (facts: RuleFacts[C], stage: Stage) => string;
} = {
  "no-subnet": () => "it names no subnet; set spec.subnet",
  "unknown-subnet": (f, stage) =>
    stage === "declared"
      ? `Subnet ${quote(f.subnet)} does not exist${didYouMean(f.suggestion)}; declare it in this program${orUse(f.known)}`
      : `Subnet ${quote(f.subnet)} does not exist${didYouMean(f.suggestion)}; create it or recreate the object with the right name`,
  "external-attachment": (f) =>
    `Kube-OVN finds an external network by its NetworkAttachmentDefinition, and no definition is the provider of Subnet ${quote(f.subnet)}, which has ${quote(f.provider === "" ? "ovn" : f.provider)}; create the definition, and set provider to ${quote(`${f.subnet}.kube-system`)} on the Subnet`,
  "external-ipv4": (f) =>
    `an IptablesEIP needs an IPv4 address, and Subnet ${quote(f.subnet)} has ${list(f.cidrs, "and")}; name a Subnet with IPv4`,
  "unknown-vlan": (f) =>
    `Vlan ${quote(f.vlan)} does not exist, so Kube-OVN refuses the Subnet; create it${orUse(f.known)}`,
  "vlan-conflict": (f) =>
    `Vlan ${quote(f.other)} has tag ${f.id} of provider network ${quote(f.provider)} too, and Kube-OVN refuses the Subnets of the second one; use one Vlan for both`,
  "broken-subnet": (f, stage) =>
    `Subnet ${quote(f.subnet)} has no valid cidrBlock, so ${stage === "declared" ? "nothing can be planned in it" : "it has no addresses"}; fix the Subnet first`,
  "default-not-inside": (f) =>
    `its default Subnet ${quote(f.subnet)} is not in it, so Kube-OVN puts pods of its namespaces into the default Subnet of the cluster; create the Subnet in VPC ${quote(f.vpc)}, or set another defaultSubnet`,
  "no-default-subnet": (f) =>
    `it names no internal Subnet, and VPC ${quote(f.vpc)} has no default one, so Kube-OVN does not create the gateway; set spec.internalSubnet`,
  "no-vpc": () => "it names no VPC, so Kube-OVN does not create the gateway; set spec.vpc",
  "unknown-vpc": (f) =>
    `Vpc ${quote(f.vpc)} does not exist${didYouMean(f.suggestion)}, so Kube-OVN does not set up what names it; create it${orUse(f.known)}`,
  "excluded-each-other": (f) => `${quote(f.a)} and ${quote(f.b)} cannot both be set: ${f.why}; omit one of them`,
  "named-like-vpc": (f) =>
    `Subnet ${quote(f.name)} has the name of its VPC, which Kube-OVN refuses; choose another name`,
  "leading-digit": (f) => `${f.kind} name ${quote(f.name)} begins with a digit, ${f.why}; choose another name`,
  "default-elsewhere": () => `only the cluster's default Subnet can have "default: true"; omit it`,
  "pool-families": (f) =>
    `IPPool ${quote(f.name)} mixes IPv4 and IPv6 with enableAddressSet, and Kube-OVN never registers such a pool; make one pool per family or omit enableAddressSet`,
  "not-one-of": (f, stage) =>
    `${stage === "live" ? `${f.field} ` : ""}must be ${list(f.allowed.map(quote), "or")}, got ${quote(f.value)}${didYouMean(f.suggestion)}`,
  "egress-gateways": (f) =>
    `externalEgressGateway ${quote(f.gateways)} does not fit ${list(f.cidrs, "and")}: Kube-OVN takes one address of the Subnet's family, and two at most for both families; name as many`,
  "routing-table-taken": (f) =>
    `Subnet ${quote(f.other)} of the same VPC and VLAN has routing table ${f.table} for its externalEgressGateway, and Kube-OVN refuses the second one; set another policyRoutingTableID`,
  "nat-match": (f) =>
    `${f.field} ${quote(f.text)} of natOutgoingPolicyRules cannot be matched: ${f.why}; list addresses and CIDRs of one family with commas between, in srcIPs and dstIPs alike`,
  "namespace-elsewhere": (f) =>
    f.isOfVpc
      ? `namespace ${quote(f.namespace)} is one of Vpc ${quote(f.vpc)}, so Kube-OVN refuses it in a Subnet of the default VPC; omit it, or take it out of spec.namespaces of the Vpc`
      : `namespace ${quote(f.namespace)} is not one of Vpc ${quote(f.vpc)}, so Kube-OVN refuses it in a Subnet of it; omit it, or add it to spec.namespaces of the Vpc`,
  "unknown-network": (f) =>
    `no Subnet is named ${quote(f.network)} or has the NetworkAttachmentDefinition ${quote(f.network)} as its provider, so Kube-OVN does not create the gateway; create the Subnet, or name another one in spec.externalSubnets`,
  "too-few-addresses": (f) =>
    `it has ${f.count} ${f.field} for ${f.replicas} replicas, so Kube-OVN does not create the gateway; list one for each replica, or none`,
  "no-vip": () => "it has no vip, so Kube-OVN balances nothing; set spec.vip",
  "no-namespace": () => "it names no namespace, so Kube-OVN cannot create its Service; set spec.namespace",
  "no-port": () => "it has no port, so Kube-OVN balances nothing; list one in spec.ports",
  "unnamed-port": (f) =>
    `its port ${f.port}/${f.protocol} has no name, and Kubernetes refuses a Service of several ports without names; name each port`,
  "no-backend": () => "it has neither selector nor endpoints, so nothing answers at its vip; set one of the two",
  "port-shared": (f) =>
    `SwitchLBRule ${quote(f.rule)} has port ${f.port}/${f.protocol} of ${locatedName(f)} too, and each of the two replaces the backends of the other; use another port or vip`,
  "vip-not-reserved": (f) =>
    `no Vip has ${locatedName(f)}, so Kube-OVN may give it to a pod; create a Vip of type "switch_lb_vip" with this address, or put it into excludeIps`,

  "family-missing": (f, stage) =>
    says(
      `${printAddress(f.address)} cannot be in ${spaceName(f)}, which is ${list(f.cidrs, "and")} and has no IPv${f.address.family}`,
      { declared: "omit the argument", live: "recreate the object without it" },
    )(stage),
  "outside-prefix": (f, stage) =>
    says(`${locatedName(f)} is outside ${list(f.cidrs, "and")}`, {
      declared: "use an address inside, or omit it to have one planned",
      live: "recreate the object with an address inside",
    })(stage),
  "network-address": (f, stage) =>
    says(`${locatedName(f)} is the network address, which is never handed out`, CHOOSE_ANOTHER)(stage),
  "last-address": (f, stage) =>
    says(`${locatedName(f)} is the last address of the CIDR, which Kube-OVN never hands out`, CHOOSE_ANOTHER)(stage),
  "gateway-address": (f, stage) => says(`${locatedName(f)} is the gateway`, CHOOSE_ANOTHER)(stage),
  "excluded-address": (f) =>
    `${locatedName(f)} is in excludeIps (${quote(printRange(f.range))}); use another address, or set allowExcluded: true if it is set aside for this`,
  "pooled-address": (f) =>
    `${locatedName(f)} belongs to IPPool ${quote(f.pool)}; use another address, or set allowExcluded: true to take it out of the pool`,
  "address-shared": (f, stage) =>
    stage === "declared"
      ? `${locatedName(f)} is assigned to this resource and also used by ${holderName(f.holder)}; delete that object, or set another address here`
      : `${locatedName(f)} is held by ${holderName(f.holder)} too; remove one of the two`,
  "address-asked": (f, stage) =>
    says(`${locatedName(f)} is asked for by ${holderName(f.claimant)}`, {
      declared: "use another address, or omit it to have one planned",
      live: "have one of the two ask for another address",
    })(stage),
  "not-an-address": (f) =>
    `${f.field} ${quote(f.text)} is not an IP address, and Kube-OVN silently replaces it with a random one; recreate it with an address`,
  "v6-not-asked-for": (f) =>
    `it asks for the IPv6 address ${quote(f.text)}, and Kube-OVN chooses that of an ${f.kind} itself; recreate it without the address`,
  "upper-case": (f) =>
    `${quote(f.address)} has capital letters, which Kube-OVN refuses; ${f.isEdited ? "write" : "recreate it with"} ${quote(f.address.toLowerCase())}`,
  "outside-planned-range": () =>
    "its address is in no planned range, so Kube-OVN may give it to a pod while the object is away; add a PlannedRange, or put the address into excludeIps",

  "pod-type": (f) =>
    `podType ${quote(f.podType)} is none that Kube-OVN reserves for; write "", "StatefulSet" or "VirtualMachine"`,
  "ip-name": (f, stage) =>
    stage === "declared"
      ? `Kube-OVN finds this IP only as ${quote(f.expected)} and ignores ${quote(f.given)}; omit the name`
      : `Kube-OVN permanently ignores it: for this workload and subnet its name must be ${quote(f.expected)}; recreate it under that name`,
  "vm-name-unused": (f) =>
    `kube-ovn-controller runs with --keep-vm-ip=false and looks for launcher pods under their own names, so VirtualMachine ${f.vm} gets another address than that of IP ${quote(f.ip)}, and none when its template asks for that one; run it with --keep-vm-ip=true, the default`,
  "foreign-finalizer": (f) =>
    `Kube-OVN ignores an IP that is created with a finalizer, and this one has ${list(f.finalizers.map(quote), "and")}; recreate it without`,
  "port-exists": (f) =>
    `${holderName(f.holder)} has the logical switch port of that name already, so Kube-OVN takes the object for the pod's own and reserves nothing; adopt the object that the pod has, or delete the pod first`,
  "pod-elsewhere": (f) =>
    `${holderName(f.holder)} has ${list(f.has.map(printAddress), "and")} and not ${list(f.addresses.map(printAddress), "and")}, which the object keeps for it; recreate the pod, or the object with the address that the pod has`,
  "not-reserved": () =>
    `its label ovn.kubernetes.io/ip_reserved is "false", so the address goes with the pod; set it to "true" to keep it`,
  "crashes-controller": () =>
    "it has no labels, and Kube-OVN 1.13 may crash on such an IP and restart; give it a label, for instance ovn.kubernetes.io/subnet",
  "deleted-at-restart": (f) =>
    `Kube-OVN${f.isCertain ? "" : ", if it is 1.14.7 or newer,"} deletes it when its controller restarts before the workload exists${
      f.setAside
        ? "; its address is in excludeIps and stays free for it"
        : ", and gives its address to the next pod; a planned range keeps the address free"
    }`,
  "blanked-at-start": () =>
    "it has no spec.ipAddress: were the controller to start now, it would wipe its addresses and choose others; set ipAddress too",

  "mac-alone": () => "it has a macAddress and no address, which Kube-OVN fails on; set both or neither",
  "mac-not-ours": (f, stage) =>
    stage === "declared"
      ? `macAddress cannot be chosen here: ${f.why}; omit it`
      : `its macAddress is silently replaced: ${f.why}; omit it`,
  "mac-not-honored": (f) =>
    `Kube-OVN ${f.version} overwrites a Vip's macAddress with a random one; omit it, or use 1.14 or newer`,
  "vip-name": (f, stage) =>
    says(
      `Vip ${quote(f.name)} has the name of ${f.what}, and Kube-OVN deletes the port of that name together with the Vip`,
      {
        declared: "choose another name",
        live: "make another one under another name, and leave this one until nobody uses that port",
      },
    )(stage),
  "vip-type": (f) =>
    `unsupported type ${quote(f.value)}${didYouMean(f.suggestion)}; ${f.tooOld ? `Kube-OVN ${f.tooOld} accepts` : "use"} ${list(f.allowed.map(quote), "or")}`,
  "selector-alone": (f) =>
    `Vip ${quote(f.vip)} has a selector and no namespace, and Kube-OVN ignores it then; set namespace, or list the Vip in an AapBinding`,
  "selector-item": (f) => `Kube-OVN ignores selector item ${quote(f.item)}: ${f.why}; write "key: value"`,
  "no-router-port": (f) =>
    `a switch_lb_vip needs the router port of Subnet ${quote(f.subnet)}, which an underlay subnet has only with logicalGateway: true`,
  edited: (f) =>
    `${f.field} was changed to ${quote(f.spec)} after Kube-OVN had taken the object with ${quote(f.status)}, which it refuses; set it back, or recreate the object`,
  "forgotten-at-restart": (f) =>
    `after a restart of its controller Kube-OVN may give ${list(f.addresses.map(printAddress), "and")} to a pod, because ${f.why}; a planned range keeps it free`,
  "dead-dual-stack-port": () =>
    "Kube-OVN writes both of its addresses into one virtual port, for which OVN makes no flow: pods cannot use it as an allowed-address pair; make one Vip per family",

  "spider-no-version": () =>
    "it has no ipVersion, and Spiderpool keeps none of its addresses back; set ipVersion to 4 or 6",
  "spider-stops-allocation": (f) =>
    `Spiderpool cannot work with ${quote(f.item)}, and so gives no pod of the cluster any IPv${f.family} address; take the item out`,
  "spider-leaked": (f) =>
    `its ledger gives ${f.address} to ${f.pod}, and there is no such pod or SpiderEndpoint; Spiderpool's controller takes it back when it runs, else remove it from status.allocatedIPs`,
  "spider-not-had": (f) =>
    `its ledger gives ${f.address} to ${f.pod}, whose SpiderEndpoint has ${list(f.has, "and")} instead; recreate the pod, or remove the record from status.allocatedIPs`,
  "spider-unusable": ({ why, asks }) => {
    if (why === "empty")
      return "it has no address to give: its ips are empty or all excluded; add addresses, or delete it";
    if (why === "reserved") return "SpiderReservedIPs keep all of its addresses back; release some, or delete it";
    const what = {
      namespaceName: "namespace",
      nodeName: "node",
      nodeAffinity: "node",
      multusName: "SpiderMultusConfig",
    };
    return `nobody can use it: its ${why} asks for ${list(asks.map(quote), why === "nodeAffinity" ? "and" : "or")}, and there is no such ${what[why]}; change ${why}`;
  },
  "spider-pool-missing": (f) =>
    `it names IPv${f.family} SpiderIPPool ${quote(f.pool)}, which does not exist, and Spiderpool fails every pod for which nothing else names a pool; create that pool, or name another`,
  "spider-unserved": () =>
    "Spiderpool gives addresses to its interfaces, and no SpiderIPPool that is open has one for them; create a pool, or add the network to the multusName of one",
  "spider-given-twice": (f) => `${f.address} is given to ${list(f.pods, "and")}; recreate all but one of these pods`,
  "spider-foreign-address": (f) =>
    `it says that its pod has ${f.address} of SpiderIPPool ${quote(f.pool)}, whose ledger ${f.has === undefined ? "has no such record" : `gives that to ${f.has}`}; recreate the pod`,

  "leaving-foreign": (f) =>
    `its deletion waits for ${list(f.finalizers.map(quote), "and")}, which is not Kube-OVN's; whoever set it has to take it off`,
  "leaving-subnet-missing": (f) =>
    `its deletion waits for Subnet ${quote(f.subnet)}, which is gone; create that Subnet again until the object has gone`,
};

function orUse(names: readonly string[]): string {
  return names.length === 0 ? "" : `, or use ${few(names.slice(0, SHOWN_NAMES), names.length, "or")}`;
}
