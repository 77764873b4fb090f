import {
  type Address,
  compareAddresses,
  type Family,
  isFault,
  parseAddress,
  printAddress,
  sameAddress,
} from "../../../provider/ipam";

/**
 * A stand-in for Spiderpool's allocation, which no registry has as something to run: one pool, one address per pod. It is
 * written from what is known of pkg/ippoolmanager and pkg/ipam, address by address and without the code under test.
 */

export interface PoolState {
  readonly name: string;
  readonly family: Family;
  readonly ips: readonly string[];
  readonly excludeIPs: readonly string[];
  readonly disabled: boolean;
  /** Whom it serves; absent for everybody. */
  readonly serves?: ServedState;
  /** Address → pod and its UID. */
  readonly ledger: Map<string, { pod: string; podUid: string }>;
}

/** Label selectors as conditions that all have to hold; no value means that the label is not there. */
type Selector = readonly (readonly [label: string, value: string | undefined])[];

export interface ServedState {
  readonly nodeName?: readonly string[];
  readonly nodeAffinity?: Selector;
  readonly namespaceName?: readonly string[];
  readonly namespaceAffinity?: Selector;
  readonly podAffinity?: Selector;
}

export interface ReservedState {
  readonly ipVersion: number | undefined;
  readonly ips: readonly string[];
  readonly isTerminating: boolean;
}

export interface PodState {
  readonly pod: string;
  readonly uid: string;
  /** Kind of the top owner. */
  readonly kind: string;
  readonly pools: readonly string[];
  /** Where and with which labels it starts, for pools that ask. */
  readonly node?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export class AllocationError extends Error {}

/** @source spiderpool pkg/ip/iprange.go ParseIPRanges: order kept, duplicates kept, one bad item fails all */
export function parseIpRanges(family: Family, items: readonly string[]): Address[] {
  return items.flatMap((item) => {
    const ends = item.split("-").map(parseAddress);
    const [first, last = first] = ends;
    if (first === undefined || last === undefined || ends.length > 2)
      throw new AllocationError("invalid IP range format");
    if (isFault(first) || isFault(last) || first.family !== family || last.family !== family)
      throw new AllocationError("invalid IP range format");
    if (first.value > last.value) throw new AllocationError("invalid IP range format");
    return walk(first, last);
  });
}

function walk(first: Address, last: Address): Address[] {
  const addresses: Address[] = [];
  for (let value = first.value; value <= last.value; value++) addresses.push({ family: first.family, value });
  return addresses;
}

/** @source spiderpool pkg/reservedipmanager/reservedip_manager.go AssembleReservedIPs: terminating ones and those without a version do not count */
export function assembleReserved(family: Family, reserved: Iterable<ReservedState>): Address[] {
  return [...reserved]
    .filter(({ ipVersion, isTerminating }) => ipVersion === family && !isTerminating)
    .flatMap(({ ips }) => parseIpRanges(family, ips));
}

/**
 * The first addresses of a pool's items that are not taken, in the order of the items.
 *
 * @source spiderpool pkg/ip/ip.go FindAvailableIPs: an item that cannot be read, or ends before it begins, is passed over
 */
export function findAvailable(items: readonly string[], taken: readonly Address[], count: number): Address[] {
  const found: Address[] = [];
  for (const item of items) {
    const [first, last = first, ...more] = item.split("-").map(parseAddress);
    if (first === undefined || last === undefined || more.length > 0 || isFault(first) || isFault(last)) continue;
    if (first.family !== last.family) continue;
    for (const address of walk(first, last)) {
      if (found.length === count) return found;
      if (!taken.some((other) => sameAddress(other, address))) found.push(address);
    }
  }
  return found.slice(0, count);
}

/** A cluster of pools, reservations and pods with their endpoints. */
export class SpiderCluster {
  readonly pools: Map<string, PoolState> = new Map();
  readonly reserved: Map<string, ReservedState> = new Map();
  /** Endpoints by pod name: what a StatefulSet's or VM's pod gets back. */
  readonly endpoints: Map<string, { pool: string; address: string; uid: string }> = new Map();
  /** Labels of nodes and namespaces. */
  readonly nodes: Map<string, Readonly<Record<string, string>>> = new Map();
  readonly namespaces: Map<string, Readonly<Record<string, string>>> = new Map();

