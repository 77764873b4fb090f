import type { Family } from "./address";
import { Bitmap } from "./bitmap";
import type { PlacementHash } from "./hash";
import type { Holdings } from "./holdings";
import type { Owners } from "./owners";
import { PROBES, probeBits, probeRanks, startRank } from "./probe";
import type { RangeSet } from "./range-set";
import { Ranking } from "./ranking";
import { Rows } from "./rows";
import type { Side } from "./side";

/**
 * The {@link Side} of a set too large to mark: whether an address is taken is asked of those who hold it, and a probe is
 * as good as certain to find a vacant one.
 *
 * It has room for the addresses at which their owners look first. Such an address follows from its owner's text, so that
 * the owner needs a mark alone; and its rank ends in the lower word of the owner's hash, so that it is found in the index
 * of owners by that word. For the lowest and highest vacant address there are marks for as much of either end as can be
 * full, made when first asked for.
 */
export class WideSide implements Side {
  taken = 0;
  private readonly family: Family;
  private readonly ranking: Ranking;
  /** The size as a number: exact wherever so many addresses can be taken. */
  private readonly limit: number;
  private readonly bits: number;
  private readonly owners: Owners;
  private readonly others: Holdings;
  /** By owner, 1 where it holds the address at which it looks first. */
  private readonly starters: Rows = new Rows(1);
  private bottom: Bitmap = new Bitmap(0);
  private top: Bitmap = new Bitmap(0);
  /** The hash last asked about, and where its owner looks first: that is found, taken and kept one after the other. */
  private lastHash: PlacementHash = { high: 0, low: 0 };
  private lastStart: bigint | undefined;

  /** @param others  the holdings that have no room here; must agree with what is taken and vacated */
  constructor(automatic: RangeSet, owners: Owners, others: Holdings) {
    this.family = automatic.family;
    this.ranking = new Ranking(automatic);
    this.limit = Number(this.ranking.size);
    this.bits = probeBits(this.ranking.size);
    this.owners = owners;
    this.others = others;
    this.lastStart = this.firstProbe(this.lastHash);
  }

  has(value: bigint): boolean {
    return this.ranking.has(value);
  }

  take(value: bigint): void {
    this.taken++;
    if (this.isMarked()) this.mark(value, true);
  }

  vacate(value: bigint): void {
    this.taken--;
    if (this.isMarked()) this.mark(value, false);
  }

  put(owner: number, value: bigint): boolean {
    const hash = this.owners.hashOf(owner);
    // In a set of less than 2^32 addresses a rank is shorter than the word that it has to end in.
    if (this.startOf(hash) !== value || this.ranking.lowRankOf(value) !== hash.low) return false;
    this.starters.set(owner, 0, 1);
    return true;
  }

  ownerOf(value: bigint): number {
    if (!this.has(value)) return -1;
    const { byLow } = this.owners;
    const low = this.ranking.lowRankOf(value);
    for (let cell = byLow.first(low); cell >= 0; cell = byLow.next(cell, low)) {
      const owner = byLow.numberAt(cell);
      if (this.valueOf(owner) === value) return owner;
    }
    return -1;
  }

  valueOf(owner: number): bigint | undefined {
    return this.starters.get(owner, 0) === 1 ? this.startOf(this.owners.hashOf(owner)) : undefined;
  }

  remove(owner: number): bigint | undefined {
    const value = this.valueOf(owner);
    if (value !== undefined) this.starters.set(owner, 0, 0);
    return value;
  }

  isVacant(value: bigint): boolean {
    return this.has(value) && !this.isHeld(value);
  }

  spread(hash: PlacementHash): bigint | undefined {
    if (this.isFull()) return undefined;
    // Nearly always the first probe is vacant: not worth a list of all.
    const start = this.startOf(hash);
    if (start !== undefined && !this.isHeld(start)) return start;
    let last = 0n;
    for (const value of this.probes(hash, PROBES)) {
      if (!this.isHeld(value)) return value;
      last = value;
    }
    return this.next(last) ?? this.next(0n);
  }

  probes(hash: PlacementHash, count: number): bigint[] {
    const found: bigint[] = [];
    for (const rank of probeRanks(hash, this.ranking.size)) {
      if (found.length === count) break;
      found.push(this.ranking.valueAt(rank));
    }
    return found;
  }

  lowest(): bigint | undefined {
    if (this.isFull()) return undefined;
    if (this.bottom.nextClear(0) < 0) this.bottom = this.marksOf((index) => index);
    return this.ranking.valueAt(BigInt(this.bottom.nextClear(0)));
  }

  highest(): bigint | undefined {
    if (this.isFull()) return undefined;
    if (this.top.nextClear(0) < 0) this.top = this.marksOf((index) => this.mirrored(index));
    return this.ranking.valueAt(this.mirrored(BigInt(this.top.nextClear(0))));
  }

  next(value: bigint): bigint | undefined {
    for (let rank = this.ranking.countBelow(value); rank < this.ranking.size; rank++) {
      const candidate = this.ranking.valueAt(rank);
      if (!this.isHeld(candidate)) return candidate;
    }
    return undefined;
  }

  previous(value: bigint): bigint | undefined {
    for (let rank = this.ranking.countBelow(value + 1n) - 1n; rank >= 0n; rank--) {
      const candidate = this.ranking.valueAt(rank);
      if (!this.isHeld(candidate)) return candidate;
    }
    return undefined;
  }

  private isHeld(value: bigint): boolean {
    return this.ownerOf(value) >= 0 || this.others.isHeld({ family: this.family, value });
  }

  /** The address at which an owner looks first; undefined when that number is past the end, and skipped. */
  private startOf(hash: PlacementHash): bigint | undefined {
    if (hash.low !== this.lastHash.low || hash.high !== this.lastHash.high) {
      this.lastHash = hash;
      this.lastStart = this.firstProbe(hash);
    }
    return this.lastStart;
  }

  private firstProbe(hash: PlacementHash): bigint | undefined {
    const rank = startRank(hash, this.bits);
    return rank < this.ranking.size ? this.ranking.valueAt(rank) : undefined;
  }

  private isFull(): boolean {
    return this.taken === this.limit;
  }

  private isMarked(): boolean {
    return this.bottom.size > 0 || this.top.size > 0;
  }

  private mark(value: bigint, isTaken: boolean): void {
    const rank = this.ranking.rankOf(value);
    if (rank < this.bottom.size) this.bottom.put(Number(rank), isTaken);
    if (this.mirrored(rank) < this.top.size) this.top.put(Number(this.mirrored(rank)), isTaken);
  }

  /** The same rank counted from the other end. */
  private mirrored(rank: bigint): bigint {
    return this.ranking.size - 1n - rank;
  }

  /** Marks for twice as many ranks as addresses are taken, so that at least one of them is clear for a long time. */
  private marksOf(rankAt: (index: bigint) => bigint): Bitmap {
    const wanted = Math.max(1024, 2 * this.taken);
    const marks = new Bitmap(this.ranking.size < wanted ? Number(this.ranking.size) : wanted);
    for (let i = 0; i < marks.size; i++) {
      if (this.isHeld(this.ranking.valueAt(rankAt(BigInt(i))))) marks.set(i);
    }
    return marks;
  }
}
