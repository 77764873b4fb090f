import { type Address, printAddress } from "../../ipam";
import type { GivenUp } from "../live/given-up";
import type { Holder } from "../live/snapshot";
import { holderName, type Sibling, siblingName } from "../refusals/messages";
import { withCode } from "../refusals/refusal";
import type { PoolLeft } from "../spiderpool/accounting";
import type { Impact } from "../spiderpool/impact";
import { printImpact, printLeft } from "../spiderpool/lines";
import { type KubeOvnVersion, NEWEST_VERSION, printVersion } from "../terms/version";
import { few, list, quote } from "../terms/wording";

/** One line for the stack's output: what is worth knowing and is no reason to refuse. */
export interface Notes {
  readonly "cluster-unread": { readonly why: string };
  readonly "newer-release": { readonly version: string; readonly newest: string };
  readonly "dry-run-omitted": { readonly place: string };
  readonly "spider-left": { readonly pool: string; readonly left: PoolLeft };
  readonly "spider-impact": { readonly sibling: Sibling; readonly impact: Impact };
  readonly "spider-impact-more": { readonly sibling: Sibling; readonly count: number };
  readonly "spider-labels-unknown": { readonly pool: string; readonly namespace: string };
  readonly "spider-unserved-nodes": {
    readonly sibling: Sibling;
    readonly family: 4 | 6;
    readonly pools: readonly string[];
    readonly nodes: readonly string[];
    readonly count: number;
  };
  readonly "spider-rolling-stuck": {
    readonly sibling: Sibling;
    readonly workload: string;
    readonly family: 4 | 6;
    readonly pools: readonly string[];
    readonly available: number;
  };
  readonly "spider-cut-stuck": { readonly sibling: Sibling; readonly workload: string; readonly size: number };
  readonly "spider-namespace-missing": { readonly sibling: Sibling; readonly namespace: string };
  readonly "templates-unread": { readonly kinds: readonly string[] };
  readonly "address-also-asked": { readonly address: Address; readonly claimant: Holder };
  readonly "template-asks-other": { readonly claimant: Holder; readonly asked: Address; readonly address: Address };
  readonly "no-planned-range": { readonly subnets: readonly string[] };
  readonly "lost-at-restart": {
    readonly subnets: readonly string[];
    /** The release is known to lose them. */
    readonly isCertain: boolean;
  };
  readonly "vm-name-unsure": Record<never, never>;
  readonly "vm-port-unsure": Record<never, never>;
  readonly "vm-parents-misnamed": { readonly version: string };
  readonly "range-in-refused-subnet": { readonly why: string };
  readonly "object-wrong": { readonly kind: string; readonly name: string; readonly text: string };
  readonly "range-left": { readonly subnet: string; readonly ranges: readonly string[] };
  readonly "object-stays": { readonly kind: string; readonly name: string; readonly maker: string | undefined };
  readonly "given-up": { readonly kind: string; readonly name: string };
  readonly "given-up-way": { readonly directory: string };
  readonly "left-in-use": { readonly kind: string; readonly name: string; readonly holder: Holder };
  readonly "file-leaves": { readonly given: GivenUp; readonly isDone: boolean };
  readonly "object-missing": { readonly objects: readonly string[] };
  readonly "object-replaced": {
    readonly sibling: Sibling;
    readonly fields: readonly string[];
    /** The object before stays for the time being. */
    readonly isGivenUp: boolean;
  };
  readonly "vip-mac-unplanned": { readonly version: string };
  readonly "pair-port-missing": {
    readonly vip: string;
    readonly logicalSwitch: string;
    readonly virtualIp: string;
    readonly isDual: boolean;
  };
  readonly "pair-port-stays": { readonly vip: string };
  readonly "vip-port-missing": { readonly vip: string; readonly port: string };
  readonly "pool-confines-pods": ShownPods & { readonly pool: string };
  readonly "pool-leaves-pods": ShownPods & { readonly pool: string };
  readonly "pool-leaves-namespace": { readonly pool: string; readonly namespace: string };
  readonly "pool-one-family": { readonly pool: string; readonly subnet: string; readonly family: 4 | 6 };
  readonly "pool-elsewhere": {
    readonly pool: string;
    readonly subnet: string;
    readonly namespace: string;
    /** Subnets that list the namespace; none leaves the cluster's default one. */
    readonly homes: readonly string[];
  };
}

/** The first pods that get other addresses when they are recreated, and the first that keep theirs, with counts of all. */
interface ShownPods {
  readonly moved: readonly string[];
  readonly movedCount: number;
  readonly kept: readonly string[];
  readonly keptCount: number;
}

