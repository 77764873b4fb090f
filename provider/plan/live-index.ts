import { baseOwner, makerOf, type Stamp } from "./identity";
import type { Holder, Holding, PairPod, Snapshot } from "./snapshot";
import { byVip } from "./virtual-parents";

/** The snapshot's holders by the key of their holding, and our objects by owner key and by the place of their maker. */
export class LiveIndex {
  readonly #holdings = new Map<string, Holding>();
  readonly #claimants = new Map<string, Holder>();
  readonly #sharesWith = new Map<string, string>();
  readonly #claims = new Map<string, Set<string>>();
  readonly #bySubnet = new Map<string, Holding[]>();
  readonly #pairPods: ReadonlyMap<string, readonly PairPod[]>;

  constructor(snapshot: Snapshot) {
    this.#pairPods = byVip(snapshot.pairPods);
    for (const holding of snapshot.holdings) {
      this.#holdings.set(holding.key, holding);
      if (holding.sharesWith !== undefined) this.#sharesWith.set(holding.key, holding.sharesWith);
      const inSubnet = this.#bySubnet.get(holding.subnet);
      if (inSubnet === undefined) this.#bySubnet.set(holding.subnet, [holding]);
      else inSubnet.push(holding);
    }
    for (const { key, claimant } of snapshot.demands) this.#claimants.set(key, claimant);
    for (const stamp of stampsIn(snapshot)) {
      const maker = makerOf(stamp);
      if (maker === undefined || stamp.claim === undefined) continue;
      const place = baseOwner(maker);
      const known = this.#claims.get(place);
      if (known === undefined) this.#claims.set(place, new Set([stamp.claim]));
      else known.add(stamp.claim);
    }
  }

  /** Who is behind the key of a holding. */
  holderOf(key: string): Holder | undefined {
    return this.#holdings.get(key)?.holder;
  }

  /** Who asks for addresses under the key of a demand; undefined for one that has some. */
  claimantOf(key: string): Holder | undefined {
    return this.#claimants.get(key);
  }

  /** What somebody holds, by its key; in one of its subnets where it has several. */
  holdingOf(key: string): Holding | undefined {
    return this.#holdings.get(key);
  }

  /** Key of the object that a holder shares its address with on purpose. */
  sharesWith(key: string): string | undefined {
    return this.#sharesWith.get(key);
  }

  /** What is held in a subnet. */
  holdingsIn(subnet: string): readonly Holding[] {
    return this.#bySubnet.get(subnet) ?? [];
  }

  /** Pods that ask for a Vip as an allowed-address pair. */
  pairPodsOf(vip: string): readonly PairPod[] {
    return this.#pairPods.get(vip) ?? [];
  }

  /** Claims on what a place in a program has made. */
  claimsOf(place: string): ReadonlySet<string> {
    return this.#claims.get(place) ?? NONE;
  }
}

const NONE: ReadonlySet<string> = new Set();

function* stampsIn({ reservations, pools, subnets, spider }: Snapshot): Iterable<Stamp> {
  yield* reservations.values();
  yield* pools.values();
  for (const subnet of subnets.values()) {
    yield subnet;
    yield* subnet.plannedRanges;
  }
  for (const { bound } of reservations.values()) if (bound !== undefined) yield bound;
  for (const objects of [spider.reserved, spider.pools, spider.subnets, spider.configs]) yield* objects.values();
}
