import type { Address, Family } from "./address";
import { Shelf } from "./shelf";
import type { SmallRanking } from "./small-ranking";
import { SparseHoldings } from "./sparse-holdings";

/**
 * Which owner number holds which address, both ways. Where the set of addresses is small a holding costs eight bytes on
 * a shelf; others, and what finds no room there, go into a hash table.
 */
export class Holdings {
  private readonly v4: Shelf | undefined;
  private readonly v6: Shelf | undefined;
  private readonly sparse: SparseHoldings = new SparseHoldings();

  constructor(small: { readonly v4: SmallRanking | undefined; readonly v6: SmallRanking | undefined }) {
    this.v4 = small.v4 && new Shelf(small.v4);
    this.v6 = small.v6 && new Shelf(small.v6);
  }

  isHeld(address: Address): boolean {
    const shelf = this.shelf(address.family);
    const rank = shelf === undefined ? -1 : shelf.ranking.rankOf(address.value);
    return shelf === undefined || rank < 0 ? this.sparse.isHeld(address) : shelf.isHeld(rank);
  }

  /** The numbers of all who hold it, in no particular order. */
  ownersOf(address: Address): number[] {
    const shelf = this.shelf(address.family);
    const rank = shelf === undefined ? -1 : shelf.ranking.rankOf(address.value);
    const owners = this.sparse.ownersOf(address);
    if (shelf !== undefined && rank >= 0 && shelf.ownerAt(rank) >= 0) owners.push(shelf.ownerAt(rank));
    return owners;
  }

  /** In no particular order. */
  addressesOf(owner: number): Address[] {
    const addresses = this.sparse.addressesOf(owner);
    for (const family of [4, 6] as const) {
      const shelf = this.shelf(family);
      const rank = shelf === undefined ? -1 : shelf.rankOf(owner);
      if (shelf !== undefined && rank >= 0) addresses.push({ family, value: shelf.ranking.valueAt(rank) });
    }
    return addresses;
  }

  /** Records the holding once; true when nobody held the address before. */
  add(owner: number, address: Address): boolean {
    const shelf = this.shelf(address.family);
    const rank = shelf === undefined ? -1 : shelf.ranking.rankOf(address.value);
    if (shelf === undefined || rank < 0) return this.sparse.add(owner, address);
    if (shelf.put(owner, rank)) return true;
    if (shelf.ownerAt(rank) === owner) return false;
    const isFirst = !shelf.isHeld(rank);
    this.sparse.add(owner, address);
    if (isFirst) shelf.noteElsewhere(rank, true);
    return isFirst;
  }

  /** Forgets all holdings of an owner and answers with the addresses that nobody holds any more. */
  removeAll(owner: number): Address[] {
    const freed: Address[] = [];
    for (const address of this.sparse.removeAll(owner)) {
      if (this.isFreed(address)) freed.push(address);
    }
    if (this.v4 !== undefined) this.removeFrom(this.v4, 4, owner, freed);
    if (this.v6 !== undefined) this.removeFrom(this.v6, 6, owner, freed);
    return freed;
  }

  private removeFrom(shelf: Shelf, family: Family, owner: number, freed: Address[]): void {
    const rank = shelf.rankOf(owner);
    if (rank < 0) return;
    const address: Address = { family, value: shelf.ranking.valueAt(rank) };
    shelf.remove(owner);
    if (this.sparse.isHeld(address)) shelf.noteElsewhere(rank, true);
    else freed.push(address);
  }

  /** Of an address that nobody holds in the hash table any more. */
  private isFreed(address: Address): boolean {
    const shelf = this.shelf(address.family);
    const rank = shelf === undefined ? -1 : shelf.ranking.rankOf(address.value);
    if (shelf === undefined || rank < 0) return true;
    if (shelf.ownerAt(rank) >= 0) return false;
    shelf.noteElsewhere(rank, false);
    return true;
  }

  private shelf(family: Family): Shelf | undefined {
    return family === 4 ? this.v4 : this.v6;
  }
}
