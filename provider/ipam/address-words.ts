import type { Address } from "./address";
import { mix32 } from "./hash";

/** Third word of an IPv4 address in its mapped form `::ffff:a.b.c.d`, which no IPv6 text is read as. */
const MAPPED = 0xffff;
/** Where the lower half of a 64-bit number lies in this machine's memory. */
export const LOW_HALF: 0 | 1 = new Uint32Array(new BigUint64Array([1n]).buffer)[0] === 1 ? 0 : 1;

/**
 * One address at a time as four 32-bit words, `a` the highest, signed as bit operators give them. Storing a bigint into a typed array takes its low bits
 * without making another bigint, ten times faster than shifting and masking; the upper half of an IPv6 address is only
 * taken again when it is another one than last time.
 */
export class AddressWords {
  a = 0;
  b = 0;
  c = 0;
  d = 0;
  private readonly number: BigUint64Array = new BigUint64Array(1);
  private readonly halves: Int32Array = new Int32Array(this.number.buffer);
  /** The addresses that share the upper half in `upperA` and `upperB`. */
  private from = 0n;
  private to = 0xffff_ffff_ffff_ffffn;
  private upperA = 0;
  private upperB = 0;

  /** Takes the words of an address and answers with a hash of them. It goes into derived MACs: it never changes. */
  load({ family, value }: Address): number {
    const { number, halves } = this;
    if (family === 4) {
      this.a = 0;
      this.b = 0;
      this.c = MAPPED;
      number[0] = value;
    } else {
      if (value < this.from || value > this.to) this.loadUpper(value >> 64n);
      this.a = this.upperA;
      this.b = this.upperB;
      number[0] = value;
      this.c = halves[1 - LOW_HALF] as number;
    }
    this.d = halves[LOW_HALF] as number;
    const upper = Math.imul(this.a, 0x9e3779b1) + Math.imul(this.b, 0x85ebca77) + Math.imul(this.c, 0xc2b2ae3d);
    return mix32(this.d ^ upper);
  }

  /** The address whose words these are. */
  address(): Address {
    const { a, b, c, d, number, halves } = this;
    if (a === 0 && b === 0 && c === MAPPED) return { family: 4, value: BigInt(d >>> 0) };
    if (a !== this.upperA || b !== this.upperB) {
      halves[LOW_HALF] = b;
      halves[1 - LOW_HALF] = a;
      this.loadUpper(number[0] as bigint);
    }
    halves[LOW_HALF] = d;
    halves[1 - LOW_HALF] = c;
    return { family: 6, value: this.from + (number[0] as bigint) };
  }

  private loadUpper(upper: bigint): void {
    this.number[0] = upper;
    this.upperA = this.halves[1 - LOW_HALF] as number;
    this.upperB = this.halves[LOW_HALF] as number;
    this.from = upper << 64n;
    this.to = this.from + 0xffff_ffff_ffff_ffffn;
  }
}
