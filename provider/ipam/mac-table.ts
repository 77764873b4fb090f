import type { Address } from "./address";
import { mix32, type PlacementHash } from "./hash";
import { deriveMacAt, type Mac, UPPER_UNIT } from "./mac";
import type { OwnerTable } from "./owner-table";
import { Rows } from "./rows";
import { SlotTable } from "./slot-table";

/** Multiplying is exact, and a fraction of the time that dividing by the same power of two takes. */
const DOWN = 1 / UPPER_UNIT;
/** Set above the upper bits of a MAC that is filed in the table's own index. */
const FILED = 0x10000;

/**
 * Which owner number has which MAC, at most one each; several owners may have the same.
 *
 * The MAC that is derived for an owner first ends in the lower word of the owner's hash. Whoever has such a MAC is found
 * in the index of owners by that word, which is there anyway; only other MACs need filing.
 */
export class MacTable {
  private readonly owners: OwnerTable;
  private readonly filed: SlotTable = new SlotTable();
  /** By owner: the upper 16 and the lower 32 bits of its MAC, both zero for none. */
  private readonly rows: Rows = new Rows(2);

  constructor(owners: OwnerTable) {
    this.owners = owners;
  }

  has(owner: number): boolean {
    const block = this.rows.blockOf(owner);
    return block !== undefined && block[this.rows.at(owner)] !== 0;
  }

  macOf(owner: number): Mac | undefined {
    const block = this.rows.blockOf(owner);
    const at = this.rows.at(owner);
    if (block === undefined || block[at] === 0) return undefined;
    return ((block[at] as number) & 0xffff) * UPPER_UNIT + ((block[at + 1] as number) >>> 0);
  }

  private isUsed(mac: Mac): boolean {
    const { filed } = this;
    const { byLow } = this.owners;
    if (this.meant(byLow.first(mac | 0), byLow, mac, 0) >= 0) return true;
    return !filed.isEmpty() && this.meant(filed.first(hashOf(mac)), filed, mac, FILED) >= 0;
  }

  /** In no particular order. */
  ownersOf(mac: Mac): number[] {
    return [
      ...this.ownersIn(this.owners.byLow, mac | 0, mac, 0), //
      ...this.ownersIn(this.filed, hashOf(mac), mac, FILED),
    ];
  }

  /** Gives the MAC to an owner that has none. */
  give(owner: number, mac: Mac): void {
    const block = this.rows.ensureBlockOf(owner);
    const at = this.rows.at(owner);
    const upper = upperWord(mac);
    const tag = (mac | 0) === this.owners.lowOf(owner) && upper !== 0 ? 0 : FILED;
    block[at] = upper | tag;
    block[at + 1] = mac | 0;
    if (tag === FILED) this.filed.add(hashOf(mac), owner);
  }

  /** Gives an owner that has none a MAC that nobody has, derived from the owner's hash and these addresses. */
  giveDerived(owner: number, hash: PlacementHash, addresses: readonly Address[]): Mac {
    let attempt = 0;
    let mac = deriveMacAt(hash, addresses, attempt);
    while (this.isUsed(mac)) mac = deriveMacAt(hash, addresses, ++attempt);
    this.give(owner, mac);
    return mac;
  }

  remove(owner: number): void {
    const mac = this.macOf(owner);
    if (mac === undefined) return;
    const block = this.rows.ensureBlockOf(owner);
    const at = this.rows.at(owner);
    if (((block[at] as number) & FILED) !== 0) this.filed.remove(this.filed.find(hashOf(mac), owner));
    block[at] = 0;
    block[at + 1] = 0;
  }

  private ownersIn(index: SlotTable, hash: number, mac: Mac, tag: number): number[] {
    const owners: number[] = [];
    let cell = this.meant(index.first(hash), index, mac, tag);
    for (; cell >= 0; cell = this.meant(index.next(cell, hash), index, mac, tag)) owners.push(index.numberAt(cell));
    return owners;
  }

  /** This cell or the next with the same hash whose owner has the MAC, filed or not. */
  private meant(start: number, index: SlotTable, mac: Mac, tag: number): number {
    const upper = upperWord(mac) | tag;
    const lower = mac | 0;
    let cell = start;
    while (cell >= 0) {
      const owner = index.numberAt(cell);
      const block = this.rows.blockOf(owner);
      const at = this.rows.at(owner);
      if (block !== undefined && block[at] === upper && block[at + 1] === lower) return cell;
      cell = index.next(cell, tag === 0 ? lower : hashOf(mac));
    }
    return cell;
  }
}

function upperWord(mac: Mac): number {
  return (mac * DOWN) | 0;
}

function hashOf(mac: Mac): number {
  return mix32((mac | 0) ^ Math.imul(upperWord(mac), 0x9e3779b1));
}
