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
  readonly "setting-renamed": { readonly former: string; readonly now: string };
  readonly "dry-run-omitted": { readonly place: string };
  readonly "spider-left": { readonly pool: string; readonly left: PoolLeft };
  readonly "spider-impact": { readonly sibling: Sibling; readonly impact: Impact };
  readonly "spider-impact-more": { readonly sibling: Sibling; readonly count: number };
  readonly "spider-labels-unknown": { readonly pool: string; readonly namespace: string };
  readonly "spider-unserved-nodes": {
    readonly sibling: Sibling;
    readonly family: 4 | 6;
    readonly nodes: readonly string[];
    readonly count: number;
  };
  readonly "spider-rolling-stuck": { readonly workload: string; readonly family: 4 | 6; readonly available: number };
  readonly "spider-cut-stuck": { readonly workload: string; readonly size: number };
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
  readonly "pair-port-missing": { readonly vip: string; readonly logicalSwitch: string; readonly virtualIp: string };
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

/** Notes that say all there is to say. */
const PLAIN = {
  "setting-renamed": (f) => `kubeovn:${f.former} is called kubeovn:${f.now} now; rename it`,
  "spider-left": ({ pool, left }) => printLeft(pool, left),
  "spider-impact": (f) => `${siblingName(f.sibling)}: ${printImpact(f.impact)}`,
  "spider-impact-more": (f) =>
    `${siblingName(f.sibling)}: ${f.count} more running pods are affected; all are in its output impact`,
  "spider-namespace-missing": (f) =>
    `${siblingName(f.sibling)}: namespace ${quote(f.namespace)} does not exist yet; the update fails unless it is created first`,
  "object-wrong": (f) => `${f.kind} ${quote(f.name)} is kept as it is: ${f.text}`,
  "object-stays": (f) =>
    f.maker === undefined
      ? `${f.kind} ${quote(f.name)} is left as it is: its annotations no longer say that this stack made it`
      : `${f.kind} ${quote(f.name)} is left as it is: it belongs to ${f.maker} now`,
  "given-up": (f) =>
    `${f.kind} ${quote(f.name)} is given up: its file and its address stay until the cluster shows that nothing uses it`,
  "left-in-use": (f) =>
    `${f.kind} ${quote(f.name)} is no longer reserved, and stays as long as ${holderName(f.holder)} uses it`,
  "file-leaves": ({ given, isDone }) =>
    `${given.object.kind} ${quote(given.object.name)}, given up by ${given.by}, is not in use: ${isDone ? "its file is removed" : '"pulumi up" removes its file'}`,
  "object-missing": (f) =>
    `${list(f.objects, "and")} ${f.objects.length === 1 ? "is" : "are"} gone; the update recreates what the state has`,
  "object-replaced": (f) =>
    f.isGivenUp
      ? `${siblingName(f.sibling)} gets another object because of a change of ${list(f.fields.map(quote), "and")}; the one before is given up`
      : `${siblingName(f.sibling)} is recreated: Kube-OVN ignores a change of ${list(f.fields.map(quote), "and")} on an existing object`,
  "vip-mac-unplanned": (f) =>
    `Kube-OVN ${f.version} gives every Vip a random MAC, so MACs of Vips are known only after the update`,
} satisfies Sentences;

