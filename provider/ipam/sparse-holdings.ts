import type { Address } from "./address";
import { AddressWords } from "./address-words";
import { enlarge } from "./enlarge";
import { SlotTable } from "./slot-table";

const NONE = -1;

/* A holding is a row of seven numbers: the address in four words, its hash, and these. */
const ROW = 7;
const HASH = 4;
const OWNER = 5;
const NEXT_OF_OWNER = 6;

/** Which owner number holds which address, both ways, by hash: for any address of either family. */
export class SparseHoldings {
  private readonly slots: SlotTable = new SlotTable();
  private readonly key: AddressWords = new AddressWords();
  private rows: Int32Array = new Int32Array(64 * ROW);
  /** One more than the first holding of an owner, 0 for none. */
  private firstOfOwner: Int32Array = new Int32Array(64);
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
    const { rows } = this;
    const addresses: Address[] = [];
    let at = this.firstOf(owner);
    for (; at !== NONE; at = rows[ROW * at + NEXT_OF_OWNER] as number) addresses.push(this.addressAt(at));
    return addresses;
  }

  /** Records the holding once; true when nobody held the address before. */
  add(owner: number, address: Address): boolean {
    const { key } = this;
    const hash = key.load(address);
    const first = this.find(hash);
    for (let cell = first; cell >= 0; cell = this.findNext(cell, hash)) {
      if (this.ownerIn(cell) === owner) return false;
    }
    const holding = this.create();
    const { rows } = this;
    const at = ROW * holding;
    rows[at] = key.a;
    rows[at + 1] = key.b;
    rows[at + 2] = key.c;
    rows[at + 3] = key.d;
    rows[at + HASH] = hash;
    rows[at + OWNER] = owner;
    rows[at + NEXT_OF_OWNER] = this.firstOf(owner);
    this.firstOfOwner = enlarge(this.firstOfOwner, owner + 1);
    this.firstOfOwner[owner] = holding + 1;
    this.slots.add(hash, holding);
    return first < 0;
  }

  /** Forgets all holdings of an owner and answers with the addresses that nobody holds any more. */
  removeAll(owner: number): Address[] {
    const { rows } = this;
    const freed: Address[] = [];
    for (let at = this.firstOf(owner); at !== NONE; ) {
      const next = rows[ROW * at + NEXT_OF_OWNER] as number;
      if (this.unfile(at)) freed.push(this.addressAt(at));
      rows[ROW * at + NEXT_OF_OWNER] = this.unused;
      this.unused = at;
      at = next;
    }
    if (owner < this.firstOfOwner.length) this.firstOfOwner[owner] = 0;
    return freed;
  }

  private create(): number {
    if (this.unused === NONE) {
      this.rows = enlarge(this.rows, ROW * (this.length + 1));
      return this.length++;
    }
    const holding = this.unused;
    this.unused = this.rows[ROW * holding + NEXT_OF_OWNER] as number;
    return holding;
  }

  private firstOf(owner: number): number {
    return owner < this.firstOfOwner.length ? (this.firstOfOwner[owner] as number) - 1 : NONE;
  }

  /** Takes a holding out of the index; true when its address is in no other one. */
  private unfile(holding: number): boolean {
    const hash = this.rows[ROW * holding + HASH] as number;
    this.slots.remove(this.slots.find(hash, holding));
    this.loadKey(holding);
    return this.find(hash) < 0;
  }

  /** The first cell of the address whose words are in {@link key}, or -1. */
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
      const at = ROW * slots.numberAt(cell);
      if (rows[at + 3] === d && rows[at + 2] === c && rows[at + 1] === b && rows[at] === a) return cell;
      cell = slots.next(cell, hash);
    }
    return cell;
  }

  private ownerIn(cell: number): number {
    return this.rows[ROW * this.slots.numberAt(cell) + OWNER] as number;
  }

  private addressAt(holding: number): Address {
    this.loadKey(holding);
    return this.key.address();
  }

  private loadKey(holding: number): void {
    const { rows, key } = this;
    const at = ROW * holding;
    key.a = rows[at] as number;
    key.b = rows[at + 1] as number;
    key.c = rows[at + 2] as number;
    key.d = rows[at + 3] as number;
  }
}
