/** Version of everything a planned address or MAC depends on besides its inputs: this hash and the order of search. */
export const PLACEMENT_VERSION = 1;

/** 64 bits of hash as two 32-bit words, signed as JavaScript's bit operators give them. */
export interface PlacementHash {
  readonly high: number;
  readonly low: number;
}

/**
 * The frozen hash that places owners: the same text gives the same 64 bits on every machine and in every release.
 *
 * Public contract, pinned by golden vectors: it never changes; another function would be another PLACEMENT_VERSION.
 * It runs over the UTF-16 code units of the text, two at a time, in two independent 32-bit lanes (exclusive or,
 * multiply, shift), and mixes the lanes at the end without losing a bit. Not cryptographic: whoever picks owner names
 * can pick their hashes.
 */
export function placementHash(text: string): PlacementHash {
  const { length } = text;
  let a = 0x1e3779b9 ^ length;
  let b = 0x7f4a7c15;
  let i = 0;
  for (; i + 1 < length; i += 2) {
    const pair = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16);
    a = Math.imul(a ^ pair, 0x85ebca77);
    a ^= a >>> 15;
    b = Math.imul(b ^ pair, 0xc2b2ae3d);
    b ^= b >>> 13;
  }
  if (i < length) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x85ebca77);
    b = Math.imul(b ^ unit, 0xc2b2ae3d);
  }
  b = mix32(b ^ (a >>> 16) ^ (a << 16));
  a = mix32(a + b);
  return { high: a, low: b };
}

/** A permutation of the 32-bit words in which every input bit reaches every output bit (murmur3's finalizer). */
export function mix32(word: number): number {
  let x = word ^ (word >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return x ^ (x >>> 16);
}
