import type { Address, Family } from "./address";
import type { Shelf } from "./shelf";
import { SparseHoldings } from "./sparse-holdings";

/** Which owner number holds which address, both ways: on the shelf of its family where it has room, else by hash. */
export class Holdings {
  private readonly others: SparseHoldings = new SparseHoldings();
  private v4: Shelf | undefined;
  private v6: Shelf | undefined;

  /** Puts a shelf up, before the first holding of its family. */
  putUp(family: Family, shelf: Shelf): void {
    if (family === 4) this.v4 = shelf;
    else this.v6 = shelf;
  }

  isHeld(address: Address): boolean {
    return this.shelved(address) >= 0 || this.others.isHeld(address);
  }

  /** The numbers of all who hold it, in no particular order. */
  ownersOf(address: Address): number[] {
    const owners = this.others.ownersOf(address);
    const owner = this.shelved(address);
    if (owner >= 0) owners.push(owner);
    return owners;
  }

  /** In no particular order. */
  addressesOf(owner: number): Address[] {
    const addresses = this.others.addressesOf(owner);
    for (const family of [4, 6] as const) {
      const value = this.shelf(family)?.valueOf(owner);
      if (value !== undefined) addresses.push({ family, value });
    }
    return addresses;
  }

  /** Records the holding once; true when nobody held the address before. */
  add(owner: number, address: Address): boolean {
    const shelved = this.shelved(address);
    if (shelved === owner) return false;
    const isFirst = shelved < 0 && !this.others.isHeld(address);
    if (isFirst) this.addFirst(owner, address);
    else this.others.add(owner, address);
    return isFirst;
  }

  /** Records the holding of an address that nobody holds. */
  addFirst(owner: number, address: Address): void {
    const shelf = this.shelf(address.family);
    if (!shelf?.put(owner, address.value)) this.others.add(owner, address);
  }

  /** Forgets all holdings of an owner and answers with the addresses that nobody holds any more. */
  removeAll(owner: number): Address[] {
    const freed: Address[] = [];
    for (const address of this.others.removeAll(owner)) {
      if (this.shelved(address) < 0) freed.push(address);
    }
    if (this.v4 !== undefined) this.removeFrom(this.v4, 4, owner, freed);
    if (this.v6 !== undefined) this.removeFrom(this.v6, 6, owner, freed);
    return freed;
  }

  private removeFrom(shelf: Shelf, family: Family, owner: number, freed: Address[]): void {
    const value = shelf.valueOf(owner);
    if (value === undefined) return;
    const address: Address = { family, value };
    shelf.remove(owner);
    if (!this.others.isHeld(address)) freed.push(address);
  }

  /** The owner whose holding of the address is on a shelf, or -1. */
  private shelved({ family, value }: Address): number {
    const shelf = family === 4 ? this.v4 : this.v6;
    return shelf === undefined ? -1 : shelf.ownerOf(value);
  }

  private shelf(family: Family): Shelf | undefined {
    return family === 4 ? this.v4 : this.v6;
  }
}
