import { LOW_HALF } from "./address-words";
import { mix32, type PlacementHash } from "./hash";

/** Probes before a search goes on to the next free address: enough that only a pool all but full ever gets there. */
export const PROBES = 32;

/*
 * The probe sequence of an owner: part of the placement contract, with placementHash.
 *
 * An owner has two numbers of 128 bits, start and stride; the stride is odd. In a set of m addresses, numbered from 0
 * upward, probe i looks at start + i * stride modulo the smallest power of two that is m or more, and skips what is
 * not below m. So it meets every address once, and only as many low bits count as that power of two has.
 */

/** Word `i` of the start, 0 the lowest. */
export function startWord(hash: PlacementHash, i: number): number {
  return i === 0 ? hash.low : i === 1 ? hash.high : mix32((i & 1 ? hash.high : hash.low) + i);
}

/** Word `i` of the stride, 0 the lowest. */
export function strideWord(hash: PlacementHash, i: number): number {
  return i === 0 ? hash.high | 1 : mix32((i & 1 ? hash.low : hash.high) - i);
}

/** The probe sequences in a set of any size, as ranks. */
export class Probes {
  private readonly size: bigint;
  private readonly bits: number;
  private readonly number: BigUint64Array = new BigUint64Array(1);
  private readonly halves: Int32Array = new Int32Array(this.number.buffer);

  constructor(size: bigint) {
    this.size = size;
    this.bits = size === 0n ? 0 : (size - 1n).toString(2).length;
  }

  /** The first number of the sequence; it is a rank when it is below the size. */
  startOf(hash: PlacementHash): bigint {
    return this.lowBits(hash, false);
  }

  /** The first {@link PROBES} probes; in a smaller set every rank once. */
  *ranks(hash: PlacementHash): Generator<bigint, void> {
    const stride = this.lowBits(hash, true);
    let at = this.startOf(hash);
    for (let left = this.size < PROBES ? Number(this.size) : PROBES; left > 0; ) {
      if (at < this.size) {
        yield at;
        left--;
      }
      at = BigInt.asUintN(this.bits, at + stride);
    }
  }

  /** As many low bits as count, of the start or of the stride. */
  private lowBits(hash: PlacementHash, isStride: boolean): bigint {
    const { number, halves, bits } = this;
    halves[LOW_HALF] = isStride ? strideWord(hash, 0) : hash.low;
    halves[1 - LOW_HALF] = isStride ? strideWord(hash, 1) : hash.high;
    const low = number[0] as bigint;
    if (bits === 64) return low;
    if (bits < 64) return BigInt.asUintN(bits, low);
    halves[LOW_HALF] = isStride ? strideWord(hash, 2) : startWord(hash, 2);
    halves[1 - LOW_HALF] = isStride ? strideWord(hash, 3) : startWord(hash, 3);
    return BigInt.asUintN(bits, ((number[0] as bigint) << 64n) | low);
  }
}
