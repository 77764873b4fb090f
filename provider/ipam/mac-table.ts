import { enlarge } from "./enlarge";
import { mix32 } from "./hash";
import { type Mac, UPPER_UNIT } from "./mac";
import type { OwnerTable } from "./owner-table";
import { SlotTable } from "./slot-table";

/* By owner, a row of two numbers: the upper 16 and the lower 32 bits of its MAC, both zero for none. */
const ROW = 2;
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
  private rows: Int32Array = new Int32Array(64 * ROW);

  constructor(owners: OwnerTable) {
    this.owners = owners;
  }

  has(owner: number): boolean {
    return ROW * owner < this.rows.length && this.rows[ROW * owner] !== 0;
  }

  macOf(owner: number): Mac | undefined {
    if (!this.has(owner)) return undefined;
    return ((this.rows[ROW * owner] as number) & 0xffff) * UPPER_UNIT + ((this.rows[ROW * owner + 1] as number) >>> 0);
  }

  isUsed(mac: Mac): boolean {
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
    this.rows = enlarge(this.rows, ROW * (owner + 1));
    const upper = upperWord(mac);
    const tag = (mac | 0) === this.owners.lowOf(owner) && upper !== 0 ? 0 : FILED;
    this.rows[ROW * owner] = upper | tag;
    this.rows[ROW * owner + 1] = mac | 0;
    if (tag === FILED) this.filed.add(hashOf(mac), owner);
  }

  remove(owner: number): void {
    const mac = this.macOf(owner);
    if (mac === undefined) return;
    if (((this.rows[ROW * owner] as number) & FILED) !== 0) this.filed.remove(this.filed.find(hashOf(mac), owner));
    this.rows[ROW * owner] = 0;
    this.rows[ROW * owner + 1] = 0;
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
      const at = ROW * index.numberAt(cell);
      if (at < this.rows.length && this.rows[at] === upper && this.rows[at + 1] === lower) return cell;
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
