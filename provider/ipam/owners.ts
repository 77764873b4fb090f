import type { Address } from "./address";
import { mix32, type PlacementHash, placementHash } from "./hash";
import { deriveMacAt, type Mac, UPPER_UNIT } from "./mac";
import { SlotTable } from "./slot-table";

/** Multiplying is exact, and a fraction of the time that dividing by the same power of two takes. */
const DOWN = 1 / UPPER_UNIT;

/**
 * Owner texts as small numbers, given out again once forgotten, and the MAC of each; several owners may have the same.
 * The text last looked up is remembered with its hash: whoever deals with an owner asks for it several times in a row.
 *
 * The MAC that is derived for an owner first ends in the lower word of the owner's hash. Whoever has such a MAC is found
 * in the index of owners by that word, which is there anyway; only other MACs are filed apart.
 */
export class Owners {
  /** The owners' numbers under the lower words of their hashes. */
  readonly byLow: SlotTable = new SlotTable();
  /** The numbers of owners whose MAC ends in another word. */
  private readonly byMac: SlotTable = new SlotTable();
  private readonly texts: string[] = [];
  /** By owner, 0 for none. */
  private readonly macs: Mac[] = [];
  private readonly unused: number[] = [];
  private lastText = "";
  private lastHash: PlacementHash = placementHash("");
  private lastOwner = -1;

  /** The owner's number, or -1. */
  find(text: string): number {
    if (text !== this.lastText) {
      this.lastText = text;
      this.lastHash = placementHash(text);
      this.lastOwner = this.search();
    }
    return this.lastOwner;
  }

  /** The number of the owner, a new one if it had none. */
  ensure(text: string): number {
    const known = this.find(text);
    if (known >= 0) return known;
    const owner = this.unused.pop() ?? this.texts.length;
    this.texts[owner] = text;
    this.macs[owner] = 0;
    this.byLow.add(this.lastHash.low, owner);
    this.lastOwner = owner;
    return owner;
  }

  /** Forgets an owner and its MAC. */
  forget(owner: number): void {
    this.takeMac(owner);
    const { low } = this.hashOf(owner);
    this.byLow.remove(this.byLow.find(low, owner));
    this.texts[owner] = "";
    this.unused.push(owner);
    this.lastOwner = -1;
  }

  textOf(owner: number): string {
    return this.texts[owner] as string;
  }

  hashOf(owner: number): PlacementHash {
    return this.hashOfText(this.textOf(owner));
  }

  /** Of a known owner or another. */
  hashOfText(text: string): PlacementHash {
    this.find(text);
    return this.lastHash;
  }

  macOf(owner: number): Mac | undefined {
    return this.macs[owner] || undefined;
  }

  /** In no particular order. */
  withMac(mac: Mac): number[] {
    return [...this.walk(this.byLow, mac | 0, mac), ...this.walk(this.byMac, hashOfMac(mac), mac)];
  }

  /** In the place of its earlier one. */
  giveMac(owner: number, mac: Mac): void {
    this.takeMac(owner);
    this.macs[owner] = mac;
    if (!this.isOwn(owner, mac)) this.byMac.add(hashOfMac(mac), owner);
  }

  /** The owner's MAC; where it has none it gets one that nobody has, derived from its text and these addresses. */
  ensureMac(owner: number, addresses: readonly Address[]): Mac {
    const known = this.macOf(owner);
    if (known !== undefined) return known;
    const hash = this.hashOf(owner);
    let attempt = 0;
    let mac = deriveMacAt(hash, addresses, attempt);
    while (this.isUsed(mac)) mac = deriveMacAt(hash, addresses, ++attempt);
    this.giveMac(owner, mac);
    return mac;
  }

  private takeMac(owner: number): void {
    const mac = this.macs[owner] as Mac;
    if (mac !== 0 && !this.isOwn(owner, mac)) this.byMac.remove(this.byMac.find(hashOfMac(mac), owner));
    this.macs[owner] = 0;
  }

  /** Whether the MAC ends in the lower word of the owner's hash. */
  private isOwn(owner: number, mac: Mac): boolean {
    return (mac | 0) === this.hashOf(owner).low;
  }

  private isUsed(mac: Mac): boolean {
    if (this.meant(this.byLow.first(mac | 0), this.byLow, mac | 0, mac) >= 0) return true;
    if (this.byMac.isEmpty()) return false;
    const hash = hashOfMac(mac);
    return this.meant(this.byMac.first(hash), this.byMac, hash, mac) >= 0;
  }

  private *walk(index: SlotTable, hash: number, mac: Mac): Generator<number, void> {
    let cell = this.meant(index.first(hash), index, hash, mac);
    for (; cell >= 0; cell = this.meant(index.next(cell, hash), index, hash, mac)) yield index.numberAt(cell);
  }

  /** This cell or the next with the same hash whose owner has the MAC. */
  private meant(start: number, index: SlotTable, hash: number, mac: Mac): number {
    let cell = start;
    while (cell >= 0 && this.macs[index.numberAt(cell)] !== mac) cell = index.next(cell, hash);
    return cell;
  }

  /** The owner of the text whose hash was taken last, or -1. */
  private search(): number {
    const { byLow, texts, lastText } = this;
    const { low } = this.lastHash;
    let cell = byLow.first(low);
    while (cell >= 0 && texts[byLow.numberAt(cell)] !== lastText) cell = byLow.next(cell, low);
    return cell < 0 ? -1 : byLow.numberAt(cell);
  }
}

function hashOfMac(mac: Mac): number {
  return mix32((mac | 0) ^ Math.imul((mac * DOWN) | 0, 0x9e3779b1));
}