/** Notes with more behind them than a line has room for: each ends with its code, under which docs/reference/notes.md goes on. */
const EXPLAINED = {
  "no-planned-range": ({ subnets }, shorten) =>
    shorten(
      (names) =>
        `${subnetsNamed(subnets, names)} ${subnets.length === 1 ? "has" : "have"} no planned range, so pods may get planned addresses; add one`,
      subnets.map(quote),
    ),
  "lost-at-restart": ({ subnets, isCertain }, shorten) =>
    shorten(
      (names) =>
        `${isCertain ? "" : "1.14.7+: "}controller restarts may delete IPs in ${subnetsNamed(subnets, names)}; add a PlannedRange`,
      subnets.map(quote),
    ),
  "templates-unread": ({ kinds }, shorten) =>
    shorten((names) => `templates of ${names} were not read; addresses they ask for may be planned`, kinds),
  "address-also-asked": (f) =>
    `${holderName(f.claimant)} also asks for ${printAddress(f.address)} and gets no address; remove it there`,
  "template-asks-other": (f) =>
    `${holderName(f.claimant)} asks for ${printAddress(f.asked)} itself and gets it, not ${printAddress(f.address)}`,
  "range-left": (f) => `Subnet ${quote(f.subnet)} keeps planned range ${list(f.ranges, "and")} of an earlier resource`,
  "range-in-refused-subnet": (f) => `${f.why}; the planned range counts once that is fixed`,
  "cluster-unread": (f) => `${f.why}. Known addresses are kept, new ones stay open`,
  "newer-release": (f) =>
    `Kube-OVN ${f.version} is newer than ${f.newest}, the newest known release, whose rules are used`,
  "dry-run-omitted": (f) => `${f.place} is new, so the server-side dry run omits what will be in it`,
  "given-up-way": (f) =>
    `to end what is given up, apply the manifests and run "npx pulumi-kubeovn prune --manifests ${f.directory}"`,
  "vm-name-unsure": () =>
    "VMs get reserved addresses only with --keep-vm-ip; deploy/role-controller.yaml lets it be read",
  "vm-port-unsure": () => "VMs are parents of Vips only with --keep-vm-ip; deploy/role-controller.yaml lets it be read",
  "vm-parents-misnamed": (f) =>
    `with Kube-OVN ${f.version}, no VM can answer for the address of a Vip; use 1.14 or newer`,
  "pair-port-missing": (f) =>
    `no port of logical switch ${quote(f.logicalSwitch)} shares ${f.virtualIp} of Vip ${quote(f.vip)}; set kubeovn:ovnPorts: repair`,
  "pair-port-stays": (f) => `the virtual port of Vip ${quote(f.vip)} stays as it is until the Vip is deleted`,
  "vip-port-missing": (f) =>
    `Vip ${quote(f.vip)} has no logical switch port ${quote(f.port)}; replace it, or set kubeovn:ovnPorts: repair`,
  "pool-confines-pods": (f) => `IPPool ${quote(f.pool)} does not cover running pods: ${fates(f)}`,
  "pool-leaves-pods": (f) => `IPPool ${quote(f.pool)} gives up addresses that pods have: ${fates(f)}`,
  "pool-leaves-namespace": (f) =>
    `namespace ${quote(f.namespace)} stays with IPPool ${quote(f.pool)}; remove its annotation ovn.kubernetes.io/ip_pool`,
  "pool-one-family": (f) =>
    `IPPool ${quote(f.pool)} has no IPv${f.family === 4 ? 6 : 4}, so pods of Subnet ${quote(f.subnet)} get no address from it; add some`,
  "pool-elsewhere": (f) =>
    `pods of namespace ${quote(f.namespace)} get no address: IPPool ${quote(f.pool)} is in Subnet ${quote(f.subnet)}, they in ${f.homes.length === 0 ? "the default one" : list(f.homes.map(quote), "and")}`,
  "spider-labels-unknown": (f) =>
    `labels of namespace ${quote(f.namespace)} unread: SpiderIPPool ${quote(f.pool)} counts as selecting it`,
  "spider-unserved-nodes": (f, shorten) =>
    shorten(
      (nodes) => `${siblingName(f.sibling)}: no pool serves IPv${f.family} on node ${nodes}; name another`,
      f.nodes,
      f.count,
    ),
  "spider-rolling-stuck": (f) =>
    `Deployment ${quote(f.workload)} cannot roll: ${f.available === 1 ? `its only IPv${f.family} address is` : `its ${f.available} IPv${f.family} addresses are`} in use; add one, or set maxUnavailable: 1`,
  "spider-cut-stuck": (f) =>
    `Deployment ${quote(f.workload)} cannot roll: its pool has as many addresses as pods, ${f.size}; set ippoolIpNumber: "+1"`,
} satisfies Sentences;

type Sentences = { readonly [N in keyof Notes]?: (facts: Notes[N], shorten: Shorten) => string };

/** A sentence about as many of the items as there is room for, the first one always. */
type Shorten = (say: (items: string) => string, items: readonly string[], count?: number) => string;

/** Names of the notes that docs/reference/notes.md explains. */
export const EXPLAINED_NOTES: readonly string[] = Object.keys(EXPLAINED);

export const NOTES: { readonly [N in keyof Notes]: (facts: Notes[N]) => string } = { ...PLAIN, ...coded(EXPLAINED) };

/** The longest note, in characters: what more there is to say is in the page of notes, under the code. */
const LONGEST_NOTE = 120;

function coded<N extends keyof Notes>(
  sentences: {
    readonly [C in N]: (facts: Notes[C], shorten: Shorten) => string;
  },
): { readonly [C in N]: (facts: Notes[C]) => string } {
  const say = (code: N) => (facts: Notes[N]) => withCode(sentences[code](facts, shortener(code)), code);
  const codes = Object.keys(sentences) as N[];
  return Object.fromEntries(codes.map((code) => [code, say(code)])) as ReturnType<typeof coded<N>>;
}

function shortener(code: string): Shorten {
  return (say, items, count = items.length) => {
    for (let shown = items.length; ; shown--) {
      const line = say(few(items.slice(0, shown), count));
      if (withCode(line, code).length <= LONGEST_NOTE || shown <= 1) return line;
    }
  };
}

function subnetsNamed(subnets: readonly string[], names: string): string {
  return `${subnets.length === 1 ? "Subnet" : "Subnets"} ${names}`;
}

function fates({ moved, movedCount, kept, keptCount }: ShownPods): string {
  const parts = [
    movedCount === 0
      ? ""
      : `${few(moved, movedCount)} ${movedCount === 1 ? "gets another address" : "get other addresses"} when recreated`,
    keptCount === 0 ? "" : `${few(kept, keptCount)} ${keptCount === 1 ? "keeps its own" : "keep theirs"}`,
  ];
  return parts.filter(Boolean).join("; ");
}

/** Says which rules are used for a release that is newer than every one that is known; undefined for the others. */
export function newerRelease([major, minor, patch]: KubeOvnVersion): string | undefined {
  const [newestMajor, newestMinor] = NEWEST_VERSION;
  if (major < newestMajor || (major === newestMajor && minor <= newestMinor)) return undefined;
  const version = printVersion(patch === undefined ? [major, minor] : [major, minor, patch]);
  return NOTES["newer-release"]({ version, newest: printVersion(NEWEST_VERSION) });
}