export const NOTES: { readonly [N in keyof Notes]: (facts: Notes[N]) => string } = {
  "cluster-unread": (f) =>
    `${f.why}. This preview keeps the addresses that are known and leaves new ones open; with kubeovn:requireCluster it fails instead`,
  "newer-release": (f) =>
    `Kube-OVN ${f.version} is newer than ${f.newest}, the newest release that is known here; the rules of ${f.newest} are used`,
  "dry-run-omitted": (f) =>
    `${f.place} is made by this program, so what will be in it is omitted from the server-side dry run until it is there`,
  "spider-left": ({ pool, left }) => printLeft(pool, left),
  "spider-impact": (f) => `${siblingName(f.sibling)}: ${printImpact(f.impact)}`,
  "spider-impact-more": (f) =>
    `${siblingName(f.sibling)}: ${f.count} more running pods are affected; all are in its output impact`,
  "spider-labels-unknown": (f) =>
    withCode(
      `labels of namespace ${quote(f.namespace)} unread: SpiderIPPool ${quote(f.pool)} counts as selecting it`,
      "spider-labels-unknown",
    ),
  "spider-unserved-nodes": (f) =>
    `${siblingName(f.sibling)}: pods that start on node ${few(f.nodes, f.count)} get no IPv${f.family} address: ${f.pools.length === 1 ? "SpiderIPPool" : "SpiderIPPools"} ${list(f.pools.map(quote), "and")} ${f.pools.length === 1 ? "does" : "do"} not serve ${f.count === 1 ? "it" : "them"}; keep the pods off ${f.count === 1 ? "it" : "them"}, or name a pool for ${f.count === 1 ? "it" : "them"}`,
  "spider-rolling-stuck": (f) =>
    `${siblingName(f.sibling)}: a rolling update of Deployment ${quote(f.workload)} would stop at its first pod: all of the IPv${f.family} addresses that ${f.pools.length === 1 ? "SpiderIPPool" : "SpiderIPPools"} ${list(f.pools.map(quote), "and")} ${f.pools.length === 1 ? "has" : "have"} for it, ${f.available}, are in use then, and its strategy lets none of its pods go before; add an address, or set maxUnavailable to 1`,
  "spider-cut-stuck": (f) =>
    `${siblingName(f.sibling)}: a rolling update of Deployment ${quote(f.workload)} would stop at its first pod: the pool that is cut for it has as many addresses as replicas, ${f.size}, and its strategy lets none of its pods go before; set ippoolIpNumber to "+1", or maxUnavailable to 1`,
  "spider-namespace-missing": (f) =>
    `${siblingName(f.sibling)}: namespace ${quote(f.namespace)} does not exist yet; the update fails unless it is created first`,
  "templates-unread": ({ kinds }) =>
    within(
      (names) => `templates of ${names} were not read; addresses they ask for may be planned`,
      kinds,
      "templates-unread",
    ),
  "address-also-asked": (f) =>
    withCode(
      `${holderName(f.claimant)} also asks for ${printAddress(f.address)} and gets no address; remove it there`,
      "address-also-asked",
    ),
  "template-asks-other": (f) =>
    withCode(
      `${holderName(f.claimant)} asks for ${printAddress(f.asked)} itself and gets it, not ${printAddress(f.address)}`,
      "template-asks-other",
    ),
  "no-planned-range": ({ subnets }) =>
    within(
      (names) =>
        `${subnetsNamed(subnets, names)} ${subnets.length === 1 ? "has" : "have"} no planned range, so pods may get planned addresses; add one`,
      subnets.map(quote),
      "no-planned-range",
    ),
  "lost-at-restart": ({ subnets, isCertain }) =>
    within(
      (names) =>
        `${isCertain ? "" : "1.14.7+: "}controller restarts may delete IPs in ${subnetsNamed(subnets, names)}; add a PlannedRange`,
      subnets.map(quote),
      "lost-at-restart",
    ),
  "vm-name-unsure": () =>
    "VMs get what is reserved for them only where kube-ovn-controller runs with --keep-vm-ip (the default), which could not be read; deploy/role-controller.yaml is the right to read it",
  "vm-port-unsure": () =>
    "ports of VMs go by the names of the VMs, as parents of a Vip are planned, only where kube-ovn-controller runs with --keep-vm-ip (the default), which could not be read; deploy/role-controller.yaml is the right to read it",
  "vm-parents-misnamed": (f) =>
    `Kube-OVN ${f.version} lists launcher pods under their own names as parents of a Vip's virtual port, and the ports of VMs have the names of the VMs, so no VM can answer for the Vip; 1.14 and newer list the VMs`,
  "range-in-refused-subnet": (f) => `${f.why}; the planned range is written, and counts from when that is mended`,
  "object-wrong": (f) => `${f.kind} ${quote(f.name)} is kept as it is: ${f.text}`,
  "range-left": (f) =>
    withCode(
      `Subnet ${quote(f.subnet)} keeps planned range ${list(f.ranges, "and")} of an earlier resource`,
      "range-left",
    ),
  "object-stays": (f) =>
    f.maker === undefined
      ? `${f.kind} ${quote(f.name)} is left as it is: its annotations no longer say that this stack made it`
      : `${f.kind} ${quote(f.name)} is left as it is: it belongs to ${f.maker} now`,
  "given-up": (f) =>
    `${f.kind} ${quote(f.name)} is given up: its file and its address stay until the cluster shows that nothing uses it`,
  "given-up-way": (f) =>
    `what is given up ends when the manifests are applied and "npx pulumi-kubeovn prune --manifests ${f.directory}" finds it unused in an export, or with --context in the cluster`,
  "left-in-use": (f) =>
    `${f.kind} ${quote(f.name)} is no longer reserved, and stays as long as ${holderName(f.holder)} uses it`,
  "file-leaves": ({ given, isDone }) =>
    `${given.object.kind} ${quote(given.object.name)}, given up by ${given.by}, is not in use: ${isDone ? "its file is removed, and what applies the manifests may prune it" : '"pulumi up" removes its file, and what applies the manifests may prune it'}`,
  "object-missing": (f) =>
    `${list(f.objects, "and")} ${f.objects.length === 1 ? "is" : "are"} gone; the update recreates what the state has`,
  "object-replaced": (f) =>
    f.isGivenUp
      ? `${siblingName(f.sibling)} gets another object because of a change of ${list(f.fields.map(quote), "and")}; the one before is given up`
      : `${siblingName(f.sibling)} is recreated: Kube-OVN ignores a change of ${list(f.fields.map(quote), "and")} on an existing object`,
  "vip-mac-unplanned": (f) =>
    `Kube-OVN ${f.version} gives every Vip a random MAC, so MACs of Vips are known only after the update`,
  "pair-port-missing": (f) =>
    `no port of logical switch ${quote(f.logicalSwitch)} shares ${f.virtualIp} of Vip ${quote(f.vip)}: ${f.isDual ? "Kube-OVN's own has both addresses of the Vip, for which OVN makes no flow" : "Kube-OVN makes one when a pod that asks for the Vip changes, and deletes it when the Subnet does"}; set kubeovn:ovnPorts to repair to have it made here`,
  "vip-port-missing": (f) =>
    `Vip ${quote(f.vip)} has no logical switch port ${quote(f.port)}, so nobody answers for its address, and Kube-OVN makes one only with the Vip itself; replace the Vip, or set kubeovn:ovnPorts to repair to have it made here`,
  "pair-port-stays": (f) =>
    `the virtual port of Vip ${quote(f.vip)} stays as it is until the Vip is deleted, because Kube-OVN does nothing about a namespace that is taken away; delete the Vip too, or set kubeovn:ovnNorthbound to have the port removed`,
  "pool-confines-pods": (f) => `IPPool ${quote(f.pool)} confines namespaces with pods outside of it: ${fates(f)}`,
  "pool-leaves-pods": (f) => `IPPool ${quote(f.pool)} gives up addresses that pods have: ${fates(f)}`,
  "pool-leaves-namespace": (f) =>
    `IPPool ${quote(f.pool)} lets go of namespace ${quote(f.namespace)}, which Kube-OVN does not notice: it goes on serving the pods there from the pool; remove annotation "ovn.kubernetes.io/ip_pool" from the namespace`,
  "pool-one-family": (f) =>
    `IPPool ${quote(f.pool)} has IPv${f.family} addresses only and Subnet ${quote(f.subnet)} has both families, of each of which a pod needs one: pods that are served from the pool get none; add IPv${f.family === 4 ? 6 : 4} addresses`,
  "pool-elsewhere": (f) =>
    `IPPool ${quote(f.pool)} serves namespace ${quote(f.namespace)}, whose pods Kube-OVN puts into ${f.homes.length === 0 ? "the default Subnet" : `Subnet ${list(f.homes.map(quote), "and")}`}: those that do not name Subnet ${quote(f.subnet)} themselves get no address; list the namespace in its namespaces, or use a pool of theirs`,
};

