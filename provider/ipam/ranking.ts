import { LOW_HALF } from "./address-words";
import { type RangeSet, sizeOf } from "./range-set";

/** A range set with its addresses numbered from 0 upward, both ways in logarithmic time of the number of ranges. */
export class Ranking {
  readonly size: bigint;
  private readonly firsts: readonly bigint[];
  private readonly lasts: readonly bigint[];
  /** The rank of each range's first address. */
  private readonly starts: readonly bigint[];
  /** By range, what to add to a rank to get the address. */
  private readonly shifts: readonly bigint[];
  /** The lowest 32 bits of each. */
  private readonly lowShifts: Int32Array;
  private readonly number: BigUint64Array = new BigUint64Array(1);
  private readonly halves: Int32Array = new Int32Array(this.number.buffer);
  private lastValue = -1n;
  private lastRange = -1;

  constructor(set: RangeSet) {
    this.size = sizeOf(set);
    this.firsts = set.ranges.map((r) => r.first);
    this.lasts = set.ranges.map((r) => r.last);
    let next = 0n;
    this.starts = set.ranges.map((r) => {
      const start = next;
      next += r.last - r.first + 1n;
      return start;
    });
    this.shifts = this.starts.map((start, i) => (this.firsts[i] as bigint) - start);
    this.lowShifts = Int32Array.from(this.shifts, (shift) => Number(BigInt.asIntN(32, shift)));
  }

  has(value: bigint): boolean {
    return this.rangeOf(value) >= 0;
  }

  /** The address at a rank, which must be one of the set. */
  valueAt(rank: bigint): bigint {
    const { shifts, starts } = this;
    return rank + (shifts[shifts.length === 1 ? 0 : lastNotAbove(starts, rank)] as bigint);
  }

  /** The rank of an address of the set. */
  rankOf(value: bigint): bigint {
    return value - (this.shifts[this.rangeOf(value)] as bigint);
  }

  /** The lowest 32 bits of that rank, signed as bit operators give them, without making a bigint. */
  lowRankOf(value: bigint): number {
    this.number[0] = value;
    return ((this.halves[LOW_HALF] as number) - (this.lowShifts[this.rangeOf(value)] as number)) | 0;
  }

  /** How many addresses of the set are smaller than `value`. */
  countBelow(value: bigint): bigint {
    if (this.has(value)) return this.rankOf(value);
    return this.starts[lastNotAbove(this.firsts, value) + 1] ?? this.size;
  }

  /** The index of the range an address is in, or -1. The last answer is remembered: questions come in threes. */
  private rangeOf(value: bigint): number {
    if (value !== this.lastValue) {
      const i = lastNotAbove(this.firsts, value);
      this.lastRange = i >= 0 && value <= (this.lasts[i] as bigint) ? i : -1;
      this.lastValue = value;
    }
    return this.lastRange;
  }
}

/** The index of the last number that is `limit` or less in an ascending list; -1 when all are above. */
function lastNotAbove(ascending: readonly bigint[], limit: bigint): number {
  if (ascending.length === 1) return (ascending[0] as bigint) <= limit ? 0 : -1;
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as bigint) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
