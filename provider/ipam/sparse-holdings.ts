import type { Address } from "./address";
import { AddressWords } from "./address-words";
import { Rows } from "./rows";
import { SlotTable } from "./slot-table";

const NONE = -1;

/* Fields of a holding, after the four words of its address. */
const OWNER = 4;
const NEXT_OF_OWNER = 5;

/** Which owner number holds which address, both ways, by hash: for any address of either family. */
export class SparseHoldings {
  private readonly slots: SlotTable = new SlotTable();
  private readonly key: AddressWords = new AddressWords();
  private readonly rows: Rows = new Rows(6);
  /** By owner, one more than its first holding, 0 for none. */
  private readonly firstOfOwner: Rows = new Rows(1);
  private length = 0;
  private unused: number = NONE;

  isHeld(address: Address): boolean {
    return !this.slots.isEmpty() && this.find(this.key.load(address)) >= 0;
  }

  /** The numbers of all who hold it, in no particular order. */
  ownersOf(address: Address): number[] {
    const owners: number[] = [];
    if (this.slots.isEmpty()) return owners;
    const hash = this.key.load(address);
    for (let cell = this.find(hash); cell >= 0; cell = this.findNext(cell, hash)) owners.push(this.ownerIn(cell));
    return owners;
  }

  /** In no particular order. */
  addressesOf(owner: number): Address[] {
    const addresses: Address[] = [];
    for (let holding = this.firstOf(owner); holding !== NONE; holding = this.field(holding, NEXT_OF_OWNER)) {
      this.loadKey(holding);
      addresses.push(this.key.address());
    }
    return addresses;
  }

  /** Records the holding once. */
  add(owner: number, address: Address): void {
    const hash = this.key.load(address);
    const start = this.slots.first(hash);
    if (start < 0) this.slots.addAt(start, hash, this.create(owner));
    else this.addBeside(start, hash, owner);
  }

  /** Where the hash is known, perhaps for the same address. */
  private addBeside(start: number, hash: number, owner: number): void {
    let cell = this.meant(start, hash);
    while (cell >= 0 && this.ownerIn(cell) !== owner) cell = this.findNext(cell, hash);
    if (cell < 0) this.slots.addAt(cell, hash, this.create(owner));
  }

  /** Forgets all holdings of an owner and answers with the addresses that nobody holds any more. */
  removeAll(owner: number): Address[] {
    const freed: Address[] = [];
    for (let holding = this.firstOf(owner); holding !== NONE; ) {
      const next = this.field(holding, NEXT_OF_OWNER);
      this.loadKey(holding);
      const address = this.key.address();
      const hash = this.key.load(address);
      this.slots.remove(this.slots.find(hash, holding));
      if (this.find(hash) < 0) freed.push(address);
      this.rows.ensureBlockOf(holding)[this.rows.at(holding) + NEXT_OF_OWNER] = this.unused;
      this.unused = holding;
      holding = next;
    }
    const block = this.firstOfOwner.blockOf(owner);
    if (block !== undefined) block[this.firstOfOwner.at(owner)] = 0;
    return freed;
  }

  /** Writes down that the owner holds the address whose words are in {@link key}. */
  private create(owner: number): number {
    const { key } = this;
    const holding = this.takeUnused();
    const block = this.rows.ensureBlockOf(holding);
    const at = this.rows.at(holding);
    block[at] = key.a;
    block[at + 1] = key.b;
    block[at + 2] = key.c;
    block[at + 3] = key.d;
    block[at + OWNER] = owner;
    const firsts = this.firstOfOwner.ensureBlockOf(owner);
    const first = this.firstOfOwner.at(owner);
    block[at + NEXT_OF_OWNER] = (firsts[first] as number) - 1;
    firsts[first] = holding + 1;
    return holding;
  }

  private takeUnused(): number {
    if (this.unused === NONE) return this.length++;
    const holding = this.unused;
    this.unused = this.field(holding, NEXT_OF_OWNER);
    return holding;
  }

  private firstOf(owner: number): number {
    const block = this.firstOfOwner.blockOf(owner);
    return block === undefined ? NONE : (block[this.firstOfOwner.at(owner)] as number) - 1;
  }

  /** The first cell of the address whose words are in {@link key}, or a number below zero. */
  private find(hash: number): number {
    return this.meant(this.slots.first(hash), hash);
  }

  private findNext(cell: number, hash: number): number {
    return this.meant(this.slots.next(cell, hash), hash);
  }

  /** This cell or the next with the same hash that is about the address in {@link key}. */
  private meant(start: number, hash: number): number {
    const { slots, rows } = this;
    const { a, b, c, d } = this.key;
    let cell = start;
    while (cell >= 0) {
      const holding = slots.numberAt(cell);
      const block = rows.ensureBlockOf(holding);
      const at = rows.at(holding);
      if (block[at + 3] === d && block[at + 2] === c && block[at + 1] === b && block[at] === a) return cell;
      cell = slots.next(cell, hash);
    }
    return cell;
  }

  private ownerIn(cell: number): number {
    return this.field(this.slots.numberAt(cell), OWNER);
  }

  private field(holding: number, field: number): number {
    return this.rows.ensureBlockOf(holding)[this.rows.at(holding) + field] as number;
  }

  private loadKey(holding: number): void {
    const { key } = this;
    const block = this.rows.ensureBlockOf(holding);
    const at = this.rows.at(holding);
    key.a = block[at] as number;
    key.b = block[at + 1] as number;
    key.c = block[at + 2] as number;
    key.d = block[at + 3] as number;
  }
}
