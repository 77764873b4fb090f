import type { Family } from "./address";
import { AddressWords } from "./address-words";
import type { OwnerTable } from "./owner-table";
import type { Ranking } from "./ranking";
import { Rows } from "./rows";
import type { Shelf } from "./shelf";

/**
 * The {@link Shelf} of a set too large for an entry per address: it has room for the addresses at which their owners
 * look first. The rank of such an address ends in the lower word of its owner's hash, so it is found in the index of
 * owners by that word, which is there anyway.
 */
export class WideShelf implements Shelf {
  private readonly family: Family;
  private readonly ranking: Ranking;
  private readonly owners: OwnerTable;
  /** By range of the set, the lowest word of what an address has more than its rank. */
  private readonly shifts: Int32Array;
  private readonly key: AddressWords = new AddressWords();
  /** The address in {@link key}. */
  private keyValue = -1n;
  /** By owner: 1 where there is an address, and its four words. */
  private readonly rows: Rows = new Rows(5);

  constructor(family: Family, ranking: Ranking, owners: OwnerTable) {
    this.family = family;
    this.ranking = ranking;
    this.owners = owners;
    this.shifts = Int32Array.from(ranking.shifts, (shift) => Number(BigInt.asIntN(32, shift)));
  }

  put(owner: number, value: bigint): boolean {
    const range = this.ranking.rangeOf(value);
    if (range < 0 || this.has(owner) || this.lowOf(value, range) !== this.owners.lowOf(owner)) return false;
    const { key } = this;
    const block = this.rows.ensureBlockOf(owner);
    const at = this.rows.at(owner);
    block[at] = 1;
    block[at + 1] = key.a;
    block[at + 2] = key.b;
    block[at + 3] = key.c;
    block[at + 4] = key.d;
    return true;
  }

  ownerOf(value: bigint): number {
    const range = this.ranking.rangeOf(value);
    return range < 0 ? -1 : this.find(value, range);
  }

  valueOf(owner: number): bigint | undefined {
    const { rows, key } = this;
    const block = rows.blockOf(owner);
    const at = rows.at(owner);
    if (block === undefined || block[at] === 0) return undefined;
    this.keyValue = -1n;
    key.a = block[at + 1] as number;
    key.b = block[at + 2] as number;
    key.c = block[at + 3] as number;
    key.d = block[at + 4] as number;
    return key.address().value;
  }

  remove(owner: number): void {
    const block = this.rows.blockOf(owner);
    if (block !== undefined) block[this.rows.at(owner)] = 0;
  }

  private has(owner: number): boolean {
    const block = this.rows.blockOf(owner);
    return block !== undefined && block[this.rows.at(owner)] === 1;
  }

  /** The lowest word of the rank of an address in this range; leaves the words of the address in {@link key}. */
  private lowOf(value: bigint, range: number): number {
    if (value !== this.keyValue) {
      this.key.load({ family: this.family, value });
      this.keyValue = value;
    }
    return (this.key.d - (this.shifts[range] as number)) | 0;
  }

  private find(value: bigint, range: number): number {
    const { byLow } = this.owners;
    const { rows } = this;
    const low = this.lowOf(value, range);
    const { a, b, c, d } = this.key;
    for (let cell = byLow.first(low); cell >= 0; cell = byLow.next(cell, low)) {
      const owner = byLow.numberAt(cell);
      const block = rows.blockOf(owner);
      const at = rows.at(owner);
      if (block === undefined || block[at] === 0) continue;
      if (block[at + 4] === d && block[at + 3] === c && block[at + 2] === b && block[at + 1] === a) return owner;
    }
    return -1;
  }
}
