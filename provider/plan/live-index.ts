import type { Holder, Holding, LiveReservation, PairPod, Snapshot } from "./snapshot";
import { byVip } from "./virtual-parents";

/** The snapshot's holders and objects by owner text: the owner key of ours, the holding's key of everybody else. */
export class LiveIndex {
  readonly #holders = new Map<string, Holder>();
  readonly #claimants = new Map<string, Holder>();
  readonly #sharesWith = new Map<string, string>();
  readonly #reservations = new Map<string, LiveReservation[]>();
  readonly #bySubnet = new Map<string, Holding[]>();
  readonly #pairPods: ReadonlyMap<string, readonly PairPod[]>;

  constructor(snapshot: Snapshot) {
    this.#pairPods = byVip(snapshot.pairPods);
    for (const holding of snapshot.holdings) {
      const owner = ownerOf(holding);
      this.#holders.set(owner, holding.holder);
      if (holding.sharesWith !== undefined) this.#sharesWith.set(owner, holding.sharesWith);
      const inSubnet = this.#bySubnet.get(holding.subnet);
      if (inSubnet === undefined) this.#bySubnet.set(holding.subnet, [holding]);
      else inSubnet.push(holding);
    }
    for (const { key, claimant } of snapshot.demands) this.#claimants.set(key, claimant);
    for (const live of snapshot.reservations.values()) {
      if (live.owner === undefined) continue;
      const known = this.#reservations.get(live.owner);
      if (known === undefined) this.#reservations.set(live.owner, [live]);
      else known.push(live);
    }
  }

  /** Who is behind an owner text; undefined for one that nothing live has. */
  holderOf(owner: string): Holder | undefined {
    return this.#holders.get(owner);
  }

  /** Who asks for addresses under an owner text; undefined for one that has some. */
  claimantOf(owner: string): Holder | undefined {
    return this.#claimants.get(owner);
  }

  /** Key of the object that an owner shares its address with on purpose. */
  sharesWith(owner: string): string | undefined {
    return this.#sharesWith.get(owner);
  }

  /** What is held in a subnet. */
  holdingsIn(subnet: string): readonly Holding[] {
    return this.#bySubnet.get(subnet) ?? [];
  }

  /** Pods that ask for a Vip as an allowed-address pair. */
  pairPodsOf(vip: string): readonly PairPod[] {
    return this.#pairPods.get(vip) ?? [];
  }

  /** Live objects that carry this owner key. */
  reservationsOf(owner: string): readonly LiveReservation[] {
    return this.#reservations.get(owner) ?? [];
  }
}

/** The text under which a holding stands in a plan. */
export function ownerOf(holding: Pick<Holding, "key" | "holder">): string {
  return holding.holder.owner ?? holding.key;
}
