import { LOW_HALF } from "./address-words";
import type { RangeSet } from "./range-set";
import { Ranking } from "./ranking";

/** A {@link Ranking} of less than 2^32 addresses, with ranks as numbers. The last answer is remembered. */
export class SmallRanking {
  readonly size: number;
  private readonly ranking: Ranking;
  /** By range, the lowest 32 bits of what an address has more than its rank. */
  private readonly shifts: Int32Array;
  private readonly number: BigUint64Array = new BigUint64Array(1);
  private readonly halves: Int32Array = new Int32Array(this.number.buffer);
  private lastValue = -1n;
  private lastRank = -1;

  constructor(set: RangeSet) {
    this.ranking = new Ranking(set);
    this.size = Number(this.ranking.size);
    this.shifts = Int32Array.from(this.ranking.shifts, (shift) => Number(BigInt.asIntN(32, shift)));
  }

  valueAt(rank: number): bigint {
    this.lastValue = this.ranking.valueAt(BigInt(rank));
    this.lastRank = rank;
    return this.lastValue;
  }

  /** The rank of an address, or -1 when it is not in the set. */
  rankOf(value: bigint): number {
    if (value !== this.lastValue) {
      this.lastValue = value;
      this.lastRank = this.searchRank(value);
    }
    return this.lastRank;
  }

  /** How many addresses of the set are smaller than `value`. */
  countBelow(value: bigint): number {
    return Number(this.ranking.countBelow(value));
  }

  /** Subtracts the lowest 32 bits alone, which spares making a bigint. */
  private searchRank(value: bigint): number {
    const range = this.ranking.rangeOf(value);
    if (range < 0) return -1;
    this.number[0] = value;
    return ((this.halves[LOW_HALF] as number) - (this.shifts[range] as number)) >>> 0;
  }
}
