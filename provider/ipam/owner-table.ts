import { type PlacementHash, placementHash } from "./hash";
import { Rows } from "./rows";
import { SlotTable } from "./slot-table";

/**
 * Owner texts as small numbers, given out again once forgotten. The last text looked up is remembered with its hash:
 * whoever deals with an owner asks for it several times in a row.
 */
export class OwnerTable {
  /** The owners' numbers under the lower words of their hashes. */
  readonly byLow: SlotTable = new SlotTable();
  private readonly texts: string[] = [];
  private readonly unused: number[] = [];
  private readonly lows: Rows = new Rows(1);
  private lastText = "";
  private lastHash: PlacementHash = placementHash("");
  private lastOwner = -1;

  hashOf(text: string): PlacementHash {
    this.find(text);
    return this.lastHash;
  }

  /** The owner's number, or -1. */
  find(text: string): number {
    if (text !== this.lastText) {
      this.lastHash = placementHash(text);
      this.lastText = text;
      const cell = this.cellOf(text);
      this.lastOwner = cell < 0 ? -1 : this.byLow.numberAt(cell);
    }
    return this.lastOwner;
  }

  /** The number of the owner, a new one if it had none. */
  ensure(text: string): number {
    const known = this.find(text);
    if (known >= 0) return known;
    const owner = this.unused.pop() ?? this.texts.length;
    this.texts[owner] = text;
    this.lows.ensureBlockOf(owner)[this.lows.at(owner)] = this.lastHash.low;
    this.byLow.add(this.lastHash.low, owner);
    this.lastOwner = owner;
    return owner;
  }

  forget(text: string): void {
    const owner = this.find(text);
    if (owner < 0) return;
    this.byLow.remove(this.byLow.find(this.lastHash.low, owner));
    this.texts[owner] = "";
    this.unused.push(owner);
    this.lastOwner = -1;
  }

  /** The lower word of the owner's hash. */
  lowOf(owner: number): number {
    return this.lows.ensureBlockOf(owner)[this.lows.at(owner)] as number;
  }

  textOf(owner: number): string {
    return this.texts[owner] as string;
  }

  /** The cell of the text whose hash was taken last, or -1. */
  private cellOf(text: string): number {
    const { byLow, texts } = this;
    const hash = this.lastHash.low;
    let cell = byLow.first(hash);
    while (cell >= 0 && texts[byLow.numberAt(cell)] !== text) cell = byLow.next(cell, hash);
    return cell;
  }
}
