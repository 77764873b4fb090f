import { type Address, compareAddresses, type Family } from "./address";
import type { PlacementHash } from "./hash";
import { Holdings } from "./holdings";
import type { Mac } from "./mac";
import { MacTable } from "./mac-table";
import { OwnerTable } from "./owner-table";
import type { Pool } from "./pool";
import { sizeOf } from "./range-set";
import { Side } from "./side";
import type { Vacancies } from "./vacancies";

/** Exact numbers of addresses in one family of a Space. */
export interface Usage {
  /** All that could be handed out, the excluded and the held ones too. */
  readonly usable: bigint;
  /** Usable ones that are held. */
  readonly held: bigint;
  /** Usable ones set aside by `excludeIps`, the gateway included, the planned ranges not. */
  readonly excluded: bigint;
  /** What a search can still pick: automatic and not held. */
  readonly free: bigint;
}

/** What one owner holds. */
export interface Held {
  readonly addresses: readonly Address[];
  readonly mac?: Mac;
}

/**
 * Who has which address and MAC of one subnet: the ledger behind one plan. Facts go in without being judged, so two
 * owners may hold one address, and an address may lie outside the subnet. Answers do not depend on the order of facts.
 */
export class Space {
  readonly pools: readonly Pool[];
  private readonly owners: OwnerTable = new OwnerTable();
  private readonly holdings: Holdings = new Holdings();
  private readonly macs: MacTable = new MacTable(this.owners);
  private readonly v4: Side | undefined;
  private readonly v6: Side | undefined;

  constructor(pools: { readonly v4?: Pool; readonly v6?: Pool }) {
    this.v4 = pools.v4 && new Side(pools.v4, this.owners, this.holdings);
    this.v6 = pools.v6 && new Side(pools.v6, this.owners, this.holdings);
    this.pools = [this.v4, this.v6].flatMap((side) => (side === undefined ? [] : [side.pool]));
  }

  /**
   * Adds to what an owner holds; never refused. Addresses accumulate; a MAC takes the place of the owner's earlier one.
   *
   * @param owner  opaque key, compared exactly
   */
  hold(owner: string, { addresses, mac }: Held): void {
    if (addresses.length === 0 && !mac) return;
    const id = this.owners.ensure(owner);
    for (const address of addresses) {
      if (this.holdings.add(id, address)) this.side(address.family)?.take(address.value);
    }
    if (!mac) return;
    this.macs.remove(id);
    this.macs.give(id, mac);
  }

  /**
   * {@link hold} of addresses that a search has just found vacant. An owner that wants a MAC and has none gets one that
   * nobody has, derived from its text and from `addresses`, all that it has in the end.
   *
   * @returns the owner's MAC, if it wants one
   */
  settle(owner: string, found: readonly Address[], addresses: readonly Address[], wantsMac: boolean): Mac | undefined {
    const id = this.owners.ensure(owner);
    for (const address of found) {
      this.holdings.addFirst(id, address);
      this.side(address.family)?.takeAutomatic(address.value);
    }
    if (!wantsMac) return undefined;
    return this.macs.macOf(id) ?? this.macs.giveDerived(id, this.owners.hashOf(owner), addresses);
  }

  /** Forgets all that an owner holds; what it shared stays with the others. */
  release(owner: string): void {
    const id = this.owners.find(owner);
    if (id < 0) return;
    for (const { family, value } of this.holdings.removeAll(id)) this.side(family)?.vacate(value);
    this.macs.remove(id);
    this.owners.forget(owner);
  }

  /** Sorted; empty when the address is free. */
  ownersOf(address: Address): readonly string[] {
    return this.textsOf(this.holdings.ownersOf(address));
  }

  /** Sorted; empty when nobody has the MAC. */
  ownersOfMac(mac: Mac): readonly string[] {
    return this.textsOf(this.macs.ownersOf(mac));
  }

  /** IPv4 first, then by number. */
  addressesOf(owner: string): readonly Address[] {
    const id = this.owners.find(owner);
    return id < 0 ? NOTHING : this.holdings.addressesOf(id).sort(compareAddresses);
  }

  knows(owner: string): boolean {
    return this.owners.find(owner) >= 0;
  }

  macOf(owner: string): Mac | undefined {
    const id = this.owners.find(owner);
    return id < 0 ? undefined : this.macs.macOf(id);
  }

  isFree(address: Address): boolean {
    return !this.holdings.isHeld(address);
  }

  /** All zero for a family the subnet does not have. */
  usage(family: Family): Usage {
    const side = this.side(family);
    if (side === undefined) return { usable: 0n, held: 0n, excluded: 0n, free: 0n };
    const { usable, excluded, automatic } = side.pool;
    return {
      usable: sizeOf(usable),
      held: BigInt(side.held),
      excluded: sizeOf(excluded),
      free: sizeOf(automatic) - BigInt(side.vacancies.taken),
    };
  }

  poolOf(family: Family): Pool | undefined {
    return this.side(family)?.pool;
  }

  /** Where a search may pick, for reading only: {@link hold} and {@link release} keep it. */
  vacanciesOf(family: Family): Vacancies | undefined {
    return this.side(family)?.vacancies;
  }

  /** The placement hash of an owner, remembered while the calls are about the same one. */
  hashOf(owner: string): PlacementHash {
    return this.owners.hashOf(owner);
  }

  private side(family: Family): Side | undefined {
    return family === 4 ? this.v4 : this.v6;
  }

  private textsOf(ids: readonly number[]): readonly string[] {
    const texts = ids.map((id) => this.owners.textOf(id));
    return texts.length > 1 ? texts.sort() : texts;
  }
}

const NOTHING: readonly never[] = [];

export function createSpace(pools: { readonly v4?: Pool; readonly v6?: Pool }): Space {
  return new Space(pools);
}
