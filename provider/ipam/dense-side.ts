import { Bitmap } from "./bitmap";
import type { PlacementHash } from "./hash";
import { PROBES, startWord, strideWord } from "./probe";
import type { RangeSet } from "./range-set";
import { Ranking } from "./ranking";
import { Rows } from "./rows";
import type { Side } from "./side";

/**
 * The {@link Side} of a small set: it reserves a mark and an entry for each address, taken or not.
 * Of the numbers of a probe sequence no more than the lowest word counts.
 */
export class DenseSide implements Side {
  taken = 0;
  private readonly size: number;
  private readonly ranking: Ranking;
  private readonly marks: Bitmap;
  /** One less than the smallest power of two that is the size or more. */
  private readonly mask: number;
  /** By rank, one more than the owner, 0 for none. */
  private readonly owners: Int32Array;
  /** By owner, one more than the rank, 0 for none. */
  private readonly ranks: Rows = new Rows(1);
  /** The address last found or asked about, and its rank: what is found is taken next. */
  private lastValue = -1n;
  private lastRank = -1;

  /** @param automatic  at most 2^32 addresses */
  constructor(automatic: RangeSet) {
    this.ranking = new Ranking(automatic);
    this.size = Number(this.ranking.size);
    this.marks = new Bitmap(this.size);
    this.mask = this.size < 2 ? 0 : 2 ** (32 - Math.clz32(this.size - 1)) - 1;
    this.owners = new Int32Array(this.size);
  }

  has(value: bigint): boolean {
    return this.rankOf(value) >= 0;
  }

  take(value: bigint): void {
    this.marks.set(this.rankOf(value));
    this.taken++;
  }

  vacate(value: bigint): void {
    this.marks.clear(this.rankOf(value));
    this.taken--;
  }

  put(owner: number, value: bigint): boolean {
    const rank = this.rankOf(value);
    if (rank < 0 || this.rankOfOwner(owner) >= 0) return false;
    this.ranks.set(owner, 0, rank + 1);
    this.owners[rank] = owner + 1;
    return true;
  }

  ownerOf(value: bigint): number {
    const rank = this.rankOf(value);
    return rank < 0 ? -1 : (this.owners[rank] as number) - 1;
  }

  valueOf(owner: number): bigint | undefined {
    return this.valueAt(this.rankOfOwner(owner));
  }

  remove(owner: number): bigint | undefined {
    const rank = this.rankOfOwner(owner);
    if (rank < 0) return undefined;
    this.owners[rank] = 0;
    this.ranks.set(owner, 0, 0);
    return this.valueAt(rank);
  }

  isVacant(value: bigint): boolean {
    const rank = this.rankOf(value);
    return rank >= 0 && !this.marks.has(rank);
  }

  spread(hash: PlacementHash): bigint | undefined {
    const { marks, mask, size } = this;
    if (this.taken === size) return undefined;
    const stride = strideWord(hash, 0);
    let at = startWord(hash, 0) & mask;
    let rank = 0;
    for (let probes = 0; probes < PROBES; at = (at + stride) & mask) {
      if (at >= size) continue;
      if (!marks.has(at)) return this.valueAt(at);
      rank = at;
      probes++;
    }
    const above = marks.nextClear(rank);
    return this.valueAt(above < 0 ? marks.nextClear(0) : above);
  }

  probes(hash: PlacementHash, count: number): bigint[] {
    const { ranking, mask, size } = this;
    const found: bigint[] = [];
    const wanted = Math.min(count, PROBES, size);
    const stride = strideWord(hash, 0);
    for (let at = startWord(hash, 0) & mask; found.length < wanted; at = (at + stride) & mask) {
      if (at < size) found.push(ranking.valueAt(BigInt(at)));
    }
    return found;
  }

  lowest(): bigint | undefined {
    return this.valueAt(this.marks.nextClear(0));
  }

  highest(): bigint | undefined {
    return this.valueAt(this.marks.previousClear(this.size - 1));
  }

  next(value: bigint): bigint | undefined {
    return this.valueAt(this.marks.nextClear(Number(this.ranking.countBelow(value))));
  }

  previous(value: bigint): bigint | undefined {
    return this.valueAt(this.marks.previousClear(Number(this.ranking.countBelow(value + 1n)) - 1));
  }

  private rankOf(value: bigint): number {
    if (value !== this.lastValue) {
      this.lastValue = value;
      this.lastRank = this.ranking.has(value) ? this.ranking.lowRankOf(value) >>> 0 : -1;
    }
    return this.lastRank;
  }

  private rankOfOwner(owner: number): number {
    return this.ranks.get(owner, 0) - 1;
  }

  /** The address at a rank; undefined where that is -1. */
  private valueAt(rank: number): bigint | undefined {
    if (rank < 0) return undefined;
    this.lastValue = this.ranking.valueAt(BigInt(rank));
    this.lastRank = rank;
    return this.lastValue;
  }
}
