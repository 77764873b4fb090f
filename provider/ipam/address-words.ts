import type { Address } from "./address";
import { mix32 } from "./hash";

/** Third word of an IPv4 address in its mapped form `::ffff:a.b.c.d`, which no IPv6 text is read as. */
const MAPPED = 0xffff;
/** Where the lower half of a 64-bit number lies in this machine's memory. */
export const LOW_HALF: 0 | 1 = new Uint32Array(new BigUint64Array([1n]).buffer)[0] === 1 ? 0 : 1;

/*
 * An address as four 32-bit words, the highest first, signed as bit operators give them. Storing a bigint into a typed
 * array takes its low bits without making another bigint, ten times faster than shifting and masking; the upper half of
 * an IPv6 address is only taken again when it is another one than last time.
 */

/** Writes the words of an address into `words` and answers with a hash of them. It goes into derived MACs: it never changes. */
export function writeWords({ family, value }: Address, words: Int32Array): number {
  if (family === 6 && (value < from || value > to)) rememberUpper(value >> 64n);
  number[0] = value;
  const a = family === 4 ? 0 : upperA;
  const b = family === 4 ? 0 : upperB;
  const c = family === 4 ? MAPPED : (halves[1 - LOW_HALF] as number);
  const d = halves[LOW_HALF] as number;
  words[0] = a;
  words[1] = b;
  words[2] = c;
  words[3] = d;
  const upper = Math.imul(a, 0x9e3779b1) + Math.imul(b, 0x85ebca77) + Math.imul(c, 0xc2b2ae3d);
  return mix32(d ^ upper);
}

/** The address whose words begin at an index. */
export function readWords(words: Int32Array, at: number): Address {
  const a = words[at] as number;
  const b = words[at + 1] as number;
  const c = words[at + 2] as number;
  const d = words[at + 3] as number;
  if (a === 0 && b === 0 && c === MAPPED) return { family: 4, value: BigInt(d >>> 0) };
  if (a !== upperA || b !== upperB) {
    halves[LOW_HALF] = b;
    halves[1 - LOW_HALF] = a;
    rememberUpper(number[0] as bigint);
  }
  halves[LOW_HALF] = d;
  halves[1 - LOW_HALF] = c;
  return { family: 6, value: from + (number[0] as bigint) };
}

const number = new BigUint64Array(1);
const halves = new Int32Array(number.buffer);
/** The upper half seen last, and the addresses that share it. */
let upperA = 0;
let upperB = 0;
let from = 0n;
let to = 0xffff_ffff_ffff_ffffn;

function rememberUpper(upper: bigint): void {
  number[0] = upper;
  upperA = halves[1 - LOW_HALF] as number;
  upperB = halves[LOW_HALF] as number;
  from = upper << 64n;
  to = from + 0xffff_ffff_ffff_ffffn;
}
