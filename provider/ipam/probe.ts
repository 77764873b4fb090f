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

/** How many low bits of start and stride count in a set of this size. */
export function probeBits(size: bigint): number {
  return size === 0n ? 0 : (size - 1n).toString(2).length;
}

/** The first number of the sequence; it is a rank when it is below the size. */
export function startRank(hash: PlacementHash, bits: number): bigint {
  return lowBits(hash, startWord, bits);
}

/** The first {@link PROBES} probes in a set of any size, as ranks; in a smaller set every rank once. */
export function* probeRanks(hash: PlacementHash, size: bigint): Generator<bigint, void> {
  const bits = probeBits(size);
  const stride = lowBits(hash, strideWord, bits);
  let at = startRank(hash, bits);
  for (let left = size < PROBES ? Number(size) : PROBES; left > 0; ) {
    if (at < size) {
      yield at;
      left--;
    }
    at = BigInt.asUintN(bits, at + stride);
  }
}

/** As many low bits of the words as count. Storing words and taking them as one number spares three bigints. */
function lowBits(hash: PlacementHash, word: typeof startWord, bits: number): bigint {
  halves[LOW_HALF] = word(hash, 0);
  halves[1 - LOW_HALF] = word(hash, 1);
  const low = number[0] as bigint;
  if (bits === 64) return low;
  if (bits < 64) return BigInt.asUintN(bits, low);
  halves[LOW_HALF] = word(hash, 2);
  halves[1 - LOW_HALF] = word(hash, 3);
  return BigInt.asUintN(bits, ((number[0] as bigint) << 64n) | low);
}

const number = new BigUint64Array(1);
const halves = new Int32Array(number.buffer);