/** The longest note, in characters: what more there is to say is in the page of notes, under the code. */
const LONGEST_NOTE = 120;

/** A sentence about as many items as there is room for, the first one always, with the code that the documents explain. */
function within(say: (items: string) => string, items: readonly string[], code: string): string {
  for (let shown = items.length; ; shown--) {
    const line = withCode(say(few(items.slice(0, shown), items.length)), code);
    if (line.length <= LONGEST_NOTE || shown <= 1) return line;
  }
}

function subnetsNamed(subnets: readonly string[], names: string): string {
  return `${subnets.length === 1 ? "Subnet" : "Subnets"} ${names}`;
}

function fates({ moved, movedCount, kept, keptCount }: ShownPods): string {
  const parts = [
    ...(movedCount === 0
      ? []
      : [
          `${few(moved, movedCount)} ${movedCount === 1 ? "gets another address" : "get other addresses"} when recreated`,
        ]),
    ...(keptCount === 0
      ? []
      : [
          `${few(kept, keptCount)} ${keptCount === 1 ? "keeps its own" : "keep theirs"} until the StatefulSet is scaled below or the VM deleted`,
        ]),
  ];
  return parts.join("; ");
}

/** Says which rules are used for a release that is newer than every one that is known; undefined for the others. */
export function newerRelease([major, minor, patch]: KubeOvnVersion): string | undefined {
  const [newestMajor, newestMinor] = NEWEST_VERSION;
  if (major < newestMajor || (major === newestMajor && minor <= newestMinor)) return undefined;
  const version = printVersion(patch === undefined ? [major, minor] : [major, minor, patch]);
  return NOTES["newer-release"]({ version, newest: printVersion(NEWEST_VERSION) });
}