  /** @source spiderpool pkg/ippoolmanager/ippool_manager.go AllocateIP, genRandomIP: lowest first, whatever its name says */
  allocate(pod: PodState, family: Family): string {
    const kept = this.endpoints.get(pod.pod);
    if (kept !== undefined && (kept.uid === pod.uid || isStatic(pod.kind))) {
      const record = this.pools.get(kept.pool)?.ledger;
      record?.set(kept.address, { pod: pod.pod, podUid: pod.uid });
      this.endpoints.set(pod.pod, { ...kept, uid: pod.uid });
      return kept.address;
    }
    for (const name of pod.pools) {
      const pool = this.pools.get(name);
      if (pool === undefined) throw new AllocationError(`IPPool ${name} not found`);
      if (pool.disabled || pool.family !== family || !this.serves(pool, pod)) continue;
      const taken = [
        ...parseIpRanges(family, pool.excludeIPs),
        ...assembleReserved(family, this.reserved.values()),
        ...[...pool.ledger.keys()].map((text) => parseAddress(text) as Address),
      ];
      const [address] = findAvailable(pool.ips, taken, 1);
      if (address === undefined) continue;
      const text = printAddress(address);
      pool.ledger.set(text, { pod: pod.pod, podUid: pod.uid });
      this.endpoints.set(pod.pod, { pool: name, address: text, uid: pod.uid });
      return text;
    }
    throw new AllocationError("all IP addresses used out");
  }

  /** @source spiderpool pkg/ipam/allocate.go selectByPod: lists of names before selectors, and everything has to fit */
  serves({ serves = {} }: PoolState, { pod, node = "", labels = {} }: PodState): boolean {
    const [namespace = ""] = pod.split("/");
    const fits = (selector: Selector | undefined, theirs: Readonly<Record<string, string>> = {}): boolean =>
      (selector ?? []).every(([label, value]) => theirs[label] === value);
    const { nodeName = [], namespaceName = [] } = serves;
    const isOnNode = nodeName.length > 0 ? nodeName.includes(node) : fits(serves.nodeAffinity, this.nodes.get(node));
    const isInNamespace =
      namespaceName.length > 0
        ? namespaceName.includes(namespace)
        : fits(serves.namespaceAffinity, this.namespaces.get(namespace));
    return isOnNode && isInNamespace && fits(serves.podAffinity, labels);
  }

  /** What the end of a pod gives back: nothing for those whose address is theirs for good. */
  release(pod: PodState): void {
    const kept = this.endpoints.get(pod.pod);
    if (kept === undefined || isStatic(pod.kind)) return;
    this.pools.get(kept.pool)?.ledger.delete(kept.address);
    this.endpoints.delete(pod.pod);
  }

  /** The same state, to try something in. */
  copy(): SpiderCluster {
    const other = new SpiderCluster();
    for (const [name, pool] of this.pools) other.pools.set(name, { ...pool, ledger: new Map(pool.ledger) });
    for (const [name, reserved] of this.reserved) other.reserved.set(name, reserved);
    for (const [pod, endpoint] of this.endpoints) other.endpoints.set(pod, endpoint);
    for (const [name, labels] of this.nodes) other.nodes.set(name, labels);
    for (const [name, labels] of this.namespaces) other.namespaces.set(name, labels);
    return other;
  }
}

/** @source spiderpool pkg/ipam/allocate.go: StatefulSets and KubeVirt VMs, as the chart is set by default */
function isStatic(kind: string): boolean {
  return kind === "StatefulSet" || kind === "VirtualMachineInstance";
}

/** Addresses in the order of their numbers, for comparisons. */
export function inOrder(addresses: readonly Address[]): string[] {
  return [...addresses].sort(compareAddresses).map(printAddress);
}
