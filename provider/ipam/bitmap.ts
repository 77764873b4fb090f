const BITS = 32;

/**
 * A fixed number of marks, all clear at first, that finds the nearest clear one without walking.
 *
 * Every word of 32 marks has one mark above it that says "all set", and so on up to a single word: five levels cover
 * 2^25 marks, and each operation touches at most one word per level on the way up and one on the way down.
 */
export class Bitmap {
  readonly size: number;
  private readonly levels: readonly Uint32Array[];

  constructor(size: number) {
    this.size = size;
    const levels: Uint32Array[] = [];
    let length = size;
    do {
      const words = new Uint32Array(Math.ceil(length / BITS));
      // Marks past the end count as set, so that no search ever answers with one.
      if (length % BITS !== 0) words[words.length - 1] = (-1 << (length % BITS)) >>> 0;
      levels.push(words);
      length = words.length;
    } while (length > 1);
    this.levels = levels;
  }

  has(index: number): boolean {
    return (((this.levels[0] as Uint32Array)[index >>> 5] as number) & (1 << (index & 31))) !== 0;
  }

  set(index: number): void {
    let at = index;
    for (const words of this.levels) {
      const word = (words[at >>> 5] as number) | (1 << (at & 31));
      words[at >>> 5] = word;
      if (word !== -1) return;
      at >>>= 5;
    }
  }

  clear(index: number): void {
    let at = index;
    for (const words of this.levels) {
      const word = words[at >>> 5] as number;
      words[at >>> 5] = word & ~(1 << (at & 31));
      if (word !== 0xffffffff) return;
      at >>>= 5;
    }
  }

  put(index: number, isSet: boolean): void {
    if (isSet) this.set(index);
    else this.clear(index);
  }

  /** The smallest clear index that is `from` or more; -1 when there is none. */
  nextClear(from: number): number {
    let at = from;
    for (let level = 0; level < this.levels.length; level++) {
      const words = this.levels[level] as Uint32Array;
      if (at >>> 5 >= words.length) return -1;
      const open = ~(words[at >>> 5] as number) & (-1 << (at & 31));
      if (open !== 0) return this.descend(level, (at & ~31) + lowestBit(open), lowestBit);
      at = (at >>> 5) + 1;
    }
    return -1;
  }

  /** The largest clear index that is `from` or less; -1 when there is none. */
  previousClear(from: number): number {
    let at = from;
    for (let level = 0; level < this.levels.length; level++) {
      if (at < 0) return -1;
      const open = ~((this.levels[level] as Uint32Array)[at >>> 5] as number) & (-1 >>> (31 - (at & 31)));
      if (open !== 0) return this.descend(level, (at & ~31) + highestBit(open), highestBit);
      at = (at >>> 5) - 1;
    }
    return -1;
  }

  /** From a clear mark of an upper level down to the clear index at the wanted end of what it stands for. */
  private descend(level: number, at: number, end: (open: number) => number): number {
    let index = at;
    for (let below = level - 1; below >= 0; below--) {
      index = index * BITS + end(~((this.levels[below] as Uint32Array)[index] as number));
    }
    return index;
  }
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}

function highestBit(word: number): number {
  return 31 - Math.clz32(word);
}
