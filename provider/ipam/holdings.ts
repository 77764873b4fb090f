import type { Address } from "./address";
import { readWords, writeWords } from "./address-words";
import { Rows } from "./rows";
import { SlotTable } from "./slot-table";

const NONE = -1;

/* Fields of a holding, after the four words of its address. */
const OWNER = 4;
const NEXT_OF_OWNER = 5;

/** Which owner number holds which address, both ways, by hash: for any address of either family. */
export class Holdings {
  private readonly slots: SlotTable = new SlotTable();
  /** The words of the address in question. */
  private readonly key: Int32Array = new Int32Array(4);
  private readonly rows: Rows = new Rows(6);
  /** By owner, one more than its first holding, 0 for none. */
  private readonly firsts: Rows = new Rows(1);
  private length = 0;
  private unused: number = NONE;

  isHeld(address: Address): boolean {
    return !this.slots.isEmpty() && this.find(writeWords(address, this.key)) >= 0;
  }

  /** The numbers of all who hold it, in no particular order. */
  ownersOf(address: Address): number[] {
    const owners: number[] = [];
    if (this.slots.isEmpty()) return owners;
    const hash = writeWords(address, this.key);
    for (let cell = this.find(hash); cell >= 0; cell = this.findNext(cell, hash)) owners.push(this.ownerIn(cell));
    return owners;
  }

  /** In no particular order. */
  addressesOf(owner: number): Address[] {
    const addresses: Address[] = [];
    for (let holding = this.firstOf(owner); holding !== NONE; holding = this.field(holding, NEXT_OF_OWNER)) {
      addresses.push(this.addressAt(holding));
    }
    return addresses;
  }

  /** Records the holding once. */
  add(owner: number, address: Address): void {
    const hash = writeWords(address, this.key);
    const start = this.slots.first(hash);
    if (start < 0) this.slots.addAt(start, hash, this.create(owner));
    else this.addBeside(start, hash, owner);
  }

  /** Forgets all holdings of an owner and answers with the addresses that nobody holds here any more. */
  removeAll(owner: number): Address[] {
    const freed: Address[] = [];
    const first = this.firstOf(owner);
    if (first !== NONE) this.firsts.set(owner, 0, 0);
    for (let holding = first; holding !== NONE; ) {
      const next = this.field(holding, NEXT_OF_OWNER);
      const address = this.addressAt(holding);
      const hash = writeWords(address, this.key);
      this.slots.remove(this.slots.find(hash, holding));
      if (this.find(hash) < 0) freed.push(address);
      this.rows.set(holding, NEXT_OF_OWNER, this.unused);
      this.unused = holding;
      holding = next;
    }
    return freed;
  }

  /** Where the hash is known, perhaps for the same address. */
  private addBeside(start: number, hash: number, owner: number): void {
    let cell = this.meant(start, hash);
    while (cell >= 0 && this.ownerIn(cell) !== owner) cell = this.findNext(cell, hash);
    if (cell < 0) this.slots.addAt(cell, hash, this.create(owner));
  }

  /** Writes down that the owner holds the address whose words are in {@link key}. */
  private create(owner: number): number {
    const { key, rows, firsts } = this;
    const holding = this.takeUnused();
    const block = rows.blockOf(holding);
    const at = rows.at(holding);
    block[at] = key[0] as number;
    block[at + 1] = key[1] as number;
    block[at + 2] = key[2] as number;
    block[at + 3] = key[3] as number;
    block[at + OWNER] = owner;
    const heads = firsts.blockOf(owner);
    const head = firsts.at(owner);
    block[at + NEXT_OF_OWNER] = (heads[head] as number) - 1;
    heads[head] = holding + 1;
    return holding;
  }

  private takeUnused(): number {
    if (this.unused === NONE) return this.length++;
    const holding = this.unused;
    this.unused = this.field(holding, NEXT_OF_OWNER);
    return holding;
  }

  private firstOf(owner: number): number {
    return this.firsts.get(owner, 0) - 1;
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
    const { slots, rows, key } = this;
    let cell = start;
    while (cell >= 0) {
      const holding = slots.numberAt(cell);
      const block = rows.blockOf(holding);
      const at = rows.at(holding);
      const isMeant = block[at + 3] === key[3] && block[at + 2] === key[2];
      if (isMeant && block[at + 1] === key[1] && block[at] === key[0]) return cell;
      cell = slots.next(cell, hash);
    }
    return cell;
  }

  private ownerIn(cell: number): number {
    return this.field(this.slots.numberAt(cell), OWNER);
  }

  private field(holding: number, field: number): number {
    return this.rows.get(holding, field);
  }

  private addressAt(holding: number): Address {
    return readWords(this.rows.blockOf(holding), this.rows.at(holding));
  }
}
